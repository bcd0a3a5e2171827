import type { Transaction } from "../database/index.ts";
import { found } from "../kernel/error.ts";
import { emitBillingEvent } from "./billing-event.ts";
import { owedStates } from "./invoice-state.ts";
import { isAwaitingProof } from "./withholding.ts";

/** Locks a subscription, and says how it is with the clock of its own zone. */
async function lockSubscription(tx: Transaction, id: string) {
  const rows = await tx.$queryRaw<
    { providerId: string; ended: boolean; suspended: boolean; today: Date }[]
  >`
    SELECT "providerId", state = 'ENDED' AS ended, "suspendedAt" IS NOT NULL AS suspended,
      (winner_now() AT TIME ZONE "timeZone")::date AS today
    FROM "Subscription" WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return found(rows[0], "subscription");
}

/**
 * Withholds a subscription's access for want of payment. Its data and its billing stay as they are. Suspended already
 * changes nothing, and what has ended has no access. Called with the overdue invoice locked, so that no payment comes in
 * between. Gives since when access is withheld; undefined of what has ended.
 */
export async function suspend(
  tx: Transaction,
  id: string,
  cause: { invoiceId: string; number: string | null },
): Promise<"NOW" | "BEFORE" | undefined> {
  const { providerId, ended, suspended, today } = await lockSubscription(tx, id);
  if (ended) return undefined;
  if (suspended) return "BEFORE";
  await tx.$executeRaw`
    UPDATE "Subscription" SET "suspendedAt" = winner_now(), version = version + 1 WHERE id = ${id}::uuid`;
  await noteChange(tx, { id, providerId, kind: "SUSPENDED", today, detail: cause });
  return "NOW";
}

/**
 * Gives a suspended subscription, unless it has ended, its access back as soon as none of its invoices is overdue. One that was written off is
 * owed as before, so that who does not pay long enough does not get access by it. One that waits for the proof of
 * PPh 23 alone is paid as far as access goes: the proof follows with the payer's return of the month.
 */
export async function restoreIfPaid(tx: Transaction, id: string): Promise<void> {
  const { providerId, ended, suspended, today } = await lockSubscription(tx, id);
  if (ended || !suspended) return;
  const overdue = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Invoice" i WHERE i."subscriptionId" = ${id}::uuid AND i."dueOn" < ${today}::date
      AND i.state::text = ANY(${[...owedStates]}) AND NOT (i.state = 'OPEN' AND ${isAwaitingProof}) LIMIT 1`;
  if (overdue.length > 0) return;
  await tx.subscription.update({
    where: { id },
    data: { suspendedAt: null, version: { increment: 1 } },
  });
  await noteChange(tx, { id, providerId, kind: "RESTORED", today, detail: {} });
}

async function noteChange(
  tx: Transaction,
  change: {
    id: string;
    providerId: string;
    kind: "SUSPENDED" | "RESTORED";
    today: Date;
    detail: Record<string, string | null>;
  },
): Promise<void> {
  const { id, providerId, kind, today, detail } = change;
  const event = await tx.subscriptionEvent.create({
    data: { subscriptionId: id, kind, effectiveOn: today, detail },
  });
  await emitBillingEvent(tx, {
    providerId,
    kind: `SUBSCRIPTION_${kind}`,
    subjectId: id,
    occasion: event.id,
    detail,
  });
}
