import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, once, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { allocate, applyBalance, takeBack } from "./allocation.ts";
import { customerBalance, lockAccount, type Parties } from "./customer-balance.ts";
import { texts } from "./error.ts";
import { acknowledge } from "./payment-receipt.ts";
import { receivePayment, takePaymentBack } from "./payment-receive.ts";
import { admit, paymentStream } from "./payment-visibility.ts";

const partLimits = madeOnce(() => z.looseObject({ amount: positive, idempotencyKey }));
const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

export const idempotencyKey = line(100);
/** Of an input whose other parts are checked elsewhere. */
export const keyLimits = madeOnce(() => z.looseObject({ idempotencyKey }));
export const positive = z
  .bigint()
  .min(1n)
  .max(10n ** 15n);

/** Refuses a day that has not come yet where an institution is. */
export async function refuseFuture(
  tx: Transaction,
  institutionId: string,
  day: LocalDate,
  path: string,
): Promise<void> {
  const { province } = found(
    await tx.institution.findUnique({ where: { id: institutionId }, include: { province: true } }),
    "institution",
  );
  if (day > localDateAt(await now(tx), province.timeZone))
    throw new DomainError("INPUT", texts.inTheFuture, { path: [path] });
}

/** Books a payment that came without a gateway and without a bank statement. */
export async function recordPayment(
  db: Database,
  actor: Actor,
  input: Parties & {
    amount: Rupiah;
    receivedOn: LocalDate;
    method: "BANK_TRANSFER" | "CASH";
    reference?: string | null;
    invoiceId?: string | null;
    idempotencyKey: string;
  },
) {
  const limits = z.looseObject({ amount: positive, reference: line().nullish(), idempotencyKey });
  const { reference = null } = readInput(limits, input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    await admit(tx, actor, "recordPayment", input);
    const by = { actor: actorName(actor), operation: "recordPayment", key, input: facts };
    const id = await once(tx, by, async () => {
      await refuseFuture(tx, input.institutionId, input.receivedOn, "receivedOn");
      if (input.invoiceId) await ownInvoice(tx, input.invoiceId, input);
      const made = await receivePayment(tx, { ...facts, reference });
      Audit.append(tx, {
        stream: paymentStream(input.providerId),
        actor: actorName(actor),
        action: "payment.recorded",
        subjectType: "Payment",
        subjectId: made,
        after: { amount: input.amount.toString(), method: input.method },
      });
      return made;
    });
    return tx.payment.findUniqueOrThrow({ where: { id } });
  });
}

/** The invoice, if it is between these two. */
export async function ownInvoice(
  tx: Transaction,
  id: string,
  { providerId, institutionId }: Parties,
) {
  const invoice = found(await tx.invoice.findUnique({ where: { id } }), "invoice");
  if (invoice.providerId !== providerId || invoice.institutionId !== institutionId)
    throw new DomainError("INPUT", texts.otherCustomer, { path: ["invoiceId"] });
  return invoice;
}

/** Settles a part of an invoice by hand with what a payment has left. */
export async function allocatePayment(
  db: Database,
  actor: Actor,
  input: { paymentId: string; invoiceId: string; amount: Rupiah; idempotencyKey: string },
) {
  readInput(partLimits(), input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    const payment = await lockPayment(tx, actor, "allocatePayment", input.paymentId);
    const by = { actor: actorName(actor), operation: "allocatePayment", key, input: facts };
    const id = await once(tx, by, async () => {
      if (payment.reversedAt) throw new DomainError("STATE", texts.moreThanPayment, nothingLeft);
      await ownInvoice(tx, input.invoiceId, payment);
      if (payment.allocations.some((one) => one.invoiceId === input.invoiceId))
        throw new DomainError("CONFLICT", texts.allocatedAlready, { path: ["invoiceId"] });
      const left = payment.allocations.reduce((rest, one) => rest - one.amount, payment.amount);
      if (input.amount > left)
        throw new DomainError("INPUT", texts.moreThanPayment, {
          path: ["amount"],
          parameters: { left: left.toString() },
        });
      await refuseMoreThanAvailable(tx, payment, input.amount);
      const made = await allocate(tx, facts);
      await acknowledge(tx, payment.id);
      Audit.append(tx, {
        stream: paymentStream(payment.providerId),
        actor: actorName(actor),
        action: "payment.allocated",
        subjectType: "Payment",
        subjectId: payment.id,
        after: { invoiceId: input.invoiceId, amount: input.amount.toString() },
      });
      return made;
    });
    return tx.allocation.findUniqueOrThrow({ where: { id } });
  });
}
const nothingLeft = { parameters: { left: "0" } };

/** Refuses an amount that the customer's balance has not free. The account must be locked. */
export async function refuseMoreThanAvailable(
  tx: Transaction,
  parties: Parties,
  amount: Rupiah,
): Promise<void> {
  const { available } = await customerBalance(tx, parties);
  if (amount > available)
    throw new DomainError("INPUT", texts.moreThanBalance, {
      path: ["amount"],
      parameters: { available: available.toString() },
    });
}

/** A payment with its standing allocations, its account locked, for an operation of the provider's. */
async function lockPayment(
  tx: Transaction,
  actor: Actor,
  operation: "allocatePayment" | "reversePayment",
  id: string,
) {
  const where = { where: { id }, include: { allocations: { where: { reversedAt: null } } } };
  const before = found(await tx.payment.findUnique(where), "payment");
  await admit(tx, actor, operation, before);
  await lockAccount(tx, before);
  return tx.payment.findUniqueOrThrow(where);
}

/** Takes an allocation back; its money is on the customer's balance then. Twice is once. */
export async function reverseAllocation(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const where = { where: { id: input.id }, include: { invoice: true } };
    const { invoice } = found(await tx.allocation.findUnique(where), "allocation");
    await admit(tx, actor, "reverseAllocation", invoice);
    await lockAccount(tx, invoice);
    const allocation = await tx.allocation.findUniqueOrThrow(where);
    if (allocation.reversedAt) return allocation;
    await takeBack(tx, allocation);
    Audit.append(tx, {
      stream: paymentStream(invoice.providerId),
      actor: actorName(actor),
      action: "allocation.reversed",
      subjectType: "Allocation",
      subjectId: allocation.id,
      after: { reason, amount: allocation.amount.toString() },
    });
    return tx.allocation.findUniqueOrThrow(where);
  });
}

/** Settles an institution's open invoices from its balance now. Gives what was used. */
export async function applyCustomerBalance(db: Database, actor: Actor, parties: Parties) {
  return inTransaction(db, async (tx) => {
    await admit(tx, actor, "applyBalance", parties);
    return { used: await useBalance(tx, actor, parties), ...parties };
  });
}

/** The same in a transaction, the named invoice first. */
export async function useBalance(
  tx: Transaction,
  actor: Actor,
  { providerId, institutionId }: Parties,
  firstInvoiceId?: string,
): Promise<Rupiah> {
  const used = await applyBalance(tx, providerId, institutionId, firstInvoiceId);
  if (used > 0n)
    Audit.append(tx, {
      stream: paymentStream(providerId),
      actor: actorName(actor),
      action: "balance.applied",
      subjectType: "Institution",
      subjectId: institutionId,
      after: { used: used.toString() },
    });
  return used;
}

/** Takes back a payment that was booked by hand or from a statement. Twice is once. */
export async function reversePayment(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const payment = await lockPayment(tx, actor, "reversePayment", input.id);
    if (payment.gateway) throw new DomainError("STATE", texts.ofGateway);
    if (payment.reversedAt) return payment;
    await takePaymentBack(tx, { paymentId: payment.id, reason });
    if (payment.entryId)
      await tx.statementEntry.update({
        where: { id: payment.entryId },
        data: {
          state: "UNMATCHED",
          matchReason: null,
          unmatchedReason: "NOTHING_FITS",
          version: { increment: 1 },
        },
      });
    Audit.append(tx, {
      stream: paymentStream(payment.providerId),
      actor: actorName(actor),
      action: "payment.reversed",
      subjectType: "Payment",
      subjectId: payment.id,
      after: { reason, amount: payment.amount.toString() },
    });
    return tx.payment.findUniqueOrThrow({ where: { id: payment.id } });
  });
}
