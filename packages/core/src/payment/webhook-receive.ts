import type { Database } from "../database/index.ts";
import type { PaymentGateway, WebhookMessage } from "./gateway.ts";

/** Headers that are kept with a message. Secrets among the others are not. */
const keptHeaders = ["content-type", "user-agent", "webhook-id"];

export type Received = { id: string } | "NOT_GENUINE" | "NO_PAYMENT";

/**
 * Keeps a gateway's message for `processWebhook` if its signature is right; others leave nothing behind,
 * so that no stranger fills the table or takes a true event's key. An event that comes again is one row
 * that is looked at again.
 */
export async function receiveWebhook(
  db: Database,
  gateway: PaymentGateway,
  message: WebhookMessage,
): Promise<Received> {
  if (!gateway.verify(message)) return "NOT_GENUINE";
  const event = gateway.read(message);
  if (!event) return "NO_PAYMENT";
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = message.headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { eventKey, orderId } = event;
  const [row] = await db.$queryRaw<{ id: string }[]>`
    INSERT INTO "Webhook" (gateway, "eventKey", "orderId", body, headers)
    VALUES (${gateway.name}::"Gateway", ${eventKey}, ${orderId}, ${message.body}, ${headers}::jsonb)
    ON CONFLICT (gateway, "eventKey") DO UPDATE SET deliveries = "Webhook".deliveries + 1,
      state = CASE "Webhook".state WHEN 'PROCESSED' THEN 'RECEIVED' ELSE "Webhook".state END,
      attempts = CASE "Webhook".state WHEN 'PROCESSED' THEN 0 ELSE "Webhook".attempts END,
      "availableAt" = winner_now()
    RETURNING id`;
  if (!row) throw new Error("the webhook was not kept");
  return row;
}
