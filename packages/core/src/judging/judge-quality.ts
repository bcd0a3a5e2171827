import type { Sheet } from "./entry-score.ts";

/** How one judge marks beside the others. */
export interface JudgeQuality {
  judgeId: string;
  sheets: number;
  /** Mean of own mark less the mean of the other judges' marks of the same entry and criterion. */
  leniency: number;
  /** Standard deviation of the marks. */
  spread: number;
}

/** A mark far from what the other judges gave. */
export interface OutlierMark {
  judgeId: string;
  applicationId: string;
  criterionKey: string;
  value: number;
  /** Mean of the others. */
  others: number;
  /** In standard deviations of all such differences. */
  distance: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};

/** Leniency and spread of each judge, and marks more than `limit` standard deviations away. */
export function judgeQuality(
  sheets: readonly Sheet[],
  limit = 3,
): { judges: JudgeQuality[]; outliers: OutlierMark[] } {
  const marks = sheets.flatMap(({ judgeId, applicationId, marks }) =>
    Object.entries(marks).map(([criterionKey, value]) => ({
      judgeId,
      applicationId,
      criterionKey,
      value: Number(value),
    })),
  );
  const groups = Map.groupBy(marks, (mark) => `${mark.applicationId} ${mark.criterionKey}`);
  const compared = [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const sum = group.reduce((total, { value }) => total + value, 0);
    return group.map((mark) => {
      const others = (sum - mark.value) / (group.length - 1);
      return { ...mark, others, difference: mark.value - others };
    });
  });
  const unit = compared.length === 0 ? 0 : deviation(compared.map((one) => one.difference));
  const differences = Map.groupBy(compared, (one) => one.judgeId);
  const byJudge = Map.groupBy(marks, (mark) => mark.judgeId);
  const counts = Map.groupBy(sheets, (sheet) => sheet.judgeId);
  return {
    judges: [...byJudge].sort().map(([judgeId, own]) => {
      const against = differences.get(judgeId) ?? [];
      return {
        judgeId,
        sheets: counts.get(judgeId)?.length ?? 0,
        leniency: against.length === 0 ? 0 : mean(against.map((one) => one.difference)),
        spread: deviation(own.map((mark) => mark.value)),
      };
    }),
    outliers: compared
      .map(({ difference, ...mark }) => ({ ...mark, distance: unit === 0 ? 0 : difference / unit }))
      .filter((mark) => Math.abs(mark.distance) > limit)
      .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
      .slice(0, 100),
  };
}
