import type { Prisma, Transaction } from "../database/index.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { restoreIfPaid } from "./dunning-suspend.ts";
import { waitsForProof } from "./withholding.ts";

type Invoice = Prisma.InvoiceGetPayload<object>;

/**
 * What follows in the same transaction when nothing is open of an invoice any more: it was paid, credited or voided.
 * Tells the provider's partners, and gives the subscription its access back when this was the last that was overdue.
 */
export async function afterSettled(
  tx: Transaction,
  invoice: {
    id: string;
    providerId: string;
    subscriptionId: string | null;
    number: string | null;
    version: number;
  },
  kind: "INVOICE_PAID" | "INVOICE_VOIDED",
): Promise<void> {
  await emitBillingEvent(tx, {
    providerId: invoice.providerId,
    kind,
    subjectId: invoice.id,
    occasion: String(invoice.version),
    detail: { number: invoice.number },
  });
  if (invoice.subscriptionId) await restoreIfPaid(tx, invoice.subscriptionId);
}

/**
 * What follows when a part of an invoice was settled: nothing yet, or all of the above when it was the last part.
 * Where only the proof of PPh 23 is missing the money is there, and access is given back.
 */
export async function afterPart(tx: Transaction, before: Invoice, now: Invoice): Promise<void> {
  if (now.state === "PAID" && before.state !== "PAID") await afterSettled(tx, now, "INVOICE_PAID");
  if (now.state !== "OPEN" || !now.subscriptionId) return;
  const withholding = await tx.withholdingProof.findUnique({ where: { invoiceId: now.id } });
  if (waitsForProof({ ...now, withholding })) await restoreIfPaid(tx, now.subscriptionId);
}
