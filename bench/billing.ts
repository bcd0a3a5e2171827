/**
 * `npm run bench:billing -- [SIZES]`: bills so many subscriptions (10,000, 100,000 and 1,000,000 unless
 * said otherwise) through the product's own functions, with lines, numbers, ledger and outbox, and then
 * inserts the very same rows by one raw INSERT … SELECT a table, into tables with the same columns, checks,
 * indexes and foreign keys, in the same database. Prints times, their ratio, and the memory of this process.
 */
import { readFileSync } from "node:fs";
import { finaliseDue, issueChunk, planRuns, reconcileRuns } from "@winner/core/billing/index.ts";
import { startScratch } from "@winner/core/database/embedded.ts";
import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seedReference } from "../prisma/seed/reference.ts";

const sizes = process.argv.slice(2).map(Number);
const tables = [
  "Invoice",
  "InvoiceLine",
  "InvoiceNumber",
  "LedgerPosting",
  "OutboxMessage",
] as const;

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

/** Seconds on the clock, and of the processor in PostgreSQL, which other programs disturb less. */
interface Spent {
  wall: number;
  cpu: number;
}
const add = (...parts: Spent[]): Spent => ({
  wall: parts.reduce((sum, one) => sum + one.wall, 0),
  cpu: parts.reduce((sum, one) => sum + one.cpu, 0),
});

/** Processor seconds of the one connection's server process so far; not a number where /proc is missing. */
async function serverSeconds(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  try {
    const fields = readFileSync(`/proc/${row?.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

async function spend(db: Database, work: () => Promise<unknown>): Promise<Spent> {
  const before = await serverSeconds(db);
  const start = performance.now();
  await work();
  const wall = (performance.now() - start) / 1000;
  return { wall, cpu: (await serverSeconds(db)) - before };
}

/** The same rows into tables of the same shape: the least that PostgreSQL needs for them. */
async function insertRaw(db: Database): Promise<Spent> {
  for (const table of tables) {
    await db.$executeRawUnsafe(`CREATE TABLE "Raw${table}" (LIKE "${table}" INCLUDING ALL)`);
    const keys = await db.$queryRaw<{ definition: string }[]>`
      SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint
      WHERE contype = 'f' AND conrelid = ${`"${table}"`}::regclass`;
    for (const { definition } of keys)
      await db.$executeRawUnsafe(
        `ALTER TABLE "Raw${table}" ADD ${definition.replace('REFERENCES "Invoice"', 'REFERENCES "RawInvoice"')}`,
      );
  }
  const given = await db.$queryRaw<{ table: string; columns: string }[]>`
    SELECT attrelid::regclass::text AS table, string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
    FROM pg_attribute WHERE attrelid = ANY(${tables.map((table) => `"${table}"`)}::text[]::regclass[])
      AND attnum > 0 AND NOT attisdropped AND attgenerated = '' GROUP BY attrelid`;
  const columnsOf = new Map(given.map(({ table, columns }) => [table, columns]));
  return spend(db, async () => {
    for (const table of tables) {
      const columns = columnsOf.get(`"${table}"`);
      await db.$executeRawUnsafe(
        `INSERT INTO "Raw${table}" (${columns}) SELECT ${columns} FROM "${table}"`,
      );
    }
  });
}

const megabytes = () => Math.round(process.memoryUsage().rss / 1_048_576);

console.log(
  "subscriptions   plan  issue  finalise  total s  (CPU s)  invoices/s   raw s  (CPU s)  ratio  of CPU  memory MB",
);
for (const count of sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]) {
  const server = await startScratch();
  await deployMigrations(server.url("postgres"), "prisma/migrations");
  const db = openDatabase(server.url("postgres"), 1);
  await seedReference(db);
  await fill(db, count);
  let chunks: Awaited<ReturnType<typeof planRuns>> = [];
  const plan = await spend(db, async () => {
    chunks = await planRuns(db);
  });
  let peak = megabytes();
  const issue = await spend(db, async () => {
    for (const { chunkId } of chunks) {
      await issueChunk(db, chunkId);
      peak = Math.max(peak, megabytes());
    }
  });
  const finalise = await spend(db, () => finaliseDue(db));
  const [run] = await reconcileRuns(db);
  if (run?.state !== "COMPLETE" || run.issued !== count)
    throw new Error(`the run is ${JSON.stringify(run)}`);
  const total = add(plan, issue, finalise);
  await db.$executeRaw`CHECKPOINT`;
  const raw = await insertRaw(db);
  const cells: [value: number, width: number, digits: number][] = [
    [count, 13, 0],
    [plan.wall, 6, 1],
    [issue.wall, 6, 1],
    [finalise.wall, 9, 1],
    [total.wall, 8, 1],
    [total.cpu, 8, 1],
    [count / total.wall, 11, 0],
    [raw.wall, 7, 1],
    [raw.cpu, 8, 1],
    [total.wall / raw.wall, 6, 2],
    [total.cpu / raw.cpu, 7, 2],
    [Math.max(peak, megabytes()), 10, 0],
  ];
  console.log(
    cells.map(([value, width, digits]) => value.toFixed(digits).padStart(width)).join(" "),
  );
  await db.$disconnect();
  await server.stop();
}
