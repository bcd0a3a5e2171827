import { expect, test } from "vitest";
import { seedBilling } from "../../prisma/seed/billing.ts";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { seedSubscriptions } from "../../prisma/seed/subscriptions.ts";
import { runBilling } from "../support/billing.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { freshDatabase } from "../support/world.ts";

test("the story is billed for all its months: most paid, some late, some suspended, and nothing is left to do", async () => {
  const { db } = await freshDatabase();
  await seedStory(db);
  await seedDemo(db);
  await seedServices(db);
  await seedSubscriptions(db);
  await seedBilling(db);
  expect(await db.testClock.count()).toBe(0);
  const states = await db.invoice.groupBy({ by: ["state"], _count: true });
  const of = (state: string) => states.find((one) => one.state === state)?._count ?? 0;
  expect(of("DRAFT")).toBe(0);
  expect(of("PAID")).toBeGreaterThan(1_000);
  expect(of("OPEN")).toBeGreaterThan(20);
  expect(await db.subscription.count({ where: { suspendedAt: { not: null } } })).toBeGreaterThan(0);
  expect(await db.receipt.count()).toBeGreaterThan(50);
  const months = await db.$queryRaw<{ broken: bigint }[]>`
    SELECT count(*) AS broken FROM "Subscription" s WHERE s.state = 'ACTIVE' AND s."nextPeriodStart" <= current_date - 16`;
  expect(months).toEqual([{ broken: 0n }]);
  expect(await db.billingRun.count({ where: { state: { not: "COMPLETE" } } })).toBe(0);
  expect(await brokenInvariants(db)).toEqual({});
  await runBilling(db);
  const before = await db.invoice.count();
  expect(await runBilling(db)).toMatchObject({ issued: 0, finalised: 0 });
  expect(await db.invoice.count()).toBe(before);
});
