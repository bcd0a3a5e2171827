import { Prisma, type Reader } from "../database/index.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";

/** How the recurring revenue of a month came about from that of the month before. Whole rupiah. */
export interface MrrMonth {
  /** `2026-02`. */
  month: string;
  /** At the end of the month before, and of this month. */
  opening: Rupiah;
  closing: Rupiah;
  gained: Rupiah;
  expanded: Rupiah;
  contracted: Rupiah;
  churned: Rupiah;
  reactivated: Rupiah;
  /** Subscriptions that bring revenue at the end of the month. */
  subscriptions: number;
}

/**
 * What each subscription brings a month, on each of the days of `day(month, on)`: the lines of its final invoices whose
 * period holds the day, for the whole period and divided by its months. So it does not depend on how long a month is; plan
 * changes within a period count by their credit and charge. A subscription that has ended brings nothing.
 */
export const recurringOn = (providers: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT day.month, s.id, s."providerId", s."institutionId", share_of(greatest(0, sum(sign(l.amount) *
    CASE WHEN l.kind IN ('DISCOUNT', 'SPONSOR_SHARE')
      THEN share_of(abs(l.amount), coalesce(l."periodDays", 1), coalesce(l.days, 1))
      ELSE abs(l."unitPrice") * l.quantity END))::bigint, 1, s."intervalMonths") AS amount
  FROM day
  JOIN "Invoice" i ON i."periodStart" <= day.on AND i."periodEnd" > day.on AND i.state IN ('OPEN', 'PAID', 'UNCOLLECTIBLE')
    AND i."providerId" = ANY(${[...providers]}::uuid[])
  JOIN "Subscription" s ON s.id = i."subscriptionId" AND (s."endsOn" IS NULL OR s."endsOn" > day.on)
  JOIN "InvoiceLine" l ON l."invoiceId" = i.id AND l.kind <> 'SERVICE'
  GROUP BY day.month, s.id HAVING sum(l.amount) <> 0`;

/**
 * Monthly recurring revenue by month and its movements: new, expansion, contraction, churn and reactivation, each by
 * subscription. Opening and movements add up to closing in each month.
 */
export async function mrrMovements(
  db: Reader,
  providers: readonly string[],
  range: { from: LocalDate; to: LocalDate },
): Promise<MrrMonth[]> {
  const [from, to] = [toColumn(range.from), toColumn(range.to)];
  return db.$queryRaw<MrrMonth[]>(Prisma.sql`
    WITH day AS MATERIALIZED (
      SELECT m::date AS month, (m + interval '1 month - 1 day')::date AS on
      FROM generate_series(date_trunc('month', ${from}::timestamp) - interval '1 month', ${to}::timestamp, interval '1 month') m),
    recurring AS MATERIALIZED (${recurringOn(providers)}),
    began AS MATERIALIZED (
      SELECT i."subscriptionId" AS id, min(i."periodStart") AS on FROM "Invoice" i
      WHERE i."subscriptionId" IN (SELECT id FROM recurring) AND i.state IN ('OPEN', 'PAID', 'UNCOLLECTIBLE') AND i.base > 0
      GROUP BY 1),
    change AS (
      SELECT coalesce(now.month, (before.month + interval '1 month')::date) AS month, coalesce(now.id, before.id) AS id,
        coalesce(before.amount, 0) AS old, coalesce(now.amount, 0) AS new
      FROM recurring now FULL JOIN recurring before ON before.id = now.id AND before.month = (now.month - interval '1 month')::date)
    SELECT to_char(day.month, 'YYYY-MM') AS month,
      coalesce(sum(c.old), 0)::bigint AS opening, coalesce(sum(c.new), 0)::bigint AS closing,
      coalesce(sum(c.new - c.old) FILTER (WHERE c.old = 0 AND b.on > (day.month - 1)), 0)::bigint AS gained,
      coalesce(sum(c.new - c.old) FILTER (WHERE c.old <> 0 AND c.new > c.old), 0)::bigint AS expanded,
      coalesce(sum(c.new - c.old) FILTER (WHERE c.new <> 0 AND c.new < c.old), 0)::bigint AS contracted,
      coalesce(sum(c.new - c.old) FILTER (WHERE c.new = 0 AND c.old <> 0), 0)::bigint AS churned,
      coalesce(sum(c.new - c.old) FILTER (WHERE c.old = 0 AND b.on <= (day.month - 1)), 0)::bigint AS reactivated,
      (count(*) FILTER (WHERE c.new <> 0))::int AS subscriptions
    FROM day LEFT JOIN change c ON c.month = day.month LEFT JOIN began b ON b.id = c.id
    WHERE day.month >= date_trunc('month', ${from}::timestamp)::date
    GROUP BY day.month ORDER BY day.month`);
}
