import { Prisma, type Reader } from "../database/index.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { recurringOn } from "./report-mrr.ts";

/** What a provider's subscriptions bring a month in one regency. */
export interface RegionRevenue {
  providerId: string;
  provinceCode: string;
  /** Absent for institutions that are told by their province alone. */
  regencyCode: string | null;
  subscriptions: number;
  recurring: Rupiah;
}

/** Monthly recurring revenue on a day, by provider and regency of the institution that subscribes. */
export const recurringByRegion = (
  db: Reader,
  providers: readonly string[],
  on: LocalDate,
): Promise<RegionRevenue[]> =>
  db.$queryRaw<RegionRevenue[]>(Prisma.sql`
    WITH day AS (SELECT ${toColumn(on)}::date AS month, ${toColumn(on)}::date AS on),
    recurring AS (${recurringOn(providers)})
    SELECT r."providerId", i."provinceCode", i."regencyCode", count(*)::int AS subscriptions, sum(r.amount)::bigint AS recurring
    FROM recurring r JOIN "Institution" i ON i.id = r."institutionId"
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);
