import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, lockName, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { enqueue } from "../notification/index.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { billingStream } from "./credit-note-write.ts";
import { type Sides, sideColumns, sidesNow } from "./document-party.ts";
import { texts } from "./error.ts";
import { taxRateOn } from "./invoice-draft.ts";
import { authorizeProvider } from "./invoice-visibility.ts";
import { nextNumber } from "./number-series.ts";

/** A receipt of more than this bears an e-meterai of Rp10,000 (UU 10/2020 art. 3 (2) g). */
export const stampThreshold: Rupiah = 5_000_000n;

export const needsStamp = (total: Rupiah): boolean => total > stampThreshold;

/** What no invoice took of a receipt's money when it came in: it went to the customer's balance. */
export const toBalance = ({
  total,
  lines,
}: {
  total: Rupiah;
  lines: readonly { amount: Rupiah }[];
}): Rupiah => lines.reduce((rest, { amount }) => rest - amount, total);

/**
 * Acknowledges a payment by a numbered receipt, and has it sent: all that came in, with what it settled of each
 * invoice; the rest is on the customer's balance. A payment has one receipt: asked again, this gives the same.
 */
export async function issueReceipt(
  tx: Transaction,
  input: {
    /** The payment. */
    sourceId: string;
    providerId: string;
    institutionId: string;
    total: Rupiah;
    /** Of invoices between these two. */
    lines: readonly { invoiceId: string; amount: Rupiah }[];
  },
) {
  const { sourceId, providerId, institutionId, total, lines } = input;
  const before = await tx.receipt.findUnique({ where: { sourceId } });
  if (before) return before;
  const { province } = await tx.institution.findUniqueOrThrow({
    where: { id: institutionId },
    select: { province: true },
  });
  const issuedOn = localDateAt(await now(tx), province.timeZone);
  const provider = await tx.provider.findUniqueOrThrow({ where: { id: providerId } });
  const number = await nextNumber(tx, provider, "RECEIPT", Number(issuedOn.slice(0, 4)));
  const receipt = await tx.receipt.create({
    data: {
      id: newId(),
      providerId,
      institutionId,
      sourceId,
      issuedOn: toColumn(issuedOn),
      ...number,
      total,
      ...(await sidesOfReceipt(tx, provider, input, issuedOn)),
      lines: { create: lines.map((line, position) => ({ ...line, position })) },
    },
  });
  await enqueue(tx, {
    topic: "RECEIPT",
    key: `receipt:${receipt.id}`,
    payload: { receiptId: receipt.id },
  });
  await emitBillingEvent(tx, {
    providerId,
    kind: "RECEIPT_ISSUED",
    subjectId: receipt.id,
    detail: { number: receipt.number, total: total.toString() },
  });
  return receipt;
}

/** Notes that the payment of a receipt was taken back: whoever checks the receipt is told so. */
export async function voidReceipt(tx: Transaction, sourceId: string, at: Date): Promise<void> {
  await tx.receipt.updateMany({ where: { sourceId, voidedAt: null }, data: { voidedAt: at } });
}

/** As the first of its invoices has them; of a payment in advance, as they are called now. */
async function sidesOfReceipt(
  tx: Transaction,
  provider: { id: string; name: string; address: string },
  { institutionId, lines }: Parameters<typeof issueReceipt>[1],
  issuedOn: LocalDate,
): Promise<Sides> {
  const providerId = provider.id;
  const ids = lines.map((line) => line.invoiceId);
  const alike = await tx.invoice.count({ where: { id: { in: ids }, providerId, institutionId } });
  if (alike !== ids.length)
    throw new Error("a receipt is over different invoices of one provider and one institution");
  const [first] = ids;
  if (first) return tx.invoice.findUniqueOrThrow({ where: { id: first }, select: sideColumns });
  const { taxNumber } = await taxRateOn(tx, providerId, issuedOn);
  return sidesNow(tx, provider, institutionId, taxNumber);
}

/** Notes the serial number of the e-meterai that was put on a receipt: once, for good. */
export async function setStampSerial(
  db: Database,
  actor: Actor,
  input: { id: string; serial: string },
) {
  const { serial } = readInput(
    z.looseObject({
      serial: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[0-9A-Z]{22}$/),
    }),
    input,
  );
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Receipt" WHERE id = ${input.id}::uuid FOR NO KEY UPDATE`;
    const receipt = found(await tx.receipt.findUnique({ where: { id: input.id } }), "receipt");
    await authorizeProvider(tx, actor, "setStampSerial", receipt.providerId);
    if (receipt.stampSerial === serial) return receipt;
    if (!needsStamp(receipt.total)) throw new DomainError("STATE", texts.noStamp);
    await lockName(tx, `e-meterai ${serial}`);
    const taken = await tx.receipt.findUnique({ where: { stampSerial: serial } });
    if (receipt.stampSerial || taken)
      throw new DomainError("STATE", texts.stampSet, { path: ["serial"] });
    const stamped = await tx.receipt.update({
      where: { id: receipt.id },
      data: { stampSerial: serial },
    });
    Audit.append(tx, {
      stream: billingStream(receipt.providerId),
      actor: actorName(actor),
      action: "receipt.stamped",
      subjectType: "Receipt",
      subjectId: receipt.id,
      after: { serial },
    });
    return stamped;
  });
}
