import { startScratch } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seedBilling } from "../prisma/seed/billing.ts";
import { seedDemo } from "../prisma/seed/demo.ts";
import { seedReference } from "../prisma/seed/reference.ts";
import { seedScales } from "../prisma/seed/scale.ts";
import { seedServices } from "../prisma/seed/services.ts";
import { seedStory } from "../prisma/seed/story.ts";
import { seedSubscriptions } from "../prisma/seed/subscriptions.ts";

const server = await startScratch();
await deployMigrations(server.url("postgres"), "prisma/migrations");
const counts = new Map<string, number>();
let n = 0;
const db = openDatabase(server.url("postgres"), 4, (q) => {
  n++;
  const k = q.slice(0, 70);
  counts.set(k, (counts.get(k) ?? 0) + 1);
});
const t = async (name: string, f: () => Promise<unknown>) => {
  const s = performance.now();
  const b = n;
  await f();
  console.log(name, Math.round(performance.now() - s), "ms", n - b, "statements");
};
await t("reference", () => seedReference(db));
await t("story", () => seedStory(db));
await t("demo", () => seedDemo(db));
await t("services", () => seedServices(db));
await t("scales", () => seedScales(db));
await t("subs", () => seedSubscriptions(db));
counts.clear();
await t("billing", () => seedBilling(db));
console.log([...counts].sort((a, b) => b[1] - a[1]).slice(0, 25));
console.log(
  await db.$queryRaw`SELECT (SELECT count(*) FROM "Invoice") i, (SELECT count(*) FROM "Payment") p, (SELECT count(*) FROM "DunningNotice") d, (SELECT count(*) FROM "Subscription" WHERE "suspendedAt" IS NOT NULL) s`,
);
await db.$disconnect();
await server.stop();
