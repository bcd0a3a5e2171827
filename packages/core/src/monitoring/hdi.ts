/** The four published components of an index. */
export interface HdiComponents {
  /** Life expectancy at birth (UHH), years. */
  lifeYears: number;
  /** Expected years of schooling (HLS). */
  expectedYears: number;
  /** Mean years of schooling (RLS). */
  meanYears: number;
  /** Adjusted expenditure, rupiah a person a year. */
  expenditure: number;
}

/** Limits of the new method of BPS. */
const life = { least: 20, most: 85 };
const schooling = { expected: 18, mean: 15 };
const spending = { least: 1_007_436, most: 26_572_352 };

/**
 * The Human Development Index (IPM) by the new method of BPS: the geometric mean of the indices of
 * health, education and expenditure, times 100. Published values have two decimals.
 */
export function computeHdi(components: HdiComponents): number {
  const { lifeYears, expectedYears, meanYears, expenditure } = components;
  const health = (lifeYears - life.least) / (life.most - life.least);
  const education =
    (Math.min(expectedYears / schooling.expected, 1) + Math.min(meanYears / schooling.mean, 1)) / 2;
  const living =
    (Math.log(expenditure) - Math.log(spending.least)) /
    (Math.log(spending.most) - Math.log(spending.least));
  return 100 * Math.cbrt(health * education * living);
}

export type HdiStatus = "LOW" | "MEDIUM" | "HIGH" | "VERY_HIGH";

/** The class of a value as BPS names it: rendah, sedang, tinggi, sangat tinggi. */
export function hdiStatus(value: number): HdiStatus {
  if (value < 60) return "LOW";
  if (value < 70) return "MEDIUM";
  return value < 80 ? "HIGH" : "VERY_HIGH";
}
