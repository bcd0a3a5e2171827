import {
  type DocumentFacts,
  documentFacts,
  emitBillingEvent,
  eventFor,
  noteDelivery,
  signWebhook,
} from "@winner/core/billing/index.ts";
import {
  type Database,
  inTransaction,
  type NumberedDocument,
} from "@winner/core/database/index.ts";
import { machineTime } from "@winner/core/kernel/clock.ts";
import type { Vault } from "@winner/core/kernel/secret.ts";
import {
  type Delivery,
  deliver,
  enqueueMail,
  type OutboxEntry,
} from "@winner/core/notification/index.ts";
import { renderAndKeep } from "../http/billing-document.ts";
import { billingDocumentLink } from "../http/document-link.ts";
import type { Links } from "../http/link.ts";
import {
  creditNoteLetter,
  invoiceLetter,
  type PaymentWays,
  receiptLetter,
} from "./billing-mail.ts";
import { eventShape } from "./event-shape.ts";
import type { SendWebhook } from "./webhook-send.ts";

export interface BillingDelivery {
  db: Database;
  links: Links;
  /** Where documents are served and checked: it stands in their QR codes. */
  baseUrl: string;
  vault: Vault;
  sendWebhook: SendWebhook;
  /** Makes what an invoice can be paid by, as a virtual account; called at least once, and tells it in lines. */
  ensurePaymentWays: (invoiceId: string) => Promise<PaymentWays>;
}

/** For who is sent a document. */
const month = 30 * 86_400;

/**
 * Does what billing put into the outbox: renders documents and has them mailed, then tells partners. Everything may be
 * done twice: mails and events are named by their occasion.
 */
export async function deliverBilling(services: BillingDelivery, limit = 200): Promise<Delivery> {
  const { db } = services;
  const document =
    <K extends string>(kind: NumberedDocument, id: K) =>
    ({ payload }: OutboxEntry<Record<K, string>>) =>
      sendDocument(services, kind, payload[id]);
  const outcomes = [
    await deliver(db, "INVOICE", document("INVOICE", "invoiceId"), limit),
    await deliver(db, "CREDIT_NOTE", document("CREDIT_NOTE", "creditNoteId"), limit),
    await deliver(db, "RECEIPT", document("RECEIPT", "receiptId"), limit),
    await deliver<EventIds>(db, "BILLING_EVENT", ({ payload }) => tell(services, payload), limit),
  ];
  return outcomes.reduce((sum, one) => ({
    delivered: sum.delivered + one.delivered,
    failed: sum.failed + one.failed,
    parked: sum.parked + one.parked,
  }));
}

/** Renders a document, keeps its hash and has it mailed; without an address this is told in the event. */
async function sendDocument(
  services: BillingDelivery,
  document: NumberedDocument,
  id: string,
): Promise<void> {
  const { db, baseUrl } = services;
  const facts = await documentFacts(db, document, id);
  if (!facts || (facts.document === "INVOICE" && facts.voided)) return;
  await renderAndKeep(db, baseUrl, facts);
  const letter = await letterOf(services, facts);
  const to = facts.buyerEmail;
  await inTransaction(db, async (tx) => {
    if (to) await enqueueMail(tx, { key: `${document}:${id}`, to, ...letter });
    if (facts.document !== "RECEIPT")
      await emitBillingEvent(tx, {
        providerId: facts.providerId,
        kind: facts.document === "INVOICE" ? "INVOICE_FINALISED" : "CREDIT_NOTE_ISSUED",
        subjectId: id,
        detail: { number: facts.number, total: facts.total.toString(), mailed: to !== null },
      });
  });
}

async function letterOf(
  { links, ensurePaymentWays }: BillingDelivery,
  facts: DocumentFacts,
): Promise<{ subject: string; text: string }> {
  const url = billingDocumentLink(links, facts.document, facts.id, month);
  if (facts.document === "RECEIPT") return receiptLetter(facts, url);
  if (facts.document === "CREDIT_NOTE") return creditNoteLetter(facts, url);
  const ways = facts.total > 0n ? await ensurePaymentWays(facts.id) : [];
  return invoiceLetter(facts, url, ways);
}

interface EventIds {
  eventId: string;
  endpointId: string;
}

/** Tells an endpoint of an event by a signed webhook, and notes the attempt. Anything but 2xx is tried again. */
async function tell({ db, vault, sendWebhook }: BillingDelivery, ids: EventIds): Promise<void> {
  const told = await eventFor(db, ids);
  if (!told) return;
  const { endpoint, event } = told;
  const body = JSON.stringify(eventShape(event));
  const second = Math.floor(machineTime() / 1000);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Winner",
    "winner-event": event.id,
    "winner-signature": signWebhook(vault.decrypt(endpoint.secret), second, body),
  };
  let status: number | null = null;
  let fault: string | null = null;
  try {
    status = await sendWebhook({ url: endpoint.url, headers, body });
    if (status < 200 || status > 299) fault = `answered ${status}`;
  } catch (error) {
    fault = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : "unknown";
  }
  await noteDelivery(db, { ...ids, status, fault });
  if (fault) throw new Error(fault);
}
