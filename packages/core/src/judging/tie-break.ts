import { sha256 } from "../kernel/secret.ts";
import type { Derivation } from "./entry-score.ts";
import { type Exact, exact, median } from "./exact.ts";
import type { TieBreak } from "./method.ts";

/** An entry in a tie. */
export interface Tied {
  applicationId: string;
  derivation: Derivation;
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
      return ({ derivation }) => {
        const score = derivation.criteria.find(({ key }) => key === rule.key)?.factored ?? "0";
        return { order: exact(score), value: `${rule.key} ${score}` };
      };
    case "HIGHER_MEDIAN":
      return ({ derivation }) => {
        const totals = judgeSums(derivation).map(([, total]) => total);
        const middle = totals.length === 0 ? exact(0) : median(totals);
        return { order: middle, value: middle.toFraction() };
      };
    case "FEWER_DROPPED":
      return ({ derivation }) => {
        const marks = [...derivation.criteria.flatMap((one) => one.marks), ...derivation.judges];
        const dropped = marks.filter((mark) => mark.dropped !== null).length;
        return { order: exact(-dropped), value: String(dropped) };
      };
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

/** Each judge's total for an entry: as the method made it, or the plain sum of the marks. */
function judgeSums(derivation: Derivation): [judgeId: string, total: Exact][] {
  if (derivation.judges.length > 0)
    return derivation.judges.map(({ judgeId, total }) => [judgeId, exact(total)]);
  const sums = new Map<string, Exact>();
  for (const { factor, marks } of derivation.criteria)
    for (const { judgeId, value } of marks)
      sums.set(judgeId, (sums.get(judgeId) ?? exact(0)).add(exact(value).mul(exact(factor))));
  return [...sums];
}

/** Whether more of the judges who marked both prefer the first. */
function beats(first: Tied, second: Tied): boolean {
  const others = new Map(judgeSums(second.derivation));
  const votes = judgeSums(first.derivation).map(([judgeId, total]) =>
    Math.sign(total.compare(others.get(judgeId) ?? total)),
  );
  return votes.reduce((total, vote) => total + vote, 0) > 0;
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
