import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, once, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, sameVersion, stateError } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { fromNullable, localDateAt } from "../kernel/local-date.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { billingStream } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { authorizeProvider } from "./invoice-visibility.ts";
import { post } from "./ledger.ts";
import { lockInvoice, restoreReceivable } from "./settlement.ts";

type Invoice = Awaited<ReturnType<typeof lockInvoice>>;

/** What a write-off, or taking one back, is asked with. */
export interface WriteOffInput {
  id: string;
  reason: string;
  expectedVersion: number;
  idempotencyKey: string;
}

const limits = z.looseObject({ idempotencyKey: line(100), reason: line(500) });

export const readWriteOff = (input: WriteOffInput): WriteOffInput => ({
  ...input,
  ...readInput(limits, input),
});

/** Refuses an invoice that can still be paid in time: the whole of its due date, in its own zone. */
export async function refuseBeforeDue(
  tx: Transaction,
  { dueOn, timeZone }: Pick<Invoice, "dueOn" | "timeZone">,
): Promise<void> {
  const due = fromNullable(dueOn);
  if (!due || localDateAt(await now(tx), timeZone) <= due)
    throw new DomainError("STATE", texts.notOverdue, { parameters: { due: due ?? "-" } });
}

/**
 * Writes off what is open of an open invoice that is locked: the claim, its tax included, becomes bad debt, and nobody
 * is reminded of it or given a way to pay it any more. The claim itself stands, so that money that comes in for it is a
 * recovery (`settleInvoice`). PPN that was charged stays owed to the state: UU PPN art. 5A lessens it for services that
 * are cancelled, for which there are credit notes, and not for a price that nobody pays.
 */
export async function writeOff(
  tx: Transaction,
  actor: Actor,
  invoice: Invoice,
  reason: string,
): Promise<void> {
  const { id, providerId, institutionId, timeZone } = invoice;
  const at = await now(tx);
  const amount = invoice.total - invoice.settled;
  const { version } = await tx.invoice.update({
    where: { id },
    data: {
      state: "UNCOLLECTIBLE",
      writtenOffAt: at,
      writeOffReason: reason,
      version: { increment: 1 },
    },
  });
  await post(tx, {
    providerId,
    institutionId,
    invoiceId: id,
    postedOn: localDateAt(at, timeZone),
    reason: "WRITTEN_OFF",
    // Each time of its own, since an invoice can be written off again after it was taken back.
    sourceId: newId(),
    debit: "BAD_DEBT",
    credit: "RECEIVABLE",
    amount,
  });
  await tell(tx, actor, invoice, {
    kind: "INVOICE_WRITTEN_OFF",
    action: "invoice.written-off",
    amount,
    version,
    before: { state: invoice.state },
    reason,
  });
}

/**
 * Takes back a write-off that should not have been: what is still open is a receivable and asked for again, as if it had
 * not been written off, and its reminders go on where they are by now. What was recovered or credited meanwhile stays.
 * Where it was paid in full there is nothing to take back. An invoice that is open already stays as it is.
 */
export async function reverseWriteOff(db: Database, actor: Actor, input: WriteOffInput) {
  const { id, reason, expectedVersion, idempotencyKey: key } = readWriteOff(input);
  return inTransaction(db, async (tx) => {
    const invoice = await lockInvoice(tx, id);
    await authorizeProvider(tx, actor, "reverseWriteOff", invoice.providerId);
    const facts = { id, reason, expectedVersion };
    const by = { actor: actorName(actor), operation: "reverseWriteOff", key, input: facts };
    await once(tx, by, async () => {
      if (invoice.state === "OPEN") return id;
      sameVersion(invoice.version, expectedVersion);
      if (invoice.state !== "UNCOLLECTIBLE") throw stateError(invoice.state);
      await reinstate(tx, actor, invoice, reason);
      return id;
    });
    return tx.invoice.findUniqueOrThrow({ where: { id } });
  });
}

async function reinstate(
  tx: Transaction,
  actor: Actor,
  invoice: Invoice,
  reason: string,
): Promise<void> {
  const { id, providerId, institutionId, timeZone, writeOffReason } = invoice;
  const amount = invoice.total - invoice.settled;
  const { version } = await tx.invoice.update({
    where: { id },
    data: { state: "OPEN", writtenOffAt: null, writeOffReason: null, version: { increment: 1 } },
  });
  await restoreReceivable(tx, {
    providerId,
    institutionId,
    invoiceId: id,
    postedOn: localDateAt(await now(tx), timeZone),
    sourceId: newId(),
    amount,
  });
  await tell(tx, actor, invoice, {
    kind: "INVOICE_WRITE_OFF_REVERSED",
    action: "invoice.write-off-reversed",
    amount,
    version,
    before: { state: invoice.state, reason: writeOffReason },
    reason,
  });
}

/** Tells partners and the audit what became of how much of an invoice. */
async function tell(
  tx: Transaction,
  actor: Actor,
  { id, providerId, number }: Invoice,
  what: {
    kind: "INVOICE_WRITTEN_OFF" | "INVOICE_WRITE_OFF_REVERSED";
    action: string;
    amount: bigint;
    version: number;
    before: { state: string; reason?: string | null };
    reason: string;
  },
): Promise<void> {
  const { kind, action, version, before, reason } = what;
  const amount = what.amount.toString();
  await emitBillingEvent(tx, {
    providerId,
    kind,
    subjectId: id,
    occasion: String(version),
    detail: { number, amount },
  });
  Audit.append(tx, {
    stream: billingStream(providerId),
    actor: actorName(actor),
    action,
    subjectType: "Invoice",
    subjectId: id,
    before,
    after: { number, amount, reason },
  });
}
