import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { subscriptionStream } from "./subscription-visibility.ts";

const batch = 500;

/**
 * The scheduled run: ends the subscriptions whose last day has passed in their zone. Running it again,
 * or twice at once, ends each once. Gives how many.
 */
export async function endSubscriptions(db: Database): Promise<number> {
  let total = 0;
  for (let count = batch; count === batch; total += count)
    count = await inTransaction(db, async (tx) => {
      const ended = await tx.$queryRaw<{ id: string; providerId: string; endsOn: string }[]>`
        WITH due AS (
          SELECT id FROM "Subscription" WHERE state <> 'ENDED'
            AND "endsOn" <= ((SELECT winner_now()) AT TIME ZONE "timeZone")::date
          ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED),
        ended AS (
          UPDATE "Subscription" s SET state = 'ENDED', "pausedOn" = NULL, version = version + 1
          FROM due WHERE s.id = due.id RETURNING s.id, s."providerId", s."endsOn"),
        noted AS (
          INSERT INTO "SubscriptionEvent" ("subscriptionId", kind, "effectiveOn")
          SELECT id, 'CANCELLED', "endsOn" FROM ended)
        SELECT id, "providerId", "endsOn"::text FROM ended ORDER BY "providerId", id`;
      await Audit.append(
        tx,
        ...ended.map(({ id, providerId, endsOn }) => ({
          stream: subscriptionStream(providerId),
          actor: "system:subscriptions",
          action: "subscription.ended",
          subjectType: "Subscription",
          subjectId: id,
          after: { endsOn },
        })),
      );
      return ended.length;
    });
  return total;
}
