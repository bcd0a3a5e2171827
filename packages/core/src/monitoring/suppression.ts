/** A table of counts as published: null is hidden. */
export interface PublishedTable {
  cells: (number | null)[];
  total: number | null;
}

/**
 * Hides the small cells of one row of counts of people, and enough of the others that no hidden one can
 * be worked out. `least` is the smallest number that may be shown (3 or more; 0 hides nothing).
 *
 * Zeros are published. If a cell lies between 0 and `least`, everything that is not zero is hidden up to
 * the lowest limit at which at least two cells are hidden, their sum is `least` or more, and they are not
 * all equal. Where no limit does, the total is hidden too, and so is every total below `least`.
 *
 * That equal cells share their fate, and that hidden ones differ, is what makes it safe even from someone
 * who knows this rule: two different hidden cells could be exchanged and nothing published would change.
 * Without it, eleven regencies of one person each, published as eleven hidden cells and the total 11,
 * would all be known.
 */
export function suppress(cells: readonly number[], least: number): PublishedTable {
  const total = sum(cells);
  const positive = cells.filter((cell) => cell > 0).sort((a, b) => a - b);
  if (positive.every((cell) => cell >= least)) return { cells: [...cells], total };
  const limits = [least - 1, ...positive.filter((cell) => cell >= least)];
  const limit = limits.find((one) =>
    protects(
      positive.filter((cell) => cell <= one),
      least,
    ),
  );
  return {
    cells: cells.map((cell) => (cell > 0 && cell <= (limit ?? cell) ? null : cell)),
    total: limit === undefined ? null : total,
  };
}

/** Whether cells, in order of size, protect each other below a published total: no one cell does. */
const protects = (hidden: readonly number[], least: number): boolean =>
  sum(hidden) >= least && hidden[0] !== hidden.at(-1);

/** The sum of published numbers; null when one of them is hidden, and so nothing is told by it. */
export const publishedSum = (totals: readonly (number | null)[]): number | null =>
  totals.includes(null) ? null : sum(totals.filter((total) => total !== null));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
