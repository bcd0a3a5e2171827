import type { Database } from "../database/index.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";

/**
 * Posts as revenue what is earned through a local day, that day included: of a period the share of its
 * days gone by, of what has no period all of it. Always the difference to what was posted before, so that
 * rounding never adds up, and running it again posts nothing. Gives how many invoices earned something.
 */
export async function recogniseRevenue(db: Database, through: LocalDate): Promise<number> {
  const day = toColumn(through);
  return db.$executeRaw`
    WITH earned AS MATERIALIZED (
      SELECT i.id, i."providerId", i."institutionId",
        CASE WHEN i."periodEnd" IS NULL OR i."periodEnd" <= ${day}::date + 1 THEN i.base - i."creditedBase"
          WHEN i."periodStart" > ${day}::date THEN 0
          -- Credits take back the last days, so that the first ones are earned as they were sold.
          ELSE least(i.base - i."creditedBase", share_of(i.base, ${day}::date + 1 - i."periodStart", i."periodEnd" - i."periodStart"))
        END - i.recognised AS amount
      FROM "Invoice" i
      WHERE i.state IN ('OPEN', 'PAID', 'UNCOLLECTIBLE') AND i."issuedOn" <= ${day}::date
        AND i.recognised < i.base - i."creditedBase"
      ORDER BY i.id FOR NO KEY UPDATE OF i),
    marked AS (
      UPDATE "Invoice" i SET recognised = i.recognised + e.amount FROM earned e WHERE i.id = e.id AND e.amount > 0)
    INSERT INTO "LedgerPosting" ("providerId", "institutionId", "invoiceId", "postedOn", reason, "sourceId", debit, credit, amount)
    SELECT e."providerId", e."institutionId", e.id, ${day}::date, 'RECOGNITION', e.id, 'DEFERRED_REVENUE', 'REVENUE', e.amount
    FROM earned e WHERE e.amount > 0`;
}
