import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, once } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { texts } from "./error.ts";
import { planSubscription, type SubscriptionInput } from "./subscription-plan.ts";
import { subscriptionStream } from "./subscription-visibility.ts";

/**
 * Subscribes an institution to a plan; to one product it has one subscription at a time. Nothing is
 * invoiced now: the run does that, from the first paid day on.
 */
export async function createSubscription(
  db: Database,
  actor: Actor,
  input: SubscriptionInput & { idempotencyKey: string },
) {
  return inTransaction(db, async (tx) => {
    const id = await once(
      tx,
      {
        actor: actorName(actor),
        operation: "createSubscription",
        key: input.idempotencyKey,
        input,
      },
      async () => {
        const id = newId();
        const planned = await planSubscription(tx, actor, "createSubscription", input);
        const { count } = await tx.subscription.createMany({
          data: [{ ...planned, id }],
          skipDuplicates: true,
        });
        if (count === 0)
          throw new DomainError("CONFLICT", texts.alreadySubscribed, { path: ["institutionId"] });
        await tx.subscriptionEvent.create({
          data: { subscriptionId: id, kind: "CREATED", effectiveOn: planned.startsOn },
        });
        Audit.append(tx, {
          stream: subscriptionStream(planned.providerId),
          actor: actorName(actor),
          action: "subscription.created",
          subjectType: "Subscription",
          subjectId: id,
          after: {
            institutionId: planned.institutionId,
            tierId: planned.tierId,
            startsOn: input.startsOn,
            couponId: planned.couponId ?? null,
            sponsorId: planned.sponsorId ?? null,
          },
        });
        return id;
      },
    );
    return tx.subscription.findUniqueOrThrow({ where: { id } });
  });
}
