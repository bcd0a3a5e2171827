import { type PublishedTable, publishedSum, suppress } from "@winner/core/monitoring/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

type Publish = (cells: readonly number[], least: number) => PublishedTable;

/** Every table of some cells from 0 to a greatest number. */
function* tables(cells: number, greatest: number): Generator<number[]> {
  if (cells === 0) yield [];
  else
    for (const rest of tables(cells - 1, greatest))
      for (let value = 0; value <= greatest; value += 1) yield [...rest, value];
}

/**
 * Attacks a way of publishing as strongly as can be: the attacker knows the rule and its limit, and holds
 * what is published against every table that the rule publishes so. Counts the tables of which a hidden
 * cell, or a hidden total, is then known exactly.
 */
function exactDisclosures(publish: Publish, cells: number, greatest: number, least: number) {
  const consistent = new Map<string, { tables: number; values: Set<number>[] }>();
  let all = 0;
  for (const table of tables(cells, greatest)) {
    all += 1;
    const published = publish(table, least);
    const key = JSON.stringify(published);
    const group = consistent.get(key) ?? {
      tables: 0,
      values: Array.from({ length: cells }, () => new Set<number>()),
    };
    consistent.set(key, group);
    group.tables += 1;
    for (const [index, value] of table.entries()) group.values[index]?.add(value);
  }
  let known = 0;
  for (const [key, group] of consistent) {
    const published = JSON.parse(key) as PublishedTable;
    const told = published.cells.some(
      (cell, index) => cell === null && group.values[index]?.size === 1,
    );
    if (told) known += group.tables;
  }
  return { all, known };
}

/** Hides only what is small itself, as the first idea would be. */
const primaryOnly: Publish = (cells, least) => ({
  cells: cells.map((cell) => (cell > 0 && cell < least ? null : cell)),
  total: cells.reduce((all, one) => all + one, 0),
});

describe("no hidden number can be worked out", () => {
  test.each([
    [5, 10, 14_641],
    [11, 16, 83_521],
  ])("of all tables of four cells, from %i upwards", (least, greatest, count) => {
    expect(exactDisclosures(suppress, 4, greatest, least)).toEqual({ all: count, known: 0 });
  });

  test("of all tables of up to six cells, with limits from 3", () => {
    for (const [cells, least, greatest] of [
      [1, 11, 40],
      [2, 5, 40],
      [3, 5, 20],
      [5, 3, 6],
      [6, 4, 6],
    ] as const)
      expect(exactDisclosures(suppress, cells, greatest, least).known).toBe(0);
  });

  test.each([
    [5, 10],
    [11, 16],
  ])(
    "and the same attack finds what hiding small cells alone would tell, from %i",
    (least, greatest) => {
      const { all, known } = exactDisclosures(primaryOnly, 4, greatest, least);
      expect(known).toBeGreaterThan(all / 10);
    },
  );
});

/** The usual rule: the smallest others follow one by one, until two are hidden and their sum is large enough. */
const usual: Publish = (cells, least) => {
  const hidden = new Set<number>();
  const sumHidden = () => sum(cells.filter((_, index) => hidden.has(index)));
  const bySize = [...cells.entries()].filter(([, cell]) => cell > 0).sort((a, b) => a[1] - b[1]);
  const protectedBy = () => hidden.size > 1 && sumHidden() >= least;
  for (const [index, cell] of bySize)
    if (cell < least || (hidden.size > 0 && !protectedBy())) hidden.add(index);
  return {
    cells: cells.map((cell, index) => (hidden.has(index) ? null : cell)),
    total: hidden.size > 0 && !protectedBy() ? null : sum(cells),
  };
};

test("the usual rule, without regard to equal cells, would not be enough", () => {
  expect(usual([0, 5, 4, 4], 5)).toEqual({ cells: [0, 5, null, null], total: 13 });
  expect(exactDisclosures(usual, 4, 10, 5).known).toBeGreaterThan(0);
});

test("who reads as an official and as the public learns no more than as an official", () => {
  const both: Publish = (cells) => Object.assign(suppress(cells, 5), { open: suppress(cells, 11) });
  expect(exactDisclosures(both, 4, 16, 5)).toEqual({ all: 83_521, known: 0 });
});

const anyTable = fc.array(
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 15 }), fc.nat({ max: 500 })),
  { minLength: 1, maxLength: 60 },
);
const limits = fc.constantFrom(3, 5, 11);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

test("in larger tables each hidden cell could as well be another number, and what is shown is true and large", () => {
  fc.assert(
    fc.property(anyTable, limits, (cells, least) => {
      const published = suppress(cells, least);
      for (const [index, cell] of published.cells.entries()) {
        const value = cells[index] ?? 0;
        if (cell !== null) {
          expect(cell).toBe(value);
          expect(cell === 0 || cell >= least).toBe(true);
          continue;
        }
        // Another table with another number here that is published exactly the same.
        const others = [
          ...cells.map((_, other) => {
            const swapped = [...cells];
            [swapped[index], swapped[other]] = [swapped[other] ?? 0, value];
            return swapped;
          }),
          ...Array.from({ length: least - 1 }, (_, few) =>
            cells.map((one) => (one === value ? few + 1 : one)),
          ),
        ].filter((table) => table[index] !== value);
        expect(
          others.some(
            (table) => JSON.stringify(suppress(table, least)) === JSON.stringify(published),
          ),
        ).toBe(true);
      }
      if (published.total === null) {
        expect(published.cells).toContain(null);
        return;
      }
      expect(published.total).toBe(sum(cells));
      expect(published.total === 0 || published.total >= least).toBe(true);
      const hidden = cells.filter((_, index) => published.cells[index] === null);
      expect(hidden.length === 0 || (hidden.length > 1 && sum(hidden) >= least)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("hiding is by size alone: it does not matter in which order regions stand", () => {
  fc.assert(
    fc.property(anyTable, limits, (cells, least) => {
      const turned = suppress([...cells].reverse(), least);
      expect(suppress(cells, least)).toEqual({ ...turned, cells: turned.cells.toReversed() });
    }),
  );
});

test("golden tables", () => {
  const from11 = (...cells: number[]) => {
    const { cells: published, total } = suppress(cells, 11);
    return [...published, total];
  };
  expect(from11(20, 30, 0)).toEqual([20, 30, 0, 50]);
  expect(from11(3, 20, 30, 0)).toEqual([null, null, 30, 0, 53]);
  expect(from11(3, 20, 20, 30)).toEqual([null, null, null, 30, 73]);
  expect(from11(5, 7, 30)).toEqual([null, null, 30, 42]);
  expect(from11(4, 0, 0)).toEqual([null, 0, 0, null]);
  expect(from11(4, 5, 0)).toEqual([null, null, 0, null]);
  expect(from11(0, 0)).toEqual([0, 0, 0]);
  expect(from11()).toEqual([0]);
  // Eleven ones: with the total 11 each would be known.
  expect(suppress(Array(11).fill(1), 11).total).toBeNull();
  expect(suppress([3, 1], 0)).toEqual({ cells: [3, 1], total: 4 });
});

test("a sum of what is published is told only when nothing in it is hidden", () => {
  expect(publishedSum([20, 30])).toBe(50);
  expect(publishedSum([20, null])).toBeNull();
});
