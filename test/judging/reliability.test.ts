import { readFileSync } from "node:fs";
import {
  fleissKappa,
  intraclassCorrelation,
  judgeQuality,
  kendallW,
  krippendorffAlpha,
  type Scale,
} from "@winner/core/judging/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const tables = JSON.parse(
  readFileSync(new URL("./data/reliability.json", import.meta.url), "utf8"),
);
const transpose = <T>(rows: T[][]): T[][] =>
  (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as T));

describe("Krippendorff's table of 4 observers and 12 units, with missing values", () => {
  const units = transpose<number | null>(tables.krippendorff.observers);
  test.each(Object.entries(tables.krippendorff.alpha as Record<string, number>))(
    "alpha, %s: %d",
    (scale, alpha) => {
      expect(krippendorffAlpha(units, scale.toUpperCase() as Scale)).toBeCloseTo(alpha, 3);
    },
  );

  test("permuting observers changes nothing", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const shuffled = units.map((row) => order.map((index) => row[index] ?? null));
        for (const scale of ["NOMINAL", "ORDINAL", "INTERVAL", "RATIO"] as const)
          expect(krippendorffAlpha(shuffled, scale)).toBeCloseTo(
            krippendorffAlpha(units, scale) ?? 0,
            12,
          );
      }),
    );
  });

  test("perfect agreement is 1, and nothing to compare is no number", () => {
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        "INTERVAL",
      ),
    ).toBe(1);
    expect(
      krippendorffAlpha(
        [
          [1, null],
          [null, 2],
        ],
        "NOMINAL",
      ),
    ).toBeUndefined();
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        "NOMINAL",
      ),
    ).toBeUndefined();
  });
});

describe("Shrout and Fleiss 1979, 6 targets and 4 judges", () => {
  const icc = intraclassCorrelation(tables.icc.targets);
  const { expected } = tables.icc;
  test.each([
    ["ICC(1,1)", icc?.single[0]],
    ["ICC(2,1)", icc?.single[1]],
    ["ICC(3,1)", icc?.single[2]],
    ["ICC(1,k)", icc?.average[0]],
    ["ICC(2,k)", icc?.average[1]],
    ["ICC(3,k)", icc?.average[2]],
  ])("%s", (name, estimate) => {
    expect(estimate?.value).toBeCloseTo(expected[name], 2);
    expect(estimate?.low).toBeLessThan(estimate?.value ?? 0);
    expect(estimate?.high).toBeGreaterThan(estimate?.value ?? 0);
  });

  test("the intervals are those that R's psych package prints for this table", () => {
    const bounds = [...(icc?.single ?? []), ...(icc?.average ?? [])].map(({ low, high }) => [
      Number(low.toFixed(2)),
      Number(high.toFixed(2)),
    ]);
    expect(bounds).toEqual([
      [-0.13, 0.72],
      [0.02, 0.76],
      [0.34, 0.95],
      [-0.88, 0.91],
      [0.07, 0.93],
      [0.68, 0.99],
    ]);
  });

  test("a missing rating leaves it undefined", () => {
    expect(
      intraclassCorrelation([
        [1, 2],
        [null, 3],
      ]),
    ).toBeUndefined();
  });
});

test("Fleiss' kappa of 10 subjects, 5 categories and 14 raters is 0.210", () => {
  expect(fleissKappa(tables.fleissKappa.counts)).toBeCloseTo(tables.fleissKappa.kappa, 3);
});

test("Kendall's W: full agreement 1, ties corrected, opposite judges 0", () => {
  expect(
    kendallW([
      [1, 10],
      [2, 20],
      [3, 30],
    ]),
  ).toBeCloseTo(1, 12);
  expect(
    kendallW([
      [1, 3],
      [2, 2],
      [3, 1],
    ]),
  ).toBeCloseTo(0, 12);
  // Two judges who agree with a tie agree fully only with the correction.
  expect(
    kendallW([
      [1, 5],
      [1, 5],
      [3, 9],
    ]),
  ).toBeCloseTo(1, 12);
  // By hand: ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4) have sums 2, 4.5, 5.5, 8 and S = 18.5.
  const w = kendallW([
    [1, 1],
    [2, 2],
    [2, 3],
    [4, 4],
  ]);
  expect(w).toBeCloseTo((12 * 18.5) / (4 * 60 - 2 * 6), 12);
});

test("a lenient judge and a strange mark are found", () => {
  const sheets = ["a", "b", "c"].flatMap((judgeId) =>
    Array.from({ length: 30 }, (_, index) => ({
      judgeId,
      applicationId: `e${index}`,
      marks: {
        idea: String(
          5 + (index % 3) + (judgeId === "a" ? 1 : 0) + (judgeId === "b" && index === 7 ? -5 : 0),
        ),
      },
    })),
  );
  const { judges, outliers } = judgeQuality(sheets);
  expect(judges.find((one) => one.judgeId === "a")?.leniency).toBeGreaterThan(0.9);
  expect(judges.find((one) => one.judgeId === "c")?.leniency).toBeLessThan(0);
  expect(outliers[0]).toMatchObject({ judgeId: "b", applicationId: "e7", criterionKey: "idea" });
});
