import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, ScaleMeasure } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { texts } from "./error.ts";
import { lockProvider, subscriptionStream } from "./subscription-visibility.ts";
import { todayInTheEast } from "./today.ts";

const providerLimits = madeOnce(() => z.object({ providerId: z.string(), code, name: line() }));
const amountLimits = madeOnce(() => z.object({ amount }));

const code = z
  .string()
  .trim()
  .regex(/^[A-Z0-9][A-Z0-9-]{0,39}$/);
/** Whole rupiah, at most a trillion. */
const amount = z
  .bigint()
  .min(0n)
  .max(10n ** 12n);

/** Adds a product to a provider's catalogue. */
export async function createProduct(
  db: Database,
  actor: Actor,
  input: { providerId: string; code: string; name: string },
) {
  const data = readInput(providerLimits(), input);
  return inTransaction(db, async (tx) => {
    await lockProvider(tx, actor, "createProduct", data.providerId);
    const id = newId();
    const { count } = await tx.product.createMany({
      data: [{ id, ...data }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.taken, { path: ["code"] });
    Audit.append(tx, {
      stream: subscriptionStream(data.providerId),
      actor: actorName(actor),
      action: "product.created",
      subjectType: "Product",
      subjectId: id,
      after: { code: data.code },
    });
    return tx.product.findUniqueOrThrow({ where: { id } });
  });
}

const planLimits = z.object({
  name: line(),
  measure: z.enum(ScaleMeasure),
  intervalMonths: z.int().min(1).max(12),
  tiers: z
    .array(z.object({ name: line(), upTo: z.int().min(0).nullish(), price: amount }))
    .min(1)
    .max(50),
});

export interface PlanInput {
  productId: string;
  name: string;
  measure: ScaleMeasure;
  /** 1 for monthly, 12 for yearly. */
  intervalMonths: number;
  /** The day from which the prices hold. */
  validFrom: LocalDate;
  /** From the smallest scale on. */
  tiers: readonly { name: string; upTo?: number | null; price: Rupiah }[];
}

/** Adds a plan to a product, with its tiers by scale and their first prices. */
export async function createPlan(db: Database, actor: Actor, input: PlanInput) {
  const { productId, validFrom } = input;
  const { tiers, ...plan } = readInput(planLimits, input);
  refuseFaults(
    tiers.flatMap(({ upTo }, index) => {
      const before = tiers[index - 1];
      const last = index === tiers.length - 1;
      const reaches =
        (upTo ?? null) === null ? last : !before || Number(upTo) > Number(before.upTo);
      return reaches ? [] : [{ message: texts.tierOrder, path: ["tiers", index, "upTo"] }];
    }),
  );
  return inTransaction(db, async (tx) => {
    const product = found(await tx.product.findUnique({ where: { id: productId } }), "product");
    await lockProvider(tx, actor, "createPlan", product.providerId);
    const id = newId();
    const { count } = await tx.plan.createMany({
      data: [{ id, productId, ...plan }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.taken, { path: ["name"] });
    for (const [position, { name, upTo = null, price }] of tiers.entries())
      await tx.tier.create({
        data: {
          planId: id,
          position,
          name,
          upTo,
          prices: { create: { validFrom: toColumn(validFrom), amount: price } },
        },
      });
    Audit.append(tx, {
      stream: subscriptionStream(product.providerId),
      actor: actorName(actor),
      action: "plan.created",
      subjectType: "Plan",
      subjectId: id,
      after: {
        name: plan.name,
        validFrom,
        tiers: tiers.map(({ name, upTo = null, price }) => ({ name, upTo, price: String(price) })),
      },
    });
    return tx.plan.findUniqueOrThrow({ where: { id } });
  });
}

/**
 * Gives a tier a new price from a day on; the one before it ends on that day. It begins after today, so
 * that no run, not even one under way, has billed a day of it. Only where no price holds yet may it begin
 * earlier. One that is still to come can be corrected.
 */
export async function setPrice(
  db: Database,
  actor: Actor,
  input: { tierId: string; validFrom: LocalDate; amount: Rupiah },
) {
  const { tierId, validFrom } = input;
  const { amount: price } = readInput(amountLimits(), input);
  return inTransaction(db, async (tx) => {
    const tier = found(
      await tx.tier.findUnique({
        where: { id: tierId },
        include: { plan: { include: { product: true } } },
      }),
      "tier",
    );
    const { providerId } = tier.plan.product;
    await lockProvider(tx, actor, "setPrice", providerId);
    const from = toColumn(validFrom);
    const later = await tx.price.findFirst({ where: { tierId, validFrom: { gt: from } } });
    if (later)
      throw new DomainError("CONFLICT", texts.laterVersion, {
        path: ["validFrom"],
        parameters: { validFrom: fromColumn(later.validFrom) },
      });
    const replaced = await tx.price.findFirst({
      where: {
        tierId,
        validFrom: { lte: from },
        OR: [{ validTo: null }, { validTo: { gt: from } }],
      },
    });
    if (replaced && validFrom <= (await todayInTheEast(tx)))
      throw new DomainError("CONFLICT", texts.billedAlready, {
        path: ["validFrom"],
        parameters: { from: validFrom },
      });
    const same = replaced && fromColumn(replaced.validFrom) === validFrom ? replaced : undefined;
    if (replaced && !same)
      await tx.price.update({ where: { id: replaced.id }, data: { validTo: from } });
    const set = same
      ? await tx.price.update({ where: { id: same.id }, data: { amount: price } })
      : await tx.price.create({ data: { tierId, validFrom: from, amount: price } });
    Audit.append(tx, {
      stream: subscriptionStream(providerId),
      actor: actorName(actor),
      action: "price.set",
      subjectType: "Tier",
      subjectId: tierId,
      ...(same && { before: { validFrom, amount: String(same.amount) } }),
      after: { validFrom, amount: String(price) },
    });
    return set;
  });
}
