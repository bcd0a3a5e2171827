import { type FlowEdge, minCostFlow } from "./assignment-flow.ts";

export interface PlanEntry {
  id: string;
  issueCode: string;
  provinceCode: string;
  /** How many marked it who take no more entries. */
  marked?: number;
}

export interface PlanJudge {
  id: string;
  /** Empty: at home everywhere. */
  issueCodes: readonly string[];
  provinceCodes: readonly string[];
  maxEntries: number | null;
}

export interface PlanInput {
  entries: readonly PlanEntry[];
  judges: readonly PlanJudge[];
  /** Judges per entry. */
  perEntry: number;
  /** Whether a judge may not have an entry: in conflict, or recused. */
  forbidden(judgeId: string, entryId: string): boolean;
  /** What is given already. `fixed`: it has marks and stays. */
  existing: readonly { judgeId: string; entryId: string; fixed: boolean }[];
}

export interface Plan {
  assignments: { judgeId: string; entryId: string }[];
  /** Entries with fewer judges than asked, and why. */
  unfilled: {
    entryId: string;
    missing: number;
    /** Judges in conflict with it. */
    inConflict: number;
    /** Judges who could, but have all they can take. */
    full: number;
  }[];
}

/** A judge outside their issues or provinces costs this for each; a change of what was given more. */
const outsideCost = 1;
const changeCost = 3;
/** More than everything else about one assignment: an even load comes first. */
const loadCost = 16;

/**
 * Gives every entry its judges: never in conflict, as many as asked where that is possible, loads
 * equal within one, then by expertise, and changing little of what was given before.
 */
export function planAssignments(input: PlanInput): Plan {
  const { entries, judges, perEntry } = input;
  const given = new Map(input.existing.map((one) => [`${one.judgeId} ${one.entryId}`, one.fixed]));
  const entryNode = (index: number) => 1 + index;
  const judgeNode = (index: number) => 1 + entries.length + index;
  const sink = 1 + entries.length + judges.length;
  const edges: FlowEdge[] = [];
  const pairs: { edge: number; judge: number; entry: number }[] = [];
  const fixedLoad = judges.map(() => 0);
  const assignments: Plan["assignments"] = [];
  entries.forEach((entry, e) => {
    let open = perEntry - (entry.marked ?? 0);
    judges.forEach((judge, j) => {
      const before = given.get(`${judge.id} ${entry.id}`);
      if (before) {
        fixedLoad[j] = (fixedLoad[j] ?? 0) + 1;
        open -= 1;
        assignments.push({ judgeId: judge.id, entryId: entry.id });
      } else if (!input.forbidden(judge.id, entry.id)) {
        const cost =
          outside(judge.issueCodes, entry.issueCode) +
          outside(judge.provinceCodes, entry.provinceCode) +
          (before === undefined && given.size > 0 ? changeCost : 0);
        pairs.push({ edge: edges.length, judge: j, entry: e });
        edges.push({ from: entryNode(e), to: judgeNode(j), capacity: 1, cost });
      }
    });
    edges.push({ from: 0, to: entryNode(e), capacity: Math.max(0, open), cost: 0 });
  });
  const limits = judges.map(({ maxEntries }, j) =>
    Math.max(0, (maxEntries ?? entries.length) - (fixedLoad[j] ?? 0)),
  );
  edges.push(...loadEdges(limits, fixedLoad, entries.length * perEntry, judgeNode, sink));
  const flow = minCostFlow(sink + 1, edges, 0, sink);
  for (const { edge, judge, entry } of pairs)
    if (flow[edge] === 1)
      assignments.push({ judgeId: judges[judge]?.id ?? "", entryId: entries[entry]?.id ?? "" });
  return { assignments, unfilled: explain(input, assignments) };
}

const outside = (own: readonly string[], code: string): number =>
  own.length === 0 || own.includes(code) ? 0 : outsideCost;

/**
 * From each judge to the sink: every further entry costs more than the one before, so that the
 * cheapest flow is the most even one.
 */
function loadEdges(
  limits: readonly number[],
  fixedLoad: readonly number[],
  demand: number,
  judgeNode: (index: number) => number,
  sink: number,
): FlowEdge[] {
  // Far above an even share nothing more needs telling apart.
  const told = Math.ceil(demand / Math.max(1, limits.length)) + 20;
  return limits.flatMap((limit, j) => {
    const from = judgeNode(j);
    const fixed = fixedLoad[j] ?? 0;
    const steps = Math.min(limit, Math.max(0, told - fixed));
    const edges: FlowEdge[] = Array.from({ length: steps }, (_, step) => ({
      from,
      to: sink,
      capacity: 1,
      cost: loadCost * (fixed + step),
    }));
    if (limit > steps)
      edges.push({ from, to: sink, capacity: limit - steps, cost: loadCost * (fixed + steps) });
    return edges;
  });
}

function explain(input: PlanInput, assignments: Plan["assignments"]): Plan["unfilled"] {
  const held = Map.groupBy(assignments, (one) => one.entryId);
  return input.entries.flatMap(({ id: entryId, marked = 0 }) => {
    const own = held.get(entryId) ?? [];
    const missing = input.perEntry - marked - own.length;
    if (missing <= 0) return [];
    const inConflict = input.judges.filter((judge) => input.forbidden(judge.id, entryId)).length;
    return [{ entryId, missing, inConflict, full: input.judges.length - inConflict - own.length }];
  });
}
