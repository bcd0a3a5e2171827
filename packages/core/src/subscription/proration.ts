import { daysBetween, type LocalDate } from "../kernel/local-date.ts";
import { type Rupiah, shareOf } from "../kernel/money.ts";
import type { Period } from "./period.ts";

/** A price for some days of a whole period. */
export interface Prorated {
  amount: Rupiah;
  /** Days used. */
  days: number;
  /** Days of the whole period. */
  periodDays: number;
}

/** The price of the days [start, end) of a whole period: by actual days, rounded half up to the rupiah once. */
export function prorate(price: Rupiah, used: Period, whole: Period): Prorated {
  const days = daysBetween(used.start, used.end);
  const periodDays = daysBetween(whole.start, whole.end);
  return { amount: shareOf(price, days, periodDays), days, periodDays };
}

/** A change of price inside a period: what is given back, what is charged, and their sum. */
export interface PriceChange {
  credit: Rupiah;
  charge: Rupiah;
  net: Rupiah;
  days: number;
  periodDays: number;
}

/**
 * What changes with a new price from a day on, that day included: two lines, each rounded, and the net
 * is their sum. `until` is where the served days end when that is before the period's end.
 */
export function changePrice(
  oldPrice: Rupiah,
  newPrice: Rupiah,
  changedOn: LocalDate,
  whole: Period,
  until: LocalDate = whole.end,
): PriceChange {
  const rest = { start: changedOn, end: until };
  const { amount, days, periodDays } = prorate(oldPrice, rest, whole);
  const charge = prorate(newPrice, rest, whole).amount;
  return { credit: -amount, charge, net: charge - amount, days, periodDays };
}
