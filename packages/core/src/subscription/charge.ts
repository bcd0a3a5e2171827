import { basisPoints, minOf, type Rupiah, shareOf } from "../kernel/money.ts";
import type { Period } from "./period.ts";
import { prorate } from "./proration.ts";

/** What a subscription's price is reduced by, and which part of it a sponsor pays. */
export interface Terms {
  discountBasisPoints: number;
  /** Per whole period. */
  discountAmount: Rupiah;
  sponsorBasisPoints: number;
}

/** What some days cost, before tax: full charge − discount = sponsor's part + subscriber's part. */
export interface Charge {
  days: number;
  periodDays: number;
  full: Rupiah;
  discount: Rupiah;
  sponsor: Rupiah;
  subscriber: Rupiah;
}

/**
 * The charge of the days [start, end) of a whole period at a price. Each of its parts is rounded once:
 * the days' share of the price, the discount on it (at most all of it), the sponsor's share of the rest;
 * the subscriber pays what remains. The run's statement reckons the same.
 */
export function chargeOf(price: Rupiah, used: Period, whole: Period, terms: Terms): Charge {
  const { amount: full, days, periodDays } = prorate(price, used, whole);
  const wanted =
    basisPoints(full, terms.discountBasisPoints) + shareOf(terms.discountAmount, days, periodDays);
  const discount = minOf(full, wanted);
  const sponsor = basisPoints(full - discount, terms.sponsorBasisPoints);
  return { days, periodDays, full, discount, sponsor, subscriber: full - discount - sponsor };
}
