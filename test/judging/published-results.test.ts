import { readFileSync } from "node:fs";
import {
  type MarkRow,
  type TotalRow,
  verifyJudging,
} from "@winner/functions/local/judging-replay.ts";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const read = <T>(name: string): T[] =>
  parse(readFileSync(new URL(`./data/${name}`, import.meta.url), "utf8"), { columns: true });
const marks = read<MarkRow>("component-marks.csv");
const totals = read<TotalRow>("official-totals.csv");

test("published results of real judging come out exactly", async () => {
  const { db } = await freshDatabase();
  // One program of each event here; `npm run verify:judging` runs all of them.
  const programs = new Map(marks.map((row) => [row.competition, row.program]));
  const chosen = (row: { competition: string; program: string }) =>
    programs.get(row.competition) === row.program;
  const result = await verifyJudging(db, marks.filter(chosen), totals.filter(chosen));
  expect(result.differences).toEqual([]);
  expect(programs.size).toBe(10);
  expect(result.totals.right).toBe(totals.filter(chosen).length);
  expect(result.panelScores.right).toBe(marks.filter(chosen).length);
});

test("a wrong published figure is found, so the comparison can fail", async () => {
  const { db } = await freshDatabase();
  const [first] = marks;
  const own = marks.filter((row) => row.performance_id === first?.performance_id);
  const wrong = own.map((row, index) =>
    index === 0 ? { ...row, official_panel_score: "6.40" } : row,
  );
  const total = totals.filter((row) => row.performance_id === first?.performance_id);
  const result = await verifyJudging(db, wrong as MarkRow[], total);
  expect(result.panelScores).toEqual({ right: 4, all: 5 });
  expect(result.totals).toEqual({ right: 1, all: 1 });
  expect(result.differences).toHaveLength(1);
});
