import * as z from "zod";
import type { Transaction } from "../database/index.ts";
import { type Actor, authorize } from "../identity/index.ts";
import { requireConsent, standing } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { addDays, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { redeemCoupon, undiscounted } from "./coupon-write.ts";
import { texts } from "./error.ts";
import { recordedScale } from "./scale.ts";
import { providerPlace, withOwners } from "./subscription-visibility.ts";
import { tierFor } from "./tier.ts";

/** What an institution subscribes to, and how. */
export interface SubscriptionInput {
  institutionId: string;
  planId: string;
  startsOn: LocalDate;
  /** Periods begin on this day of the month; 1 is the calendar month, with its first one prorated. */
  anchorDay: number;
  trialDays: number;
  /** Of the institution, by the plan's measure: decides the tier. None: as recorded for the first day. */
  scale?: number | null;
  couponCode?: string | null;
  sponsorId?: string | null;
  /** The part of each invoice, in 1/10,000, that the sponsor pays. */
  sponsorBasisPoints?: number | null;
}

const limits = z.looseObject({
  anchorDay: z.int().min(1).max(31),
  trialDays: z.int().min(0).max(366),
  scale: z.int().min(0).max(100_000_000).nullish(),
});

/**
 * What a new subscription would be, of which a preview needs nobody's consent: its tier by scale, its zone by province, its first paid day after
 * the trial, the coupon redeemed. The anchor is the day of the month that was asked for, and the first
 * paid day; from both follow all periods.
 */
export async function planSubscription(
  tx: Transaction,
  actor: Actor,
  operation: "createSubscription" | "previewSubscription",
  input: SubscriptionInput,
) {
  const { anchorDay, trialDays, ...given } = readInput(limits, input);
  const { institutionId, startsOn } = input;
  const plan = found(
    await tx.plan.findUnique({
      where: { id: input.planId },
      include: { tiers: true, product: { include: { provider: { include: withOwners } } } },
    }),
    "plan",
  );
  const { provider } = plan.product;
  authorize(actor, operation, providerPlace(provider));
  await refuseMerged(tx, institutionId);
  const institution = found(
    await tx.institution.findUnique({ where: { id: institutionId }, include: { province: true } }),
    "institution",
  );
  const scale = given.scale ?? (await recordedScale(tx, institutionId, plan.measure, startsOn));
  const tier = tierFor(plan.tiers, scale);
  if (!tier)
    throw new DomainError("INPUT", texts.beyondScale, {
      path: ["scale"],
      faults: [{ message: texts.beyondScale, path: ["scale"] }],
    });
  const sponsor = await readSponsor(tx, institutionId, input);
  if (operation === "createSubscription") {
    const { teamId } = provider;
    await requireConsent(tx, actor, { institutionId, teamId });
    const { sponsorId } = sponsor;
    if (sponsorId)
      await requireConsent(tx, actor, { institutionId: sponsorId, teamId }, ["sponsorId"]);
  }
  const { timeZone } = institution.province;
  const firstPaid = addDays(startsOn, trialDays);
  const today = localDateAt(await now(tx), timeZone);
  const discount = input.couponCode
    ? await redeemCoupon(tx, provider.id, input.couponCode, today)
    : undiscounted;
  return {
    providerId: provider.id,
    institutionId,
    productId: plan.productId,
    planId: plan.id,
    tierId: tier.id,
    startsOn: toColumn(startsOn),
    trialEndsOn: trialDays > 0 ? toColumn(firstPaid) : null,
    anchorDay,
    anchoredOn: toColumn(firstPaid),
    nextPeriodStart: toColumn(firstPaid),
    intervalMonths: plan.intervalMonths,
    timeZone,
    pendingTierId: null,
    endsOn: null,
    ...sponsor,
    ...discount,
  };
}

/** A sponsor and its share as a subscription keeps them: both, or neither. */
export async function readSponsor(
  tx: Transaction,
  institutionId: string,
  input: { sponsorId?: string | null; sponsorBasisPoints?: number | null },
): Promise<{ sponsorId: string | null; sponsorBasisPoints: number }> {
  const { sponsorId, sponsorBasisPoints } = input;
  if (!sponsorId && !sponsorBasisPoints) return { sponsorId: null, sponsorBasisPoints: 0 };
  const share = sponsorBasisPoints ?? 0;
  if (!sponsorId || sponsorId === institutionId || share < 1 || share > 10_000)
    refuseFaults([{ message: texts.sponsorShare, path: ["sponsorBasisPoints"] }]);
  const id = found(sponsorId, "sponsor");
  await refuseMerged(tx, id);
  return { sponsorId: id, sponsorBasisPoints: share };
}

async function refuseMerged(tx: Transaction, institutionId: string): Promise<void> {
  if ((await standing(tx, institutionId)) !== institutionId)
    throw new DomainError("STATE", texts.merged);
}
