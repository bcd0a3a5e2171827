import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, type Message, refuseFaults } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { texts } from "./error.ts";
import { lockProvider, subscriptionStream } from "./subscription-visibility.ts";

const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/);
const limits = z.object({
  providerId: z.string(),
  code,
  basisPoints: z.int().min(1).max(10_000).nullish(),
  amount: z
    .bigint()
    .min(1n)
    .max(10n ** 12n)
    .nullish(),
  periods: z.int().min(1).max(120).nullish(),
  maxRedemptions: z.int().min(1).nullish(),
});

/** Adds a coupon: a share or an amount off each period, for some periods, days and redemptions. */
export async function createCoupon(
  db: Database,
  actor: Actor,
  input: {
    providerId: string;
    code: string;
    basisPoints?: number | null;
    amount?: Rupiah | null;
    periods?: number | null;
    validFrom: LocalDate;
    validTo?: LocalDate | null;
    maxRedemptions?: number | null;
  },
) {
  const { validFrom, validTo } = input;
  const coupon = readInput(limits, input);
  if (!coupon.basisPoints === !coupon.amount)
    refuseFaults([{ message: texts.oneKind, path: ["basisPoints"] }]);
  if (validTo && validTo <= validFrom)
    refuseFaults([{ message: texts.couponNever, path: ["validTo"] }]);
  return inTransaction(db, async (tx) => {
    await lockProvider(tx, actor, "createCoupon", coupon.providerId);
    const id = newId();
    const { count } = await tx.coupon.createMany({
      data: [
        {
          id,
          providerId: coupon.providerId,
          code: coupon.code,
          basisPoints: coupon.basisPoints ?? null,
          amount: coupon.amount ?? null,
          periods: coupon.periods ?? null,
          maxRedemptions: coupon.maxRedemptions ?? null,
          validFrom: toColumn(validFrom),
          validTo: validTo ? toColumn(validTo) : null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.taken, { path: ["code"] });
    Audit.append(tx, {
      stream: subscriptionStream(coupon.providerId),
      actor: actorName(actor),
      action: "coupon.created",
      subjectType: "Coupon",
      subjectId: id,
      after: { code: coupon.code, maxRedemptions: coupon.maxRedemptions ?? null },
    });
    return tx.coupon.findUniqueOrThrow({ where: { id } });
  });
}

/** A coupon's discount as a subscription keeps it. */
export interface Discount {
  couponId: string | null;
  discountBasisPoints: number;
  discountAmount: Rupiah;
  discountPeriodsLeft: number | null;
}

/** No discount. */
export const undiscounted: Discount = {
  couponId: null,
  discountBasisPoints: 0,
  discountAmount: 0n,
  discountPeriodsLeft: null,
};

/**
 * Redeems a provider's coupon on a local day: of several at the same moment no more succeed than it
 * allows. Refuses one that is unknown, not valid that day, or used up.
 */
export async function redeemCoupon(
  tx: Transaction,
  providerId: string,
  rawCode: string,
  on: LocalDate,
): Promise<Discount> {
  const refuse = (message: Message): never =>
    refuseFaults([{ message, path: ["couponCode"], parameters: { on } }]) as never;
  const { data } = code.safeParse(rawCode);
  const coupon = data
    ? await tx.coupon.findUnique({ where: { providerId_code: { providerId, code: data } } })
    : null;
  if (!coupon) return refuse(texts.couponUnknown);
  const day = toColumn(on);
  if (day < coupon.validFrom || (coupon.validTo && day >= coupon.validTo))
    return refuse(texts.couponNotValid);
  const taken = await tx.$executeRaw`
    UPDATE "Coupon" SET redeemed = redeemed + 1
    WHERE id = ${coupon.id}::uuid AND ("maxRedemptions" IS NULL OR redeemed < "maxRedemptions")`;
  if (taken === 0) return refuse(texts.couponUsedUp);
  return {
    couponId: coupon.id,
    discountBasisPoints: coupon.basisPoints ?? 0,
    discountAmount: coupon.amount ?? 0n,
    discountPeriodsLeft: coupon.periods,
  };
}
