/**
 * `npm run bench:billing -- [SIZES]`: bills so many subscriptions (10,000, 100,000 and 1,000,000 unless
 * said otherwise) through the product's own functions, with lines, numbers, ledger and outbox, and then
 * inserts the very same rows by one raw INSERT … SELECT a table, into tables with the same columns, checks
 * and indexes, in the same database. Prints times, their ratio, and the memory of this process.
 */
import { finaliseDue, issueChunk, planRuns, reconcileRuns } from "@winner/core/billing/index.ts";
import { startScratch } from "@winner/core/database/embedded.ts";
import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seedReference } from "../prisma/seed/reference.ts";

const sizes = process.argv.slice(2).map(Number);
const tables = ["Invoice", "InvoiceLine", "LedgerPosting", "OutboxMessage"] as const;

/** A provider with three tiers, and so many clinics with a subscription that is due. */
async function fill(db: Database, count: number): Promise<void> {
  await db.$executeRaw`INSERT INTO "TestClock" VALUES (true, '2026-01-01T03:00:00Z')`;
  await db.$executeRaw`
    WITH team AS (INSERT INTO "Team" (name, kind) VALUES ('KlinikGo', 'SOCIAL_ENTERPRISE') RETURNING id),
    provider AS (INSERT INTO "Provider" ("teamId", name, address, email, "numberPrefix")
      SELECT id, 'KlinikGo', 'Jl. Contoh 1, Jakarta', 'tagihan@contoh.invalid', 'KG' FROM team RETURNING id),
    tax AS (INSERT INTO "TaxProfile" ("providerId", "validFrom", taxable, "taxNumber")
      SELECT id, '2020-01-01', true, '0013121660091000' FROM provider),
    product AS (INSERT INTO "Product" ("providerId", code, name)
      SELECT id, 'RME', 'Rekam medis elektronik' FROM provider RETURNING id, "providerId"),
    plan AS (INSERT INTO "Plan" ("productId", name, measure)
      SELECT id, 'Bulanan', 'VISITS_PER_MONTH' FROM product RETURNING id),
    tier AS (INSERT INTO "Tier" ("planId", position, name)
      SELECT plan.id, n, 'Tingkat ' || n FROM plan, generate_series(0, 2) n RETURNING id, position),
    price AS (INSERT INTO "Price" ("tierId", "validFrom", amount)
      SELECT id, '2020-01-01', 300000 + position * 150000 FROM tier),
    clinic AS (INSERT INTO "Institution" (kind, name, "provinceCode", "regencyCode")
      SELECT 'CLINIC', 'Klinik ' || n, '36', '3602' FROM generate_series(1, ${count}::int) n
      RETURNING id, right(name, 1)::int % 3 AS size)
    INSERT INTO "Subscription" ("providerId", "institutionId", "productId", "planId", "tierId", "startsOn", "anchorDay",
      "anchoredOn", "timeZone", "nextPeriodStart")
    SELECT product."providerId", clinic.id, product.id, plan.id, tier.id, '2026-01-01', 1, '2026-01-01', 'Asia/Jakarta', '2026-01-01'
    FROM clinic JOIN tier ON tier.position = clinic.size, product, plan`;
  await db.$executeRaw`ANALYZE`;
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** The same rows into tables of the same shape: the least that PostgreSQL needs for them. */
async function insertRaw(db: Database): Promise<number> {
  for (const table of tables)
    await db.$executeRawUnsafe(`CREATE TABLE "Raw${table}" (LIKE "${table}" INCLUDING ALL)`);
  return seconds(async () => {
    for (const table of tables)
      await db.$executeRawUnsafe(`INSERT INTO "Raw${table}" SELECT * FROM "${table}"`);
  });
}

const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);

console.log(
  "subscriptions   plan   issue  finalise  total s  invoices/s   raw s  ratio  memory MB",
);
for (const count of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
  const server = await startScratch();
  await deployMigrations(server.url("postgres"), "prisma/migrations");
  const db = openDatabase(server.url("postgres"), 4);
  await seedReference(db);
  await fill(db, count);
  let chunks: Awaited<ReturnType<typeof planRuns>> = [];
  const plan = await seconds(async () => {
    chunks = await planRuns(db);
  });
  let peak = megabytes();
  const issue = await seconds(async () => {
    for (const { chunkId } of chunks) {
      await issueChunk(db, chunkId);
      peak = Math.max(peak, megabytes());
    }
  });
  const finalise = await seconds(() => finaliseDue(db));
  const [run] = await reconcileRuns(db);
  if (run?.state !== "COMPLETE" || run.issued !== count)
    throw new Error(`the run is ${JSON.stringify(run)}`);
  const total = plan + issue + finalise;
  await db.$executeRaw`CHECKPOINT`;
  const raw = await insertRaw(db);
  const cells = [
    plan,
    issue,
    finalise,
    total,
    count / total,
    raw,
    total / raw,
    Math.max(peak, megabytes()),
  ];
  const [p, i, f, t, rate, r, ratio, memory] = cells.map((value) =>
    value.toFixed(value > 1000 ? 0 : 1),
  );
  console.log(
    `${String(count).padStart(13)} ${p?.padStart(6)} ${i?.padStart(7)} ${f?.padStart(9)} ${t?.padStart(8)} ${rate?.padStart(11)} ${r?.padStart(7)} ${ratio?.padStart(6)} ${memory?.padStart(10)}`,
  );
  await db.$disconnect();
  await server.stop();
}
