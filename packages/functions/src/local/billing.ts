/**
 * `npm run billing -- simulate --from D --months N`: bills the seeded institutions in a database of its own.
 * `npm run billing -- run|preview --date D`, `npm run billing -- reconcile`: on `.data`, or DATABASE_URL.
 */
import { parseArgs } from "node:util";
import { finaliseDue, issueDue, previewRun, reconcileRuns } from "@winner/core/billing/index.ts";
import { startScratch } from "@winner/core/database/embedded.ts";
import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { type LocalDate, parseLocalDate } from "@winner/core/kernel/local-date.ts";
import { formatRupiah } from "@winner/core/kernel/money.ts";
import { seedDemo } from "../../../../prisma/seed/demo.ts";
import { seedReference } from "../../../../prisma/seed/reference.ts";
import { seedScales } from "../../../../prisma/seed/scale.ts";
import { seedServices } from "../../../../prisma/seed/services.ts";
import { seedStory } from "../../../../prisma/seed/story.ts";
import { seedSubscriptions } from "../../../../prisma/seed/subscriptions.ts";
import { type SimulatedMonth, simulateMonths, subscribeAll } from "./billing-simulation.ts";
import { startLocalDatabase } from "./database.ts";

const usage = `Usage: npm run billing -- simulate --from 2026-01-01 --months 24
       npm run billing -- run --date 2026-02-01
       npm run billing -- preview --date 2026-02-01
       npm run billing -- reconcile`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string" },
    months: { type: "string" },
    date: { type: "string" },
  },
});
const [command = ""] = positionals;
const from = values.from === undefined ? undefined : parseLocalDate(values.from);
const date = values.date === undefined ? undefined : parseLocalDate(values.date);
const months = Number(values.months);

if (command === "simulate" && from && Number.isInteger(months) && months > 0 && months <= 240)
  await simulate(from, months);
else if (command === "run" && date) await onDatabase((db) => run(db, date));
else if (command === "preview" && date) await onDatabase((db) => preview(db, date));
else if (command === "reconcile") await onDatabase(reconcile);
else {
  console.error(usage);
  process.exitCode = 2;
}

async function onDatabase(work: (db: Database) => Promise<void>): Promise<void> {
  const database = await startLocalDatabase();
  const db = openDatabase(database.url);
  try {
    await work(db);
  } finally {
    await db.$disconnect();
    await database.stop();
  }
}

async function run(db: Database, day: LocalDate): Promise<void> {
  const { issued, parked } = await issueDue(db, { day });
  const finalised = await finaliseDue(db);
  console.log(`${issued} periods billed, ${parked} parked; ${finalised} invoices finalised`);
  await reconcile(db);
}

async function preview(db: Database, day: LocalDate): Promise<void> {
  const { issued, existing, parked, providers } = await previewRun(db, day);
  console.log(
    `Of the periods that are due ${issued} would be billed, ${existing} have their invoice, ${parked} cannot be billed.`,
  );
  if (providers.length > 0)
    showTable(
      providers.map(({ name, invoices, total }) => ({
        name,
        invoices,
        total: formatRupiah(total),
      })),
    );
}

async function reconcile(db: Database): Promise<void> {
  const runs = await reconcileRuns(db);
  const wrong = await db.billingRun.count({ where: { state: "MISMATCH" } });
  const waiting = await db.billingChunk.count({ where: { state: "PLANNED" } });
  if (runs.length > 0) showTable(runs.map(({ runId: _, ...told }) => told));
  console.log(`${runs.length} runs compared, ${waiting} chunks wait, ${wrong} runs do not add up`);
  if (wrong > 0) process.exitCode = 1;
}

async function simulate(first: LocalDate, count: number): Promise<void> {
  const server = await startScratch();
  try {
    const url = server.url("postgres");
    await deployMigrations(url, "prisma/migrations");
    const db = openDatabase(url);
    for (const seed of [
      seedReference,
      seedStory,
      seedDemo,
      seedServices,
      seedScales,
      seedSubscriptions,
    ])
      await seed(db);
    const added = await subscribeAll(db, "KG", first);
    const all = await db.subscription.count();
    console.log(
      `${all} subscriptions, of which ${added} begin on ${first}. The first month catches up.`,
    );
    const done: SimulatedMonth[] = [];
    showProgress(0, count);
    for await (const month of simulateMonths(db, first, count)) {
      done.push(month);
      showProgress(done.length, count);
    }
    showTable(
      done.map(({ month, subscriptions, invoices, parked, base, tax, total, revenue }) => ({
        month,
        subscriptions,
        invoices,
        parked,
        base: formatRupiah(base),
        PPN: formatRupiah(tax),
        total: formatRupiah(total),
        revenue: formatRupiah(revenue),
      })),
    );
    const total = done.reduce((sum, month) => sum + month.total, 0n);
    const invoices = done.reduce((sum, month) => sum + month.invoices, 0);
    console.log(`${invoices} invoices, ${formatRupiah(total)}; every run adds up.`);
    await db.$disconnect();
  } finally {
    await server.stop();
  }
}

/** A bar on a terminal; nothing where the output goes to a file. */
function showProgress(done: number, all: number): void {
  if (!process.stdout.isTTY) return;
  const width = 40;
  const full = Math.round((done / all) * width);
  const bar = `${"█".repeat(full)}${"░".repeat(width - full)}`;
  process.stdout.write(`\r${bar} ${done}/${all} months${done === all ? "\n" : ""}`);
}

/** Rows as a table, every column as wide as it needs. */
function showTable(rows: readonly Record<string, string | number>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((name) => String(row[name])))];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  );
  for (const line of lines)
    console.log(line.map((cell, index) => cell.padStart(widths[index] ?? 0)).join("  "));
}
