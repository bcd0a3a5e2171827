import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { minOf, type Rupiah } from "../kernel/money.ts";
import { issueCreditNote } from "./credit-note-write.ts";
import type { PresentCharge } from "./present-charge.ts";
import type { Change } from "./subscription-change.ts";
import { taxOn } from "./tax.ts";

/** Marks that what an invoice charged counts only up to a day. */
export const endCharge = (change: Change, charge: PresentCharge, day: LocalDate) =>
  change.tx.invoice.update({
    where: { id: charge.invoiceId },
    data: { creditedFrom: toColumn(day), version: { increment: 1 } },
  });

/**
 * Gives back what a payer is charged from a day on: by credit notes on final invoices, the newest first,
 * and by a line in those that are still drafts.
 */
export async function takeBack(
  change: Change,
  charge: PresentCharge,
  reason: string,
): Promise<void> {
  await endCharge(change, charge, charge.rest.start);
  let open = charge.amount;
  for (const { id, state, left } of charge.creditable) {
    const part = minOf(open, left);
    if (part <= 0n) continue;
    await (state === "DRAFT" ? lessenDraft : creditFinal)(change, charge, id, part, reason);
    open -= part;
  }
}

/** The line that gives a part of a charge back. */
export const creditLine = (charge: PresentCharge, description: string, amount: Rupiah) => ({
  kind: "PRORATION_CREDIT" as const,
  description,
  unitPrice: -charge.charged,
  days: charge.days,
  periodDays: charge.chargedDays,
  amount: -amount,
});

async function creditFinal(
  { tx, actor, documents }: Change,
  charge: PresentCharge,
  invoiceId: string,
  base: Rupiah,
  reason: string,
) {
  const note = await issueCreditNote(tx, actor, { invoiceId, base, reason });
  documents.push({
    document: "CREDIT_NOTE",
    id: note.id,
    payer: charge.payer,
    institutionId: charge.institutionId,
    base: -note.base,
    tax: -note.tax,
    total: -note.total,
    lines: [creditLine(charge, reason, base)],
  });
}

async function lessenDraft(
  { tx, documents }: Change,
  charge: PresentCharge,
  invoiceId: string,
  amount: Rupiah,
  reason: string,
) {
  const invoice = await tx.invoice.findUniqueOrThrow({
    where: { id: invoiceId },
    include: { lines: { orderBy: { position: "desc" }, take: 1 } },
  });
  const line = creditLine(charge, reason, amount);
  const position = (invoice.lines[0]?.position ?? -1) + 1;
  await tx.invoiceLine.create({ data: { invoiceId, position, ...line } });
  const base = invoice.base - amount;
  const tax = taxOn(base, { numerator: invoice.taxNumerator, denominator: invoice.taxDenominator });
  await tx.invoice.update({
    where: { id: invoiceId },
    data: { base, tax, total: base + tax, version: { increment: 1 } },
  });
  documents.push({
    document: "DRAFT_LINE",
    id: invoiceId,
    payer: charge.payer,
    institutionId: charge.institutionId,
    base: -amount,
    tax: tax - invoice.tax,
    total: -amount + tax - invoice.tax,
    lines: [line],
  });
}
