import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  lockName,
  once,
  type Prisma,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, type Operation } from "../identity/index.ts";
import { requireConsent } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { localDateAt } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { billingStream, issueCreditNote } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { draftInvoice } from "./invoice-draft.ts";
import { finaliseInvoice } from "./invoice-finalise.ts";
import { authorizeProvider } from "./invoice-visibility.ts";
import { voidInvoice } from "./invoice-void.ts";
import { lockInvoice } from "./settlement.ts";

const idempotencyKeyLimits = madeOnce(() => z.looseObject({ idempotencyKey: line(100) }));

/** Before tax; with PPN it is not more than one payment may bring. */
const largestInvoice: Rupiah = 9n * 10n ** 14n;

const limits = z.looseObject({
  idempotencyKey: line(100),
  lines: z
    .array(
      z.object({
        description: line(300),
        quantity: z.int().min(1).max(100_000),
        unitPrice: z
          .bigint()
          .min(0n)
          .max(10n ** 12n),
      }),
    )
    .min(1)
    .max(100),
});

/** So many of a service at a price each; the source is what it bills, as a service order. */
export interface ServiceLine {
  description: string;
  quantity: number;
  unitPrice: Rupiah;
  sourceId?: string;
}

export interface InvoiceInput {
  idempotencyKey: string;
  providerId: string;
  institutionId: string;
  lines: readonly ServiceLine[];
}

/**
 * Drafts an invoice for services beside any subscription, once for a key, for an institution that consented to
 * the provider's team. Its tax is that of the local day of the institution; it becomes final after the
 * provider's grace, or when it is finalised.
 */
export async function createInvoice(db: Database, actor: Actor, input: InvoiceInput) {
  const { lines, idempotencyKey } = readInput(limits, input);
  const { providerId, institutionId } = input;
  const base = lines.reduce((sum, one) => sum + one.unitPrice * BigInt(one.quantity), 0n);
  if (base > largestInvoice)
    refuseFaults([
      {
        message: texts.invoiceTooLarge,
        path: ["lines"],
        parameters: { most: largestInvoice.toString() },
      },
    ]);
  const key = { actor: actorName(actor), operation: "createInvoice", key: idempotencyKey };
  return inTransaction(db, async (tx) => {
    const { teamId } = await authorizeProvider(tx, actor, "createInvoice", providerId);
    const id = await once(tx, { ...key, input: { providerId, institutionId, lines } }, async () => {
      await requireConsent(tx, actor, { institutionId, teamId });
      const created = await draftServices(tx, { providerId, institutionId, lines });
      await auditDraft(tx, actor, providerId, created, { institutionId, lines: lines.length });
      return created;
    });
    return tx.invoice.findUniqueOrThrow({ where: { id } });
  });
}

/** Notes in the audit that a person drafted an invoice, and of what. */
export const auditDraft = (
  tx: Transaction,
  actor: Actor,
  providerId: string,
  invoiceId: string,
  after: Prisma.InputJsonObject,
) =>
  Audit.append(tx, {
    stream: billingStream(providerId),
    actor: actorName(actor),
    action: "invoice.drafted",
    subjectType: "Invoice",
    subjectId: invoiceId,
    after,
  });

/** Drafts an invoice with a line for each service, under the tax of the institution's local day. Gives its id. */
export async function draftServices(
  tx: Transaction,
  input: { providerId: string; institutionId: string; lines: readonly ServiceLine[] },
): Promise<string> {
  const { providerId, institutionId, lines } = input;
  const institution = found(
    await tx.institution.findUnique({
      where: { id: institutionId, mergedIntoId: null },
      include: { province: true },
    }),
    "institution",
  );
  const { timeZone } = institution.province;
  return draftInvoice(tx, {
    providerId,
    institutionId,
    kind: "ONE_OFF",
    timeZone,
    taxedOn: localDateAt(await now(tx), timeZone),
    lines: lines.map((one) => ({
      ...one,
      kind: "SERVICE",
      amount: one.unitPrice * BigInt(one.quantity),
    })),
  });
}

/** Locks an invoice for an operation that the actor may do on it. */
async function lockFor(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  const invoice = await lockInvoice(tx, id);
  await authorizeProvider(tx, actor, operation, invoice.providerId);
  return invoice;
}

/** Makes a draft final now, whatever is left of its grace. Done already changes nothing. */
export async function finaliseNow(db: Database, actor: Actor, input: { id: string }) {
  return inTransaction(db, async (tx) => {
    const invoice = await lockFor(tx, actor, "finaliseInvoice", input.id);
    if (invoice.number) return invoice;
    if (invoice.state !== "DRAFT") throw stateError(invoice.state);
    await finaliseInvoice(tx, invoice.id);
    const final = await tx.invoice.findUniqueOrThrow({ where: { id: invoice.id } });
    Audit.append(tx, {
      stream: billingStream(invoice.providerId),
      actor: actorName(actor),
      action: "invoice.finalised",
      subjectType: "Invoice",
      subjectId: invoice.id,
      after: { number: final.number },
    });
    return final;
  });
}

/** Throws a draft away before it is final; what is final is voided or credited. */
export async function discardInvoice(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  return inTransaction(db, async (tx) => {
    const invoice = await lockFor(tx, actor, "discardInvoice", input.id);
    if (invoice.number) throw stateError(invoice.state);
    return voidInvoice(tx, actor, { invoiceId: invoice.id, reason: input.reason });
  });
}

/** Voids an invoice of which nothing is settled; its number stays used. Voided already is done. */
export async function voidNow(db: Database, actor: Actor, input: { id: string; reason: string }) {
  return inTransaction(db, async (tx) => {
    const { id: invoiceId } = await lockFor(tx, actor, "voidInvoice", input.id);
    return voidInvoice(tx, actor, { invoiceId, reason: input.reason });
  });
}

/** Credits a part of a final invoice, before tax, by a numbered note: once for a key. */
export async function creditOnce(
  db: Database,
  actor: Actor,
  input: { invoiceId: string; base: Rupiah; reason: string; idempotencyKey: string },
) {
  const { idempotencyKey: key } = readInput(idempotencyKeyLimits(), input);
  const { invoiceId, base, reason } = input;
  return inTransaction(db, async (tx) => {
    await lockFor(tx, actor, "issueCreditNote", invoiceId);
    const operation = "issueCreditNote";
    const credit = { invoiceId, base, reason };
    const id = await once(
      tx,
      { actor: actorName(actor), operation, key, input: credit },
      async () => (await issueCreditNote(tx, actor, credit)).id,
    );
    return tx.creditNote.findUniqueOrThrow({ where: { id } });
  });
}

/** Notes the number of the faktur pajak (NSFP) that Coretax gave a final taxed invoice: once, for good. */
export async function setFakturNumber(
  db: Database,
  actor: Actor,
  input: { id: string; fakturNumber: string },
) {
  const { fakturNumber } = readInput(
    z.looseObject({ fakturNumber: z.string().regex(/^\d{17}$/) }),
    input,
  );
  return inTransaction(db, async (tx) => {
    const invoice = await lockFor(tx, actor, "setFakturNumber", input.id);
    if (invoice.fakturNumber === fakturNumber) return invoice;
    if (!invoice.number || invoice.state === "VOID") throw stateError(invoice.state);
    if (invoice.fakturNumber) throw new DomainError("STATE", texts.fakturSet);
    if (!invoice.fakturCode || !fakturNumber.startsWith(invoice.fakturCode))
      refuseFaults([
        {
          message: texts.fakturCode,
          path: ["fakturNumber"],
          parameters: { code: invoice.fakturCode ?? "-" },
        },
      ]);
    await lockName(tx, `faktur ${fakturNumber}`);
    const taken = await tx.invoice.findUnique({ where: { fakturNumber } });
    if (taken) refuseFaults([{ message: texts.fakturTaken, path: ["fakturNumber"] }]);
    const numbered = await tx.invoice.update({
      where: { id: invoice.id },
      data: { fakturNumber, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: billingStream(invoice.providerId),
      actor: actorName(actor),
      action: "invoice.faktur",
      subjectType: "Invoice",
      subjectId: invoice.id,
      after: { fakturNumber },
    });
    return numbered;
  });
}
