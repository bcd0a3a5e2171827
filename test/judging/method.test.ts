import {
  exact,
  type Method,
  methodSchema,
  rank,
  roundHalfUp,
  type ScoringRules,
  type Sheet,
  scoreAll,
  type TieFacts,
  tieFacts,
  toText,
} from "@winner/core/judging/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const rules = (
  method: object,
  criteria: [key: string, weight: string, factor: string][] = [["c", "1", "1"]],
  weights: Record<string, string> = {},
): ScoringRules => ({
  method: methodSchema.parse(method),
  criteria: criteria.map(([key, weight, factor]) => ({
    key,
    weight: exact(weight),
    factor: exact(factor),
  })),
  judgeWeights: new Map(Object.entries(weights).map(([id, weight]) => [id, exact(weight)])),
});
/** Sheets from a table: entries by judges; null where a judge gave no mark. */
const sheets = (table: Record<string, (string | number | null)[]>, key = "c"): Sheet[] =>
  Object.entries(table).flatMap(([applicationId, marks]) =>
    marks.flatMap((mark, judge) =>
      mark === null
        ? []
        : [{ applicationId, judgeId: `j${judge}`, marks: { [key]: String(mark) } }],
    ),
  );
const ranking = (given: readonly Sheet[], use: ScoringRules) => {
  const { scores, fault } = scoreAll(given, use);
  if (fault) return fault;
  const facts = new Map(scores.map((one) => [one.applicationId, tieFacts(one.derivation)]));
  return rank(scores, use.method, (id) => facts.get(id) as TieFacts);
};
const table = (given: readonly Sheet[], use: ScoringRules) => {
  const result = ranking(given, use);
  if (typeof result === "string") return result;
  return result.map((one) => [one.applicationId, one.rank, one.total]);
};

describe("rounding", () => {
  test.each([
    ["6.385", 2, "6.39"],
    ["6.384999", 2, "6.38"],
    ["-0.5", 0, "-1"],
    ["1/3", 2, "0.33"],
    ["2/3", 0, "1"],
    ["0.125", 2, "0.13"],
  ])("%s to %d decimals is %s", (value, places, rounded) => {
    expect(toText(roundHalfUp(exact(value), places))).toBe(rounded);
  });

  test("text of an exact number gives it back", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 100_000 }), (n, d) => {
        const value = exact(n).div(d);
        expect(exact(toText(value)).equals(value)).toBe(true);
      }),
    );
  });
});

describe("each method by hand", () => {
  const three = { a: [8, 6, 7], b: [9, 5, 7], c: [4, 6, 5] };
  test("mean", () => {
    expect(table(sheets(three), rules({ judges: { kind: "MEAN" } }))).toEqual([
      ["a", 1, "7"],
      ["b", 1, "7"],
      ["c", 3, "5"],
    ]);
  });
  test("weighted mean: the chair counts twice", () => {
    const use = rules({ judges: { kind: "WEIGHTED_MEAN" } }, undefined, { j0: "2" });
    expect(table(sheets(three), use)).toEqual([
      ["b", 1, "7.5"],
      ["a", 2, "7.25"],
      ["c", 3, "4.75"],
    ]);
  });
  test("median, of an even number the mean of the two in the middle", () => {
    expect(
      table(sheets({ a: [1, 2, 9], b: [1, 3, 4, 9] }), rules({ judges: { kind: "MEDIAN" } })),
    ).toEqual([
      ["b", 1, "3.5"],
      ["a", 2, "2"],
    ]);
  });
  test("trimmed mean drops of the marks present, and none when too few", () => {
    const use = rules({ judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 } });
    expect(table(sheets({ a: [1, 5, null, 6, 10], b: [9, 3, null, null, null] }), use)).toEqual([
      ["b", 1, "6"],
      ["a", 2, "5.5"],
    ]);
  });
  test("a panel of figure skating, with every rounding", () => {
    const method = {
      judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 },
      criteria: "SUM",
      rounding: { panelScore: 2, factored: 2 },
    };
    const given = sheets({ a: ["6.5", "6.25", "7.0", "7.0", "6.0", "6.25", "6.5", "6.0", "6.25"] });
    const { scores } = scoreAll(given, rules(method, [["c", "1", "1.2"]]));
    expect(scores[0]?.derivation.criteria[0]).toMatchObject({
      combined: "179/28",
      panelScore: "6.39",
      factored: "7.67",
    });
    const marks = scores[0]?.derivation.criteria[0]?.marks ?? [];
    expect(marks.filter((mark) => mark.dropped === "HIGH")).toHaveLength(1);
    expect(marks.filter((mark) => mark.dropped === "LOW")).toHaveLength(1);
  });
  test("criteria by weight, and their factor", () => {
    const given: Sheet[] = [
      { applicationId: "a", judgeId: "j", marks: { idea: "8", reach: "5" } },
      { applicationId: "b", judgeId: "j", marks: { idea: "5", reach: "8" } },
    ];
    const criteria: [string, string, string][] = [
      ["idea", "3", "1"],
      ["reach", "1", "1"],
    ];
    expect(table(given, rules({ judges: { kind: "MEAN" } }, criteria))).toEqual([
      ["a", 1, "7.25"],
      ["b", 2, "5.75"],
    ]);
  });
  test("sum of ranks: less is better, equal totals share their ranks", () => {
    const use = rules({ order: "JUDGES_FIRST", judges: { kind: "RANK_SUM" } });
    // Judge 0: a 1, b 2.5, c 2.5. Judge 1: b 1, a 2, c 3.
    expect(table(sheets({ a: [9, 6], b: [5, 8], c: [5, 2] }), use)).toEqual([
      ["a", 1, "3"],
      ["b", 2, "3.5"],
      ["c", 3, "5.5"],
    ]);
    expect(table(sheets({ a: [9, 6], b: [5, null] }), use)).toBe("UNEQUAL_PANELS");
  });
  test("Borda: points for every entry behind", () => {
    const use = rules({ order: "JUDGES_FIRST", judges: { kind: "BORDA" } });
    expect(table(sheets({ a: [9, 6], b: [5, 8], c: [5, 2] }), use)).toEqual([
      ["a", 1, "3"],
      ["b", 2, "2.5"],
      ["c", 3, "0.5"],
    ]);
  });
  test("z-scores: a narrow judge counts as much as a wide one", () => {
    const use = rules({
      order: "JUDGES_FIRST",
      judges: { kind: "Z_SCORE" },
      rounding: { total: 4 },
    });
    // Both judges: deviations -1, 0, 1 in their own standard deviations, √(3/2) = 1.2247.
    expect(table(sheets({ a: [10, 5.2], b: [5, 5.1], c: [0, 5] }), use)).toEqual([
      ["a", 1, "1.2247"],
      ["b", 2, "0"],
      ["c", 3, "-1.2247"],
    ]);
  });
  test("leniency: who was marked by the lenient judge alone gains nothing", () => {
    const use = rules({
      order: "JUDGES_FIRST",
      judges: { kind: "LENIENCY" },
      rounding: { total: 6 },
    });
    // Judge 1 gives 2 more than judge 0. a is 6, b is 5, c is 7 to judge 0.
    expect(table(sheets({ a: [6, 8], b: [null, 7], c: [7, null] }), use)).toEqual([
      ["c", 1, "8"],
      ["a", 2, "7"],
      ["b", 3, "6"],
    ]);
    expect(table(sheets({ a: [6, null], b: [null, 7] }), use)).toBe("NOT_CONNECTED");
  });
});

describe("tie-breaks, each told in the result", () => {
  const tie = { a: [8, 6], b: [7, 7] };
  const decided = (kind: object, given = sheets(tie)) => {
    const use = rules({ judges: { kind: "MEAN" }, tieBreaks: [kind] });
    const result = ranking(given, use);
    return typeof result === "string" ? [] : result;
  };
  test("nothing parts them without a rule", () => {
    expect(table(sheets(tie), rules({ judges: { kind: "MEAN" } }))).toEqual([
      ["a", 1, "7"],
      ["b", 1, "7"],
    ]);
  });
  test("a criterion", () => {
    const given: Sheet[] = [
      { applicationId: "a", judgeId: "j", marks: { c: "5", d: "7" } },
      { applicationId: "b", judgeId: "j", marks: { c: "7", d: "5" } },
    ];
    const use = rules({ judges: { kind: "MEAN" }, tieBreaks: [{ kind: "CRITERION", key: "d" }] }, [
      ["c", "1", "1"],
      ["d", "1", "1"],
    ]);
    const result = ranking(given, use);
    expect(result).toMatchObject([
      { applicationId: "a", rank: 1, tieBreaks: [{ kind: "CRITERION", value: "d 7" }] },
      { applicationId: "b", rank: 2, tieBreaks: [{ kind: "CRITERION", value: "d 5" }] },
    ]);
  });
  test("the higher median", () => {
    const given = sheets({ a: [9, 5, 4], b: [6, 6, 6] });
    expect(decided({ kind: "HIGHER_MEDIAN" }, given).map((one) => one.applicationId)).toEqual([
      "b",
      "a",
    ]);
  });
  test("head to head", () => {
    const given = sheets({ a: [7, 7, 1], b: [6, 6, 3] });
    expect(decided({ kind: "HEAD_TO_HEAD" }, given).map((one) => one.applicationId)).toEqual([
      "a",
      "b",
    ]);
  });
  test("fewer dropped marks", () => {
    const use = rules({
      judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 },
      tieBreaks: [{ kind: "FEWER_DROPPED" }],
    });
    expect(table(sheets({ a: [1, 6, 9], b: [6, 6] }), use)).toEqual([
      ["b", 1, "6"],
      ["a", 2, "6"],
    ]);
  });
  test("a lot with a published seed: the same for everybody who draws it, another with another seed", () => {
    const many = sheets(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`e${i}`, [5]])));
    const order = (seed: string) =>
      decided({ kind: "LOT", seed }, many).map((one) => one.applicationId);
    expect(order("2026")).toEqual(order("2026"));
    expect(order("2026")).not.toEqual(order("2027"));
    expect(decided({ kind: "LOT", seed: "2026" }, many).map((one) => one.rank)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });
});

describe("properties", () => {
  const methods: [string, Method][] = [
    { judges: { kind: "MEAN" } },
    { judges: { kind: "MEDIAN" } },
    { judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 }, rounding: { panelScore: 2 } },
    { order: "JUDGES_FIRST", judges: { kind: "RANK_SUM" } },
    { order: "JUDGES_FIRST", judges: { kind: "BORDA" } },
    { order: "JUDGES_FIRST", judges: { kind: "Z_SCORE" }, rounding: { total: 6 } },
    { order: "JUDGES_FIRST", judges: { kind: "LENIENCY" }, rounding: { total: 6 } },
  ].map((one) => [one.judges.kind, methodSchema.parse(one)]);
  const marks = fc.array(
    fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 4 }),
    {
      minLength: 3,
      maxLength: 8,
    },
  );
  const build = (rows: number[][]): Sheet[] =>
    sheets(
      Object.fromEntries(rows.map((row, index) => [`e${index}`, row.map((mark) => mark / 2)])),
    );
  const order = (given: readonly Sheet[], method: Method) => {
    const result = ranking(given, { ...rules({ judges: { kind: "MEAN" } }), method });
    return typeof result === "string"
      ? result
      : result.map((one) => `${one.applicationId}:${one.rank}:${one.total}`).sort();
  };
  const ranks = (given: readonly Sheet[], method: Method) => {
    const result = order(given, method);
    return typeof result === "string"
      ? result
      : result.map((one) => one.split(":").slice(0, 2).join());
  };

  test.each(methods)("%s: the order in which marks come changes nothing", (_name, method) => {
    fc.assert(
      fc.property(marks, fc.nat(), (rows, seed) => {
        const given = build(rows);
        const shuffled = [...given].sort(
          (a, b) =>
            ((a.applicationId.charCodeAt(1) * 31 + a.judgeId.charCodeAt(1) * 17 + seed) % 13) -
            ((b.applicationId.charCodeAt(1) * 31 + b.judgeId.charCodeAt(1) * 17 + seed) % 13),
        );
        expect(order(shuffled, method)).toEqual(order(given, method));
      }),
      { numRuns: 60 },
    );
  });

  test.each(methods.filter(([name]) => name !== "WEIGHTED_MEAN"))(
    "%s: which judge is called what changes nothing",
    (_name, method) => {
      fc.assert(
        fc.property(marks, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (rows, names) => {
          const renamed = rows.map((row) => names.map((name) => row[name] ?? 0));
          expect(order(build(renamed), method)).toEqual(order(build(rows), method));
        }),
        { numRuns: 60 },
      );
    },
  );

  test.each(
    methods.filter(([name]) => ["Z_SCORE", "LENIENCY", "RANK_SUM", "BORDA"].includes(name)),
  )("%s: a judge who gives everybody more changes no ranking", (_name, method) => {
    fc.assert(
      fc.property(marks, fc.nat(3), fc.integer({ min: 1, max: 50 }), (rows, judge, more) => {
        const lenient = rows.map((row) => row.map((mark, j) => (j === judge ? mark + more : mark)));
        expect(ranks(build(lenient), method)).toEqual(ranks(build(rows), method));
      }),
      { numRuns: 100 },
    );
  });
});

test("a method that contradicts itself is refused", () => {
  expect(methodSchema.safeParse({ judges: { kind: "Z_SCORE" } }).success).toBe(false);
  expect(methodSchema.safeParse({ judges: { kind: "MAGIC" } }).success).toBe(false);
  expect(
    methodSchema.safeParse({ judges: { kind: "MEAN" }, rounding: { total: -1 } }).success,
  ).toBe(false);
});
