import * as z from "zod";
import * as Audit from "../audit/index.ts";
import type { Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { localDateAt } from "../kernel/local-date.ts";
import { releaseInvoiced } from "../training/index.ts";
import { billingStream } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { afterSettled } from "./invoice-settled.ts";
import { post } from "./ledger.ts";
import { lockInvoice } from "./settlement.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(500) }));

/**
 * Voids an invoice that should not have been: a draft, or an open one of which nothing is settled. A
 * number that it has stays used, and its ledger postings are reversed. Its period is not billed again
 * by itself; service orders on it are delivered again and can be invoiced anew. Voided already changes nothing.
 */
export async function voidInvoice(
  tx: Transaction,
  actor: Actor,
  input: { invoiceId: string; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  const invoice = await lockInvoice(tx, input.invoiceId);
  if (invoice.state === "VOID") return invoice;
  if (invoice.state !== "DRAFT" && invoice.state !== "OPEN") throw stateError(invoice.state);
  if (invoice.settled > 0n) throw new DomainError("STATE", texts.settledPartly);
  const at = await now(tx);
  const earned = invoice.recognised;
  const voided = await tx.invoice.update({
    where: { id: invoice.id },
    data: {
      state: "VOID",
      voidedAt: at,
      voidReason: reason,
      recognised: 0n,
      version: { increment: 1 },
    },
  });
  if (invoice.state === "OPEN") {
    const common = {
      providerId: invoice.providerId,
      institutionId: invoice.institutionId,
      invoiceId: invoice.id,
      postedOn: localDateAt(at, invoice.timeZone),
      sourceId: invoice.id,
      credit: "RECEIVABLE" as const,
    };
    await post(
      tx,
      {
        ...common,
        reason: "VOID_BASE",
        debit: "DEFERRED_REVENUE",
        amount: invoice.base - earned,
      },
      { ...common, reason: "VOID_EARNED", debit: "REVENUE", amount: earned },
      { ...common, reason: "VOID_TAX", debit: "TAX_PAYABLE", amount: invoice.tax },
    );
    await afterSettled(tx, voided, "INVOICE_VOIDED");
  }
  await releaseInvoiced(tx, invoice.id);
  Audit.append(tx, {
    stream: billingStream(invoice.providerId),
    actor: actorName(actor),
    action: "invoice.voided",
    subjectType: "Invoice",
    subjectId: invoice.id,
    before: { state: invoice.state },
    after: { number: invoice.number, reason },
  });
  return voided;
}
