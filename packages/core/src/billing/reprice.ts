import type { Payer } from "../database/index.ts";
import { addDays, fromColumn, type LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import {
  type Charge,
  chargeOf,
  type Period,
  type Terms,
  wholePeriod,
} from "../subscription/index.ts";
import { type DraftLine, draftInvoice } from "./invoice-draft.ts";
import type { PresentCharge, PresentCharges } from "./present-charge.ts";
import type { Change } from "./subscription-change.ts";
import { creditLine, endCharge, takeBack } from "./take-back.ts";

/** The new price of the days that are charged already, and under which terms they were. */
export interface NewPrice {
  tierId: string;
  /** Per whole period. */
  price: Rupiah;
  /** What is billed, as on the lines of the run. */
  what: string;
  terms: Terms & { sponsorId: string | null };
}

/** `16/04/2026–30/04/2026`: the days of a period, both ends included. */
export const written = ({ start, end }: Period): string => {
  const day = (date: LocalDate) => date.split("-").reverse().join("/");
  return `${day(start)}–${day(addDays(end, -1))}`;
};

/**
 * Bills the days that are charged already at a new price, from today to the end of what is charged: for
 * each payer what these days were charged is taken back, and they are charged anew, on one adjustment
 * invoice with both. Where that would come to less than zero, the credit is a note and the charge an
 * invoice of its own.
 */
export async function reprice(
  change: Change,
  present: PresentCharges & { subscriber: PresentCharge },
  to: NewPrice,
): Promise<void> {
  const { subscription, today } = change;
  const { rest, discounted } = present.subscriber;
  const whole = wholePeriod(
    {
      anchorDay: subscription.anchorDay,
      anchoredOn: fromColumn(subscription.anchoredOn),
      intervalMonths: subscription.intervalMonths,
    },
    today,
  );
  const terms = discounted ? to.terms : { ...to.terms, discountBasisPoints: 0, discountAmount: 0n };
  const charge = chargeOf(to.price, rest, whole, terms);
  await repricePayer(change, "SUBSCRIBER", subscription.institutionId, present.subscriber, {
    ...to,
    charge,
    rest,
  });
  const sponsorId = present.sponsor?.institutionId ?? to.terms.sponsorId;
  if (sponsorId)
    await repricePayer(change, "SPONSOR", sponsorId, present.sponsor, { ...to, charge, rest });
}

async function repricePayer(
  change: Change,
  payer: Payer,
  institutionId: string,
  before: PresentCharge | undefined,
  to: NewPrice & { charge: Charge; rest: PresentCharge["rest"] },
): Promise<void> {
  const { tx, subscription, today, documents } = change;
  const { charge, rest, what } = to;
  const days = written(rest);
  const owed = payer === "SUBSCRIBER" ? charge.subscriber : charge.sponsor;
  const credit = before?.amount ?? 0n;
  if (owed === 0n && credit === 0n) return;
  const lines = chargeLines(payer, `${what}, ${days}`, to);
  if (before && credit > owed) await takeBack(change, before, `Perubahan paket, ${days}`);
  else if (before) {
    await endCharge(change, before, today);
    if (credit > 0n) lines.unshift(creditLine(before, `Pengembalian, ${days}`, credit));
  }
  if (owed === 0n) return;
  const id = await draftInvoice(tx, {
    providerId: subscription.providerId,
    institutionId,
    subscriptionId: subscription.id,
    payer,
    kind: "ADJUSTMENT",
    period: rest,
    timeZone: subscription.timeZone,
    taxedOn: today,
    lines,
  });
  const { base, tax, total } = await tx.invoice.findUniqueOrThrow({ where: { id } });
  documents.push({
    document: "INVOICE",
    id,
    payer,
    institutionId,
    base,
    tax,
    total,
    lines: lines.map(({ kind, description, unitPrice, amount, days, periodDays }) => ({
      kind,
      description,
      unitPrice,
      amount,
      days: days ?? null,
      periodDays: periodDays ?? null,
    })),
  });
}

function chargeLines(
  payer: Payer,
  what: string,
  { charge, price, tierId }: NewPrice & { charge: Charge },
): DraftLine[] {
  const { days, periodDays, full, discount, sponsor } = charge;
  const common = { days, periodDays, tierId };
  if (payer === "SPONSOR")
    return [
      {
        ...common,
        kind: "SPONSOR_SHARE",
        description: `${what} – bagian sponsor`,
        unitPrice: sponsor,
        amount: sponsor,
      },
    ];
  const less = (kind: "DISCOUNT" | "SPONSOR_SHARE", note: string, amount: Rupiah): DraftLine[] =>
    amount === 0n
      ? []
      : [
          {
            ...common,
            kind,
            description: `${what} – ${note}`,
            unitPrice: -amount,
            amount: -amount,
          },
        ];
  return [
    { ...common, kind: "PRORATION_CHARGE", description: what, unitPrice: price, amount: full },
    ...less("DISCOUNT", "diskon", discount),
    ...less("SPONSOR_SHARE", "bagian sponsor", sponsor),
  ];
}
