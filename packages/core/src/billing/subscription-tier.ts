import type { Database, Transaction } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { fromColumn, fromNullable, type LocalDate } from "../kernel/local-date.ts";
import { priceOn, texts as subscriptionTexts, tierFor } from "../subscription/index.ts";
import { texts } from "./error.ts";
import { presentCharges } from "./present-charge.ts";
import { reprice } from "./reprice.ts";
import { type ChangeRequest, changeSubscription } from "./subscription-change.ts";
import { chargedTerms } from "./subscription-terms.ts";

/**
 * Changes the tier, to one that is named or to the one for a new scale. A dearer one counts from today:
 * what today and the days after it were charged is credited, and they are charged at the new price. A
 * cheaper one counts from the next period. Where nothing is charged yet, either counts at once and costs
 * nothing now.
 */
export const changeTier = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { tierId?: string | null; scale?: number | null },
) =>
  changeSubscription(db, actor, "changeTier", request, async (change) => {
    const { tx, subscription, today } = change;
    const { nextPeriodStart, pendingTierId, tierId } = subscription;
    const tiers = await tiersOf(tx, subscription.planId);
    const to = targetTier(tiers, request);
    const from = found(
      tiers.find(({ id }) => id === tierId),
      "tier",
    );
    const detail = { fromTierId: tierId, toTierId: to.id };
    if (to.id === (pendingTierId ?? tierId)) throw new DomainError("STATE", texts.sameTier);
    if (to.id === tierId)
      return {
        kind: "LOWERING_WITHDRAWN",
        effectiveOn: today,
        data: { pendingTierId: null },
        detail: { ...detail, fromTierId: pendingTierId },
      };
    const [oldPrice, newPrice] = [priceAt(from, today), priceAt(to, today)];
    const present = await presentCharges(tx, subscription.id, today);
    const { subscriber } = present;
    if (newPrice < oldPrice && subscriber)
      return {
        kind: "LOWERING_PLANNED",
        effectiveOn: fromColumn(nextPeriodStart),
        data: { pendingTierId: to.id },
        detail,
      };
    if (newPrice > oldPrice && subscriber)
      await reprice(
        change,
        { ...present, subscriber },
        {
          tierId: to.id,
          price: newPrice,
          what: `${to.plan.product.name} – ${to.name}`,
          terms: await chargedTerms(change, present.recurringId),
        },
      );
    return {
      kind: newPrice < oldPrice ? "TIER_LOWERED" : "TIER_RAISED",
      effectiveOn: today,
      data: { tierId: to.id, pendingTierId: null },
      detail,
    };
  });

type Tier = Awaited<ReturnType<typeof tiersOf>>[number];

const tiersOf = (tx: Transaction, planId: string) =>
  tx.tier.findMany({
    where: { planId },
    include: { prices: true, plan: { include: { product: true } } },
    orderBy: { position: "asc" },
  });

function targetTier(
  tiers: readonly Tier[],
  { tierId, scale }: { tierId?: string | null; scale?: number | null },
): Tier {
  if ((tierId ?? null) === null) {
    if (scale === null || scale === undefined)
      refuseFaults([{ message: texts.oneTarget, path: ["scale"] }]);
    const tier = tierFor(tiers, Number(scale));
    if (!tier) refuseFaults([{ message: subscriptionTexts.beyondScale, path: ["scale"] }]);
    return found(tier, "tier");
  }
  if (scale !== null && scale !== undefined)
    refuseFaults([{ message: texts.oneTarget, path: ["scale"] }]);
  return found(
    tiers.find(({ id }) => id === tierId),
    "tier",
  );
}

/** The price of a tier on a day, or a refusal. */
function priceAt(tier: Tier, on: LocalDate): bigint {
  const prices = tier.prices.map(({ validFrom, validTo, amount }) => ({
    validFrom: fromColumn(validFrom),
    validTo: fromNullable(validTo),
    amount,
  }));
  const price = priceOn(prices, on);
  if (price === undefined)
    throw new DomainError("STATE", subscriptionTexts.noPrice, { parameters: { on } });
  return price;
}
