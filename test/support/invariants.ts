import type { Database } from "@winner/core/database/index.ts";

/**
 * What must hold after anything that happened (I1 to I12 and the ledger): each query finds rows that
 * break it, so that all must be empty. Reads the tables alone and none of the code under test.
 */
const broken: Readonly<Record<string, string>> = {
  "I1: one invoice for a subscription, payer and period": `
    SELECT "subscriptionId" FROM "Invoice" WHERE kind = 'RECURRING' AND state <> 'VOID'
    GROUP BY "subscriptionId", payer, "periodStart" HAVING count(*) > 1`,
  "I3: no day of a subscription is charged twice, whatever was taken back of it": `
    SELECT a.id FROM "Invoice" a JOIN "Invoice" b ON a."subscriptionId" = b."subscriptionId" AND a.payer = b.payer AND a.id < b.id
      AND daterange(a."periodStart", coalesce(a."creditedFrom", a."periodEnd")) && daterange(b."periodStart", coalesce(b."creditedFrom", b."periodEnd"))
    WHERE a.kind <> 'ONE_OFF' AND b.kind <> 'ONE_OFF' AND a.state <> 'VOID' AND b.state <> 'VOID'`,
  "I3: what was billed reaches to the next period, without a hole but for pauses": `
    SELECT s.id FROM "Subscription" s WHERE s.state <> 'PAUSED'
      AND NOT EXISTS (SELECT 1 FROM "SubscriptionEvent" e WHERE e."subscriptionId" = s.id AND e.kind IN ('PAUSED', 'CANCELLED'))
      AND s."nextPeriodStart" > s."anchoredOn"
      AND (SELECT sum("periodEnd" - "periodStart") FROM "Invoice" i WHERE i."subscriptionId" = s.id
        AND i.kind = 'RECURRING' AND i.payer = 'SUBSCRIBER') < s."nextPeriodStart" - s."anchoredOn"`,
  "I4: no more is credited than was billed": `
    SELECT i.id FROM "Invoice" i LEFT JOIN (SELECT "invoiceId", sum(base) AS base, sum(tax) AS tax FROM "CreditNote" GROUP BY 1) c
      ON c."invoiceId" = i.id
    WHERE coalesce(c.base, 0) <> i."creditedBase" OR coalesce(c.tax, 0) <> i."creditedTax" OR i."creditedBase" > i.base OR i."creditedTax" > i.tax`,
  "I5: no invoice is overpaid and no customer's balance is below zero": `
    SELECT id::text FROM "Invoice" WHERE settled < 0 OR settled > total
    UNION ALL SELECT "institutionId"::text FROM "LedgerPosting" GROUP BY "providerId", "institutionId"
    HAVING sum(CASE WHEN credit = 'CUSTOMER_BALANCE' THEN amount WHEN debit = 'CUSTOMER_BALANCE' THEN -amount ELSE 0 END) < 0`,
  "I10: a number once, without gap, and only on what is final": `
    SELECT "providerId"::text FROM "Invoice" WHERE sequence IS NOT NULL GROUP BY "providerId", year
    HAVING count(*) <> max(sequence) OR count(DISTINCT sequence) <> count(*)
    UNION ALL SELECT id::text FROM "Invoice" WHERE state = 'DRAFT' AND number IS NOT NULL
    UNION ALL SELECT "providerId"::text FROM "CreditNote" GROUP BY "providerId", year HAVING count(*) <> max(sequence)`,
  "the series stand at the last number": `
    SELECT s."providerId" FROM "NumberSeries" s WHERE s.document = 'INVOICE' AND s.last <> (
      SELECT count(*) FROM "Invoice" i WHERE i."providerId" = s."providerId" AND i.year = s.year)`,
  "totals equal lines": `
    SELECT i.id FROM "Invoice" i WHERE i.base <> coalesce((SELECT sum(amount) FROM "InvoiceLine" l WHERE l."invoiceId" = i.id), 0)
      OR i.total <> i.base + i.tax`,
  "receivables of the ledger are what is open of the invoices": `
    SELECT coalesce(l.id, i.id) FROM (SELECT "providerId" AS id, sum(CASE WHEN debit = 'RECEIVABLE' THEN amount WHEN credit = 'RECEIVABLE' THEN -amount ELSE 0 END) AS amount
      FROM "LedgerPosting" GROUP BY 1) l
    FULL JOIN (SELECT "providerId" AS id, sum(total - settled) AS amount FROM "Invoice" WHERE state IN ('OPEN', 'PAID') GROUP BY 1) i ON i.id = l.id
    WHERE coalesce(l.amount, 0) <> coalesce(i.amount, 0)`,
  "deferred revenue and revenue of the ledger are what was billed, not credited, and earned": `
    SELECT coalesce(l.id, i.id) FROM (SELECT "providerId" AS id,
        sum(CASE WHEN credit = 'DEFERRED_REVENUE' THEN amount WHEN debit = 'DEFERRED_REVENUE' THEN -amount ELSE 0 END) AS deferred,
        sum(CASE WHEN credit = 'REVENUE' THEN amount WHEN debit = 'REVENUE' THEN -amount ELSE 0 END) AS earned
      FROM "LedgerPosting" GROUP BY 1) l
    FULL JOIN (SELECT "providerId" AS id, sum(base - "creditedBase" - recognised) AS deferred, sum(recognised) AS earned
      FROM "Invoice" WHERE state IN ('OPEN', 'PAID', 'UNCOLLECTIBLE') GROUP BY 1) i ON i.id = l.id
    WHERE coalesce(l.deferred, 0) <> coalesce(i.deferred, 0) OR coalesce(l.earned, 0) <> coalesce(i.earned, 0)`,
  "tax payable of the ledger is the tax billed and not credited": `
    SELECT coalesce(l.id, i.id) FROM (SELECT "providerId" AS id, sum(CASE WHEN credit = 'TAX_PAYABLE' THEN amount WHEN debit = 'TAX_PAYABLE' THEN -amount ELSE 0 END) AS amount
      FROM "LedgerPosting" GROUP BY 1) l
    FULL JOIN (SELECT "providerId" AS id, sum(tax - "creditedTax") AS amount FROM "Invoice" WHERE state IN ('OPEN', 'PAID', 'UNCOLLECTIBLE') GROUP BY 1) i ON i.id = l.id
    WHERE coalesce(l.amount, 0) <> coalesce(i.amount, 0)`,
  "each final invoice is announced once": `
    SELECT i.id FROM "Invoice" i WHERE i.number IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" o WHERE o.key = 'invoice:' || i.id)`,
};

/** The names of the queries that find rows, with some of the rows. */
export async function findings(
  db: Database,
  queries: Readonly<Record<string, string>>,
): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const [name, sql] of Object.entries(queries)) {
    const rows = await db.$queryRawUnsafe<unknown[]>(sql);
    if (rows.length > 0) found[name] = rows.slice(0, 3);
  }
  return found;
}

/** The names of the invariants that do not hold, with the rows that break them; empty when all is well. */
export const brokenInvariants = (db: Database) => findings(db, broken);
