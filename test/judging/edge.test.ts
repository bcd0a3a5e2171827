import { drawProvince } from "@winner/core/competition/index.ts";
import {
  exact,
  intraclassCorrelation,
  methodSchema,
  scoreAll,
  watchProgress,
} from "@winner/core/judging/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { expect, test } from "vitest";

const rulesOf = (method: object, weights: Record<string, string> = {}) => ({
  method: methodSchema.parse(method),
  criteria: [
    { key: "idea", weight: exact(1), factor: exact(1) },
    { key: "remark", weight: exact(0), factor: exact(1) },
  ],
  judgeWeights: new Map(Object.entries(weights).map(([id, weight]) => [id, exact(weight)])),
});
const sheet = (judgeId: string, applicationId: string, marks: Record<string, string>) => ({
  judgeId,
  applicationId,
  marks,
});

test("an entry of which only what weighs nothing was marked is not scored, and stops no other", () => {
  const sheets = [sheet("1", "a", { remark: "5" }), sheet("1", "b", { idea: "7", remark: "5" })];
  const { scores } = scoreAll(sheets, rulesOf({ judges: { kind: "MEAN" } }));
  expect(scores.map(({ applicationId, total }) => [applicationId, Number(total)])).toEqual([
    ["b", 7],
  ]);
});

test.each(["CRITERIA_FIRST", "JUDGES_FIRST"])(
  "an entry whose only judge has no weight is not scored, %s",
  (order) => {
    const whole = { idea: "7", remark: "5" };
    const sheets = [sheet("1", "a", whole), sheet("1", "b", whole), sheet("2", "b", whole)];
    const { scores } = scoreAll(
      sheets,
      rulesOf({ order, judges: { kind: "WEIGHTED_MEAN" } }, { 1: "0" }),
    );
    expect(scores.map((score) => score.applicationId)).toEqual(["b"]);
  },
);

const figures = (ratings: number[][]) => {
  const found = intraclassCorrelation(ratings);
  return [...(found?.single ?? []), ...(found?.average ?? [])].flatMap(({ value, low, high }) => [
    value,
    low,
    high,
  ]);
};

test("judges who agree in everything have an intraclass correlation of 1; equal marks for all have none", () => {
  expect(
    figures([
      [1, 1],
      [2, 2],
      [4, 4],
    ]),
  ).toEqual(Array.from({ length: 18 }, () => 1));
  expect(
    figures([
      [5, 5],
      [5, 5],
    ]),
  ).toEqual([]);
  // Entries that the judges put in one order with one distance, from different levels.
  expect(
    figures([
      [1, 2],
      [2, 3],
      [4, 5],
    ]).every(Number.isFinite),
  ).toBe(true);
});

test("who advanced without a score comes after all who have one, below 0 too", () => {
  const contenders = [
    { applicationId: "a", score: null },
    { applicationId: "b", score: -1.5 },
    { applicationId: "c", score: null },
    { applicationId: "d", score: 0.5 },
  ];
  const options = { tieBreaks: [], allowShortfall: false };
  const { ranking, faults } = drawProvince("61", contenders, 2, options);
  expect(ranking.map((one) => one.applicationId)).toEqual(["d", "b", "a", "c"]);
  expect(faults).toEqual([]);
  expect(drawProvince("61", contenders, 3, options).faults).toMatchObject([
    { message: { code: "TIE_AT_CUT" } },
  ]);
});

test("who hangs up while nothing moves is watched for no longer", async () => {
  let reads = 0;
  const same = {
    $queryRaw: async () => {
      reads += 1;
      return [];
    },
  };
  const watch = watchProgress(same as never, newId());
  await watch.next();
  const next = watch.next();
  await watch.return?.(undefined);
  expect(await next).toMatchObject({ done: true });
  const before = reads;
  await new Promise((done) => setTimeout(done, 1_500));
  expect(reads).toBe(before);
}, 5_000);
