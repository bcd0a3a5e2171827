import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type OutboxTopic, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";

/** Messages that were given up and wait for an administrator. */
export const parked = { parkedAt: { not: null } } as const;

/** How many they are. */
export const countParked = (db: Reader): Promise<number> =>
  db.outboxMessage.count({ where: parked });

/**
 * Lets all parked messages of a topic be delivered from now on, as after the other system is back. Gives
 * how many; none waiting changes nothing.
 */
export async function retryDeliveries(
  db: Database,
  actor: Actor,
  { topic }: { topic: OutboxTopic },
): Promise<number> {
  authorize(actor, "retryDeliveries", {});
  return inTransaction(db, async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE "OutboxMessage" SET "parkedAt" = NULL, attempts = 0, "availableAt" = winner_now()
      WHERE topic = ${topic}::"OutboxTopic" AND "parkedAt" IS NOT NULL`;
    if (count > 0)
      Audit.append(tx, {
        stream: "notification",
        actor: actorName(actor),
        action: "delivery.retried",
        subjectType: "OutboxMessage",
        subjectId: topic,
        after: { messages: count },
      });
    return count;
  });
}
