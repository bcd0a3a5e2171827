import type { LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { type Charge, chargeOf, type Terms } from "./charge.ts";
import { type Anchor, type BillablePeriod, duePeriods } from "./period.ts";

/** A price with its days. */
export interface DatedPrice {
  validFrom: LocalDate;
  /** The first day on which it no longer holds. */
  validTo: LocalDate | null;
  amount: Rupiah;
}

/** The price that holds on a day. */
export const priceOn = (prices: readonly DatedPrice[], day: LocalDate): Rupiah | undefined =>
  prices.find(({ validFrom, validTo }) => validFrom <= day && (!validTo || day < validTo))?.amount;

/** What decides a subscription's next invoices. */
export interface Outlook extends Anchor {
  nextPeriodStart: LocalDate;
  endsOn: LocalDate | null;
  /** Of the tier that is billed next. */
  prices: readonly DatedPrice[];
  terms: Terms;
  /** Periods for which the discount still counts; none for ever. */
  discountPeriodsLeft: number | null;
}

/** A charge to come; none when there is no price for it yet. */
export interface Upcoming extends BillablePeriod {
  price: Rupiah | undefined;
  charge: Charge | undefined;
}

const farAway = "9999-01-01" as LocalDate;

/** The next charges of a subscription, by the prices as they are known now. Each is due on its first day. */
export const upcomingCharges = (outlook: Outlook, count: number): Upcoming[] =>
  duePeriods(outlook, outlook.nextPeriodStart, farAway, count, outlook.endsOn).map(
    (period, index) => {
      const left = outlook.discountPeriodsLeft;
      const discounted = left === null || index < left;
      const terms = discounted
        ? outlook.terms
        : { ...outlook.terms, discountBasisPoints: 0, discountAmount: 0n };
      const price = priceOn(outlook.prices, period.start);
      const charge = price === undefined ? undefined : chargeOf(price, period, period.whole, terms);
      return { ...period, price, charge };
    },
  );
