import { Decimal } from "decimal.js";
import { type Exact, exact, mean, zero } from "./exact.ts";

/** A judge's total for an entry. */
export interface JudgeTotal {
  judgeId: string;
  applicationId: string;
  total: Exact;
}

/** What a method that compares entries makes of each total, by `key`; or why it cannot. */
export type Adjusted =
  | { ok: true; values: ReadonlyMap<string, Exact> }
  | { ok: false; reason: "UNEQUAL_PANELS" | "NOT_CONNECTED" };

export const key = (judgeId: string, applicationId: string): string =>
  `${judgeId} ${applicationId}`;

const precise = Decimal.clone({ precision: 50 });

const byJudge = (totals: readonly JudgeTotal[]): Map<string, JudgeTotal[]> =>
  Map.groupBy(totals, (one) => one.judgeId);

/**
 * Standard scores: (total - the judge's mean) / the judge's standard deviation (of the population),
 * to 20 decimals. A judge who gave everybody the same says nothing: 0.
 */
export function zScores(totals: readonly JudgeTotal[]): Adjusted {
  const values = new Map<string, Exact>();
  for (const [judgeId, own] of byJudge(totals)) {
    const centre = mean(own.map(({ total }) => total));
    const deviations = own.map(({ total }) => total.sub(centre));
    const variance = mean(deviations.map((deviation) => deviation.mul(deviation)));
    const root = new precise(variance.n.toString()).div(variance.d.toString()).sqrt();
    own.forEach(({ applicationId }, index) => {
      const { s, n, d } = deviations[index] ?? zero;
      const z = root.isZero()
        ? zero
        : exact(new precise((s * n).toString()).div(d.toString()).div(root).toFixed(20));
      values.set(key(judgeId, applicationId), z);
    });
  }
  return { ok: true, values };
}

/** Ranks from 1 within each judge, the same total sharing the mean of their ranks. */
function ranksOf(own: readonly JudgeTotal[]): Map<string, Exact> {
  const sorted = [...own].sort((a, b) => b.total.compare(a.total));
  const ranks = new Map<string, Exact>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.total.equals(sorted[start]?.total ?? zero)) end += 1;
    for (const { applicationId } of sorted.slice(start, end))
      ranks.set(applicationId, exact(start + 1 + end).div(2));
    start = end;
  }
  return ranks;
}

/** Whether every judge marked every entry, without which sums of ranks compare nothing. */
function complete(totals: readonly JudgeTotal[]): boolean {
  const judges = byJudge(totals);
  const entries = new Set(totals.map(({ applicationId }) => applicationId));
  return [...judges.values()].every((own) => own.length === entries.size);
}

/** The rank that each judge gives each entry (1 is best). */
export function judgeRanks(totals: readonly JudgeTotal[]): Adjusted {
  if (!complete(totals)) return { ok: false, reason: "UNEQUAL_PANELS" };
  const values = new Map<string, Exact>();
  for (const [judgeId, own] of byJudge(totals))
    for (const [applicationId, rank] of ranksOf(own)) values.set(key(judgeId, applicationId), rank);
  return { ok: true, values };
}

/** Borda points: entries of the judge minus the rank, so the last gets 0. */
export function bordaPoints(totals: readonly JudgeTotal[]): Adjusted {
  const ranks = judgeRanks(totals);
  if (!ranks.ok) return ranks;
  const entries = exact(new Set(totals.map(({ applicationId }) => applicationId)).size);
  return {
    ok: true,
    values: new Map([...ranks.values].map(([name, rank]) => [name, entries.sub(rank)])),
  };
}

/**
 * Totals without the leniency of their judges: least squares of total = entry + judge, where the
 * judges' effects sum to 0. Each total less its judge's effect, to 9 decimals. It needs every two
 * judges to be connected by entries that both, or a chain of judges, marked.
 */
export function withoutLeniency(totals: readonly JudgeTotal[]): Adjusted {
  const effects = leniency(totals);
  if (!effects) return { ok: false, reason: "NOT_CONNECTED" };
  return {
    ok: true,
    values: new Map(
      totals.map(({ judgeId, applicationId, total }) => [
        key(judgeId, applicationId),
        total.sub(exact((effects.get(judgeId) ?? 0).toFixed(9))),
      ]),
    ),
  };
}

/** Each judge's effect by least squares; undefined when judges are not connected. */
export function leniency(totals: readonly JudgeTotal[]): Map<string, number> | undefined {
  const judges = [...new Set(totals.map(({ judgeId }) => judgeId))].sort();
  const index = new Map(judges.map((judge, position) => [judge, position]));
  const size = judges.length;
  const entries = Map.groupBy(totals, ({ applicationId }) => applicationId);
  if (
    !connected(
      size,
      [...entries.values()].map((rows) => rows.map((row) => index.get(row.judgeId) ?? 0)),
    )
  )
    return undefined;
  // The entries' effects eliminated: what is left is a system in the judges alone.
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
  // Exact differences from the entry's mean: a constant added to a judge changes only that judge.
  for (const rows of entries.values()) {
    const centre = mean(rows.map(({ total }) => total));
    for (const row of rows) {
      const line = matrix[index.get(row.judgeId) ?? 0] as Float64Array;
      line[size] = (line[size] ?? 0) + row.total.sub(centre).valueOf();
      for (const other of rows) {
        const column = index.get(other.judgeId) ?? 0;
        line[column] = (line[column] ?? 0) + (row === other ? 1 : 0) - 1 / rows.length;
      }
    }
  }
  // Sum to zero: adding 1 everywhere makes the singular system regular without moving the solution.
  for (const line of matrix)
    for (let column = 0; column < size; column += 1) line[column] = (line[column] ?? 0) + 1;
  const solution = solve(matrix);
  return new Map(judges.map((judge, position) => [judge, solution[position] ?? 0]));
}

/** Whether groups of numbers below `size` join all of them. */
function connected(size: number, groups: readonly number[][]): boolean {
  const parent = Array.from({ length: size }, (_, index) => index);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (const [first = 0, ...rest] of groups)
    for (const other of rest) parent[root(other)] = root(first);
  return new Set(parent.map((_, node) => root(node))).size <= 1;
}

/** Gaussian elimination with partial pivoting; each line holds its right side last. */
function solve(matrix: Float64Array[]): number[] {
  const size = matrix.length;
  const at = (line: number, column: number) => matrix[line]?.[column] ?? 0;
  for (let pivot = 0; pivot < size; pivot += 1) {
    let best = pivot;
    for (let line = pivot; line < size; line += 1)
      if (Math.abs(at(line, pivot)) > Math.abs(at(best, pivot))) best = line;
    [matrix[pivot], matrix[best]] = [matrix[best] as Float64Array, matrix[pivot] as Float64Array];
    for (let line = pivot + 1; line < size; line += 1) {
      const factor = at(line, pivot) / at(pivot, pivot);
      const [target, source] = [matrix[line] as Float64Array, matrix[pivot] as Float64Array];
      for (let column = pivot; column <= size; column += 1)
        target[column] = (target[column] ?? 0) - factor * (source[column] ?? 0);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let line = size - 1; line >= 0; line -= 1) {
    let rest = at(line, size);
    for (let column = line + 1; column < size; column += 1)
      rest -= at(line, column) * (solution[column] ?? 0);
    solution[line] = rest / at(line, line);
  }
  return solution;
}
