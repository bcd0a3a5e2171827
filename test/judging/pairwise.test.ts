import { bradleyTerry, type Comparison, nextPair } from "@winner/core/judging/index.ts";
import { expect, test } from "vitest";

/** The American League's eastern division in 1987: wins of the row over the column (Agresti). */
const clubs = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"];
const wins = [
  [0, 7, 9, 7, 7, 9, 11],
  [6, 0, 7, 5, 11, 9, 9],
  [4, 6, 0, 7, 7, 8, 12],
  [6, 8, 6, 0, 6, 7, 10],
  [6, 2, 6, 7, 0, 7, 12],
  [4, 4, 5, 6, 6, 0, 6],
  [2, 4, 1, 3, 1, 7, 0],
];
const games: Comparison[] = wins.flatMap((row, i) =>
  row.flatMap((count, j) =>
    Array.from({ length: count }, () => ({ winner: clubs[i] ?? "", loser: clubs[j] ?? "" })),
  ),
);

test("the published abilities of Agresti's baseball table come out", () => {
  const strengths = new Map(bradleyTerry(clubs, games, 0).map((one) => [one.id, one.ability]));
  const baltimore = strengths.get("Baltimore") ?? 0;
  const abilities = clubs.map((club) =>
    Number(((strengths.get(club) ?? 0) - baltimore).toFixed(3)),
  );
  expect(abilities).toEqual([1.581, 1.436, 1.294, 1.248, 1.108, 0.684, 0]);
});

test("with the prior one who always wins has a finite strength and is first", () => {
  const strengths = bradleyTerry(
    ["a", "b", "c"],
    [
      { winner: "a", loser: "b" },
      { winner: "a", loser: "c" },
      { winner: "b", loser: "c" },
    ],
  );
  expect(strengths.map((one) => one.id).sort()).toEqual(["a", "b", "c"]);
  expect(strengths.every((one) => Number.isFinite(one.ability))).toBe(true);
  expect([...strengths].sort((x, y) => y.ability - x.ability).map((one) => one.id)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("the next pair is one nobody is sure about, and never one that is not allowed", () => {
  const strengths = bradleyTerry(
    ["a", "b", "c", "d"],
    [
      ...Array.from({ length: 20 }, () => ({ winner: "a", loser: "b" })),
      { winner: "c", loser: "d" },
    ],
  );
  expect(nextPair(strengths, () => true)?.sort()).not.toEqual(["a", "b"]);
  expect(nextPair(strengths, (x, y) => !(x === "c" && y === "d"))?.sort()).not.toEqual(["c", "d"]);
  expect(nextPair(strengths, () => false)).toBeUndefined();
});
