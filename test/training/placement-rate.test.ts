import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { type PlacedLearner, placementRate } from "@winner/core/training/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";

const graduation = "2023-11-14" as LocalDate;
const day = (days: number) => addDays(graduation, days);
const graduate = (more: Partial<PlacedLearner> = {}): PlacedLearner => ({
  state: "GRADUATED",
  placementOptIn: true,
  graduatedOn: graduation,
  placements: [],
  ...more,
});
const placed = (days: number, verified = true) =>
  graduate({ placements: [{ startsOn: day(days), verified }] });

test.each([
  ["nobody", [], null, 0, 0, false],
  ["nobody who opted in", [graduate({ placementOptIn: false })], null, 0, 0, false],
  ["on the last day of the window", [placed(90)], 1, 1, 1, true],
  ["a day after the window", [placed(91)], 0, 0, 1, true],
  ["before graduation", [placed(-10)], 1, 1, 1, true],
  ["not verified", [placed(10, false)], 0, 0, 1, true],
  [
    "two jobs of one graduate count once",
    [graduate({ placements: [...placed(1).placements, ...placed(2).placements] }), graduate()],
    0.5,
    1,
    2,
    true,
  ],
  [
    "who did not opt in is neither above nor below",
    [placed(5), { ...placed(5), placementOptIn: false }],
    1,
    1,
    1,
    true,
  ],
  [
    "eliminated and withdrawn are not graduates",
    [
      placed(5),
      graduate({ state: "ELIMINATED", graduatedOn: null }),
      graduate({ state: "WITHDRAWN", graduatedOn: null }),
    ],
    1,
    1,
    1,
    true,
  ],
] as const)("%s", (_name, learners, rate, numerator, denominator, open) => {
  expect(placementRate(learners, 90, graduation)).toEqual({
    rate,
    numerator,
    denominator,
    windowDays: 90,
    closesOn: denominator > 0 ? "2024-02-12" : null,
    open,
  });
});

test("the window is open through its last day, and while anyone still learns", () => {
  const open = (learners: PlacedLearner[], today: LocalDate) =>
    placementRate(learners, 180, today).open;
  expect(open([graduate()], day(180))).toBe(true);
  expect(open([graduate()], day(181))).toBe(false);
  expect(open([graduate(), graduate({ state: "PLACEMENT", graduatedOn: null })], day(999))).toBe(
    true,
  );
  expect(placementRate([placed(91)], 180, day(181))).toMatchObject({ rate: 1, windowDays: 180 });
});

const learner: fc.Arbitrary<PlacedLearner> = fc
  .record({
    state: fc.constantFrom("GRADUATED", "PLACEMENT", "ELIMINATED", "WITHDRAWN"),
    placementOptIn: fc.boolean(),
    after: fc.integer({ min: -30, max: 30 }),
    placements: fc.array(
      fc.record({ days: fc.integer({ min: -60, max: 250 }), verified: fc.boolean() }),
      { maxLength: 3 },
    ),
  })
  .map(({ state, placementOptIn, after, placements }) => ({
    state: state as PlacedLearner["state"],
    placementOptIn,
    graduatedOn: state === "GRADUATED" ? day(after) : null,
    placements: placements.map(({ days, verified }) => ({ startsOn: day(days), verified })),
  }));
const batch = fc.array(learner, { maxLength: 12 });

test("the rate lies between 0 and 1, does not fall with a longer window, and the denominator depends on neither window nor work", () => {
  fc.assert(
    fc.property(batch, (learners) => {
      const [short, long] = [90, 180].map((days) =>
        placementRate(learners, days as 90 | 180, graduation),
      );
      const idle = placementRate(
        learners.map((one) => ({ ...one, placements: [] })),
        90,
        graduation,
      );
      expect(short?.denominator).toBe(long?.denominator);
      expect(idle.denominator).toBe(short?.denominator);
      expect(idle.numerator).toBe(0);
      expect(short?.numerator).toBeLessThanOrEqual(long?.numerator ?? 0);
      expect(long?.numerator).toBeLessThanOrEqual(long?.denominator ?? 0);
      expect(long?.rate === null).toBe(long?.denominator === 0);
      if (long?.rate != null) expect(long.rate * long.denominator).toBeCloseTo(long.numerator);
    }),
  );
});

test("to verify one more placement changes the numerator by one at most, and nothing else", () => {
  fc.assert(
    fc.property(batch, fc.nat(), (learners, pick) => {
      const before = placementRate(learners, 90, graduation);
      const after = placementRate(
        learners.map((one, index) =>
          index === pick % Math.max(learners.length, 1)
            ? { ...one, placements: one.placements.map((work) => ({ ...work, verified: true })) }
            : one,
        ),
        90,
        graduation,
      );
      expect([0, 1]).toContain(after.numerator - before.numerator);
      expect(after.denominator).toBe(before.denominator);
    }),
  );
});
