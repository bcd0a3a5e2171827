import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, once, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, sameVersion, stateError } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { fromNullable, localDateAt } from "../kernel/local-date.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { billingStream } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { authorizeProvider } from "./invoice-visibility.ts";
import { post } from "./ledger.ts";
import { lockInvoice } from "./settlement.ts";

const limits = z.looseObject({ idempotencyKey: line(100), reason: line(500) });

/**
 * Writes off what is open of an overdue invoice: the claim, its tax included, becomes bad debt, and nobody is reminded
 * of it or given a way to pay it any more. The claim itself stands, so that money that comes in for it is a recovery
 * (`settleInvoice`). PPN that was charged stays owed to the state: UU PPN art. 5A lessens it for services that are
 * cancelled, for which there are credit notes, and not for a price that nobody pays. Written off already changes nothing.
 */
export async function writeOffInvoice(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string; expectedVersion: number; idempotencyKey: string },
) {
  const { reason, idempotencyKey: key } = readInput(limits, input);
  const { id, expectedVersion } = input;
  return inTransaction(db, async (tx) => {
    const invoice = await lockInvoice(tx, id);
    await authorizeProvider(tx, actor, "writeOffInvoice", invoice.providerId);
    const facts = { id, reason, expectedVersion };
    const by = { actor: actorName(actor), operation: "writeOffInvoice", key, input: facts };
    await once(tx, by, async () => {
      if (invoice.state === "UNCOLLECTIBLE") return id;
      sameVersion(invoice.version, expectedVersion);
      if (invoice.state !== "OPEN") throw stateError(invoice.state);
      await writeOff(tx, actor, invoice, reason);
      return id;
    });
    return tx.invoice.findUniqueOrThrow({ where: { id } });
  });
}

async function writeOff(
  tx: Transaction,
  actor: Actor,
  invoice: Awaited<ReturnType<typeof lockInvoice>>,
  reason: string,
): Promise<void> {
  const { id, providerId, institutionId, number, dueOn, timeZone } = invoice;
  const at = await now(tx);
  const today = localDateAt(at, timeZone);
  const due = fromNullable(dueOn);
  if (!due || today <= due)
    throw new DomainError("STATE", texts.notOverdue, { parameters: { due: due ?? "-" } });
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
    postedOn: today,
    reason: "WRITTEN_OFF",
    sourceId: id,
    debit: "BAD_DEBT",
    credit: "RECEIVABLE",
    amount,
  });
  await emitBillingEvent(tx, {
    providerId,
    kind: "INVOICE_WRITTEN_OFF",
    subjectId: id,
    occasion: String(version),
    detail: { number, amount: amount.toString() },
  });
  await Audit.append(tx, {
    stream: billingStream(providerId),
    actor: actorName(actor),
    action: "invoice.written-off",
    subjectType: "Invoice",
    subjectId: id,
    before: { state: invoice.state },
    after: { number, amount: amount.toString(), reason },
  });
}
