import { addDays, daysBetween, type LocalDate, laterOf } from "@winner/core/kernel/local-date.ts";
import {
  type Anchor,
  duePeriods,
  type Period,
  prorate,
  wholePeriod,
} from "@winner/core/subscription/index.ts";
import { type Case, pair, readPeriod, wholeRupiah } from "./case-reader.ts";

/**
 * A pause gives back the days from its first to the period's end, and a resumption charges from its day to
 * the end of the whole period that holds it. A fraction tells by its numerator which days are meant: those
 * given back, those of the pause, those served, or those after the resumption.
 */
export function checkPause(one: Case): void {
  const whole = one.period("fullPeriod", "period");
  const anchor = one.anchor(whole.start);
  const began = one.date("pausedOn", "pausedFrom", "from", "pauseFrom");
  // The pause may have begun in an earlier period.
  const from = laterOf(began, whole.start);
  const on = one.maybeDate("resumedOn", "resumeOn", "resumedFrom", "to", "until", "pausedUntil");
  const within = on !== undefined && on < whole.end;
  const unused = { start: from, end: whole.end };
  const after = on ? { start: on, end: wholePeriod(anchor, on).end } : undefined;
  const held = on ? wholePeriod(anchor, on) : whole;
  const share = (price: bigint, used: Period | undefined) =>
    used ? prorate(price, used, used === after ? held : whole).amount : 0n;
  const periodDays = daysBetween(whole.start, whole.end);
  const paused = daysBetween(from, within ? on : whole.end);
  const served = periodDays - paused;
  const part = (price: bigint, days: number) =>
    prorate(price, firstDays(whole, days), whole).amount;

  const fraction = one.maybeFraction();
  const meant = [
    [daysBetween(from, whole.end), periodDays],
    [paused, periodDays],
    [served, periodDays],
    ...(after ? [[daysBetween(after.start, after.end), daysBetween(held.start, held.end)]] : []),
  ];
  if (fraction) one.expect("fraction", fraction, ...meant);
  const results = (price: bigint): bigint[] => {
    if (fraction)
      return [prorate(price, firstDays(whole, fraction[0]), firstDays(whole, fraction[1])).amount];
    if (on && !within) return [share(price, after)];
    return [
      price - share(price, unused) + (within ? share(price, after) : 0n),
      part(price, served),
    ];
  };
  for (const [price, amount] of one.entries("amounts"))
    one.expect(
      `amount of ${price}`,
      wholeRupiah(amount, "amounts"),
      ...results(wholeRupiah(price, "price")),
    );

  const price = one.maybeRupiah("price");
  const credit = one.maybeRupiah("credit");
  const charge = one.maybeRupiah("charge", "expectedCharge", "amount", "expected");
  const net = one.maybeRupiah("net");
  if (price !== undefined) {
    const back = share(price, unused);
    const again = share(price, after);
    if (credit !== undefined)
      // Without a charge beside it, the credit may be of the paused days alone.
      one.expect(
        "credit",
        credit < 0n ? -credit : credit,
        back,
        ...(charge === undefined ? [part(price, paused)] : []),
      );
    if (charge !== undefined)
      one.expect("charge", charge, ...(credit === undefined ? results(price) : []), again);
    if (net !== undefined) one.expect("net", net, again - back, price - back + again);
  }
  comparePeriods(one, anchor, whole, began, on);
}

/** What is billed from the resumption on, and, where the list begins before the pause, what was served until it. */
function comparePeriods(
  one: Case,
  anchor: Anchor,
  whole: Period,
  from: LocalDate,
  on: LocalDate | undefined,
): void {
  const expected = one.maybeList("expectedPeriods")?.map((period) => readPeriod(period, "period"));
  if (expected) {
    const before =
      expected[0] && expected[0].start < from ? [{ start: whole.start, end: from }] : [];
    const later = on
      ? duePeriods(anchor, on, "9999-01-01" as LocalDate, expected.length - before.length)
      : [];
    one.expect("periods", expected.map(pair), [...before, ...later].map(pair));
  }
  const next = one.maybeDate("nextPeriodStart");
  if (next)
    one.expect("nextPeriodStart", next, ...(on ? [on, wholePeriod(anchor, on).end] : [from]));
}

/** A span of so many days from the first of a period. */
const firstDays = ({ start }: Period, days: number): Period => ({
  start,
  end: addDays(start, days),
});
