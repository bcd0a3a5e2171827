import type { BillingEventKind } from "@winner/core/database/index.ts";
import { globalId } from "../graphql/global-id.ts";

/** An event as webhooks and the graph tell it: by the ids of the graph. */
export interface EventShape {
  id: string;
  kind: BillingEventKind;
  subjectId: string;
  at: string;
  detail: unknown;
}

const subjects: Record<BillingEventKind, string> = {
  INVOICE_FINALISED: "Invoice",
  INVOICE_PAID: "Invoice",
  INVOICE_VOIDED: "Invoice",
  INVOICE_WRITTEN_OFF: "Invoice",
  INVOICE_WRITE_OFF_REVERSED: "Invoice",
  CREDIT_NOTE_ISSUED: "CreditNote",
  PAYMENT_RECEIVED: "Payment",
  RECEIPT_ISSUED: "Receipt",
  SUBSCRIPTION_SUSPENDED: "ServiceSubscription",
  SUBSCRIPTION_RESTORED: "ServiceSubscription",
};

export const eventShape = (event: {
  id: string;
  kind: BillingEventKind;
  subjectId: string;
  at: Date;
  detail: unknown;
}): EventShape => ({
  id: event.id,
  kind: event.kind,
  subjectId: globalId(subjects[event.kind], event.subjectId),
  at: event.at.toISOString(),
  detail: event.detail,
});
