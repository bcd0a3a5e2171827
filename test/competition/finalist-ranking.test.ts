import { drawProvince } from "@winner/core/competition/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { tieBreaks: [] as string[], allowShortfall: false };
const contenders = (...scores: number[]) =>
  scores.map((score, index) => ({ applicationId: `a${index}`, score }));

test("exactly the quota becomes finalists, in rank order, and the others reserves", () => {
  const { ranking, faults } = drawProvince("61", contenders(70, 90, 80, 60), 3, options);
  expect(faults).toEqual([]);
  expect(ranking.map((one) => [one.applicationId, one.finalist])).toEqual([
    ["a1", true],
    ["a2", true],
    ["a0", true],
    ["a3", false],
  ]);
});

test("a tie across the cut is a fault until the organiser orders all who are tied", () => {
  const tied = contenders(90, 80, 70, 70);
  expect(drawProvince("61", tied, 3, options).faults[0]?.message.code).toBe("TIE_AT_CUT");
  expect(drawProvince("61", tied, 3, { ...options, tieBreaks: ["a3"] }).faults).toHaveLength(1);
  const settled = drawProvince("61", tied, 3, { ...options, tieBreaks: ["a3", "a2"] });
  expect(settled.faults).toEqual([]);
  expect(settled.ranking[2]?.applicationId).toBe("a3");
});

test("reserves that neither score nor order parts share a rank; finalists, and who has a place in the order, do not", () => {
  const entries = contenders(90, 90, 80, 70, 70, 70, 60, 60);
  const shared = (tieBreaks: string[]) =>
    drawProvince("61", entries, 3, { ...options, tieBreaks }).ranking.map((one) => one.tiedRank);
  expect(shared([])).toEqual([null, null, null, 4, 4, 4, 7, 7]);
  expect(shared(["a5"])).toEqual([null, null, null, null, 5, 5, 7, 7]);
  expect(shared(["a5", "a4", "a7"])).toEqual([null, null, null, null, null, null, null, null]);
});

test("a tie inside the quota is no fault", () => {
  expect(drawProvince("61", contenders(90, 90, 80, 70), 3, options).faults).toEqual([]);
});

test("fewer than the quota is a fault unless a shortfall is allowed", () => {
  expect(drawProvince("61", contenders(90), 3, options).faults[0]?.message.code).toBe(
    "FEWER_THAN_QUOTA",
  );
  expect(
    drawProvince("61", contenders(90), 3, { ...options, allowShortfall: true }).faults,
  ).toEqual([]);
});

test("the order in which entries come changes nothing, and no reserve outscores a finalist", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      (scores, quota) => {
        const entries = contenders(...scores);
        const draw = drawProvince("61", entries, quota, options);
        expect(drawProvince("61", [...entries].reverse(), quota, options)).toEqual(draw);
        const score = (id: string) =>
          entries.find((entry) => entry.applicationId === id)?.score ?? 0;
        const finalists = draw.ranking.filter((one) => one.finalist);
        expect(finalists).toHaveLength(Math.min(quota, scores.length));
        const worst = Math.min(...finalists.map((one) => score(one.applicationId)));
        for (const one of draw.ranking.filter((each) => !each.finalist))
          expect(score(one.applicationId)).toBeLessThanOrEqual(worst);
      },
    ),
  );
});
