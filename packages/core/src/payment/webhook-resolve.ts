import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { found, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import type { Gateways } from "./gateway.ts";
import { syncRequest } from "./payment-request-sync.ts";

const noteLimits = madeOnce(() => z.looseObject({ note: line(1000) }));

/** RETRY asks the gateway again, BOOK takes over whatever amount it says was paid, IGNORE closes it. */
export type WebhookResolution = "RETRY" | "BOOK" | "IGNORE";

/** Decides on a message that was kept for a person. What the gateway cannot confirm stays held. */
export async function resolveWebhook(
  db: Database,
  gateways: Gateways,
  actor: Actor,
  input: { id: string; resolution: WebhookResolution; note: string },
) {
  authorize(actor, "resolveWebhook", {});
  const { note } = readInput(noteLimits(), input);
  const webhook = found(await db.webhook.findUnique({ where: { id: input.id } }), "webhook");
  if (webhook.state !== "HELD") throw stateError(webhook.state);
  const outcome =
    input.resolution === "IGNORE"
      ? undefined
      : await syncRequest(db, gateways, webhook.orderId, {
          anyAmount: input.resolution === "BOOK",
        });
  return inTransaction(db, async (tx) => {
    const stillHeld = outcome?.kind === "HELD";
    const { count } = await tx.webhook.updateMany({
      where: { id: webhook.id, state: "HELD" },
      data: stillHeld
        ? { holdReason: outcome.reason, note: outcome.note }
        : { state: outcome ? "PROCESSED" : "IGNORED", note, processedAt: await now(tx) },
    });
    if (count > 0 && !stillHeld)
      Audit.append(tx, {
        stream: "payment:webhooks",
        actor: actorName(actor),
        action: `webhook.${input.resolution.toLowerCase()}`,
        subjectType: "Webhook",
        subjectId: webhook.id,
        before: { holdReason: webhook.holdReason },
        after: { note },
      });
    return tx.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
  });
}
