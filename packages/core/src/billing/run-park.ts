import * as Audit from "../audit/index.ts";
import {
  type BillingFault,
  type Database,
  inTransaction,
  refusalOf,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { billingStream } from "./credit-note-write.ts";

/** Why PostgreSQL refused to bill something. */
export interface Refused {
  fault: BillingFault;
  detail: string;
}

/** SQLSTATE classes that say something of the data and not of the moment. */
const faults: Readonly<Record<string, BillingFault>> = {
  "22003": "TOO_LARGE",
  "23P01": "OVERLAP",
};

/**
 * What an error says of the data: a violated constraint or a value out of range. Undefined for what may
 * pass by itself, such as a deadlock or a lost connection, which must be tried again and never parked.
 */
export function databaseFault(error: unknown): Refused | undefined {
  const { state, text } = refusalOf(error) ?? { state: "", text: "" };
  if (!/^(22|23|P0)/.test(state)) return undefined;
  return {
    fault: faults[state] ?? "FAILED",
    detail: `${state}: ${text.split("\n")[0]?.slice(0, 300)}`,
  };
}

/** Takes a subscription out of the runs, with the reason. */
export async function park(tx: Transaction, subscriptionId: string, { fault, detail }: Refused) {
  await tx.$executeRaw`
    WITH parked AS (
      UPDATE "Subscription" SET "parkedAt" = winner_now() WHERE id = ${subscriptionId}::uuid
      RETURNING id, "nextPeriodStart")
    INSERT INTO "BillingException" ("subscriptionId", "periodStart", fault, detail)
    SELECT id, "nextPeriodStart", ${fault}::"BillingFault", ${detail} FROM parked`;
}

/** Lets the runs try a parked subscription again, after its cause is mended. Not parked changes nothing. */
export async function retryParked(db: Database, actor: Actor, input: { subscriptionId: string }) {
  const { subscriptionId } = input;
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Subscription" WHERE id = ${subscriptionId}::uuid FOR UPDATE`;
    const subscription = found(
      await tx.subscription.findUnique({ where: { id: subscriptionId } }),
      "subscription",
    );
    authorize(actor, "retryParked", { providerId: subscription.providerId });
    if (!subscription.parkedAt) return subscription;
    await tx.$executeRaw`
      UPDATE "BillingException" SET "resolvedAt" = winner_now()
      WHERE "subscriptionId" = ${subscriptionId}::uuid AND "resolvedAt" IS NULL`;
    const freed = await tx.subscription.update({
      where: { id: subscriptionId },
      data: { parkedAt: null },
    });
    Audit.append(tx, {
      stream: billingStream(subscription.providerId),
      actor: actorName(actor),
      action: "subscription.retried",
      subjectType: "Subscription",
      subjectId: subscriptionId,
    });
    return freed;
  });
}
