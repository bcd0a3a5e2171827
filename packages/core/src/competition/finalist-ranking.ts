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
  ranking: {
    applicationId: string;
    rank: number;
    /** Of a reserve the rank that it shares with others, whom neither score nor the given order parts. */
    tiedRank: number | null;
    finalist: boolean;
  }[];
  faults: Fault[];
}

const byScore = ({ score: a }: Contender, { score: b }: Contender): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return b - a;
};

/**
 * Ranks one province: by score, then by the place in `tieBreaks`. Equal scores across the cut are a
 * fault until the organiser gives the order of all of them; among reserves they are noted, since one of
 * them may have to take a place; among finalists they do not matter.
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
  const unordered = sorted.slice(quota).filter(({ applicationId }) => !place.has(applicationId));
  const tiedRanks = new Map<Contender, number>();
  for (const [first, ...others] of Map.groupBy(unordered, ({ score }) => score).values())
    if (first && others.length > 0)
      for (const one of [first, ...others]) tiedRanks.set(one, sorted.indexOf(first) + 1);
  const ranking = sorted.map((contender, index) => ({
    applicationId: contender.applicationId,
    rank: index + 1,
    tiedRank: tiedRanks.get(contender) ?? null,
    finalist: index < quota,
  }));
  return { provinceCode, ranking, faults };
}
