import { expect, test } from "vitest";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { seedSubscriptions } from "../../prisma/seed/subscriptions.ts";
import { runBilling } from "../support/billing.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { freshDatabase, setClock } from "../support/world.ts";

test("every live institution of the story subscribes, and its months are billed as published", async () => {
  const { db } = await freshDatabase();
  await seedStory(db);
  await seedDemo(db);
  await seedServices(db);
  await seedSubscriptions(db);
  const live = await db.agreementInstitution.count({ where: { liveOn: { not: null } } });
  // And the clinic of the demo login.
  expect(await db.subscription.count()).toBe(live + 1);
  expect(await db.subscription.count({ where: { sponsorBasisPoints: 7000 } })).toBe(10);
  expect(await db.coupon.findFirst()).toMatchObject({ redeemed: 6 });
  await setClock(db, "2024-03-15T05:00:00Z");
  await runBilling(db);
  const amounts = await db.invoiceLine.findMany({
    where: { kind: "SUBSCRIPTION", invoice: { provider: { numberPrefix: "KG" } } },
    distinct: ["unitPrice"],
    orderBy: { unitPrice: "asc" },
  });
  expect(amounts.map((line) => line.unitPrice)).toEqual([300_000n, 450_000n, 600_000n]);
  const taxed = (prefix: string, from: string) =>
    db.invoice.count({
      where: {
        provider: { numberPrefix: prefix },
        tax: { gt: 0n },
        periodStart: { lt: new Date(from) },
      },
    });
  expect(await taxed("KG", "2024-01-01")).toBe(0);
  expect(await taxed("KG", "2024-03-16")).toBeGreaterThan(45);
  expect(await taxed("AA", "2024-03-16")).toBe(0);
  expect(await db.invoice.count({ where: { timeZone: "Asia/Makassar" } })).toBeGreaterThan(10);
  expect(await brokenInvariants(db)).toEqual({});
});
