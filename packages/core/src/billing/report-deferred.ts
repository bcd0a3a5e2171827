import { Prisma, type Reader } from "../database/index.ts";
import { toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import type { ReportRange } from "./report-scope.ts";

/** Revenue that is billed and not earned yet at the end of a day, and what was earned on it. */
export interface DeferredDay {
  day: Date;
  deferred: Rupiah;
  earned: Rupiah;
}

/** Deferred revenue by day, as the ledger has it. */
export const deferredRevenue = (
  db: Reader,
  providers: readonly string[],
  { from, to }: ReportRange,
): Promise<DeferredDay[]> =>
  db.$queryRaw<DeferredDay[]>(Prisma.sql`
    WITH moved AS (
      SELECT greatest("postedOn", ${toColumn(from)}::date - 1) AS day,
        sum(CASE WHEN credit = 'DEFERRED_REVENUE' THEN amount WHEN debit = 'DEFERRED_REVENUE' THEN -amount ELSE 0 END) AS deferred,
        sum(CASE WHEN credit = 'REVENUE' THEN amount WHEN debit = 'REVENUE' THEN -amount ELSE 0 END) AS earned
      FROM "LedgerPosting"
      WHERE "providerId" = ANY(${[...providers]}::uuid[]) AND "postedOn" <= ${toColumn(to)}::date GROUP BY 1),
    days AS (
      SELECT d::date AS day FROM generate_series(${toColumn(from)}::timestamp - interval '1 day', ${toColumn(to)}::timestamp, interval '1 day') d)
    SELECT day, deferred, earned FROM (
      SELECT days.day, (sum(coalesce(moved.deferred, 0)) OVER (ORDER BY days.day))::bigint AS deferred,
        coalesce(moved.earned, 0)::bigint AS earned FROM days LEFT JOIN moved USING (day)) daily
    WHERE day >= ${toColumn(from)}::date ORDER BY day`);
