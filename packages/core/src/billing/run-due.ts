import { Prisma } from "../database/index.ts";
import type { LocalDate } from "../kernel/local-date.ts";

/** Which subscriptions a run is about. */
export interface DueScope {
  timeZone: string;
  /** The local day in that zone. */
  today: LocalDate;
}

/**
 * The condition, on `s` (Subscription) and `p` (its Provider), of what is due: it begins on the day or
 * before (never only on the day, so that a missed day is caught up), is neither parked nor ended, and
 * its provider's billing is not stopped.
 */
export const isDue = ({ timeZone, today }: DueScope): Prisma.Sql => Prisma.sql`
  s.state = 'ACTIVE' AND s."parkedAt" IS NULL AND s."timeZone" = ${timeZone}
  AND s."nextPeriodStart" <= ${today}::date
  AND (s."endsOn" IS NULL OR s."nextPeriodStart" < s."endsOn") AND NOT p."billingStopped"`;

/**
 * How many periods of a subscription are due, reckoned from the calendar alone and not by issuing them:
 * what a run is reconciled with. At most as many as one run may still issue after some rounds.
 */
export const periodsDue = ({ today }: DueScope, round = 0): Prisma.Sql => Prisma.sql`
  least(p."maxPeriodsPerRun" - ${round}::int,
    period_index(least(${today}::date, s."endsOn" - 1), s."anchorDay", s."anchoredOn", s."intervalMonths")
    - period_index(s."nextPeriodStart", s."anchorDay", s."anchoredOn", s."intervalMonths") + 1)`;
