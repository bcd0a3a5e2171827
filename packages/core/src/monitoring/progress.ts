import type { IndicatorDirection } from "../database/index.ts";

/** A target: from the value of one year to another by a later year. */
export interface Aim {
  baselineYear: number;
  targetYear: number;
  target: number;
}

/** How far a series of yearly values is on its way to an aim. */
export interface Progress extends Aim {
  baseline: number | null;
  /** The newest year from the baseline to the target, and its value; a hidden value is null. */
  latestYear: number | null;
  latest: number | null;
  /** Since the baseline; null before a later year is known. */
  change: number | null;
  /** Share of the way to the target, 0 and more; null without a later year. */
  share: number | null;
}

/** The progress of values by year, of which null ones are hidden, towards an aim in a direction. */
export function progressOf(
  values: ReadonlyMap<number, number | null>,
  { baselineYear, targetYear, target }: Aim,
  direction: IndicatorDirection,
): Progress {
  const baseline = values.get(baselineYear) ?? null;
  const years = [...values.keys()].filter((year) => year > baselineYear && year <= targetYear);
  const latestYear = years.length > 0 ? Math.max(...years) : null;
  const latest = latestYear === null ? null : (values.get(latestYear) ?? null);
  const change = baseline === null || latest === null ? null : round(latest - baseline);
  const way = baseline === null ? 0 : target - baseline;
  return {
    baselineYear,
    baseline,
    targetYear,
    target,
    latestYear,
    latest,
    change,
    share: change === null || !isForward(way, direction) ? null : Math.max(0, change / way),
  };
}

/** Whether a change goes where an indicator should go. */
export const isForward = (change: number, direction: IndicatorDirection): boolean =>
  direction === "UP" ? change > 0 : change < 0;

/** Values have at most four decimals, and so has their difference. */
const round = (value: number): number => Math.round(value * 10_000) / 10_000;
