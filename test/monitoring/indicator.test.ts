import { progressOf } from "@winner/core/monitoring/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2024-06-15T03:00:00Z");
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
const define = (changes: object = {}, as = organiser) =>
  api.run(
    as,
    "defineIndicator",
    {
      code: "STUNTING",
      nameId: "Prevalensi stunting",
      nameEn: "Stunting prevalence",
      unit: "%",
      direction: "DOWN",
      level: "REGENCY",
      method: "National survey, children under five",
      countsPeople: false,
      ...changes,
    },
    "indicator { code }",
  );
const record = (changes: object = {}, as = officer) =>
  api.run(
    as,
    "recordObservation",
    {
      indicatorCode: "STUNTING",
      provinceCode: "36",
      regencyCode: "3602",
      observedOn: "2022-12-31",
      value: 26.2,
      source: "SSGI 2022",
      ...changes,
    },
    "id",
  );
const correct = (id: string, value: number, as = officer) =>
  api.run(
    as,
    "correctObservation",
    { id, value, source: "SSGI 2022, revised", evidence: "Letter of the agency" },
    "id",
  );
const target = (changes: object = {}, as = officer) =>
  api.run(
    as,
    "setIndicatorTarget",
    {
      indicatorCode: "STUNTING",
      provinceCode: "36",
      regencyCode: "3602",
      baselineYear: 2022,
      targetYear: 2026,
      target: 14,
      source: "Plan",
      ...changes,
    },
    "targetYear",
  );
const list = async (code = "STUNTING"): Promise<Json[]> =>
  (
    await api.ask(
      undefined,
      `{ indicatorObservations(provinceCode: "36", indicatorCode: "${code}") { id regionCode observedOn value source evidence replacesId current } }`,
    )
  ).data.indicatorObservations;
const reading = async (year: number, code = "STUNTING", person?: typeof officer): Promise<Json> => {
  const { data } = await api.ask(
    person?.token,
    `{ provinceDashboard(provinceCode: "36", year: ${year}) { indicators { indicator { code } total hidden regions { regionCode value }
      progress { regionCode baseline latestYear latest change share } } } }`,
  );
  return data.provinceDashboard.indicators.find((one: Json) => one.indicator.code === code);
};

test("an indicator is defined once, by the ministry, and means the same for good", async () => {
  expect(await define({}, officer)).toMatchObject({ code: "FORBIDDEN" });
  expect(await define()).toMatchObject({ indicator: { code: "STUNTING" } });
  expect(await define()).toMatchObject({ indicator: { code: "STUNTING" } });
  expect(await define({ direction: "UP" })).toMatchObject({ code: "INDICATOR_EXISTS" });
  expect(await define({ code: "with space" })).toMatchObject({ faults: [{ path: ["code"] }] });
  await expect(db.indicator.updateMany({ data: { unit: "x" } })).rejects.toThrow("append-only");
});

test("a value is recorded by an officer of the province, at the level of the indicator, not in the future", async () => {
  expect(await record({}, elsewhere)).toMatchObject({ code: "FORBIDDEN" });
  expect(await record({ regencyCode: null })).toMatchObject({ faults: [{ code: "WRONG_LEVEL" }] });
  expect(await record({ regencyCode: "5371" })).toMatchObject({
    faults: [{ code: "UNKNOWN_REGION" }],
  });
  expect(await record({ observedOn: "2024-06-16" })).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE" }],
  });
  expect(await record({ indicatorCode: "NONE" })).toMatchObject({ code: "NOT_FOUND" });
  expect(await record({ value: 26.20005 })).toMatchObject({
    faults: [{ code: "TOO_PRECISE", path: ["value"] }],
  });
  expect(await list()).toEqual([]);
  const first = await record();
  expect(await record()).toEqual(first);
  expect(await record({ value: 27 })).toMatchObject({ code: "OBSERVATION_EXISTS" });
  expect(await list()).toHaveLength(1);
});

test("a correction replaces a value and keeps it; of corrections at once one is kept", async () => {
  const [present] = await list();
  expect(await correct(present?.id, 26, elsewhere)).toMatchObject({ code: "FORBIDDEN" });
  const results = await Promise.all([26, 25.5, 25].map((value) => correct(present?.id, value)));
  expect(results.filter((one) => one.id)).toHaveLength(1);
  expect(results.filter((one) => one.code === "CORRECTED_ALREADY")).toHaveLength(2);
  const rows = await list();
  expect(rows).toHaveLength(2);
  expect(rows.map((row) => [row.current, row.replacesId])).toEqual([
    [true, present?.id],
    [false, null],
  ]);
  expect((await reading(2022)).regions).toEqual([{ regionCode: "3602", value: rows[0]?.value }]);
  await correct(rows[0]?.id, 26);
  expect((await reading(2022)).regions).toEqual([{ regionCode: "3602", value: 26 }]);
  await expect(db.indicatorObservation.deleteMany()).rejects.toThrow("append-only");
  const { indicatorId, provinceCode, observedOn } =
    await db.indicatorObservation.findFirstOrThrow();
  const moved = {
    indicatorId,
    provinceCode,
    observedOn,
    regencyCode: "3601",
    value: 1,
    source: "x",
  };
  await expect(
    db.indicatorObservation.create({ data: { ...moved, replacesId: present?.id } }),
  ).rejects.toThrow();
});

test("a target lies in the indicator's direction from an observed year, and the newest counts", async () => {
  expect(await target({}, elsewhere)).toMatchObject({ code: "FORBIDDEN" });
  expect(await target({ baselineYear: 2021 })).toMatchObject({
    faults: [{ code: "BASELINE_MISSING" }],
  });
  expect(await target({ target: 30 })).toMatchObject({ faults: [{ code: "WRONG_WAY" }] });
  expect(await target({ targetYear: 2022 })).toMatchObject({ faults: [{ code: "BAD_YEARS" }] });
  expect(await target({ regencyCode: null })).toMatchObject({ faults: [{ code: "WRONG_LEVEL" }] });
  expect(await db.indicatorTarget.count()).toBe(0);
  await target({ target: 20 });
  await target();
  expect((await reading(2022)).progress).toEqual([
    { regionCode: "3602", baseline: 26, latestYear: null, latest: null, change: null, share: null },
  ]);
  await record({ observedOn: "2023-06-30", value: 24 });
  await record({ observedOn: "2023-12-31", value: 23 });
  const { progress, regions, total } = await reading(2023);
  expect({ progress, regions, total }).toEqual({
    progress: [
      { regionCode: "3602", baseline: 26, latestYear: 2023, latest: 23, change: -3, share: 0.25 },
    ],
    regions: [{ regionCode: "3602", value: 23 }],
    total: null,
  });
});

test("people are whole numbers that add up to the province, and progress is told from shown numbers alone", async () => {
  await define({ code: "GRADUATES", unit: "people", direction: "UP", countsPeople: true });
  const people = (regencyCode: string, value: number, observedOn: string) =>
    record({ indicatorCode: "GRADUATES", regencyCode, value, observedOn });
  expect(await people("3602", 1.5, "2022-12-31")).toMatchObject({
    faults: [{ code: "NOT_PEOPLE" }],
  });
  await people("3602", 4, "2022-12-31");
  await people("3601", 3, "2022-12-31");
  await people("3602", 40, "2023-12-31");
  await people("3601", 30, "2023-12-31");
  for (const regencyCode of ["3602", null])
    expect(
      await target({ indicatorCode: "GRADUATES", regencyCode, target: 100, targetYear: 2025 }),
    ).toMatchObject({ targetYear: 2025 });
  const rows = async (person?: typeof officer) =>
    (await reading(2023, "GRADUATES", person)).progress;
  // Seven of 2022 are too few for the public, and the change would tell them.
  const hidden = { baseline: null, change: null, share: null, latestYear: 2023 };
  expect(await rows()).toEqual([
    { ...hidden, regionCode: "3602", latest: 40 },
    { ...hidden, regionCode: "36", latest: 70 },
  ]);
  expect(await rows(officer)).toMatchObject([
    { regionCode: "3602", baseline: null, change: null },
    { regionCode: "36", baseline: 7, latest: 70, change: 63, share: expect.closeTo(63 / 93, 6) },
  ]);
  expect(await rows(organiser)).toMatchObject([{ baseline: 4, share: 36 / 96 }, { baseline: 7 }]);
  await expect(
    db.$executeRaw`INSERT INTO "IndicatorObservation" ("indicatorId", "provinceCode", "regencyCode", "observedOn", value, source)
      SELECT id, '36', '3603', '2022-12-31', 0.5, 'x' FROM "Indicator" WHERE code = 'GRADUATES'`,
  ).rejects.toThrow("no number of people");
});

test("the share of the way is the same whichever way is forward", () => {
  const number = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(number, number, number, (baseline, latest, goal) => {
      const of = (sign: 1 | -1, direction: "UP" | "DOWN") =>
        progressOf(
          new Map([
            [2020, sign * baseline],
            [2021, sign * latest],
          ]),
          { baselineYear: 2020, targetYear: 2022, target: sign * goal },
          direction,
        ).share;
      expect(of(1, "UP")).toBe(of(-1, "DOWN"));
      if (goal > baseline)
        expect(of(1, "UP")).toBe(Math.max(0, (latest - baseline) / (goal - baseline)));
      else expect(of(1, "UP")).toBeNull();
    }),
  );
});
