import * as z from "zod";
import type { Database } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { requireConsent } from "../institution/index.ts";
import { fromColumn } from "../kernel/local-date.ts";
import { readSponsor, redeemCoupon, type Terms, undiscounted } from "../subscription/index.ts";
import {
  type Change,
  type ChangeRequest,
  changeSubscription,
  type SubscriptionRow,
} from "./subscription-change.ts";

/**
 * Who pays a part of the invoices, or nobody. Counts from the first day that is not billed yet. A sponsor is
 * invoiced as a subscriber is, and so says yes as well.
 */
export const setSponsor = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { sponsorId?: string | null; sponsorBasisPoints?: number | null },
) =>
  changeSubscription(db, actor, "setSponsor", request, async ({ tx, subscription }) => {
    const data = await readSponsor(tx, subscription.institutionId, request);
    // What a sponsor pays already may go on, and become less, whatever it thinks of the team by now.
    const { sponsorId: institutionId, sponsorBasisPoints: share } = data;
    const { sponsorId: before, sponsorBasisPoints, providerId } = subscription;
    if (institutionId && (institutionId !== before || share > sponsorBasisPoints)) {
      const { teamId } = await tx.provider.findUniqueOrThrow({ where: { id: providerId } });
      await requireConsent(tx, actor, { institutionId, teamId }, ["sponsorId"]);
    }
    return {
      kind: "SPONSORED",
      effectiveOn: fromColumn(subscription.nextPeriodStart),
      data,
      detail: { before: writeTerms(subscription), ...data },
    };
  });

/** Redeems a coupon, or ends the discount. Counts from the first day that is not billed yet. */
export const setDiscount = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { couponCode?: string | null },
) =>
  changeSubscription(db, actor, "setDiscount", request, async ({ tx, subscription, today }) => {
    const data = request.couponCode
      ? await redeemCoupon(tx, subscription.providerId, request.couponCode, today)
      : undiscounted;
    return {
      kind: "DISCOUNTED",
      effectiveOn: fromColumn(subscription.nextPeriodStart),
      data,
      detail: { before: writeTerms(subscription), couponId: data.couponId },
    };
  });

const written = z.object({
  discountBasisPoints: z.int(),
  discountAmount: z.string().transform(BigInt),
  sponsorId: z.string().nullable(),
  sponsorBasisPoints: z.int(),
});

const writeTerms = (row: SubscriptionRow) => ({
  discountBasisPoints: row.discountBasisPoints,
  discountAmount: String(row.discountAmount),
  sponsorId: row.sponsorId,
  sponsorBasisPoints: row.sponsorBasisPoints,
});

/**
 * The terms under which a period was billed by its invoice of the run: those of today, unless they were
 * changed since, and then as they were before the first such change. Ids tell the order.
 */
export async function chargedTerms(
  { tx, subscription }: Change,
  recurringId: string | undefined,
): Promise<Terms & { sponsorId: string | null }> {
  const changed = recurringId
    ? await tx.subscriptionEvent.findFirst({
        where: {
          subscriptionId: subscription.id,
          kind: { in: ["SPONSORED", "DISCOUNTED"] },
          id: { gt: recurringId },
        },
        orderBy: { id: "asc" },
      })
    : null;
  return changed ? z.object({ before: written }).parse(changed.detail).before : subscription;
}
