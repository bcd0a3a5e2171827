import { sha256 } from "../kernel/secret.ts";
import type { Derivation } from "./entry-score.ts";
import { type Exact, exact, median, toText, zero } from "./exact.ts";
import type { TieBreak } from "./method.ts";

/** What of an entry the rules compare; numbers as exact text. */
export interface TieFacts {
  /** Score of each criterion. */
  criteria: Readonly<Record<string, string>>;
  /** Each judge's total: as the method took it, or the sum of the marks times their factors. */
  judges: Readonly<Record<string, string>>;
  dropped: number;
}

/** An entry in a tie. */
export interface Tied {
  applicationId: string;
  facts: TieFacts;
}

/** One step that was taken to part equal totals, for the result to tell. */
export interface TieStep {
  kind: TieBreak["kind"];
  /** What was compared. */
  value: string;
}

type Key = (entry: Tied, group: readonly Tied[]) => { order: Exact; value: string };

/** What each rule compares; more is better. */
function keyOf(rule: TieBreak): Key {
  switch (rule.kind) {
    case "CRITERION":
      return ({ facts }) => {
        const score = facts.criteria[rule.key] ?? "0";
        return { order: exact(score), value: `${rule.key} ${score}` };
      };
    case "HIGHER_MEDIAN":
      return ({ facts }) => {
        const totals = Object.values(facts.judges).map(exact);
        const middle = totals.length === 0 ? exact(0) : median(totals);
        return { order: middle, value: toText(middle) };
      };
    case "FEWER_DROPPED":
      return ({ facts }) => ({ order: exact(-facts.dropped), value: String(facts.dropped) });
    case "HEAD_TO_HEAD":
      return (entry, group) => {
        const won = group.filter((other) => other !== entry && beats(entry, other)).length;
        return { order: exact(won), value: `${won} of ${group.length - 1}` };
      };
    case "LOT":
      return ({ applicationId }) => {
        const lot = sha256(`${rule.seed} ${applicationId}`);
        return { order: exact(BigInt(`0x${lot.slice(0, 30)}`)), value: lot.slice(0, 12) };
      };
    default:
      return rule satisfies never;
  }
}

/** What a derivation says to the rules. */
export function tieFacts({ criteria, judges }: Derivation): TieFacts {
  const sums = new Map<string, Exact>();
  for (const { judgeId, total } of judges) sums.set(judgeId, exact(total));
  if (judges.length === 0)
    for (const { factor, marks } of criteria) {
      const times = exact(factor);
      for (const { judgeId, value } of marks)
        sums.set(judgeId, (sums.get(judgeId) ?? zero).add(exact(value).mul(times)));
    }
  const given = [...criteria.flatMap((one) => one.marks), ...judges];
  return {
    criteria: Object.fromEntries(criteria.map(({ key, factored }) => [key, factored])),
    judges: Object.fromEntries([...sums].map(([judgeId, total]) => [judgeId, toText(total)])),
    dropped: given.filter((one) => one.dropped !== null).length,
  };
}

/** Whether more of the judges who marked both prefer the first. */
function beats(first: Tied, second: Tied): boolean {
  const votes = Object.entries(first.facts.judges).map(([judgeId, total]) => {
    const other = second.facts.judges[judgeId];
    return other === undefined ? 0 : Math.sign(exact(total).compare(exact(other)));
  });
  return votes.reduce((sum, vote) => sum + vote, 0) > 0;
}

/**
 * Parts entries of equal total by the rules in order. Gives groups from best to worst, each with the
 * steps that led there; a group of several is a tie that the rules leave.
 */
export function breakTie(
  group: readonly Tied[],
  [rule, ...rest]: readonly TieBreak[],
  taken: ReadonlyMap<string, readonly TieStep[]> = new Map(),
): { entries: readonly Tied[]; steps: ReadonlyMap<string, readonly TieStep[]> }[] {
  if (group.length < 2 || !rule) return [{ entries: group, steps: taken }];
  const key = keyOf(rule);
  const keyed = group
    .map((entry) => ({ entry, ...key(entry, group) }))
    .sort((a, b) => b.order.compare(a.order));
  const steps = new Map(
    keyed.map(({ entry: { applicationId }, value }) => [
      applicationId,
      [...(taken.get(applicationId) ?? []), { kind: rule.kind, value }],
    ]),
  );
  const parts: Tied[][] = [];
  keyed.forEach(({ entry, order }, index) => {
    if (index > 0 && order.equals(keyed[index - 1]?.order ?? order)) parts.at(-1)?.push(entry);
    else parts.push([entry]);
  });
  return parts.flatMap((part) => breakTie(part, rest, steps));
}
