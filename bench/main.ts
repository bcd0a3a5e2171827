/**
 * `npm run bench [-- TURNS]`: Winner, PostGraphile, Mercurius with SQL by hand, and the raw SQL, on one
 * database in one run; then, on another, pages as the data grow, and a monthly run beside raw inserts. Prints the tables and
 * writes them with a chart into docs/performance.md. `npm run bench -- growth` prints the growth alone.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chart } from "./chart.ts";
import { type Costs, compare } from "./compare.ts";
import { addCrowd, type BenchDatabase, startBenchDatabase } from "./database.ts";
import { type Growth, grow } from "./growth.ts";

const document = "docs/performance.md";
const picture = "docs/performance.svg";
const factors = [1, 10, 100];
const alone = process.argv[2] === "growth";
const turns = Number(process.argv[2] ?? 7) || 7;

/** A table in Markdown: the first column to the left, numbers to the right. */
const table = (head: string[], rows: string[][]): string =>
  [head, head.map((_, column) => (column < 2 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

function costTable(costs: Costs): string {
  const rows = [...costs].flatMap(([request, of]) =>
    [...of].map(([server, cost]) => [
      request,
      server,
      cost.cpu.toFixed(2),
      cost.database.toFixed(2),
      cost.perSecond.toFixed(0),
      cost.p50.toFixed(1),
      cost.p99.toFixed(1),
      cost.ratio.toFixed(2),
      cost.ratioOfBoth.toFixed(2),
    ]),
  );
  const head =
    "request,server,CPU ms,PostgreSQL CPU ms,requests/s,p50 ms,p99 ms,Winner's CPU by it,of both";
  return table(head.split(","), rows);
}

function growthTable(growth: Growth): string {
  const head = [
    "page",
    "",
    ...factors.flatMap((factor) => [`${factor}× p50 ms`, "PostgreSQL CPU ms"]),
  ];
  return table(
    head.toSpliced(1, 1),
    [...growth].map(([page, of]) => [
      page,
      ...of.flatMap(({ p50, database }) => [p50.toFixed(1), database.toFixed(2)]),
    ]),
  );
}

/** Puts a text between two marks of the document. */
function put(name: string, text: string): void {
  const whole = readFileSync(document, "utf8");
  const [from, to] = [`<!-- bench: ${name} -->`, `<!-- end: ${name} -->`];
  const [start, end] = [whole.indexOf(from), whole.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`${document} has no place for ${name}`);
  writeFileSync(document, `${whole.slice(0, start + from.length)}\n${text}\n${whole.slice(end)}`);
}

if (!alone && !existsSync("bench/peers/node_modules"))
  execFileSync("npm", ["ci", "--prefix", "bench/peers", "--ignore-scripts"], { stdio: "inherit" });

/** Does `work` with a database of its own. */
async function withDatabase<T>(work: (bench: BenchDatabase) => Promise<T>): Promise<T> {
  const bench = await startBenchDatabase();
  try {
    return await work(bench);
  } finally {
    await bench.db.$disconnect();
    await bench.server.stop();
  }
}

if (!alone) {
  const costs = await withDatabase(async (bench) => {
    await addCrowd(bench.db);
    return compare(bench, { turns, amount: 1000 });
  });
  const text = costTable(costs);
  console.log(text);
  put("peers", text);
  writeFileSync(picture, chart(costs));
}
const growth = growthTable(await withDatabase((bench) => grow(bench, factors)));
console.log(`\n${growth}`);
if (!alone) {
  put("growth", growth);
  console.log("\nThe monthly run beside raw inserts of the same rows:");
  execFileSync(process.execPath, ["bench/billing.ts", "10000"], { stdio: "inherit" });
}
