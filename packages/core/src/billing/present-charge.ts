import type { InvoiceState, Payer, Transaction } from "../database/index.ts";
import { daysBetween, fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
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
  await tx.$queryRaw`
    SELECT 1 FROM "Invoice" WHERE "subscriptionId" = ${subscriptionId}::uuid AND "periodEnd" > ${day}::date
    ORDER BY id FOR UPDATE`;
  const invoices = await tx.invoice.findMany({
    where: {
      subscriptionId,
      kind: { in: ["RECURRING", "ADJUSTMENT"] },
      state: { not: "VOID" },
      periodEnd: { gt: toColumn(day) },
    },
    include: { lines: true },
    orderBy: { id: "desc" },
  });
  const of = (payer: Payer): PresentCharge | undefined => {
    const own = invoices.filter((invoice) => invoice.payer === payer);
    for (const { id, periodStart, periodEnd, creditedFrom, institutionId, lines } of own) {
      if (!periodStart || !periodEnd) continue;
      const start = fromColumn(periodStart);
      const end = fromColumn(creditedFrom ?? periodEnd);
      if (day < start || day >= end) continue;
      const charged = lines
        .filter(({ kind }) => kind !== "PRORATION_CREDIT")
        .reduce((sum, { amount }) => sum + amount, 0n);
      const days = daysBetween(day, end);
      const chargedDays = daysBetween(start, fromColumn(periodEnd));
      const creditable = own
        .filter((one) => one.institutionId === institutionId)
        .map((one) => ({ id: one.id, state: one.state, left: one.base - one.creditedBase }));
      const left = creditable.reduce((sum, one) => sum + one.left, 0n);
      return {
        invoiceId: id,
        payer,
        institutionId,
        rest: { start: day, end },
        amount: minOf(shareOf(charged, days, chargedDays), left),
        days,
        chargedDays,
        charged,
        discounted: lines.some(({ kind }) => kind === "DISCOUNT"),
        creditable,
      };
    }
    return undefined;
  };
  const recurring = invoices.find(
    ({ kind, periodStart }) =>
      kind === "RECURRING" && periodStart && fromColumn(periodStart) <= day,
  );
  return { subscriber: of("SUBSCRIBER"), sponsor: of("SPONSOR"), recurringId: recurring?.id };
}
