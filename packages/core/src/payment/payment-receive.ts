import { emitBillingEvent, post, voidReceipt } from "../billing/index.ts";
import type { Gateway, PaymentMethod, Transaction } from "../database/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { allocateOldest, takeBack } from "./allocation.ts";
import { customerBalance, lockAccount, type Parties } from "./customer-balance.ts";
import { texts } from "./error.ts";
import { acknowledge } from "./payment-receipt.ts";

/** Money that came in, however it came. */
export interface Receipt extends Parties {
  amount: Rupiah;
  receivedOn: LocalDate;
  method: PaymentMethod;
  gateway?: Gateway;
  /** The gateway's own name of it. */
  externalId?: string;
  requestId?: string;
  entryId?: string;
  reference?: string | null;
  /** What it is for; the rest goes to the oldest. */
  invoiceId?: string | null;
}

/**
 * Books money that came in, settles invoices with it, acknowledges it and tells partners. What no invoice takes
 * stays on the customer's balance. A payment of a gateway, or a line of a statement, is booked once:
 * the unique indexes refuse a second.
 */
export async function receivePayment(tx: Transaction, receipt: Receipt): Promise<string> {
  const { invoiceId, receivedOn, ...facts } = receipt;
  await lockAccount(tx, receipt);
  const id = newId();
  await tx.payment.create({
    data: { id, ...facts, receivedOn: toColumn(receivedOn), createdAt: await now(tx) },
  });
  await post(tx, {
    providerId: receipt.providerId,
    institutionId: receipt.institutionId,
    postedOn: receivedOn,
    reason: "PAYMENT",
    sourceId: id,
    debit: "CASH",
    credit: "CUSTOMER_BALANCE",
    amount: receipt.amount,
  });
  await allocateOldest(tx, receipt, {
    paymentId: id,
    amount: receipt.amount,
    firstInvoiceId: invoiceId ?? null,
  });
  await acknowledge(tx, id);
  await emitBillingEvent(tx, {
    providerId: receipt.providerId,
    kind: "PAYMENT_RECEIVED",
    subjectId: id,
    detail: { amount: receipt.amount.toString(), receivedOn },
  });
  return id;
}

/** Allocations of a balance that are read at once. */
const pageSize = 100;

/**
 * Takes a payment back, as a bank does: its allocations are undone, and of those from the balance as
 * many as it takes, the newest first. Refused when its money was refunded or is to be. Twice is once.
 * Its receipt is void then, and an order that only this had paid FAILED: money that comes for it later is booked.
 */
export async function takePaymentBack(
  tx: Transaction,
  { paymentId, reason }: { paymentId: string; reason: string },
): Promise<void> {
  const found = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
  await lockAccount(tx, found);
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id: paymentId },
    include: { institution: { include: { province: true } } },
  });
  if (payment.reversedAt) return;
  for (const allocation of await tx.allocation.findMany({ where: { paymentId, reversedAt: null } }))
    await takeBack(tx, allocation);
  const { providerId, institutionId, amount } = payment;
  // What is asked to be refunded is no longer there to be taken.
  let { available } = await customerBalance(tx, payment);
  while (available < amount) {
    // What was taken back stands no more, so that the next page begins where this one ends.
    const newest = await tx.allocation.findMany({
      where: { paymentId: null, reversedAt: null, invoice: { providerId, institutionId } },
      orderBy: { id: "desc" },
      take: pageSize,
    });
    if (newest.length === 0) throw new DomainError("STATE", texts.balanceSpent);
    for (const allocation of newest) {
      if (available >= amount) break;
      await takeBack(tx, allocation);
      available += allocation.amount;
    }
  }
  const at = await now(tx);
  await tx.payment.update({
    where: { id: paymentId },
    data: { reversedAt: at, reversalReason: reason },
  });
  await voidReceipt(tx, paymentId, at);
  if (payment.requestId)
    await tx.paymentRequest.updateMany({
      where: { id: payment.requestId, state: "PAID", payments: { none: { reversedAt: null } } },
      data: { state: "FAILED", version: { increment: 1 } },
    });
  await post(tx, {
    providerId,
    institutionId,
    postedOn: localDateAt(at, payment.institution.province.timeZone),
    reason: "PAYMENT_REVERSED",
    sourceId: paymentId,
    debit: "CUSTOMER_BALANCE",
    credit: "CASH",
    amount,
  });
}
