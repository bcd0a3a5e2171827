import type { Database } from "@winner/core/database/index.ts";

/** The first days of all whole periods of a subscription `s`: its anchor's day of every so many months, or the month's last. */
const anchors = `
  SELECT (least(first + (s."anchorDay" - 1) * interval '1 day', first + interval '1 month' - interval '1 day'))::date AS day
  FROM (SELECT date_trunc('month', s."anchoredOn"::timestamp) AS month) m
  CROSS JOIN LATERAL (SELECT m.month - CASE WHEN s."anchoredOn" < least(m.month + (s."anchorDay" - 1) * interval '1 day', m.month + interval '1 month' - interval '1 day')
    THEN interval '1 month' ELSE interval '0' END AS month0) z
  CROSS JOIN LATERAL generate_series(0, 60) n
  CROSS JOIN LATERAL (SELECT z.month0 + n * s."intervalMonths" * interval '1 month' AS first) f`;

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
    UNION ALL SELECT id::text FROM "Invoice" WHERE state NOT IN ('DRAFT', 'VOID') AND number IS NULL
    UNION ALL SELECT id::text FROM "Invoice" WHERE year <> extract(year FROM "issuedOn") OR number NOT LIKE '%/INV/' || year || '/%' || sequence
    UNION ALL SELECT "providerId"::text FROM "CreditNote" GROUP BY "providerId", year HAVING count(*) <> max(sequence)`,
  "what was due in a run was issued, there already, or parked": `
    SELECT id, "runOn", due, issued, existing, parked FROM "BillingRun" WHERE state = 'MISMATCH' OR "reconciledAt" IS NOT NULL AND due <> issued + existing + parked`,
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
  "bad debt of the ledger is what is open of the invoices that were written off": `
    SELECT coalesce(l.id, i.id) FROM (SELECT "providerId" AS id, sum(CASE WHEN debit = 'BAD_DEBT' THEN amount WHEN credit = 'BAD_DEBT' THEN -amount ELSE 0 END) AS amount
      FROM "LedgerPosting" GROUP BY 1) l
    FULL JOIN (SELECT "providerId" AS id, sum(total - settled) AS amount FROM "Invoice" WHERE state = 'UNCOLLECTIBLE' GROUP BY 1) i ON i.id = l.id
    WHERE coalesce(l.amount, 0) <> coalesce(i.amount, 0)`,
  "of what was written off nothing is a receivable": `
    SELECT i.id FROM "Invoice" i JOIN "LedgerPosting" p ON p."invoiceId" = i.id AND 'RECEIVABLE' IN (p.debit, p.credit)
    WHERE i.state = 'UNCOLLECTIBLE' GROUP BY i.id HAVING sum(CASE WHEN p.debit = 'RECEIVABLE' THEN p.amount ELSE -p.amount END) <> 0`,
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
  const union = Object.entries(queries).map(
    ([name, sql]) =>
      `(SELECT '${name.replaceAll("'", "''")}' AS name, to_jsonb(q) AS row FROM (${sql}) q LIMIT 3)`,
  );
  const rows = await db.$queryRawUnsafe<{ name: string; row: unknown }[]>(
    union.join(" UNION ALL "),
  );
  const found: Record<string, unknown[]> = {};
  for (const { name, row } of rows) found[name] = [...(found[name] ?? []), row];
  return found;
}

/** The names of the invariants that do not hold, with the rows that break them; empty when all is well. */
export const brokenInvariants = (db: Database) => findings(db, broken);

/**
 * What must hold besides where everything was made by the product's own functions: each day, amount and
 * price is worked out again, by other ways than the product's.
 */
const lived: Readonly<Record<string, string>> = {
  "I3: each day from the first to the next period is charged once, taken back by a void, or paused": `
    SELECT s.id, day::date FROM "Subscription" s
    CROSS JOIN LATERAL generate_series(s."anchoredOn", s."nextPeriodStart" - 1, interval '1 day') day
    WHERE NOT EXISTS (SELECT 1 FROM "Invoice" i WHERE i."subscriptionId" = s.id AND i.payer = 'SUBSCRIBER'
        AND i."periodStart" <= day AND day < coalesce(i."creditedFrom", i."periodEnd"))
      AND NOT EXISTS (SELECT 1 FROM "SubscriptionEvent" p WHERE p."subscriptionId" = s.id AND p.kind = 'PAUSED' AND p."effectiveOn" <= day
        AND NOT EXISTS (SELECT 1 FROM "SubscriptionEvent" r WHERE r."subscriptionId" = s.id AND r.kind = 'RESUMED' AND r.id > p.id AND r."effectiveOn" <= day))`,
  "I7: periods begin and end on the anchor, or where a pause, an end or a change cuts them": `
    SELECT i.id, i."periodStart", i."periodEnd" FROM "Invoice" i JOIN "Subscription" s ON s.id = i."subscriptionId"
    WHERE i.kind = 'RECURRING' AND (NOT EXISTS (SELECT 1 FROM (${anchors}) a WHERE a.day = i."periodStart") AND i."periodStart" <> s."anchoredOn"
        AND NOT EXISTS (SELECT 1 FROM "SubscriptionEvent" e WHERE e."subscriptionId" = s.id AND e."effectiveOn" = i."periodStart"
          AND e.kind IN ('RESUMED', 'CANCELLATION_PLANNED'))
      OR NOT EXISTS (SELECT 1 FROM (${anchors}) a WHERE a.day = i."periodEnd")
        AND NOT EXISTS (SELECT 1 FROM "SubscriptionEvent" e WHERE e."subscriptionId" = s.id AND e."effectiveOn" = i."periodEnd"
          AND e.kind = 'CANCELLATION_PLANNED')
      OR EXISTS (SELECT 1 FROM (${anchors}) a WHERE a.day > i."periodStart" AND a.day < i."periodEnd"))`,
  "I8: nothing is billed before its local day, and issued on the local day of its finalisation": `
    SELECT i.id FROM "Invoice" i LEFT JOIN "OutboxMessage" o ON o.key = 'invoice:' || i.id
    LEFT JOIN "Institution" c ON c.id = i."institutionId" LEFT JOIN "Province" v ON v.code = c."provinceCode"
    WHERE (i.payer = 'SUBSCRIBER' AND i."timeZone" <> v."timeZone")
      OR (i.kind = 'RECURRING' AND (i."draftedAt" AT TIME ZONE i."timeZone")::date < i."periodStart")
      OR (i."issuedOn" <> (o."createdAt" AT TIME ZONE i."timeZone")::date)`,
  "I9: each line is its share of its price by days, rounded half up once": `
    SELECT l."invoiceId", l.position, l.kind, l.amount FROM "InvoiceLine" l
    WHERE l.kind IN ('SUBSCRIPTION', 'PRORATION_CHARGE')
      AND NOT (2 * l.amount * l."periodDays" <= 2 * l."unitPrice" * l.days + l."periodDays"
        AND 2 * l."unitPrice" * l.days + l."periodDays" < 2 * (l.amount + 1) * l."periodDays")`,
  "I9: no more is given back than the share of what was charged, rounded half up": `
    SELECT l."invoiceId", l.position FROM "InvoiceLine" l JOIN "Invoice" i ON i.id = l."invoiceId"
    WHERE l.kind = 'PRORATION_CREDIT' AND (l.amount > 0 OR -2 * l.amount * l."periodDays" > -2 * l."unitPrice" * l.days + l."periodDays"
      OR NOT EXISTS (SELECT 1 FROM "CreditNote" n JOIN "Invoice" o ON o.id = n."invoiceId" WHERE o."subscriptionId" = i."subscriptionId")
        AND i.kind = 'ADJUSTMENT' AND l.position = 0 AND NOT -2 * l."unitPrice" * l.days + l."periodDays" < 2 * (1 - l.amount) * l."periodDays")`,
  "I9: days are those of the invoice, of the whole period between two anchors": `
    SELECT i.id, l.position FROM "InvoiceLine" l JOIN "Invoice" i ON i.id = l."invoiceId" JOIN "Subscription" s ON s.id = i."subscriptionId"
    WHERE l.kind IN ('SUBSCRIPTION', 'PRORATION_CHARGE', 'DISCOUNT', 'SPONSOR_SHARE') AND (l.days <> i."periodEnd" - i."periodStart"
      OR l."periodDays" <> (SELECT min(a.day) FROM (${anchors}) a WHERE a.day > i."periodStart")
        - (SELECT max(a.day) FROM (${anchors}) a WHERE a.day <= i."periodStart"))`,
  "the price is that of the tier on the first day, and the tax that of the law on it": `
    SELECT i.id FROM "InvoiceLine" l JOIN "Invoice" i ON i.id = l."invoiceId"
    LEFT JOIN "Price" p ON p."tierId" = l."tierId" AND p."validFrom" <= i."periodStart" AND coalesce(p."validTo" > i."periodStart", true)
    LEFT JOIN "TaxProfile" x ON x."providerId" = i."providerId" AND x."validFrom" <= i."periodStart" AND coalesce(x."validTo" > i."periodStart", true)
    WHERE i."periodStart" >= '2025-02-01' AND l.kind IN ('SUBSCRIPTION', 'PRORATION_CHARGE')
      AND (p.amount IS DISTINCT FROM l."unitPrice" OR i.tax <> CASE WHEN x.taxable THEN floor(i.base * 0.11) ELSE 0 END)`,
  "what a subscriber is relieved of is what the sponsor takes over": `
    SELECT i.id FROM "InvoiceLine" l JOIN "Invoice" i ON i.id = l."invoiceId"
    WHERE l.kind = 'SPONSOR_SHARE' AND (i.payer = 'SUBSCRIBER' OR i.kind = 'RECURRING') AND NOT EXISTS (
      SELECT 1 FROM "Invoice" o JOIN "InvoiceLine" m ON m."invoiceId" = o.id AND m.kind = 'SPONSOR_SHARE' AND m.amount = -l.amount
      WHERE o."subscriptionId" = i."subscriptionId" AND o.kind = i.kind AND o."periodStart" = i."periodStart" AND o.payer <> i.payer)`,
  "I12: only what has no price or overlaps is parked, with the reason": `
    SELECT s.id FROM "Subscription" s WHERE s."parkedAt" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "BillingException" e WHERE e."subscriptionId" = s.id AND e."resolvedAt" IS NULL AND (e.fault <> 'NO_PRICE'
        OR NOT EXISTS (SELECT 1 FROM "Price" p WHERE p."tierId" = coalesce(s."pendingTierId", s."tierId")
          AND p."validFrom" <= e."periodStart" AND coalesce(p."validTo" > e."periodStart", true))))`,
};

/** All invariants that do not hold of histories that were lived through the product's own functions. */
export const brokenHistory = (db: Database) => findings(db, { ...broken, ...lived });
