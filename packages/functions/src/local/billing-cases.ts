import { ppn, taxOn, untaxed, withholdingOn } from "@winner/core/billing/index.ts";
import { type LocalDate, localDateAt } from "@winner/core/kernel/local-date.ts";
import { midtransSignature } from "@winner/core/payment/index.ts";
import {
  changePrice,
  duePeriods,
  periodIndex,
  periodStart,
  prorate,
} from "@winner/core/subscription/index.ts";
import { Case, pair, readPeriod, UnreadableCase, wholeRupiah } from "./case-reader.ts";
import { checkPause } from "./pause-case.ts";

/** More periods than any case has. */
const many = 1000;
/** How each kind of case is reckoned. */
const kinds: Readonly<Record<string, (one: Case) => void>> = {
  "prorated-charge"(one) {
    const whole = one.period("fullPeriod", "period");
    const used = {
      start: one.maybeDate("from", "start", "startsOn") ?? whole.start,
      end: one.maybeDate("until", "to", "end", "endsOn") ?? whole.end,
    };
    const fraction = one.maybeFraction();
    const { days, periodDays } = prorate(0n, used, whole);
    if (fraction) one.expect("fraction", fraction, [days, periodDays]);
    for (const [price, amount] of one.entries("amounts"))
      one.expect(
        `charge of ${price}`,
        wholeRupiah(amount, "amounts"),
        prorate(wholeRupiah(price, "price"), used, whole).amount,
      );
    const charge = one.maybeRupiah("amount", "charge", "expected");
    if (charge !== undefined)
      one.expect("charge", charge, prorate(one.rupiah("price"), used, whole).amount);
  },

  "plan-change"(one) {
    const whole = one.period("fullPeriod", "period");
    const { credit, charge, net, days, periodDays } = changePrice(
      one.rupiah("oldPrice", "from"),
      one.rupiah("newPrice", "to"),
      one.date("changedOn", "on"),
      whole,
      one.maybeDate("until", "endsOn"),
    );
    const fraction = one.maybeFraction();
    if (fraction) one.expect("fraction", fraction, [days, periodDays]);
    for (const [name, result] of Object.entries({ credit, charge, net })) {
      const expected = one.maybeRupiah(name);
      if (expected !== undefined) one.expect(name, expected, result);
    }
  },

  ppn(one) {
    const base = one.rupiah("base");
    const tax = taxOn(base, one.get("taxable") === false ? untaxed : ppn);
    const expected = one.maybeRupiah("ppn", "tax");
    const total = one.maybeRupiah("total");
    if (expected !== undefined) one.expect("ppn", expected, tax);
    if (total !== undefined) one.expect("total", total, base + tax);
  },

  anchor(one) {
    const first = one.date("first", "anchoredOn");
    const anchor = one.anchor(first);
    const next = one.maybeList("next", "expected") ?? [];
    const n = periodIndex(anchor, first) + 1;
    if (next.length > 0)
      one.expect(
        "next",
        next,
        next.map((_, index) => periodStart(anchor, n + index)),
      );
  },

  "local-date"(one) {
    const check = (instant: string, zone: string, date: unknown) => {
      const at = new Date(instant);
      if (Number.isNaN(at.getTime())) throw new UnreadableCase(`${instant} is no instant`);
      one.expect(`${instant} in ${zone}`, date, localDateAt(at, zone));
    };
    for (const [instant, zones] of one.entries("instants"))
      for (const [zone, date] of new Case({ zones }).entries("zones")) check(instant, zone, date);
    if (one.get("instant") !== undefined)
      check(
        one.text("instant"),
        one.text("timeZone", "zone"),
        one.date("date", "localDate", "expected"),
      );
  },

  "catch-up"(one) {
    const last = one.maybePeriod("lastBilledPeriod");
    const next = one.maybeDate("nextPeriodStart") ?? last?.end ?? one.date("first", "startsOn");
    const anchor = one.anchor(one.maybeDate("anchoredOn", "first") ?? last?.start ?? next);
    const run = (from: LocalDate) =>
      duePeriods(
        anchor,
        from,
        one.date("runOn", "today"),
        one.maybeInteger("maxPeriodsPerRun", "bound") ?? many,
        one.maybeDate("endsOn") ?? null,
      );
    const periods = run(next);
    const expected = one.maybeList("expectedPeriods", "expected");
    if (expected)
      one.expect(
        "periods",
        expected.map((period) => pair(readPeriod(period, "expectedPeriods"))),
        periods.map(pair),
      );
    const count = one.maybeInteger("expectedCount", "count");
    if (count !== undefined) one.expect("count", count, periods.length);
    const second = one.maybeInteger("secondRun");
    if (second !== undefined)
      one.expect("second run", second, run(periods.at(-1)?.end ?? next).length);
  },

  withholding(one) {
    const base = one.rupiah("base");
    const given = one.maybeRupiah("ppn", "tax");
    const tax = taxOn(base, given === 0n || one.get("taxable") === false ? untaxed : ppn);
    const withheld = withholdingOn(base);
    const paid = one.maybeRupiah("paid");
    const expected = one.maybeRupiah("pph23", "withheld");
    if (given !== undefined) one.expect("ppn", given, tax);
    if (expected !== undefined) one.expect("pph23", expected, withheld);
    const settles = one.get("settles");
    if (settles !== undefined && paid !== undefined)
      one.expect("settles", settles, paid + withheld === base + tax);
    else if (paid !== undefined) one.expect("paid", paid, base + tax - withheld);
  },

  "midtrans-signature"(one) {
    const amount = one.get("grossAmount", "gross_amount");
    one.expect(
      "signature",
      one.text("sha512", "signature", "signatureKey", "signature_key").toLowerCase(),
      midtransSignature(
        one.text("orderId", "order_id"),
        one.text("statusCode", "status_code"),
        typeof amount === "number" ? amount.toFixed(2) : String(amount),
        one.text("serverKey"),
      ),
    );
  },

  pause: checkPause,
};

export interface VerifiedCases {
  right: number;
  all: number;
  differences: string[];
}

/** Reckons every case. One of an unknown kind, or with nothing to compare, is a difference. */
export function verifyCases(file: unknown): VerifiedCases {
  const list = Array.isArray(file) ? file : new Case(file).maybeList("cases");
  if (!list) throw new UnreadableCase("the file has no cases");
  const differences: string[] = [];
  let right = 0;
  for (const [index, fields] of list.entries()) {
    const found = differencesOf(fields);
    const name = (fields as { id?: unknown } | null)?.id ?? `case ${index + 1}`;
    if (found.length === 0) right += 1;
    for (const difference of found) differences.push(`${name}: ${difference}`);
  }
  return { right, all: list.length, differences };
}

function differencesOf(fields: unknown): string[] {
  try {
    const one = new Case(fields);
    const kind = one.text("kind");
    const check = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (!check) return [`the kind ${kind} is unknown`];
    check(one);
    return one.compared === 0 ? ["nothing to compare"] : one.differences;
  } catch (error) {
    if (error instanceof UnreadableCase || error instanceof RangeError) return [error.message];
    throw error;
  }
}
