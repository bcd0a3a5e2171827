/** Why a solution fits a need. */
export type MatchReason = "SAME_ISSUE" | "SAME_REGENCY" | "SAME_PROVINCE";

/** Where something is, and which priority issue it is about. */
export interface Subject {
  issueCode: string;
  provinceCode: string;
  regencyCode: string | null;
}

/** A finalist's solution. */
export interface Solution extends Subject {
  id: string;
  /** In the announcement of its province, from 1. */
  rank: number;
}

/** What a solution is to a need, with the reasons. */
export interface Match<S extends Solution> {
  solution: S;
  reasons: MatchReason[];
}

/**
 * The solutions that fit a need, best first: those for its issue before those that are only near; then the
 * same regency, the same province, elsewhere; then by rank among the finalists, and at last by id, so that
 * the order is always the same. What shares neither issue nor province is left out.
 */
export function matchNeed<S extends Solution>(need: Subject, solutions: readonly S[]): Match<S>[] {
  return solutions
    .map((solution) => ({ solution, reasons: reasonsOf(need, solution) }))
    .filter(({ reasons }) => reasons.length > 0)
    .sort(
      (a, b) =>
        weightOf(b.reasons) - weightOf(a.reasons) ||
        a.solution.rank - b.solution.rank ||
        (a.solution.id < b.solution.id ? -1 : 1),
    );
}

function reasonsOf(need: Subject, solution: Subject): MatchReason[] {
  const reasons: MatchReason[] = [];
  if (solution.issueCode === need.issueCode) reasons.push("SAME_ISSUE");
  if (need.regencyCode !== null && solution.regencyCode === need.regencyCode)
    reasons.push("SAME_REGENCY");
  else if (solution.provinceCode === need.provinceCode) reasons.push("SAME_PROVINCE");
  return reasons;
}

/** An issue counts more than any place. */
const weights: Readonly<Record<MatchReason, number>> = {
  SAME_ISSUE: 4,
  SAME_REGENCY: 2,
  SAME_PROVINCE: 1,
};
const weightOf = (reasons: readonly MatchReason[]): number =>
  reasons.reduce((all, reason) => all + weights[reason], 0);
