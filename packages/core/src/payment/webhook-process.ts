import type { Database } from "../database/index.ts";
import { backoffSeconds, maxAttempts } from "../notification/index.ts";
import { type Gateways, gatewayOf } from "./gateway.ts";
import { type SyncOutcome, syncRequest } from "./payment-request-sync.ts";

const leaseSeconds = 60;

/** Takes messages that wait, so that no two workers have the same; who dies gives them back after a minute. */
const claim = (db: Database, limit: number, id: string | null) =>
  db.$queryRaw<{ id: string }[]>`
    UPDATE "Webhook" SET attempts = attempts + 1,
      "availableAt" = winner_now() + make_interval(secs => ${leaseSeconds})
    WHERE id IN (SELECT id FROM "Webhook"
      WHERE state = 'RECEIVED' AND "availableAt" <= (SELECT winner_now())
        AND (${id}::uuid IS NULL OR id = ${id}::uuid)
      ORDER BY "availableAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id`;

/** Processes messages that wait, also those whose first processing did not come to its end. */
export async function processWebhooks(
  db: Database,
  gateways: Gateways,
  { limit = 50, id = null }: { limit?: number; id?: string | null } = {},
): Promise<{ processed: number; held: number; failed: number }> {
  const outcome = { processed: 0, held: 0, failed: 0 };
  for (const taken of await claim(db, limit, id))
    outcome[await processWebhook(db, gateways, taken.id)] += 1;
  return outcome;
}

async function processWebhook(
  db: Database,
  gateways: Gateways,
  id: string,
): Promise<"processed" | "held" | "failed"> {
  const webhook = await db.webhook.findUniqueOrThrow({ where: { id } });
  try {
    const gateway = gatewayOf(gateways, webhook.gateway);
    const headers = webhook.headers as Record<string, string>;
    const event = gateway.read({ body: webhook.body, headers });
    const told = event?.state === "PAID" ? event.amount : null;
    const outcome = await syncRequest(db, gateways, webhook.orderId, { told });
    // The gateway told of money that it does not know of yet when asked: ask again later.
    if (event?.state === "PAID" && outcome.kind === "DONE" && outcome.state === "PENDING")
      throw new Error("the gateway has not the payment yet");
    await close(db, webhook, outcome);
    return outcome.kind === "HELD" ? "held" : "processed";
  } catch (error) {
    const note = (error instanceof Error ? `${error.name}: ${error.message}` : "unknown").slice(
      0,
      300,
    );
    if (webhook.attempts >= maxAttempts) {
      await close(db, webhook, { kind: "HELD", reason: "FAILED", note });
      return "held";
    }
    await db.$executeRaw`UPDATE "Webhook" SET note = ${note},
      "availableAt" = winner_now() + make_interval(secs => ${backoffSeconds(webhook.attempts)})
      WHERE id = ${id}::uuid AND deliveries = ${webhook.deliveries}`;
    return "failed";
  }
}

/** Notes what came of a message, unless it came again meanwhile: then it is looked at again. */
async function close(
  db: Database,
  { id, deliveries }: { id: string; deliveries: number },
  outcome: SyncOutcome,
): Promise<void> {
  const [state, reason, note] =
    outcome.kind === "HELD" ? ["HELD", outcome.reason, outcome.note] : ["PROCESSED", null, null];
  await db.$executeRaw`UPDATE "Webhook" SET state = ${state}::"WebhookState",
    "holdReason" = ${reason}::"HoldReason", note = ${note}, "processedAt" = winner_now()
    WHERE id = ${id}::uuid AND deliveries = ${deliveries} AND state = 'RECEIVED'`;
}
