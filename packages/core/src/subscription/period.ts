import { Temporal } from "temporal-polyfill";
import type { LocalDate } from "../kernel/local-date.ts";

/** What fixes every period of a subscription. */
export interface Anchor {
  /** The day of the month on which periods begin, 1 to 31, kept for ever; short months use their last day. */
  anchorDay: number;
  /** The first day that was billed. */
  anchoredOn: LocalDate;
  intervalMonths: number;
}

/** Local days from the first to the day after the last. */
export interface Period {
  start: LocalDate;
  end: LocalDate;
}

/** A period to be billed: the days, and the whole period that they are of. */
export interface BillablePeriod extends Period {
  whole: Period;
}

/** The day of a month on which a period begins. */
const anchored = (month: Temporal.PlainYearMonth, anchorDay: number): Temporal.PlainDate =>
  month.toPlainDate({ day: Math.min(anchorDay, month.daysInMonth) });

/** The month in which the anchor's own period begins: the one before, when the first day is before the anchor. */
function firstMonth({ anchorDay, anchoredOn }: Anchor): Temporal.PlainYearMonth {
  const day = Temporal.PlainDate.from(anchoredOn);
  const month = day.toPlainYearMonth();
  const early = Temporal.PlainDate.compare(day, anchored(month, anchorDay)) < 0;
  return early ? month.subtract({ months: 1 }) : month;
}

/**
 * The first day of the n-th whole period, counted from the anchor and never from the period before, so
 * that the 31st comes back after February. The SQL function `period_start` gives the same.
 */
export const periodStart = (anchor: Anchor, n: number): LocalDate =>
  anchored(
    firstMonth(anchor).add({ months: n * anchor.intervalMonths }),
    anchor.anchorDay,
  ).toString() as LocalDate;

/** The number of the whole period that holds a day. The SQL function `period_index` gives the same. */
export function periodIndex(anchor: Anchor, day: LocalDate): number {
  const date = Temporal.PlainDate.from(day);
  const month = date.toPlainYearMonth();
  const early = Temporal.PlainDate.compare(date, anchored(month, anchor.anchorDay)) < 0;
  const begun = early ? month.subtract({ months: 1 }) : month;
  const months = firstMonth(anchor).until(begun, { largestUnit: "months" }).months;
  return Math.floor(months / anchor.intervalMonths);
}

/** The whole period that holds a day. */
export function wholePeriod(anchor: Anchor, day: LocalDate): Period {
  const n = periodIndex(anchor, day);
  return { start: periodStart(anchor, n), end: periodStart(anchor, n + 1) };
}

/**
 * The period to be billed from a day on: to the end of the whole period that holds it, or to the end of
 * the subscription where that is earlier.
 */
export function billablePeriod(
  anchor: Anchor,
  from: LocalDate,
  endsOn: LocalDate | null = null,
): BillablePeriod {
  const whole = wholePeriod(anchor, from);
  return { start: from, end: endsOn && endsOn < whole.end ? endsOn : whole.end, whole };
}

/**
 * The periods that are due on a local day, billed in advance: each begins on it or before. At most
 * `bound` of them; the rest is for the next run.
 */
export function duePeriods(
  anchor: Anchor,
  nextPeriodStart: LocalDate,
  today: LocalDate,
  bound: number,
  endsOn: LocalDate | null = null,
): BillablePeriod[] {
  const periods: BillablePeriod[] = [];
  let from = nextPeriodStart;
  while (from <= today && periods.length < bound && (!endsOn || from < endsOn)) {
    const period = billablePeriod(anchor, from, endsOn);
    periods.push(period);
    from = period.end;
  }
  return periods;
}
