import { type Database, inTransaction, Prisma, type Transaction } from "../database/index.ts";
import { found } from "../kernel/error.ts";

/** Drafts that one transaction finalises: few enough that whoever numbers next waits only shortly. */
export const finaliseBatch = 5_000;

/**
 * Makes drafts of a provider whose grace is over final: gives them numbers without gap in the order of
 * their ids, the day of issue in their zone and the due date, posts them to the ledger, and puts them
 * into the outbox. All in one statement; drafts that another worker holds are left to it. Nothing to
 * pay (a total of zero) is paid at once. Gives how many there were.
 */
export async function finaliseInvoices(
  db: Database,
  providerId: string,
  limit = finaliseBatch,
): Promise<number> {
  return inTransaction(db, (tx) =>
    finalise(
      tx,
      Prisma.sql`i."providerId" = ${providerId}::uuid AND i."finaliseAfter" <= (SELECT winner_now())`,
      limit,
    ),
  );
}

/** Finalises one draft now, whatever is left of its grace. Done already changes nothing. */
export const finaliseInvoice = (tx: Transaction, id: string): Promise<number> =>
  finalise(tx, Prisma.sql`i.id = ${id}::uuid`, 1);

/** Finalises all drafts whose grace is over, provider by provider. */
export async function finaliseDue(db: Database): Promise<number> {
  const providers = await db.$queryRaw<{ providerId: string }[]>`
    SELECT p.id AS "providerId" FROM "Provider" p WHERE EXISTS (SELECT 1 FROM "Invoice" i
      WHERE i."providerId" = p.id AND i.state = 'DRAFT' AND i."finaliseAfter" <= (SELECT winner_now()))
    ORDER BY p.id`;
  let total = 0;
  for (const { providerId } of providers)
    for (let count = finaliseBatch; count === finaliseBatch; ) {
      count = await finaliseInvoices(db, providerId);
      total += count;
    }
  return total;
}

async function finalise(tx: Transaction, which: Prisma.Sql, limit: number): Promise<number> {
  const rows = await tx.$queryRaw<{ count: bigint }[]>`
    WITH clock AS MATERIALIZED (SELECT winner_now() AS at),
    picked AS MATERIALIZED (
      SELECT i.id, i."providerId", i."institutionId", i.base, i.tax, i.total, p."numberPrefix", p."termDays",
        (clock.at AT TIME ZONE i."timeZone")::date AS today
      FROM "Invoice" i JOIN "Provider" p ON p.id = i."providerId" CROSS JOIN clock
      WHERE i.state = 'DRAFT' AND ${which}
      ORDER BY i."finaliseAfter", i.id LIMIT ${limit}
      FOR NO KEY UPDATE OF i SKIP LOCKED),
    counted AS (
      SELECT "providerId", extract(year FROM today)::int AS year, count(*)::int AS many FROM picked GROUP BY 1, 2),
    series AS (
      INSERT INTO "NumberSeries" AS s ("providerId", document, year, last)
      SELECT "providerId", 'INVOICE', year, many FROM counted ORDER BY "providerId", year
      ON CONFLICT ("providerId", document, year) DO UPDATE SET last = s.last + excluded.last
      RETURNING "providerId", year, last),
    numbered AS (
      SELECT picked.*, year, (last - many + row_number() OVER (PARTITION BY "providerId", year ORDER BY id))::int AS sequence
      FROM picked JOIN counted USING ("providerId") JOIN series USING ("providerId", year)
      WHERE extract(year FROM today)::int = year),
    finalised AS (
      UPDATE "Invoice" i SET state = (CASE WHEN n.total = 0 THEN 'PAID' ELSE 'OPEN' END)::"InvoiceState",
        year = n.year, sequence = n.sequence, "issuedOn" = n.today, "dueOn" = n.today + n."termDays",
        number = n."numberPrefix" || '/INV/' || n.year || '/' || lpad(n.sequence::text, greatest(6, length(n.sequence::text)), '0'),
        version = i.version + 1
      FROM numbered n WHERE i.id = n.id RETURNING i.id),
    posted AS (
      INSERT INTO "LedgerPosting" ("providerId", "institutionId", "invoiceId", "postedOn", reason, "sourceId", debit, credit, amount)
      SELECT n."providerId", n."institutionId", n.id, n.today, leg.reason, n.id, 'RECEIVABLE', leg.credit, leg.amount
      FROM numbered n CROSS JOIN LATERAL (VALUES
        ('INVOICE_BASE'::"PostingReason", 'DEFERRED_REVENUE'::"LedgerAccount", n.base),
        ('INVOICE_TAX', 'TAX_PAYABLE', n.tax)) AS leg(reason, credit, amount)
      WHERE leg.amount > 0),
    boxed AS (
      INSERT INTO "OutboxMessage" (topic, key, payload, "createdAt", "availableAt")
      SELECT 'INVOICE', 'invoice:' || n.id, jsonb_build_object('invoiceId', n.id), clock.at, clock.at
      FROM numbered n CROSS JOIN clock)
    SELECT count(*) AS count FROM finalised`;
  return Number(found(rows[0], "count").count);
}
