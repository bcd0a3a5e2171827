import {
  cancelSubscription,
  changeTier,
  createInvoice,
  issueCreditNote,
  pauseSubscription,
  resumeSubscription,
  retryParked,
  reverseWriteOff,
  runDunning,
  setDiscount,
  setSponsor,
  voidInvoice,
  withdrawCancellation,
} from "@winner/core/billing/index.ts";
import { type Database, inTransaction, type Prisma } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { DomainError } from "@winner/core/kernel/error.ts";
import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { writeOffInvoice } from "@winner/core/payment/index.ts";
import { createSubscription, setPrice } from "@winner/core/subscription/index.ts";
import { catchUp, crowdedNight, type Draw, type History, night, today } from "./history.ts";
import { payments } from "./history-payment.ts";
import { type Act, invoice, maybe, oneOf, type Plan, part } from "./history-plan.ts";
import { fingerprint } from "./witness.ts";

/** A change of some subscription: one that it fits, or seldom of any. */
function change<K extends object>(
  operation: (db: Database, actor: Actor, request: never) => Promise<unknown>,
  fits: Prisma.SubscriptionWhereInput,
  input: (history: History, draw: Draw, tierId: string) => K,
): Plan {
  return async (history, draw) => {
    const subscriptions = await history.db.subscription.findMany({
      where: maybe(draw, 8) ? {} : fits,
      orderBy: { id: "asc" },
    });
    const subscription = oneOf(draw, subscriptions);
    if (!subscription) return undefined;
    const request = {
      id: subscription.id,
      expectedVersion: subscription.version,
      idempotencyKey: newId(),
      ...input(history, draw, subscription.tierId),
    };
    return (on) => operation(on, history.seller, request as never);
  };
}
const active = { state: "ACTIVE" } as const;
const tiered = { ...active, plan: { name: "Bulanan" } };
const going = { state: { not: "ENDED" } } as const;

const system = { kind: "SYSTEM", name: "test" } as const;

/** What can happen. */
export const kinds = [
  "run",
  "runTwice",
  "runTogether",
  "race",
  "wait",
  "subscribe",
  "poison",
  "mend",
  "price",
  "tier",
  "keepTier",
  "scale",
  "pause",
  "resume",
  "cancelNow",
  "cancelLater",
  "withdraw",
  "discount",
  "sponsor",
  "service",
  "credit",
  "void",
  "writeOff",
  "payAll",
  "payPart",
  "recover",
  "payOver",
  "reverse",
  "withhold",
  "refund",
  "balance",
  "dunning",
  "reverseWriteOff",
] as const;
export type Kind = (typeof kinds)[number];

/** How each is decided. */
export const plans: Record<Kind, Plan> = {
  run: (history) => (on) => night(history, on),
  runTwice: (history) => async (on) => {
    await catchUp(history, on);
    const before = await fingerprint(history.db);
    const again = await night(history, on);
    const after = await fingerprint(history.db);
    if (again.issued + again.existing + again.parked + again.finalised > 0 || before !== after)
      throw new Error(`I2: running again did something: ${JSON.stringify(again)}`);
  },
  runTogether: (history) => (on) => crowdedNight(history, on),
  wait: () => async () => undefined,
  subscribe: (history, draw) => {
    const { clinics, planIds, sponsors, coupons, seller } = history;
    const startsOn = addDays(today(history), draw(60) - 40);
    const anchorDay = [1, Number(startsOn.slice(8)), 28 + draw(4), 1 + draw(31)][draw(4)] ?? 1;
    const input = {
      institutionId: oneOf(draw, clinics) ?? "",
      planId: oneOf(draw, planIds) ?? "",
      startsOn,
      anchorDay,
      trialDays: maybe(draw, 3) ? 1 + draw(20) : 0,
      scale: draw(1_500),
      idempotencyKey: newId(),
      ...(maybe(draw, 3) && { couponCode: oneOf(draw, coupons) ?? "" }),
      ...(maybe(draw, 3) && {
        sponsorId: oneOf(draw, sponsors) ?? "",
        sponsorBasisPoints: maybe(draw, 4) ? 10_000 : 1 + draw(9_999),
      }),
    };
    return (on) => createSubscription(on, seller, input);
  },
  /** One that cannot be billed, until it has a price. */
  poison: (history, draw) => {
    const { clinics, priceless, seller } = history;
    const input = {
      institutionId: oneOf(draw, clinics) ?? "",
      planId: priceless.planId,
      startsOn: addDays(today(history), -draw(3)),
      anchorDay: 1 + draw(31),
      trialDays: 0,
      scale: 1,
      idempotencyKey: newId(),
    };
    return (on) => createSubscription(on, seller, input);
  },
  /** Gives it the price, and lets all that are parked be tried again. */
  mend: async ({ db, priceless, seller }) => {
    const parked = await db.subscription.findMany({ where: { parkedAt: { not: null } } });
    if (parked.length === 0) return undefined;
    return async (on) => {
      if ((await on.price.count({ where: { tierId: priceless.tierId } })) === 0)
        await setPrice(on, seller, {
          tierId: priceless.tierId,
          validFrom: "2020-01-01" as LocalDate,
          amount: 123_457n,
        });
      for (const { id } of parked) await retryParked(on, seller, { subscriptionId: id });
    };
  },
  price: (history, draw) => {
    const { shop, seller } = history;
    const input = {
      tierId: oneOf(draw, shop.tiers) ?? "",
      validFrom: addDays(today(history, "Asia/Jayapura"), draw(30)),
      amount: BigInt(100_000 + draw(800_000)),
    };
    return (on) => setPrice(on, seller, input);
  },
  tier: change(changeTier, tiered, ({ shop }, draw) => ({ tierId: oneOf(draw, shop.tiers) ?? "" })),
  scale: change(changeTier, tiered, (_history, draw) => ({ scale: draw(1_500) })),
  /** Takes back a lowering that is still to come. */
  keepTier: change(
    changeTier,
    { ...active, pendingTierId: { not: null } },
    (_history, _draw, tierId) => ({ tierId }),
  ),
  pause: change(pauseSubscription, active, (history, draw) =>
    maybe(draw, 2) ? {} : { from: addDays(today(history), draw(25)) },
  ),
  resume: change(resumeSubscription, { state: "PAUSED" }, (history, draw) =>
    maybe(draw, 2) ? {} : { on: addDays(today(history), draw(25)) },
  ),
  cancelNow: change(cancelSubscription, going, (history) => ({ on: today(history) })),
  cancelLater: change(cancelSubscription, going, (history, draw) =>
    maybe(draw, 2) ? {} : { on: addDays(today(history), draw(50)) },
  ),
  withdraw: change(withdrawCancellation, { ...going, endsOn: { not: null } }, () => ({})),
  discount: change(setDiscount, active, ({ coupons }, draw) => ({
    couponCode: maybe(draw, 3) ? null : (oneOf(draw, coupons) ?? null),
  })),
  sponsor: change(setSponsor, active, ({ sponsors }, draw) =>
    maybe(draw, 3)
      ? {}
      : { sponsorId: oneOf(draw, sponsors) ?? "", sponsorBasisPoints: 1 + draw(10_000) },
  ),
  service: ({ clinics, shop, seller }, draw) => {
    const input = {
      idempotencyKey: newId(),
      providerId: shop.providerId,
      institutionId: oneOf(draw, clinics) ?? "",
      lines: [
        { description: "Pelatihan", quantity: 1 + draw(3), unitPrice: BigInt(draw(500_000)) },
      ],
    };
    return (on) => createInvoice(on, seller, input);
  },
  credit: invoice(
    ["OPEN", "PAID", "UNCOLLECTIBLE"],
    (_history, { id, base, creditedBase }, draw) => {
      const left = part(draw, base - creditedBase);
      return (on) =>
        inTransaction(on, (tx) =>
          issueCreditNote(tx, system, { invoiceId: id, base: left, reason: "Uji" }),
        );
    },
  ),
  void: invoice(
    ["DRAFT", "OPEN"],
    (_history, { id }) =>
      (on) =>
        inTransaction(on, (tx) => voidInvoice(tx, system, { invoiceId: id, reason: "Uji" })),
  ),
  /** One that is open: refused when it is not overdue, which most are. */
  writeOff: invoice(["OPEN"], (history, { id, version }) => {
    const idempotencyKey = newId();
    const input = { id, reason: "Uji", expectedVersion: version, idempotencyKey };
    return (on) => writeOffInvoice(on, history.seller, input);
  }),
  reverseWriteOff: invoice(["UNCOLLECTIBLE"], (history, { id, version }) => {
    const input = { id, reason: "Keliru", expectedVersion: version, idempotencyKey: newId() };
    return (on) => reverseWriteOff(on, history.seller, input);
  }),
  ...payments,
  dunning: () => async (on) => {
    await runDunning(on);
    const again = await runDunning(on);
    if (again.reminded + again.suspended > 0) throw new Error("I2: dunning again did something");
  },
  /** A night, and at the same moment changes of subscriptions and money that comes in. */
  race: async (history, draw) => {
    const { tier, pause, cancelNow, payAll, credit, balance, writeOff } = plans;
    const acts: (Act | undefined)[] = [(on) => night(history, on), (on) => night(history, on)];
    for (const plan of [
      tier,
      oneOf(draw, [pause, cancelNow, tier]) ?? tier,
      payAll,
      credit,
      balance,
      writeOff,
    ])
      acts.push(await plan(history, draw));
    return async (on) => {
      const results = await Promise.allSettled(acts.map((act) => act?.(on)));
      for (const one of results)
        if (one.status === "rejected" && !(one.reason instanceof DomainError)) throw one.reason;
    };
  },
};

/** Steps of many transactions, which a crash may leave half way. */
export const long = new Set<Kind>([
  "run",
  "runTwice",
  "runTogether",
  "race",
  "dunning",
  "mend",
  "withhold",
]);
