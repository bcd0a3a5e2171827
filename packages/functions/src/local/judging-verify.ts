/**
 * `npm run verify:judging -- --marks FILE --totals FILE`: brings real marks with published results in
 * through the product's own functions, scores them, and compares every panel score and total.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startScratch } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { parse } from "csv-parse/sync";
import { seedReference } from "../../../../prisma/seed/reference.ts";
import { type MarkRow, type TotalRow, verifyJudging } from "./judging-replay.ts";

const { values } = parseArgs({
  options: { marks: { type: "string" }, totals: { type: "string" } },
});
if (!values.marks || !values.totals) {
  console.error("Usage: npm run verify:judging -- --marks FILE --totals FILE");
  process.exit(2);
}
const read = <T>(file: string): T[] =>
  parse(readFileSync(file, "utf8"), { columns: true, bom: true, skip_empty_lines: true });

const server = await startScratch();
await deployMigrations(server.url("postgres"), "prisma/migrations");
const db = openDatabase(server.url("postgres"));
await seedReference(db);
const { panelScores, totals, differences } = await verifyJudging(
  db,
  read<MarkRow>(values.marks),
  read<TotalRow>(values.totals),
);
await db.$disconnect();
await server.stop();
console.log(
  `${panelScores.right} of ${panelScores.all} panel scores, ${totals.right} of ${totals.all} totals`,
);
for (const difference of differences.slice(0, 10)) console.log(difference);
process.exit(differences.length === 0 ? 0 : 1);
