import { finaliseInvoices, issueDue } from "@winner/core/billing/index.ts";
import { expect, test } from "vitest";
import { openShop, subscribe } from "../support/billing.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();

/** The columns of a table that an index holds, reckons with, or decides by. */
async function indexed(table: string): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT a.attname AS name FROM pg_index i
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
    WHERE i.indrelid = ${`"${table}"`}::regclass
    UNION
    SELECT a.attname FROM pg_index i JOIN pg_constraint c ON c.conindid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(c.conkey)
    WHERE i.indrelid = ${`"${table}"`}::regclass`;
  return new Set(rows.map(({ name }) => name));
}

// PostgreSQL then leaves the indexes alone (HOT), which is a third of the monthly run: docs/performance.md.
test.each([
  ["Invoice", ["state", "year", "sequence", "number", "issuedOn", "dueOn", "version"]],
  ["Subscription", ["nextPeriodStart", "tierId", "pendingTierId", "discountPeriodsLeft"]],
])("what the monthly run changes of %s is in no index", async (table, changed) => {
  const columns = await indexed(table);
  expect([...columns]).toContain("id");
  expect([...columns]).toContain("institutionId");
  expect(changed.filter((column) => columns.has(column))).toEqual([]);
});

test("columns of predicates and expressions are seen", async () => {
  const columns = await indexed("Invoice");
  for (const column of ["voidedAt", "creditedFrom", "unsettled", "finaliseAfter"])
    expect([...columns]).toContain(column);
});

test("a number is given once, whatever gives it", async () => {
  await setClock(db, "2026-01-10T03:00:00Z");
  const shop = await openShop(db);
  await subscribe(db, shop, "2026-01-01");
  await subscribe(db, shop, "2026-01-01");
  await issueDue(db);
  await setClock(db, "2026-01-20T03:00:00Z");
  expect(await finaliseInvoices(db, shop.providerId, 1)).toBe(1);
  const again = db.$executeRaw`
    UPDATE "Invoice" d SET state = 'OPEN', year = f.year, sequence = f.sequence, number = f.number,
      "issuedOn" = f."issuedOn", "dueOn" = f."dueOn"
    FROM "Invoice" f WHERE d.state = 'DRAFT' AND f.state = 'OPEN'`;
  await expect(again).rejects.toThrow("InvoiceNumber_pkey");
  await expect(db.$executeRaw`DELETE FROM "InvoiceNumber"`).rejects.toThrow("append-only");
});
