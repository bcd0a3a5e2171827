import { Prisma } from "../database/index.ts";
import { type DueScope, isDue, periodsDue } from "./run-due.ts";

/**
 * One round of billing for the subscriptions of a range of ids: the next due period of each, in one
 * statement. Locks them in the order of their ids (so that two workers never wait for each other in a
 * circle), prices each at the price and the tax of the period's first day, drafts an invoice for the
 * subscriber and one for a sponsor, writes the lines, and moves each subscription to its next period,
 * reckoned from its anchor. A period that has its invoice already only moves on: the unique index
 * decides. What has no price is parked. Gives too how many periods of these are due by the calendar, as
 * counted under the same locks: a change at the same moment comes before it all or after it.
 */
export const issueRound = (
  scope: DueScope,
  range: { fromId: string; toId: string },
  round: number,
): Prisma.Sql => Prisma.sql`
  WITH clock AS MATERIALIZED (SELECT winner_now() AS at),
  due AS MATERIALIZED (
    SELECT s.id, s."providerId", s."institutionId", s."productId", s."timeZone", s."tierId", s."pendingTierId",
      coalesce(s."pendingTierId", s."tierId") AS tier, s."nextPeriodStart" AS begins, s."endsOn",
      s."anchorDay", s."anchoredOn", s."intervalMonths",
      period_index(s."nextPeriodStart", s."anchorDay", s."anchoredOn", s."intervalMonths") AS n,
      CASE WHEN s."discountPeriodsLeft" <= 0 THEN 0 ELSE s."discountBasisPoints" END AS discount_points,
      CASE WHEN s."discountPeriodsLeft" <= 0 THEN 0 ELSE s."discountAmount" END AS discount_amount,
      ${periodsDue(scope, round)} AS periods, s."sponsorId", s."sponsorBasisPoints", p."graceHours", p.name AS seller, p.address AS seller_address
    FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
    WHERE s.id BETWEEN ${range.fromId}::uuid AND ${range.toId}::uuid AND ${isDue(scope)}
      AND ${round}::int < p."maxPeriodsPerRun"
    ORDER BY s.id FOR NO KEY UPDATE OF s),
  -- In steps (OFFSET 0), each on plain columns of the one before, so that PostgreSQL inlines the functions.
  whole AS (
    SELECT w.*, ends - begins AS days, whole_ends - whole_begins AS whole_days FROM (
      SELECT w.*, least(whole_ends, "endsOn") AS ends FROM (
        SELECT placed.*, anchor_day(month, "anchorDay") AS whole_begins,
          anchor_day(month + "intervalMonths", "anchorDay") AS whole_ends FROM (
            SELECT due.*, month_number("anchoredOn") - before_anchor("anchoredOn", "anchorDay") + n * "intervalMonths" AS month
            FROM due OFFSET 0) placed OFFSET 0) w OFFSET 0) w OFFSET 0),
  rules AS MATERIALIZED (
    SELECT *, lead("validFrom") OVER (ORDER BY "validFrom") AS until FROM "TaxRule"),
  priced AS MATERIALIZED (
    SELECT w.*, price.amount AS price, share_of(price.amount, w.days, w.whole_days) AS charge,
      product.name || ' – ' || tier.name AS what, profile."taxNumber" AS seller_tax_number,
      CASE WHEN profile.taxable THEN rules.numerator ELSE 0 END AS numerator,
      CASE WHEN profile.taxable THEN rules.denominator ELSE 1 END AS denominator,
      CASE WHEN profile.taxable THEN rules."fakturCode" END AS faktur
    FROM whole w
    JOIN "Tier" tier ON tier.id = w.tier
    JOIN "Product" product ON product.id = w."productId"
    LEFT JOIN "Price" price ON price."tierId" = w.tier AND price."validFrom" <= w.begins
      AND (price."validTo" IS NULL OR w.begins < price."validTo")
    LEFT JOIN "TaxProfile" profile ON profile."providerId" = w."providerId" AND profile."validFrom" <= w.begins
      AND (profile."validTo" IS NULL OR w.begins < profile."validTo")
    LEFT JOIN rules ON rules."validFrom" <= w.begins AND (rules.until IS NULL OR w.begins < rules.until)),
  shared AS MATERIALIZED (
    SELECT p.*, share_of(charge - discount, "sponsorBasisPoints", 10000) AS sponsored
    FROM (SELECT priced.*, least(charge, share_of(charge, discount_points, 10000)
        + share_of(discount_amount, days, whole_days)) AS discount FROM priced WHERE price IS NOT NULL) p),
  billed AS MATERIALIZED (
    SELECT uuidv7() AS invoice, s.*, part.payer, part.buyer, part.base FROM shared s
    CROSS JOIN LATERAL (
      SELECT 'SUBSCRIBER'::"Payer" AS payer, s."institutionId" AS buyer, s.charge - s.discount - s.sponsored AS base
      UNION ALL SELECT 'SPONSOR', s."sponsorId", s.sponsored WHERE s.sponsored > 0) part),
  drafted AS (
    INSERT INTO "Invoice" (id, "providerId", "subscriptionId", "institutionId", payer, kind, "periodStart", "periodEnd",
      "timeZone", "draftedAt", "finaliseAfter", "sellerName", "sellerAddress", "sellerTaxNumber",
      "buyerName", "buyerAddress", "buyerTaxNumber", "buyerEmail",
      base, "taxNumerator", "taxDenominator", "fakturCode", tax, total)
    SELECT b.invoice, b."providerId", b.id, b.buyer, b.payer, 'RECURRING', b.begins, b.ends,
      b."timeZone", clock.at, clock.at + make_interval(hours => b."graceHours"), b.seller, b.seller_address, b.seller_tax_number,
      coalesce(profile."legalName", i.name), coalesce(profile.address, concat_ws(', ', r.name, v."nameId")),
      profile."taxNumber", profile.email,
      b.base, b.numerator, b.denominator, b.faktur, b.base * b.numerator / b.denominator,
      b.base + b.base * b.numerator / b.denominator
    FROM billed b CROSS JOIN clock
    JOIN "Institution" i ON i.id = b.buyer
    JOIN "Province" v ON v.code = i."provinceCode"
    LEFT JOIN "Regency" r ON r.code = i."regencyCode"
    LEFT JOIN "BillingProfile" profile ON profile."institutionId" = b.buyer
    ORDER BY b.id, b.payer
    ON CONFLICT ("subscriptionId", payer, "periodStart") WHERE kind = 'RECURRING' AND "voidedAt" IS NULL DO NOTHING
    RETURNING id, payer),
  lines AS (
    INSERT INTO "InvoiceLine" ("invoiceId", position, kind, description, "unitPrice", days, "periodDays", "tierId", amount)
    SELECT b.invoice, line.position, line.kind, b.what || line.note || ', ' || to_char(b.begins, 'DD/MM/YYYY') || '–' || to_char(b.ends - 1, 'DD/MM/YYYY'),
      line.price, b.days, b.whole_days, b.tier, line.amount
    FROM billed b JOIN drafted ON drafted.id = b.invoice
    CROSS JOIN LATERAL (
      SELECT 0 AS position, 'SUBSCRIPTION'::"LineKind" AS kind, '' AS note, b.price, b.charge AS amount WHERE b.payer = 'SUBSCRIBER'
      UNION ALL SELECT 1, 'DISCOUNT', ' – diskon', -b.discount, -b.discount WHERE b.payer = 'SUBSCRIBER' AND b.discount > 0
      UNION ALL SELECT 2, 'SPONSOR_SHARE', ' – bagian sponsor', -b.sponsored, -b.sponsored WHERE b.payer = 'SUBSCRIBER' AND b.sponsored > 0
      UNION ALL SELECT 0, 'SPONSOR_SHARE', ' – bagian sponsor', b.sponsored, b.sponsored WHERE b.payer = 'SPONSOR') line),
  parked AS (
    INSERT INTO "BillingException" ("subscriptionId", "periodStart", fault, detail)
    SELECT id, begins, 'NO_PRICE', 'tier ' || tier FROM priced WHERE price IS NULL),
  lowered AS (
    INSERT INTO "SubscriptionEvent" ("subscriptionId", kind, "effectiveOn", detail)
    SELECT id, 'TIER_LOWERED', begins, jsonb_build_object('fromTierId', "tierId", 'toTierId', tier)
    FROM shared WHERE "pendingTierId" IS NOT NULL),
  moved AS (
    UPDATE "Subscription" s SET
      "nextPeriodStart" = coalesce(x.ends, s."nextPeriodStart"),
      "parkedAt" = CASE WHEN x.price IS NULL THEN (SELECT at FROM clock) END,
      "tierId" = CASE WHEN x.price IS NULL THEN s."tierId" ELSE x.tier END,
      "pendingTierId" = CASE WHEN x.price IS NULL THEN s."pendingTierId" END,
      "discountPeriodsLeft" = s."discountPeriodsLeft" - CASE WHEN x.price IS NOT NULL AND s."discountPeriodsLeft" > 0 THEN 1 ELSE 0 END
    FROM (SELECT id, price, tier, CASE WHEN price IS NOT NULL THEN ends END AS ends FROM priced) x WHERE s.id = x.id)
  SELECT (SELECT count(*) FROM priced)::int AS due,
    (SELECT count(*) FROM drafted WHERE payer = 'SUBSCRIBER')::int AS issued,
    (SELECT count(*) FROM shared)::int - (SELECT count(*) FROM drafted WHERE payer = 'SUBSCRIBER')::int AS existing,
    (SELECT coalesce(sum(periods), 0) FROM priced WHERE price IS NULL)::int AS parked,
    (SELECT coalesce(sum(periods), 0) FROM due)::int AS periods`;
