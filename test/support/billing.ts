import { finaliseDue, issueDue, reconcileRuns } from "@winner/core/billing/index.ts";
import type { Database, Prisma } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { type LocalDate, toColumn } from "@winner/core/kernel/local-date.ts";

export const date = (text: string) => toColumn(text as LocalDate);
let prefixes = 0;

export interface Shop {
  providerId: string;
  productId: string;
  planId: string;
  /** Tiers from the cheapest. */
  tiers: string[];
}

/** A provider with one product, a monthly plan and tiers at these prices, from 2020 on. */
export async function openShop(
  db: Database,
  options: {
    prices?: readonly bigint[];
    taxable?: boolean;
    provider?: Partial<Prisma.ProviderUncheckedCreateInput>;
  } = {},
): Promise<Shop> {
  const { prices = [300_000n, 450_000n, 600_000n], taxable = true } = options;
  prefixes += 1;
  const team = await db.team.create({ data: { name: "KlinikGo", kind: "SOCIAL_ENTERPRISE" } });
  const provider = await db.provider.create({
    data: {
      teamId: team.id,
      name: "KlinikGo",
      address: "Jl. Contoh 1, Jakarta",
      email: "tagihan@test.invalid",
      numberPrefix: `T${prefixes}`,
      ...options.provider,
      taxProfiles: {
        create: { validFrom: date("2020-01-01"), taxable, taxNumber: "0013121660091000" },
      },
    },
  });
  const product = await db.product.create({
    data: { providerId: provider.id, code: "RME", name: "Rekam medis elektronik" },
  });
  const plan = await db.plan.create({
    data: { productId: product.id, name: "Bulanan", measure: "VISITS_PER_MONTH" },
  });
  const tiers: string[] = [];
  for (const [position, amount] of prices.entries()) {
    const tier = await db.tier.create({
      data: {
        planId: plan.id,
        position,
        name: `Tingkat ${position + 1}`,
        upTo: position + 1 < prices.length ? 500 * (position + 1) : null,
        prices: { create: { validFrom: date("2020-01-01"), amount } },
      },
    });
    tiers.push(tier.id);
  }
  return { providerId: provider.id, productId: product.id, planId: plan.id, tiers };
}

/** An institution that subscribes from a day on. Gives the subscription's id. */
export async function subscribe(
  db: Database,
  shop: Shop,
  startsOn: string,
  changes: Partial<Prisma.SubscriptionUncheckedCreateInput> = {},
): Promise<string> {
  const id = newId();
  const institutionId = changes.institutionId ?? newId();
  if (!changes.institutionId)
    await db.institution.create({
      data: {
        id: institutionId,
        kind: "CLINIC",
        name: `Klinik ${id.slice(-6)}`,
        provinceCode: "36",
        regencyCode: "3602",
      },
    });
  await db.subscription.create({
    data: {
      id,
      providerId: shop.providerId,
      institutionId,
      productId: shop.productId,
      planId: shop.planId,
      tierId: shop.tiers[0] ?? "",
      startsOn: date(startsOn),
      anchoredOn: date(startsOn),
      anchorDay: Number(startsOn.slice(8)),
      nextPeriodStart: date(startsOn),
      timeZone: "Asia/Jakarta",
      ...changes,
    },
  });
  return id;
}

/** What the schedule and the queue do: plan, bill every chunk, reconcile, finalise. */
export async function runBilling(db: Database, chunkSize?: number) {
  const total = await issueDue(db, chunkSize ? { size: chunkSize } : {});
  const runs = await reconcileRuns(db);
  const finalised = await finaliseDue(db);
  return { ...total, finalised, runs };
}
