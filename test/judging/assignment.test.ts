import {
  minCostFlow,
  type Plan,
  type PlanInput,
  planAssignments,
} from "@winner/core/judging/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";

const issues = ["HEALTH", "WATER", "WASTE"];
const input = (changes: Partial<PlanInput> & Pick<PlanInput, "entries" | "judges">): PlanInput => ({
  perEntry: 2,
  forbidden: () => false,
  existing: [],
  ...changes,
});
const entries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `e${index}`,
    issueCode: issues[index % 3] ?? "",
    provinceCode: index % 2 === 0 ? "36" : "53",
  }));
const judges = (count: number, maxEntries: number | null = null) =>
  Array.from({ length: count }, (_, index) => ({
    id: `j${index}`,
    issueCodes: [issues[index % 3] ?? ""],
    provinceCodes: [] as string[],
    maxEntries,
  }));
const loads = (plan: Plan, count: number) => {
  const found = Array.from({ length: count }, () => 0);
  for (const { judgeId } of plan.assignments) {
    const index = Number(judgeId.slice(1));
    found[index] = (found[index] ?? 0) + 1;
  }
  return found;
};

test("every entry gets its judges, loads are equal within one, expertise is honoured", () => {
  const plan = planAssignments(input({ entries: entries(30), judges: judges(6) }));
  expect(plan.unfilled).toEqual([]);
  expect(loads(plan, 6)).toEqual([10, 10, 10, 10, 10, 10]);
  for (const { judgeId, entryId } of plan.assignments)
    expect(Number(judgeId.slice(1)) % 3).toBe(Number(entryId.slice(1)) % 3);
});

test("whatever the conflicts and limits: none is violated, none twice, and loads are as even as can be", () => {
  const random = fc.record({
    entryCount: fc.integer({ min: 1, max: 12 }),
    judgeCount: fc.integer({ min: 1, max: 6 }),
    perEntry: fc.integer({ min: 1, max: 3 }),
    conflicts: fc.array(fc.tuple(fc.nat(5), fc.nat(11)), { maxLength: 30 }),
    limit: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
  });
  fc.assert(
    fc.property(random, ({ entryCount, judgeCount, perEntry, conflicts, limit }) => {
      const bad = new Set(conflicts.map(([judge, entry]) => `j${judge} e${entry}`));
      const forbidden = (judge: string, entry: string) => bad.has(`${judge} ${entry}`);
      const plan = planAssignments(
        input({
          entries: entries(entryCount),
          judges: judges(judgeCount, limit),
          perEntry,
          forbidden,
        }),
      );
      const pairs = plan.assignments.map(({ judgeId, entryId }) => `${judgeId} ${entryId}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      expect(pairs.some((pair) => bad.has(pair))).toBe(false);
      const found = loads(plan, judgeCount);
      expect(Math.max(...found)).toBeLessThanOrEqual(limit ?? entryCount);
      const missing = plan.unfilled.reduce((sum, one) => sum + one.missing, 0);
      expect(pairs.length + missing).toBe(entryCount * perEntry);
      if (bad.size === 0 && limit === null && judgeCount >= perEntry) {
        expect(missing).toBe(0);
        expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
      }
      // No single hand-over would make it more even.
      for (const { judgeId, entryId } of plan.assignments)
        for (let other = 0; other < judgeCount; other += 1) {
          const free = !pairs.includes(`j${other} ${entryId}`) && !forbidden(`j${other}`, entryId);
          if (free)
            expect(
              (found[Number(judgeId.slice(1))] ?? 0) - (found[other] ?? 0),
            ).toBeLessThanOrEqual(1);
        }
    }),
    { numRuns: 300 },
  );
});

test("an entry that cannot be filled is told with its reasons", () => {
  const plan = planAssignments(
    input({
      entries: entries(3),
      judges: judges(2, 2),
      forbidden: (judge, entry) => judge === "j0" && entry === "e1",
    }),
  );
  expect(plan.assignments).toHaveLength(4);
  const told = plan.unfilled.find((one) => one.entryId === "e1");
  expect(told).toMatchObject({ inConflict: 1 });
  expect(plan.unfilled.reduce((sum, one) => sum + one.missing, 0)).toBe(2);
});

test("a new entry and a new judge change little of what was given, and nothing that has marks", () => {
  const first = planAssignments(input({ entries: entries(12), judges: judges(4) }));
  const existing = first.assignments.map((one, index) => ({ ...one, fixed: index % 2 === 0 }));
  const second = planAssignments(input({ entries: entries(13), judges: judges(4), existing }));
  const kept = new Set(second.assignments.map((one) => `${one.judgeId} ${one.entryId}`));
  for (const { judgeId, entryId, fixed } of existing)
    if (fixed) expect(kept.has(`${judgeId} ${entryId}`)).toBe(true);
  const moved = existing.filter(({ judgeId, entryId }) => !kept.has(`${judgeId} ${entryId}`));
  expect(moved.length).toBeLessThanOrEqual(2);
  expect(second.unfilled).toEqual([]);
});

test("the flow is as cheap as the cheapest of all assignments, tried one by one", () => {
  const small = fc.array(fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }), {
    minLength: 4,
    maxLength: 4,
  });
  const best = (costs: number[][], row = 0, used = new Set<number>()): number =>
    row === costs.length
      ? 0
      : Math.min(
          ...(costs[row] ?? []).flatMap((cost, column) =>
            used.has(column) ? [] : [cost + best(costs, row + 1, new Set([...used, column]))],
          ),
        );
  fc.assert(
    fc.property(small, (costs) => {
      const edges = [
        ...costs.map((_, row) => ({ from: 0, to: 1 + row, capacity: 1, cost: 0 })),
        ...costs.map((_, column) => ({ from: 5 + column, to: 9, capacity: 1, cost: 0 })),
        ...costs.flatMap((line, row) =>
          line.map((cost, column) => ({ from: 1 + row, to: 5 + column, capacity: 1, cost })),
        ),
      ];
      const flow = minCostFlow(10, edges, 0, 9);
      const cost = edges.reduce((sum, edge, index) => sum + edge.cost * (flow[index] ?? 0), 0);
      expect(cost).toBe(best(costs));
    }),
    { numRuns: 200 },
  );
});

test("2,000 entries, 200 judges, 5 each: under 10 seconds, even and without conflict", () => {
  const many = entries(2000);
  const forbidden = (judge: string, entry: string) =>
    (Number(judge.slice(1)) * 7919 + Number(entry.slice(1)) * 104_729) % 23 === 0;
  const started = performance.now();
  const plan = planAssignments(
    input({ entries: many, judges: judges(200), perEntry: 5, forbidden }),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(`assignment of 2,000 × 200 × 5: ${seconds.toFixed(2)} s`);
  expect(plan.unfilled).toEqual([]);
  expect(new Set(loads(plan, 200))).toEqual(new Set([50]));
  expect(plan.assignments.some(({ judgeId, entryId }) => forbidden(judgeId, entryId))).toBe(false);
  expect(seconds).toBeLessThan(10);
});
