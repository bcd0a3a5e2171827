import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { post } from "../billing/index.ts";
import { type Database, inTransaction, once, type Transaction } from "../database/index.ts";
import { type Actor, actorName, type Operation, personId } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, sameVersion, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { customerBalance, lockAccount, type Parties } from "./customer-balance.ts";
import { texts } from "./error.ts";
import { admit, paymentStream } from "./payment-visibility.ts";
import {
  idempotencyKey,
  positive,
  refuseFuture,
  refuseMoreThanAvailable,
} from "./payment-write.ts";

const decisionLimits = madeOnce(() => z.looseObject({ decision: line(1000) }));

const refundLimits = z.looseObject({
  amount: positive,
  reason: line(1000),
  bank: line(60),
  accountNumber: line(40),
  accountHolder: line(),
  idempotencyKey,
});

/**
 * Asks for money of the customer's balance to be paid back, all or a part, or what a credit note gave. From
 * then on it is reserved: no invoice takes it.
 */
export async function requestRefund(
  db: Database,
  actor: Actor,
  input: Parties & {
    creditNoteId?: string | null;
    amount: Rupiah;
    reason: string;
    bank: string;
    accountNumber: string;
    accountHolder: string;
    idempotencyKey: string;
  },
) {
  const { reason, bank, accountNumber, accountHolder } = readInput(refundLimits, input);
  const { providerId, institutionId, amount, creditNoteId = null } = input;
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    await admit(tx, actor, "requestRefund", input);
    const by = { actor: actorName(actor), operation: "requestRefund", key, input: facts };
    const id = await once(tx, by, async () => {
      await lockAccount(tx, input);
      await refuseMoreThanAvailable(tx, input, amount);
      if (creditNoteId) await refuseMoreThanCredited(tx, creditNoteId, input);
      const refund = await tx.refund.create({
        data: {
          id: newId(),
          providerId,
          institutionId,
          creditNoteId,
          amount,
          reason,
          bank,
          accountNumber,
          accountHolder,
          requestedById: personId(actor),
          createdAt: await now(tx),
        },
      });
      await note(tx, actor, refund, "requested", { amount: amount.toString(), reason });
      return refund.id;
    });
    return tx.refund.findUniqueOrThrow({ where: { id } });
  });
}

async function refuseMoreThanCredited(
  tx: Transaction,
  creditNoteId: string,
  { providerId, institutionId, amount }: Parties & { amount: Rupiah },
): Promise<void> {
  const { toBalance } = found(
    await tx.creditNote.findFirst({
      where: { id: creditNoteId, providerId, invoice: { institutionId } },
    }),
    "credit note",
  );
  const before = await tx.refund.aggregate({
    where: { creditNoteId, state: { not: "REJECTED" } },
    _sum: { amount: true },
  });
  const left = toBalance - (before._sum.amount ?? 0n);
  if (amount > left)
    throw new DomainError("INPUT", texts.moreThanCredited, {
      path: ["amount"],
      parameters: { credited: toBalance.toString(), left: left.toString() },
    });
}

const note = (
  tx: Transaction,
  actor: Actor,
  { id, providerId }: { id: string; providerId: string },
  what: string,
  after: Record<string, string>,
) =>
  Audit.append(tx, {
    stream: paymentStream(providerId),
    actor: actorName(actor),
    action: `refund.${what}`,
    subjectType: "Refund",
    subjectId: id,
    after,
  });

/** A refund, its account locked, for an operation of the provider's. */
async function lockRefund(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  const before = found(await tx.refund.findUnique({ where: { id } }), "refund");
  await admit(tx, actor, operation, before);
  await lockAccount(tx, before);
  return tx.refund.findUniqueOrThrow({ where: { id } });
}

/** Approves or rejects a refund; another person than who asked. What is approved can still be rejected. */
export async function decideRefund(
  db: Database,
  actor: Actor,
  input: { id: string; approve: boolean; decision: string; expectedVersion: number },
) {
  const { decision } = readInput(decisionLimits(), input);
  return inTransaction(db, async (tx) => {
    const refund = await lockRefund(tx, actor, "decideRefund", input.id);
    const state = input.approve ? ("APPROVED" as const) : ("REJECTED" as const);
    if (refund.state === state) return refund;
    sameVersion(refund.version, input.expectedVersion);
    if (refund.state !== "REQUESTED" && (input.approve || refund.state !== "APPROVED"))
      throw stateError(refund.state);
    if (refund.requestedById === personId(actor)) throw new DomainError("STATE", texts.samePerson);
    const decided = await tx.refund.update({
      where: { id: refund.id },
      data: { state, decision, decidedById: personId(actor), version: { increment: 1 } },
    });
    await note(tx, actor, refund, state.toLowerCase(), { decision });
    return decided;
  });
}

/** Books that an approved refund was transferred. Never more than the customer's balance. Twice is once. */
export async function payRefund(
  db: Database,
  actor: Actor,
  input: { id: string; paidOn: LocalDate; reference: string; idempotencyKey: string },
) {
  const limits = z.looseObject({ reference: line(), idempotencyKey });
  const { reference } = readInput(limits, input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    const refund = await lockRefund(tx, actor, "payRefund", input.id);
    const { id, providerId, institutionId, amount } = refund;
    const by = { actor: actorName(actor), operation: "payRefund", key, input: facts };
    await once(tx, by, async () => {
      if (refund.state !== "APPROVED") throw stateError(refund.state);
      await refuseFuture(tx, institutionId, input.paidOn, "paidOn");
      const { balance } = await customerBalance(tx, refund);
      if (amount > balance)
        throw new DomainError("STATE", texts.moreThanBalance, {
          parameters: { available: balance.toString() },
        });
      await tx.refund.update({
        where: { id },
        data: {
          state: "PAID",
          paidOn: toColumn(input.paidOn),
          reference,
          version: { increment: 1 },
        },
      });
      await post(tx, {
        providerId,
        institutionId,
        postedOn: input.paidOn,
        reason: "REFUND",
        sourceId: id,
        debit: "CUSTOMER_BALANCE",
        credit: "CASH",
        amount,
      });
      await note(tx, actor, refund, "paid", { reference });
      return id;
    });
    return tx.refund.findUniqueOrThrow({ where: { id } });
  });
}
