import type { Fault } from "../kernel/error.ts";
import { texts } from "./error.ts";

export interface Contender {
  applicationId: string;
  /** The score of the last decided stage; higher is better, and none comes after all that there are. */
  score: number | null;
}

export interface ProvinceDraw {
  provinceCode: string;
  /** In rank order; the first `quota` are finalists, the others reserves. */
  ranking: { applicationId: string; rank: number; finalist: boolean }[];
  faults: Fault[];
}

const byScore = ({ score: a }: Contender, { score: b }: Contender): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
};

/**
 * Ranks one province: by score, then by the place in `tieBreaks`. Equal scores matter only across
 * the cut: there they are a fault until the organiser gives the order of all of them.
 */
export function drawProvince(
  provinceCode: string,
  contenders: readonly Contender[],
  quota: number,
  options: { tieBreaks: readonly string[]; allowShortfall: boolean },
): ProvinceDraw {
  const place = new Map(options.tieBreaks.map((id, index) => [id, index]));
  const order = (id: string) => place.get(id) ?? Number.MAX_SAFE_INTEGER;
  const sorted = [...contenders].sort(
    (a, b) =>
      byScore(a, b) ||
      order(a.applicationId) - order(b.applicationId) ||
      (a.applicationId < b.applicationId ? -1 : 1),
  );
  const faults: Fault[] = [];
  const path = ["provinces", provinceCode];
  const atCut = sorted[quota - 1]?.score;
  if (sorted.length > quota && sorted[quota]?.score === atCut) {
    const tied = sorted.filter((contender) => contender.score === atCut);
    if (tied.some(({ applicationId }) => !place.has(applicationId)))
      faults.push({ message: texts.tie, path, parameters: { province: provinceCode } });
  }
  if (sorted.length < quota && !options.allowShortfall)
    faults.push({
      message: texts.shortfall,
      path,
      parameters: { province: provinceCode, count: sorted.length, quota },
    });
  const ranking = sorted.map(({ applicationId }, index) => ({
    applicationId,
    rank: index + 1,
    finalist: index < quota,
  }));
  return { provinceCode, ranking, faults };
}
