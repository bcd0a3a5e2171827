import type { Transaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { localDateAt } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { texts } from "./error.ts";
import { afterSettled } from "./invoice-settled.ts";
import { post } from "./ledger.ts";

/** How a part of an invoice is settled: with money of the customer, or by tax withheld for the state. */
export type SettlementReason = "ALLOCATION" | "WITHHELD";

/** Locks an invoice; whoever changes how it is settled does this first. */
export async function lockInvoice(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Invoice" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(await tx.invoice.findUnique({ where: { id } }), "invoice");
}

/**
 * Settles a part of an open invoice, or all of it, and then it is paid. The source (an allocation, a
 * proof of withholding) settles once. Gives what is left open.
 */
export async function settleInvoice(
  tx: Transaction,
  input: { invoiceId: string; amount: Rupiah; reason: SettlementReason; sourceId: string },
): Promise<Rupiah> {
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (invoice.state !== "OPEN") throw stateError(invoice.state);
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
      state: settled === invoice.total ? "PAID" : "OPEN",
      version: { increment: 1 },
    },
  });
  await post(tx, {
    providerId: invoice.providerId,
    institutionId: invoice.institutionId,
    invoiceId: invoice.id,
    postedOn: localDateAt(await now(tx), invoice.timeZone),
    reason: input.reason,
    sourceId: input.sourceId,
    debit: input.reason === "ALLOCATION" ? "CUSTOMER_BALANCE" : "WITHHOLDING",
    credit: "RECEIVABLE",
    amount: input.amount,
  });
  if (updated.state === "PAID") await afterSettled(tx, updated, "INVOICE_PAID");
  return invoice.total - settled;
}

/** Takes back an allocation, as when a bank reverses its payment: the invoice is open again. */
export async function unsettleInvoice(
  tx: Transaction,
  input: { invoiceId: string; amount: Rupiah; sourceId: string },
): Promise<void> {
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (invoice.state !== "OPEN" && invoice.state !== "PAID") throw stateError(invoice.state);
  await tx.invoice.update({
    where: { id: invoice.id },
    data: { settled: { decrement: input.amount }, state: "OPEN", version: { increment: 1 } },
  });
  await post(tx, {
    providerId: invoice.providerId,
    institutionId: invoice.institutionId,
    invoiceId: invoice.id,
    postedOn: localDateAt(await now(tx), invoice.timeZone),
    reason: "ALLOCATION_REVERSED",
    sourceId: input.sourceId,
    debit: "RECEIVABLE",
    credit: "CUSTOMER_BALANCE",
    amount: input.amount,
  });
}
