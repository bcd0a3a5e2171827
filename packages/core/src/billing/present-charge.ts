import type { InvoiceState, Payer, Transaction } from "../database/index.ts";
import {
  daysBetween,
  fromColumn,
  fromNullable,
  type LocalDate,
  toColumn,
} from "../kernel/local-date.ts";
import { minOf, type Rupiah, shareOf } from "../kernel/money.ts";
import type { Period } from "../subscription/index.ts";

/** An invoice of which something can still be given back. */
export interface Creditable {
  id: string;
  state: InvoiceState;
  left: Rupiah;
}

/** What a payer is charged for a day and those after it, by the one invoice that counts for them. */
export interface PresentCharge {
  invoiceId: string;
  payer: Payer;
  institutionId: string;
  /** From the day to the end of what is charged. */
  rest: Period;
  /** Of the rest, net of discount and of the sponsor's share; at most what can still be given back. */
  amount: Rupiah;
  /** How the amount comes about: so many days of all that the invoice charged. */
  days: number;
  chargedDays: number;
  charged: Rupiah;
  discounted: boolean;
  /** Where it can be given back, the newest invoice first. */
  creditable: Creditable[];
}

export interface PresentCharges {
  subscriber: PresentCharge | undefined;
  sponsor: PresentCharge | undefined;
  /** The invoice of the run that began the period; none when the day is not billed. */
  recurringId: string | undefined;
}

/**
 * What is charged for a day and those after it. Locks the invoices, in the order of their ids. For each
 * payer there is at most one that counts: the exclusion constraint allows no two, since what a later one
 * replaced is marked with the day from which it was taken back.
 */
export async function presentCharges(
  tx: Transaction,
  subscriptionId: string,
  day: LocalDate,
): Promise<PresentCharges> {
  const invoices = await lockCharging(tx, subscriptionId, day);
  const recurring = invoices.find(
    ({ kind, periodStart }) =>
      kind === "RECURRING" && periodStart && fromColumn(periodStart) <= day,
  );
  const of = (payer: Payer) => presentCharge(invoices, payer, day);
  return { subscriber: of("SUBSCRIBER"), sponsor: of("SPONSOR"), recurringId: recurring?.id };
}

/** The invoices of a subscription for days after a day, the newest first; locked. */
async function lockCharging(tx: Transaction, subscriptionId: string, day: LocalDate) {
  await tx.$queryRaw`
    SELECT 1 FROM "Invoice" WHERE "subscriptionId" = ${subscriptionId}::uuid AND "periodEnd" > ${day}::date
    ORDER BY id FOR UPDATE`;
  return tx.invoice.findMany({
    where: {
      subscriptionId,
      kind: { in: ["RECURRING", "ADJUSTMENT"] },
      state: { not: "VOID" },
      periodEnd: { gt: toColumn(day) },
    },
    include: { lines: true, institution: { select: { mergedIntoId: true } } },
    orderBy: { id: "desc" },
  });
}

type Charging = Awaited<ReturnType<typeof lockCharging>>[number];

/** Who owes an invoice now: of an institution that was merged meanwhile, the one that stands. */
const owing = ({ institution, institutionId }: Charging): string =>
  institution.mergedIntoId ?? institutionId;

/** The days of an invoice, and the part of them that still counts: up to where it was taken back. */
function daysOf({ periodStart, periodEnd, creditedFrom }: Charging) {
  if (!periodStart || !periodEnd) return undefined;
  const [start, end] = [fromColumn(periodStart), fromColumn(periodEnd)];
  return { all: { start, end }, counting: { start, end: fromNullable(creditedFrom) ?? end } };
}

const holds = ({ start, end }: Period, day: LocalDate): boolean => start <= day && day < end;

/** What one payer is charged for a day and those after it. */
function presentCharge(
  invoices: readonly Charging[],
  payer: Payer,
  day: LocalDate,
): PresentCharge | undefined {
  const own = invoices.filter((invoice) => invoice.payer === payer);
  for (const invoice of own) {
    const period = daysOf(invoice);
    if (!period || !holds(period.counting, day)) continue;
    const institutionId = owing(invoice);
    const creditable = own
      .filter((one) => owing(one) === institutionId)
      .map(({ id, state, base, creditedBase }) => ({ id, state, left: base - creditedBase }));
    const left = creditable.reduce((sum, one) => sum + one.left, 0n);
    // What an adjustment gave back of an earlier charge is no part of what it charged itself.
    const charged = invoice.lines
      .filter(({ kind }) => kind !== "PRORATION_CREDIT")
      .reduce((sum, { amount }) => sum + amount, 0n);
    const days = daysBetween(day, period.counting.end);
    const chargedDays = daysBetween(period.all.start, period.all.end);
    return {
      invoiceId: invoice.id,
      payer,
      institutionId,
      rest: { start: day, end: period.counting.end },
      amount: minOf(shareOf(charged, days, chargedDays), left),
      days,
      chargedDays,
      charged,
      discounted: invoice.lines.some(({ kind }) => kind === "DISCOUNT"),
      creditable,
    };
  }
  return undefined;
}
