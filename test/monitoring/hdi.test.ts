import { computeHdi, hdiStatus } from "@winner/core/monitoring/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seedMonitoring } from "../../prisma/seed/monitoring.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

test.each([
  ["Indonesia 2023", 73.93, 13.15, 8.77, 11_899_000, 74.39],
  ["North Sumatra 2023", 73.67, 13.48, 9.82, 11_049_000, 75.13],
  ["Banten 2023", 74.77, 13.09, 9.15, 12_600_000, 75.77],
  ["West Nusa Tenggara 2023", 72.02, 13.97, 7.74, 11_095_000, 72.37],
  ["East Nusa Tenggara 2024", 71.83, 13.23, 8.02, 8_534_000, 69.14],
])(
  "the formula gives the published index of %s",
  (_name, lifeYears, expectedYears, meanYears, expenditure, published) => {
    const value = computeHdi({ lifeYears, expectedYears, meanYears, expenditure });
    expect(Math.abs(value - published)).toBeLessThanOrEqual(0.01);
  },
);

test("more of anything never lowers the index, and schooling counts up to its limits", () => {
  const components = fc.record({
    lifeYears: fc.double({ min: 50, max: 84, noNaN: true }),
    expectedYears: fc.double({ min: 1, max: 17, noNaN: true }),
    meanYears: fc.double({ min: 1, max: 14, noNaN: true }),
    expenditure: fc.integer({ min: 2_000_000, max: 25_000_000 }),
  });
  fc.assert(
    fc.property(components, (one) => {
      const value = computeHdi(one);
      expect(computeHdi({ ...one, lifeYears: one.lifeYears + 1 })).toBeGreaterThan(value);
      expect(computeHdi({ ...one, meanYears: one.meanYears + 1 })).toBeGreaterThan(value);
      expect(computeHdi({ ...one, expenditure: one.expenditure + 1e6 })).toBeGreaterThan(value);
      expect(computeHdi({ ...one, expectedYears: 25 })).toBe(
        computeHdi({ ...one, expectedYears: 18 }),
      );
    }),
  );
});

test("the classes are those of BPS, limits included upwards", () => {
  expect([59.99, 60, 69.99, 70, 79.99, 80].map(hdiStatus)).toEqual([
    "LOW",
    "MEDIUM",
    "MEDIUM",
    "HIGH",
    "HIGH",
    "VERY_HIGH",
  ]);
});

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await seedMonitoring(db);
const api = openApi(db);
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
const record = (changes: object, as = officer) =>
  api.run(
    as,
    "recordHdi",
    {
      provinceCode: "61",
      year: 2024,
      series: "SP2020_LONG_FORM",
      value: 71.0,
      source: "Test",
      releasedOn: "2024-12-02",
      ...changes,
    },
    "observation { year value status computed } warnings { code }",
  );
const progress = async (): Promise<Json[]> => {
  const { data } = await api.ask(
    undefined,
    '{ actionPlans(provinceCode: "61") { title progress { series baseline latestYear latest change share } } }',
  );
  return data.actionPlans.find((plan: Json) => plan.title === "Uji").progress;
};

test("a change of series is never shown as progress", async () => {
  const plan = (targets: object[], title = "Uji") =>
    api.run(
      officer,
      "createActionPlan",
      { provinceCode: "61", title, fromYear: 2023, toYear: 2025, source: "Test", targets },
      "plan { title }",
    );
  const target = (series: string) => ({
    series,
    baselineYear: 2022,
    targetYear: 2025,
    target: 72.0,
  });
  expect(await plan([{ ...target("SP2010"), baselineYear: 2019 }])).toMatchObject({
    faults: [{ code: "BASELINE_MISSING", path: ["targets", "0", "baselineYear"] }],
  });
  expect(await plan([{ ...target("SP2010"), targetYear: 2026 }])).toMatchObject({
    faults: [{ code: "BAD_YEARS" }],
  });
  await plan([target("SP2010"), target("SP2020_LONG_FORM")]);
  expect(await plan([])).toMatchObject({ code: "PLAN_EXISTS" });
  // 2022 is 68.63 in the old series and 69.71 in the new one: the old one has moved nowhere since.
  expect(await progress()).toEqual([
    {
      series: "SP2010",
      baseline: 68.63,
      latestYear: null,
      latest: null,
      change: null,
      share: null,
    },
    {
      series: "SP2020_LONG_FORM",
      baseline: 69.71,
      latestYear: 2023,
      latest: 70.47,
      change: 0.76,
      share: expect.closeTo(0.76 / 2.29, 6),
    },
  ]);
});

test("a revision is a later release and counts; the same release is recorded once", async () => {
  expect(await record({})).toMatchObject({ observation: { value: 71, status: "HIGH" } });
  expect(await record({})).toMatchObject({ observation: { value: 71 } });
  expect(await record({ value: 71.5 })).toMatchObject({ code: "OBSERVATION_EXISTS" });
  expect(await record({ value: 71.2, releasedOn: "2025-02-01" })).toMatchObject({
    observation: { value: 71.2 },
  });
  const [, later] = await progress();
  expect(later).toMatchObject({ latestYear: 2024, latest: 71.2, change: 1.49 });
  await expect(db.hdiObservation.updateMany({ data: { value: 99 } })).rejects.toThrow(
    "append-only",
  );
});

test("components that give another value are a warning, and an officer records for their province alone", async () => {
  const components = {
    lifeYears: 73.67,
    expectedYears: 13.48,
    meanYears: 9.82,
    expenditure: 11_049_000,
  };
  expect(await record({ year: 2025, value: 70, components })).toMatchObject({
    observation: { computed: 75.13 },
    warnings: [{ code: "COMPONENTS_DIFFER" }],
  });
  expect(await record({ provinceCode: "12", year: 2025 })).toMatchObject({ code: "FORBIDDEN" });
  expect(await record({ year: 2026, value: 101 })).toMatchObject({
    faults: [{ code: "TOO_LARGE", path: ["value"] }],
  });
});

test("every seeded value whose components are known agrees with the formula", async () => {
  const rows = await db.hdiObservation.findMany({
    where: { lifeYears: { not: null }, source: { not: "Test" } },
  });
  expect(rows.length).toBe(3);
  for (const row of rows) {
    const value = computeHdi({
      lifeYears: Number(row.lifeYears),
      expectedYears: Number(row.expectedYears),
      meanYears: Number(row.meanYears),
      expenditure: Number(row.expenditure),
    });
    expect(Math.abs(value - Number(row.value))).toBeLessThanOrEqual(0.01);
  }
});

test("an index has two decimals as it was published, and is not told before its release", async () => {
  const components = { lifeYears: 73, expectedYears: 13, meanYears: 9, expenditure: 11_049_000 };
  expect(await record({ year: 2022, value: 69.714 })).toMatchObject({
    faults: [{ code: "TOO_PRECISE", path: ["value"] }],
  });
  expect(
    await record({ year: 2022, components: { ...components, meanYears: 9.825 } }),
  ).toMatchObject({ faults: [{ code: "TOO_PRECISE", path: ["components", "meanYears"] }] });
  expect(await record({ year: 2022, releasedOn: "2999-01-01" })).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE", path: ["releasedOn"] }],
  });
  // Every value of two decimals is one, also where binary fractions are not exact.
  for (const [index, value] of [0.07, 1.1, 64.13, 70.29, 100].entries())
    expect(await record({ year: 1991, value, releasedOn: `2000-01-0${index + 1}` })).toMatchObject({
      observation: { value },
    });
});

test("a plan names a series and year once, and lies ahead of its baseline", async () => {
  const target = { series: "SP2010", baselineYear: 2022, targetYear: 2025, target: 72 };
  const plan = (...targets: object[]) =>
    api.run(
      officer,
      "createActionPlan",
      { provinceCode: "61", title: "Dua", fromYear: 2023, toYear: 2025, source: "Test", targets },
      "plan { title }",
    );
  expect(await plan(target, { ...target, target: 73 })).toMatchObject({
    faults: [{ code: "TARGET_TWICE", path: ["targets", "1", "targetYear"] }],
  });
  expect(await plan({ ...target, target: 71.005 })).toMatchObject({
    faults: [{ code: "TOO_PRECISE", path: ["targets", "0", "target"] }],
  });
});

test("all plans of a province with their progress are one statement, however many targets they have", async () => {
  const targets = [2023, 2024, 2025].flatMap((targetYear) =>
    ["SP2010", "SP2020_LONG_FORM"].map((series) => ({
      series,
      baselineYear: 2022,
      targetYear,
      target: 75,
    })),
  );
  for (const title of ["Tiga", "Empat"])
    await api.run(
      officer,
      "createActionPlan",
      { provinceCode: "61", title, fromYear: 2023, toYear: 2025, source: "Test", targets },
      "plan { title }",
    );
  statements.length = 0;
  expect(await progress()).toHaveLength(2);
  expect(statements).toHaveLength(1);
});
