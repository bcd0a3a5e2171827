import type { Transaction } from "../database/index.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { restoreIfPaid } from "./dunning-suspend.ts";

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
