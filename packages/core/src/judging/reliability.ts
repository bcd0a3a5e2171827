import jStat from "jstat";

/** Values by unit (outer) and observer (inner); null where an observer gave none. */
export type Ratings = readonly (readonly (number | null)[])[];
export type Scale = "NOMINAL" | "ORDINAL" | "INTERVAL" | "RATIO";

const present = (row: readonly (number | null)[]): number[] =>
  row.filter((value) => value !== null);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const average = (values: readonly number[]): number => total(values) / values.length;

/**
 * Krippendorff's alpha: agreement of any number of observers beyond chance, with missing values
 * (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011). Undefined when nothing can be
 * compared or all values are one.
 */
export function krippendorffAlpha(units: Ratings, scale: Scale): number | undefined {
  const pairable = units.map(present).filter((values) => values.length > 1);
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b);
  if (values.length < 2) return undefined;
  const index = new Map(values.map((value, position) => [value, position]));
  const coincidences = values.map(() => values.map(() => 0));
  for (const unit of pairable)
    unit.forEach((first, i) => {
      const line = coincidences[index.get(first) ?? 0] ?? [];
      unit.forEach((second, j) => {
        const column = index.get(second) ?? 0;
        if (i !== j) line[column] = (line[column] ?? 0) + 1 / (unit.length - 1);
      });
    });
  const margins = coincidences.map(total);
  const distance = squaredDistance(scale, values, margins);
  let [observed, expected] = [0, 0];
  coincidences.forEach((line, c) => {
    line.forEach((count, k) => {
      observed += count * distance(c, k);
      expected += (margins[c] ?? 0) * (margins[k] ?? 0) * distance(c, k);
    });
  });
  return 1 - ((total(margins) - 1) * observed) / expected;
}

/** The squared difference of two values by their positions, for each scale of measurement. */
function squaredDistance(scale: Scale, values: readonly number[], margins: readonly number[]) {
  const at = (list: readonly number[], position: number) => list[position] ?? 0;
  return (c: number, k: number): number => {
    if (c === k) return 0;
    const [low, high] = c < k ? [c, k] : [k, c];
    if (scale === "NOMINAL") return 1;
    if (scale === "INTERVAL") return (at(values, c) - at(values, k)) ** 2;
    if (scale === "RATIO")
      return ((at(values, c) - at(values, k)) / (at(values, c) + at(values, k))) ** 2;
    const between = total(margins.slice(low, high + 1));
    return (between - (at(margins, low) + at(margins, high)) / 2) ** 2;
  };
}

export interface Estimate {
  value: number;
  /** Confidence interval. */
  low: number;
  high: number;
}

export interface Intraclass {
  /** ICC(1,1), (2,1), (3,1): of a single judge. */
  single: [Estimate, Estimate, Estimate];
  /** ICC(1,k), (2,k), (3,k): of the mean of all judges. */
  average: [Estimate, Estimate, Estimate];
}

const full: Estimate = { value: 1, low: 1, high: 1 };

const quantile = (p: number, df1: number, df2: number): number => jStat.centralF.inv(p, df1, df2);

/**
 * Intraclass correlations of Shrout and Fleiss (1979), with the confidence intervals of McGraw and
 * Wong (1996). Rows are targets, columns judges. Undefined unless every judge rated every target, there
 * are two of each, and the targets differ; judges who agree in everything have 1, the limit of the formulas.
 */
export function intraclassCorrelation(ratings: Ratings, confidence = 0.95): Intraclass | undefined {
  const rows = ratings.map(present);
  const n = rows.length;
  const k = rows[0]?.length ?? 0;
  if (n < 2 || k < 2 || rows.some((row) => row.length !== k || row.length !== ratings[0]?.length))
    return undefined;
  const grand = average(rows.flat());
  const rowMeans = rows.map(average);
  const columnMeans = rows[0]?.map((_, j) => average(rows.map((row) => row[j] ?? 0))) ?? [];
  const between = (k * total(rowMeans.map((m) => (m - grand) ** 2))) / (n - 1);
  const judges = (n * total(columnMeans.map((m) => (m - grand) ** 2))) / (k - 1);
  const within =
    total(rows.flatMap((row, i) => row.map((x) => (x - (rowMeans[i] ?? 0)) ** 2))) / (n * (k - 1));
  // Less than this comes from floating point alone.
  const nothing = 1e-12 * (between + within);
  if (between <= nothing) return undefined;
  if (within <= nothing) return { single: [full, full, full], average: [full, full, full] };
  const error = (within * n * (k - 1) - judges * (k - 1)) / ((n - 1) * (k - 1));
  const p = 1 - (1 - confidence) / 2;
  const ratio = (
    value: number,
    base: number,
    df: number,
  ): { single: Estimate; average: Estimate } => {
    const f = value / Math.max(base, nothing);
    const low = f / quantile(p, n - 1, df);
    const high = f * quantile(p, df, n - 1);
    const single = (x: number) => (x - 1) / (x + k - 1);
    const mean = (x: number) => 1 - 1 / x;
    return {
      single: { value: single(f), low: single(low), high: single(high) },
      average: { value: mean(f), low: mean(low), high: mean(high) },
    };
  };
  const one = ratio(between, within, n * (k - 1));
  const three = ratio(between, error, (n - 1) * (k - 1));
  const two = absoluteAgreement({ n, k, between, judges, error, p });
  return {
    single: [one.single, two.single, three.single],
    average: [one.average, two.average, three.average],
  };
}

/** ICC(2,1) and ICC(2,k): judges are a sample of judges, and their levels count. */
function absoluteAgreement(parts: {
  n: number;
  k: number;
  between: number;
  judges: number;
  error: number;
  p: number;
}): { single: Estimate; average: Estimate } {
  const { n, k, between, judges, error, p } = parts;
  const value = (between - error) / (between + (k - 1) * error + (k * (judges - error)) / n);
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  const df =
    (a * judges + b * error) ** 2 /
    ((a * judges) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
  const rest = k * judges + (k * n - k - n) * error;
  const lower = quantile(p, n - 1, df);
  const upper = quantile(p, df, n - 1);
  const low = (n * (between - lower * error)) / (lower * rest + n * between);
  const high = (n * (upper * between - error)) / (rest + n * upper * between);
  const many = (x: number) => (k * x) / (1 + (k - 1) * x);
  return {
    single: { value, low, high },
    average: {
      value: (between - error) / (between + (judges - error) / n),
      low: many(low),
      high: many(high),
    },
  };
}

/**
 * Kendall's coefficient of concordance W with the correction for ties (Siegel and Castellan, 1988).
 * Rows are targets, columns judges. Undefined unless complete.
 */
export function kendallW(ratings: Ratings): number | undefined {
  const n = ratings.length;
  const m = ratings[0]?.length ?? 0;
  if (n < 2 || m < 2 || ratings.some((row) => present(row).length !== m)) return undefined;
  const columns = Array.from({ length: m }, (_, j) => ratings.map((row) => row[j] ?? 0));
  const ranks = columns.map(averageRanks);
  const sums = ratings.map((_, i) => total(ranks.map((column) => column[i] ?? 0)));
  const spread = total(sums.map((sum) => (sum - average(sums)) ** 2));
  const ties = total(
    columns.map((column) =>
      total(
        [...Map.groupBy(column, (value) => value).values()].map((g) => g.length ** 3 - g.length),
      ),
    ),
  );
  const most = m * m * (n ** 3 - n) - m * ties;
  return most === 0 ? undefined : (12 * spread) / most;
}

/** Ranks from 1, equal values sharing the mean of their ranks. */
function averageRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return below + (same + 1) / 2;
  });
}

/** Fleiss' kappa. Rows are subjects, columns categories, cells how many judges chose it. */
export function fleissKappa(counts: readonly (readonly number[])[]): number | undefined {
  const raters = total(counts[0] ?? []);
  if (counts.length === 0 || raters < 2) return undefined;
  const agreement = average(
    counts.map((row) => (total(row.map((c) => c * c)) - raters) / (raters * (raters - 1))),
  );
  const chance = total(
    (counts[0] ?? []).map(
      (_, j) => (total(counts.map((row) => row[j] ?? 0)) / (counts.length * raters)) ** 2,
    ),
  );
  return chance === 1 ? undefined : (agreement - chance) / (1 - chance);
}
