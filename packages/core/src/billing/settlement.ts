import type { Transaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { localDateAt } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { texts } from "./error.ts";
import { afterPart } from "./invoice-settled.ts";
import { isOwed, stateWhenSettled } from "./invoice-state.ts";
import { type Posting, post } from "./ledger.ts";

/** How a part of an invoice is settled: with money of the customer, or by tax withheld for the state. */
export type SettlementReason = "ALLOCATION" | "WITHHELD";

/** Locks an invoice; whoever changes how it is settled does this first. */
export async function lockInvoice(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Invoice" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(await tx.invoice.findUnique({ where: { id } }), "invoice");
}

/**
 * Makes a part of what was written off of an invoice a receivable again: it is settled by the same source, as a payment
 * that came after all (a recovery of bad debt), or credited; or the write-off itself is taken back.
 */
export const restoreReceivable = (
  tx: Transaction,
  posting: Pick<
    Posting,
    "providerId" | "institutionId" | "invoiceId" | "postedOn" | "sourceId" | "amount"
  >,
): Promise<void> =>
  post(tx, { ...posting, reason: "WRITE_OFF_REVERSED", debit: "RECEIVABLE", credit: "BAD_DEBT" });

/**
 * Settles a part of an invoice that is owed, or all of it, and then it is paid. Of one that was written off this
 * recovers bad debt. The source (an allocation, a proof of withholding) settles once. Gives what is left open.
 */
export async function settleInvoice(
  tx: Transaction,
  input: { invoiceId: string; amount: Rupiah; reason: SettlementReason; sourceId: string },
): Promise<Rupiah> {
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (!isOwed(invoice.state)) throw stateError(invoice.state);
  const open = invoice.total - invoice.settled;
  if (input.amount <= 0n || input.amount > open)
    throw new DomainError("INPUT", texts.moreThanOpen, {
      path: ["amount"],
      parameters: { open: open.toString() },
    });
  const settled = invoice.settled + input.amount;
  const updated = await tx.invoice.update({
    where: { id: invoice.id },
    data: {
      settled,
      state: stateWhenSettled(invoice, settled),
      version: { increment: 1 },
    },
  });
  const common = await consequence(tx, invoice, input);
  if (invoice.state === "UNCOLLECTIBLE") await restoreReceivable(tx, common);
  await post(tx, {
    ...common,
    reason: input.reason,
    debit: input.reason === "ALLOCATION" ? "CUSTOMER_BALANCE" : "WITHHOLDING",
    credit: "RECEIVABLE",
  });
  await afterPart(tx, invoice, updated);
  return invoice.total - settled;
}

/**
 * Takes back an allocation, as when a bank reverses its payment: the invoice is open again, or bad debt again when it was
 * written off, before or since.
 */
export async function unsettleInvoice(
  tx: Transaction,
  input: { invoiceId: string; amount: Rupiah; sourceId: string },
): Promise<void> {
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (!isOwed(invoice.state) && invoice.state !== "PAID") throw stateError(invoice.state);
  const settled = invoice.settled - input.amount;
  await tx.invoice.update({
    where: { id: invoice.id },
    data: { settled, state: stateWhenSettled(invoice, settled), version: { increment: 1 } },
  });
  const common = await consequence(tx, invoice, input);
  await post(tx, {
    ...common,
    reason: "ALLOCATION_REVERSED",
    debit: "RECEIVABLE",
    credit: "CUSTOMER_BALANCE",
  });
  if (invoice.writtenOffAt)
    await post(tx, {
      ...common,
      reason: "WRITTEN_OFF",
      debit: "BAD_DEBT",
      credit: "RECEIVABLE",
    });
}

/** What postings about a settlement have in common: they are of the invoice's own today. */
async function consequence(
  tx: Transaction,
  invoice: Awaited<ReturnType<typeof lockInvoice>>,
  { sourceId, amount }: { sourceId: string; amount: Rupiah },
) {
  const { id: invoiceId, providerId, institutionId, timeZone } = invoice;
  const postedOn = localDateAt(await now(tx), timeZone);
  return { invoiceId, providerId, institutionId, postedOn, sourceId, amount };
}
