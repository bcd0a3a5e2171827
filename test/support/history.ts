import {
  finaliseDue,
  issueChunk,
  type PlannedChunk,
  planRuns,
  recogniseRevenue,
  reconcileRuns,
  setLadder,
} from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { addDays, type LocalDate, localDateAt } from "@winner/core/kernel/local-date.ts";
import { createCoupon } from "@winner/core/subscription/index.ts";
import { openShop, runBilling, type Shop } from "./billing.ts";
import { consentToProvider } from "./consent.ts";
import { role, setClock } from "./world.ts";

/** Provinces of the three zones. */
const provinces = ["36", "51", "91"];

/** How a history begins. */
export interface Beginning {
  /** Days after 1 January 2026, and the hour. */
  day: number;
  hour: number;
  graceHours: number;
  maxPeriodsPerRun: number;
  taxable: boolean;
}

/** A number below n, of a sequence that the seed fixes. */
export type Draw = (n: number) => number;

export function drawing(seed: number): Draw {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** A provider with its customers, in a database of its own, and a clock that only goes forward. */
export interface History {
  db: Database;
  shop: Shop;
  /** Plans of one product: by months and by quarters. */
  planIds: string[];
  /** Of another product, without a price. */
  priceless: { planId: string; tierId: string };
  clinics: string[];
  sponsors: string[];
  coupons: string[];
  seller: Actor;
  manager: Actor;
  at: Date;
}

/** Takes away all that billing left, so that each history begins with nothing. */
async function clear(db: Database): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    await tx.$executeRaw`TRUNCATE "Provider", "Institution", "LedgerPosting", "NumberSeries", "BillingRun",
      "OutboxMessage", "IdempotentResult" CASCADE`;
  });
}

export async function beginHistory(db: Database, begin: Beginning): Promise<History> {
  const { day, hour, taxable, graceHours, maxPeriodsPerRun } = begin;
  await clear(db);
  const at = new Date(Date.UTC(2026, 0, 1 + day, hour));
  await setClock(db, at.toISOString());
  const shop = await openShop(db, {
    taxable,
    provider: { graceHours, maxPeriodsPerRun, termDays: 7 },
  });
  const { providerId, productId } = shop;
  const grants = [role("PROVIDER", { providerId })];
  const seller: Actor = { kind: "USER", id: newId(), grants };
  const manager: Actor = { kind: "USER", id: newId(), grants };
  const another = await db.product.create({
    data: { providerId, code: "OBAT", name: "Persediaan obat" },
  });
  const plan = (name: string, intervalMonths: number, price?: bigint) =>
    db.plan.create({
      data: {
        productId: price ? productId : another.id,
        name,
        measure: "VISITS_PER_MONTH",
        intervalMonths,
        tiers: {
          create: {
            position: 0,
            name,
            ...(price && {
              prices: { create: { validFrom: new Date("2020-01-01"), amount: price } },
            }),
          },
        },
      },
      include: { tiers: true },
    });
  const quarterly = await plan("Triwulan", 3, 1_000_000n);
  const { id: planId, tiers } = await plan("Belum ada harga", 1);
  const institutions = await Promise.all(
    [...provinces, ...provinces, "36", "51"].map((provinceCode, index) =>
      db.institution.create({
        data: {
          kind: index < 6 ? "CLINIC" : "LOCAL_GOVERNMENT",
          name: `Pelanggan ${index}`,
          provinceCode,
        },
      }),
    ),
  );
  const ids = institutions.map(({ id }) => id);
  await consentToProvider(db, providerId, ...ids);
  const coupons = [
    { code: "SEPERTIGA", basisPoints: 3_333, periods: 2 },
    { code: "POTONGAN", amount: 77_777n },
    { code: "GRATIS", basisPoints: 10_000, periods: 1 },
  ];
  for (const coupon of coupons)
    await createCoupon(db, seller, {
      ...coupon,
      providerId,
      validFrom: "2020-01-01" as LocalDate,
    });
  await setLadder(db, seller, {
    providerId,
    steps: [
      { afterDays: -1, channel: "EMAIL", action: "REMIND" },
      { afterDays: 2, channel: "EMAIL", action: "REMIND" },
      { afterDays: 5, channel: "EMAIL", action: "SUSPEND" },
    ],
  });
  return {
    db,
    shop,
    planIds: [shop.planId, shop.planId, quarterly.id],
    /** Of another product, without a price. */
    priceless: { planId, tierId: tiers[0]?.id ?? "" },
    clinics: ids.slice(0, 6),
    sponsors: ids.slice(6),
    coupons: coupons.map(({ code }) => code),
    seller,
    manager,
    at,
  };
}

/** Moves the clock forward. */
export async function pass(history: History, hours: number): Promise<void> {
  history.at = new Date(history.at.getTime() + hours * 3_600_000);
  await setClock(history.db, history.at.toISOString());
}

/** The local day, by default where days end last: it has come everywhere. */
export const today = (history: History, zone = "Asia/Jakarta"): LocalDate =>
  localDateAt(history.at, zone);

/** What the schedule does in a night: the run, and what was earned through yesterday. */
export async function night(history: History, on: Database) {
  const done = await runBilling(on, 2);
  await recogniseRevenue(on, addDays(today(history), -1));
  return done;
}

/** The same by two planners, two workers in opposite order and two finishers at once. */
export async function crowdedNight(history: History, on: Database): Promise<void> {
  const plans = await Promise.all([planRuns(on, { size: 2 }), planRuns(on, { size: 2 })]);
  const work = async (chunks: readonly PlannedChunk[]) => {
    for (const { chunkId } of chunks) await issueChunk(on, chunkId);
  };
  await Promise.all([work(plans[0]), work([...plans[1]].reverse())]);
  const yesterday = addDays(today(history), -1);
  await Promise.all([reconcileRuns(on), finaliseDue(on), finaliseDue(on)]);
  await Promise.all([recogniseRevenue(on, yesterday), recogniseRevenue(on, yesterday)]);
}

/** Runs until nothing is due any more. */
export async function catchUp(history: History, on: Database): Promise<void> {
  for (let more = true; more; ) {
    const { issued, parked } = await night(history, on);
    more = issued + parked > 0;
  }
}
