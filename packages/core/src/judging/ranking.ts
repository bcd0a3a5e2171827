import {
  type Adjusted,
  bordaPoints,
  type JudgeTotal,
  judgeRanks,
  key,
  withoutLeniency,
  zScores,
} from "./comparison.ts";
import {
  type Derivation,
  judgeTotal,
  type ScoringRules,
  type Sheet,
  scoreEntry,
} from "./entry-score.ts";
import { type Exact, exact, toText } from "./exact.ts";
import { lowerWins, type Method } from "./method.ts";
import { breakTie, type TieFacts, type TieStep } from "./tie-break.ts";

export interface Scored {
  applicationId: string;
  total: Exact;
  derivation: Derivation;
}

export interface Ranked {
  applicationId: string;
  /** From 1; entries that nothing parts share it. */
  rank: number;
  total: string;
  tieBreaks: readonly TieStep[];
}

export type ScoringFault = Extract<Adjusted, { ok: false }>["reason"];

const comparing: Partial<
  Record<Method["judges"]["kind"], (totals: readonly JudgeTotal[]) => Adjusted>
> = { RANK_SUM: judgeRanks, BORDA: bordaPoints, Z_SCORE: zScores, LENIENCY: withoutLeniency };

/** Scores all entries of a panel, or tells why the method does not fit the marks. */
export function scoreAll(
  sheets: readonly Sheet[],
  rules: ScoringRules,
): { scores: Scored[]; fault?: ScoringFault } {
  const compare = comparing[rules.method.judges.kind];
  let adjust: ((sheet: Sheet) => Exact) | undefined;
  if (compare) {
    const totals = sheets.flatMap((sheet) => {
      const total = judgeTotal(sheet, rules);
      return total ? [{ ...sheet, total }] : [];
    });
    const adjusted = compare(totals);
    if (!adjusted.ok) return { scores: [], fault: adjusted.reason };
    adjust = ({ judgeId, applicationId }) =>
      adjusted.values.get(key(judgeId, applicationId)) ?? exact(0);
  }
  const entries = Map.groupBy(sheets, (sheet) => sheet.applicationId);
  return {
    scores: [...entries].flatMap(([applicationId, own]) => {
      const score = scoreEntry(own, rules, adjust);
      return score ? [{ applicationId, ...score }] : [];
    }),
  };
}

/** Puts scored entries in order, parting equal totals by the method's tie-breaks. */
export function rank(
  scores: readonly { applicationId: string; total: Exact }[],
  method: Method,
  factsOf: (applicationId: string) => TieFacts,
): Ranked[] {
  const direction = lowerWins(method) ? 1 : -1;
  const sorted = [...scores].sort(
    (a, b) => direction * a.total.compare(b.total) || (a.applicationId < b.applicationId ? -1 : 1),
  );
  const ranked: Ranked[] = [];
  for (let start = 0; start < sorted.length; ) {
    const total = sorted[start]?.total ?? exact(0);
    let end = start + 1;
    while (end < sorted.length && sorted[end]?.total.equals(total)) end += 1;
    const group = sorted.slice(start, end);
    const parts =
      group.length === 1
        ? [{ entries: group, steps: new Map<string, readonly TieStep[]>() }]
        : breakTie(
            group.map(({ applicationId }) => ({
              applicationId,
              facts: factsOf(applicationId),
            })),
            method.tieBreaks,
          );
    for (const { entries, steps } of parts) {
      const place = ranked.length + 1;
      for (const { applicationId } of entries)
        ranked.push({
          applicationId,
          rank: place,
          total: toText(total),
          tieBreaks: steps.get(applicationId) ?? [],
        });
    }
    start = end;
  }
  return ranked;
}
