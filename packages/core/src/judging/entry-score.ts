import { aggregate, type Opinion } from "./aggregate.ts";
import { type Exact, exact, mean, roundHalfUp, sum, toText, weightedMean } from "./exact.ts";
import type { Method } from "./method.ts";

/** The marks of one judge for one entry, by criterion key, as decimal text. */
export interface Sheet {
  judgeId: string;
  applicationId: string;
  marks: Readonly<Record<string, string>>;
}

export interface CriterionRule {
  key: string;
  weight: Exact;
  factor: Exact;
}

/** Every step from the marks to the total of one entry; numbers as exact text. */
export interface Derivation {
  criteria: {
    key: string;
    marks: { judgeId: string; value: string; dropped: "HIGH" | "LOW" | null }[];
    /** The judges combined, before and after its rounding; JUDGES_FIRST: the plain mean, to read. */
    combined: string;
    panelScore: string;
    factor: string;
    factored: string;
  }[];
  /** JUDGES_FIRST: each judge's total, and what the method made of it. */
  judges: {
    judgeId: string;
    total: string;
    adjusted: string | null;
    dropped: "HIGH" | "LOW" | null;
  }[];
  /** Results of other panels that count, with their weights. */
  stages: { panelId: string; total: string; weight: string }[];
  before: string;
  total: string;
}

/** What scoring needs to know beside the marks. */
export interface ScoringRules {
  method: Method;
  criteria: readonly CriterionRule[];
  judgeWeights: ReadonlyMap<string, Exact>;
}

const one = exact(1);

/** The score of each criterion of an entry: judges combined, rounded, times the factor, rounded. */
function scoreCriteria(sheets: readonly Sheet[], rules: ScoringRules, judges: Method["judges"]) {
  const { rounding } = rules.method;
  return rules.criteria.flatMap((criterion) => {
    const opinions: Opinion[] = sheets.flatMap(({ judgeId, marks }) => {
      const value = marks[criterion.key];
      const weight = rules.judgeWeights.get(judgeId) ?? one;
      return value === undefined ? [] : [{ judgeId, value: exact(value), weight }];
    });
    if (opinions.length === 0) return [];
    const combined = aggregate(opinions, judges);
    if (!combined) return [];
    const { value, dropped } = combined;
    const panelScore = roundHalfUp(value, rounding.panelScore);
    const factored = roundHalfUp(panelScore.mul(criterion.factor), rounding.factored);
    const step: Derivation["criteria"][number] = {
      key: criterion.key,
      marks: opinions.map((opinion) => ({
        judgeId: opinion.judgeId,
        value: toText(opinion.value),
        dropped: dropped.get(opinion.judgeId) ?? null,
      })),
      combined: toText(value),
      panelScore: toText(panelScore),
      factor: toText(criterion.factor),
      factored: toText(factored),
    };
    return [{ step, factored, weight: criterion.weight }];
  });
}

/** Combines criteria as the method says; undefined when there is none, or none that weighs anything. */
function combineCriteria(
  scores: readonly { factored: Exact; weight: Exact }[],
  how: Method["criteria"],
): Exact | undefined {
  if (scores.length === 0) return undefined;
  const values = scores.map(({ factored }) => factored);
  if (how === "SUM") return sum(values);
  if (how === "MEAN") return mean(values);
  return weightedMean(scores.map(({ factored, weight }) => [factored, weight] as const));
}

/** A judge's total for an entry; undefined when a criterion has no mark: such a sheet is not whole. */
export function judgeTotal(sheet: Sheet, rules: ScoringRules): Exact | undefined {
  const { criteria, method } = rules;
  const scores = criteria.flatMap(({ key, weight, factor }) => {
    const value = sheet.marks[key];
    return value === undefined
      ? []
      : [{ factored: roundHalfUp(exact(value).mul(factor), method.rounding.factored), weight }];
  });
  if (scores.length < criteria.length) return undefined;
  const total = combineCriteria(scores, method.criteria);
  return total && roundHalfUp(total, method.rounding.judgeTotal);
}

/**
 * Scores one entry. With JUDGES_FIRST, `adjust` gives what a method that compares entries made of a
 * judge's total (a z-score, a rank); without it the totals count as they are. Undefined: nothing to
 * score.
 */
export function scoreEntry(
  sheets: readonly Sheet[],
  rules: ScoringRules,
  adjust?: (sheet: Sheet, total: Exact) => Exact,
): { total: Exact; derivation: Derivation } | undefined {
  const { method } = rules;
  const ordered = [...sheets].sort((a, b) => (a.judgeId < b.judgeId ? -1 : 1));
  const judgesFirst = method.order === "JUDGES_FIRST";
  const criteria = scoreCriteria(ordered, rules, judgesFirst ? { kind: "MEAN" } : method.judges);
  const judges: Derivation["judges"] = [];
  let before: Exact | undefined;
  if (judgesFirst) {
    const opinions = ordered.flatMap((sheet) => {
      const total = judgeTotal(sheet, rules);
      const weight = rules.judgeWeights.get(sheet.judgeId) ?? one;
      return total
        ? [{ judgeId: sheet.judgeId, total, value: adjust?.(sheet, total) ?? total, weight }]
        : [];
    });
    const combined = opinions.length > 0 && combineJudges(opinions, method.judges);
    if (combined) {
      before = combined.value;
      for (const { judgeId, total, value: adjusted } of opinions)
        judges.push({
          judgeId,
          total: toText(total),
          adjusted: adjust ? toText(adjusted) : null,
          dropped: combined.dropped.get(judgeId) ?? null,
        });
    }
  } else before = combineCriteria(criteria, method.criteria);
  if (!before) return undefined;
  const total = roundHalfUp(before, method.rounding.total);
  return {
    total,
    derivation: {
      criteria: criteria.map(({ step }) => step),
      judges,
      stages: [],
      before: toText(before),
      total: toText(total),
    },
  };
}

function combineJudges(opinions: readonly Opinion[], judges: Method["judges"]) {
  if (judges.kind === "RANK_SUM" || judges.kind === "BORDA")
    return { value: sum(opinions.map(({ value }) => value)), dropped: new Map() };
  return aggregate(opinions, judges);
}
