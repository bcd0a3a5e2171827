import * as z from "zod";
import * as Audit from "../audit/index.ts";
import type { Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { localDateAt, toColumn } from "../kernel/local-date.ts";
import { minOf, type Rupiah } from "../kernel/money.ts";
import { enqueue } from "../notification/index.ts";
import { texts } from "./error.ts";
import { afterPart } from "./invoice-settled.ts";
import { isOwed, stateWhenSettled } from "./invoice-state.ts";
import { post } from "./ledger.ts";
import { nextNumber } from "./number-series.ts";
import { lockInvoice, restoreReceivable } from "./settlement.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(500) }));

export const billingStream = (providerId: string): string => `billing:${providerId}`;

/**
 * The tax of a credit: what is credited in all has the same share of the tax as of the base, so that
 * credits of the whole base take back exactly the whole tax.
 */
export const creditedTax = (
  invoice: { base: Rupiah; tax: Rupiah; creditedBase: Rupiah; creditedTax: Rupiah },
  credit: Rupiah,
): Rupiah =>
  invoice.base === 0n
    ? 0n
    : ((invoice.creditedBase + credit) * invoice.tax) / invoice.base - invoice.creditedTax;

/**
 * Takes back a part of a final invoice, before tax, by a numbered credit note. What is open of the
 * invoice falls by it; what was paid already goes to the customer's balance. Deferred revenue is taken
 * back first, and what was earned only then. Of an invoice that was written off, the open part is no bad
 * debt any more: it was never owed. Gives the note.
 */
export async function issueCreditNote(
  tx: Transaction,
  actor: Actor,
  input: { invoiceId: string; base: Rupiah; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  const { base } = input;
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (!isOwed(invoice.state) && invoice.state !== "PAID") throw stateError(invoice.state);
  const left = invoice.base - invoice.creditedBase;
  if (base <= 0n || base > left)
    throw new DomainError("INPUT", texts.moreThanBilled, {
      path: ["base"],
      parameters: { left: left.toString() },
    });
  const tax = creditedTax(invoice, base);
  const total = base + tax;
  const fromOpen = minOf(total, invoice.total - invoice.settled);
  const toBalance = total - fromOpen;
  const settled = invoice.settled + fromOpen;
  const deferred = minOf(base, invoice.base - invoice.creditedBase - invoice.recognised);
  const updated = await tx.invoice.update({
    where: { id: invoice.id },
    data: {
      settled,
      creditedBase: { increment: base },
      creditedTax: { increment: tax },
      // What was earned and is given back is no longer earned.
      recognised: { decrement: base - deferred },
      state: stateWhenSettled(invoice, settled),
      version: { increment: 1 },
    },
  });
  const issuedOn = localDateAt(await now(tx), invoice.timeZone);
  const provider = found(
    await tx.provider.findUnique({ where: { id: invoice.providerId } }),
    "provider",
  );
  const id = newId();
  const common = {
    providerId: invoice.providerId,
    institutionId: invoice.institutionId,
    invoiceId: invoice.id,
    postedOn: issuedOn,
    sourceId: id,
    credit: "RECEIVABLE" as const,
  };
  if (invoice.state === "UNCOLLECTIBLE")
    await restoreReceivable(tx, { ...common, amount: fromOpen });
  await post(
    tx,
    { ...common, reason: "CREDIT_DEFERRED", debit: "DEFERRED_REVENUE", amount: deferred },
    { ...common, reason: "CREDIT_REVENUE", debit: "REVENUE", amount: base - deferred },
    { ...common, reason: "CREDIT_TAX", debit: "TAX_PAYABLE", amount: tax },
    {
      ...common,
      reason: "CREDIT_TO_BALANCE",
      debit: "RECEIVABLE",
      credit: "CUSTOMER_BALANCE",
      amount: toBalance,
    },
  );
  await enqueue(tx, {
    topic: "CREDIT_NOTE",
    key: `credit-note:${id}`,
    payload: { creditNoteId: id },
  });
  await afterPart(tx, invoice, updated);
  // Last, since whoever else numbers waits from here on.
  const number = await nextNumber(tx, provider, "CREDIT_NOTE", Number(issuedOn.slice(0, 4)));
  const note = await tx.creditNote.create({
    data: {
      id,
      providerId: invoice.providerId,
      invoiceId: invoice.id,
      issuedOn: toColumn(issuedOn),
      ...number,
      reason,
      base,
      tax,
      total,
      toBalance,
    },
  });
  Audit.append(tx, {
    stream: billingStream(invoice.providerId),
    actor: actorName(actor),
    action: "credit-note.issued",
    subjectType: "Invoice",
    subjectId: invoice.id,
    after: { number: number.number, total: total.toString(), reason },
  });
  return note;
}
