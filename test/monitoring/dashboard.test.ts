import { beforeAll, describe, expect, test } from "vitest";
import { seedMonitoring } from "../../prisma/seed/monitoring.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await seedStory(db);
await seedServices(db);
await seedMonitoring(db);
await setClock(db, "2024-06-15T03:00:00Z");
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const readers: Record<
  string,
  { ask: (query: string) => Promise<{ data: Json; errors?: Json[] }> }
> = {
  anonymous: { ask: (query) => api.ask(undefined, query) },
  applicant: await api.person(),
  officer,
  elsewhere: await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" })),
  judge: await api.person(role("JUDGE")),
  mentor: await api.person(role("MENTOR")),
  provider: await api.person(role("PROVIDER")),
  staff: await api.person(role("INSTITUTION_STAFF")),
  organiser,
  ofEdition: await api.person(role("ORGANISER", { editionId: crypto.randomUUID() })),
  administrator: await api.person(role("ADMINISTRATOR")),
  auditor: await api.person(role("AUDITOR")),
};
const read = async (query: string, as = "anonymous"): Promise<Json> => {
  const { data, errors } = (await readers[as]?.ask(query)) ?? {};
  expect(errors).toBeUndefined();
  return data as Json;
};
const reach =
  "reach { registrations finalists agreements institutions agreed trained connected live }";
const province = async (args: string, fields: string, as?: string): Promise<Json> =>
  (await read(`{ provinceDashboard(${args}) { ${fields} } }`, as)).provinceDashboard;

describe("from applications to services", () => {
  test("a province is told by regency, and the parts add up to it", async () => {
    const banten = await province(
      'provinceCode: "36", year: 2023',
      `nameEn year demonstration ${reach} regions { regionCode ${reach} } hdi { year series value status }`,
    );
    expect(banten).toMatchObject({
      nameEn: "Banten",
      year: 2023,
      demonstration: true,
      reach: {
        registrations: 128,
        finalists: 3,
        agreements: 2,
        institutions: 90,
        agreed: 90,
        trained: 81,
        connected: 54,
        live: 45,
      },
      hdi: { year: 2024, series: "SP2020_LONG_FORM", value: 76.35, status: "HIGH" },
    });
    expect(banten.regions).toHaveLength(8);
    for (const step of Object.keys(banten.reach))
      expect(
        banten.regions.reduce((all: number, one: Json) => all + one.reach[step], 0),
        step,
      ).toBe(banten.reach[step]);
    expect(banten.regions.find((one: Json) => one.regionCode === "3602").reach.live).toBe(45);
  });

  test("an edition counts alone, and the country is the sum of its provinces", async () => {
    const edition = await db.edition.findFirstOrThrow({ where: { batch: 1 } });
    const id = btoa(`Edition:${edition.id}`);
    const { nationalDashboard: one } = await read(
      `{ nationalDashboard(year: 2023, editionId: "${id}") { ${reach} provinces { code ${reach} hdi { year } } } }`,
    );
    expect(one.reach).toMatchObject({
      registrations: 228,
      finalists: 6,
      agreements: 5,
      institutions: 93,
    });
    const { nationalDashboard: all } = await read(
      `{ nationalDashboard(year: 2023) { ${reach} provinces { code ${reach} } } }`,
    );
    expect(all.reach).toMatchObject({ registrations: 424, finalists: 18, institutions: 93 });
    expect(all.provinces.map((row: Json) => row.code)).toEqual([
      "12",
      "35",
      "36",
      "52",
      "53",
      "61",
      "73",
    ]);
    for (const step of Object.keys(all.reach))
      expect(all.provinces.reduce((sum: number, row: Json) => sum + row.reach[step], 0)).toBe(
        all.reach[step],
      );
  });

  test("nothing is counted before it is public: open registrations, finalists that are not announced, those who withdrew", async () => {
    const before = (await province('provinceCode: "61", year: 2023', reach)).reach;
    expect(before).toMatchObject({ registrations: 36, finalists: 3 });
    await setClock(db, "2023-06-11T03:00:00Z");
    expect((await province('provinceCode: "61", year: 2023', reach)).reach.registrations).toBe(0);
    await setClock(db, "2024-06-15T03:00:00Z");
    const [published] = await db.publishedFinalist.findMany({ where: { provinceCode: "61" } });
    await db.publishedWithdrawal.create({
      data: {
        announcementId: published?.announcementId ?? "",
        applicationId: published?.applicationId ?? "",
        publishedAt: new Date(),
      },
    });
    expect((await province('provinceCode: "61", year: 2023', reach)).reach.finalists).toBe(2);
  });

  test("an edition of another year, a draft and a stranger's id are not found", async () => {
    const code = async (args: string) =>
      (await api.ask(undefined, `{ provinceDashboard(${args}) { code } }`)).errors?.[0]?.extensions
        .code;
    const edition = await db.edition.findFirstOrThrow({ where: { batch: 1 } });
    const { id: draftId } = await db.edition.create({
      data: {
        programmeId: edition.programmeId,
        year: 2025,
        batch: 1,
        nameId: "Rancangan",
        nameEn: "Draft",
      },
    });
    for (const [year, id] of [
      [2022, `Edition:${edition.id}`],
      [2025, `Edition:${draftId}`],
      [2023, "Edition:x"],
    ])
      expect(
        await code(`provinceCode: "36", year: ${year}, editionId: "${btoa(String(id))}"`),
      ).toBe("NOT_FOUND");
    expect(await code('provinceCode: "99", year: 2023')).toBe("NOT_FOUND");
    const { nationalDashboard: empty } = await read(
      "{ nationalDashboard(year: 1999) { reach { live } } }",
    );
    expect(empty.reach.live).toBe(0);
  });
});

/** People served by regency of Banten in 2023, and in one regency of East Nusa Tenggara. */
const served = { "3601": 3, "3602": 140, "3603": 20, "3604": 60, "3671": 7, "3672": 0 };
beforeAll(async () => {
  for (const countsPeople of [true, false])
    await api.run(
      organiser,
      "defineIndicator",
      {
        code: countsPeople ? "PEOPLE_SERVED" : "PUSKESMAS_CONNECTED",
        nameId: "Uji",
        nameEn: "Test",
        unit: countsPeople ? "people" : "%",
        direction: "UP",
        level: "REGENCY",
        method: "Count",
        countsPeople,
      },
      "indicator { code }",
    );
  const record = (
    indicatorCode: string,
    regencyCode: string,
    value: number,
    observedOn = "2023-12-31",
  ) =>
    api.run(
      organiser,
      "recordObservation",
      {
        indicatorCode,
        provinceCode: regencyCode.slice(0, 2),
        regencyCode,
        observedOn,
        value,
        source: "Test",
      },
      "id",
    );
  for (const [regency, value] of Object.entries(served))
    await record("PEOPLE_SERVED", regency, value);
  await record("PEOPLE_SERVED", "5371", 9);
  await record("PUSKESMAS_CONNECTED", "3602", 2.5);
});

const people = `audience indicators { indicator { code } total hidden regions { regionCode value } }`;
const readPeople = async (as: string): Promise<Json> => {
  const board = await province('provinceCode: "36", year: 2023', people, as);
  const reading = board.indicators.find((one: Json) => one.indicator.code === "PEOPLE_SERVED");
  return {
    audience: board.audience,
    total: reading.total,
    hidden: reading.hidden,
    values: reading.regions.map((one: Json) => one.value),
  };
};

describe("numbers of people", () => {
  const exact = { audience: "EXACT", total: 230, hidden: false, values: [3, 140, 20, 60, 7, 0] };
  const official = {
    audience: "OFFICIAL",
    total: 230,
    hidden: true,
    values: [null, 140, 20, 60, null, 0],
  };
  // 3 and 7 are too few together for the public, so 20 is hidden with them.
  const open = {
    audience: "PUBLIC",
    total: 230,
    hidden: true,
    values: [null, 140, null, 60, null, 0],
  };
  test.each([
    ["anonymous", open],
    ["applicant", open],
    ["elsewhere", open],
    ["judge", open],
    ["mentor", open],
    ["provider", open],
    ["staff", open],
    ["ofEdition", open],
    ["officer", official],
    ["organiser", exact],
    ["administrator", exact],
    ["auditor", exact],
  ])("are read by %s as by their audience, here and in the country", async (as, expected) => {
    expect(await readPeople(as)).toEqual(expected);
    const { nationalDashboard } = await read(
      `{ nationalDashboard(year: 2023) { provinces { code ${people} } people { code total } } }`,
      as,
    );
    const totals = Object.fromEntries(
      nationalDashboard.provinces.flatMap((row: Json) =>
        row.indicators
          .filter((one: Json) => one.indicator.code === "PEOPLE_SERVED")
          .map((one: Json) => [row.code, one.total]),
      ),
    );
    // Nine people: shown from five to the officials of that province, from eleven to the public.
    const nine = as === "elsewhere" || expected === exact ? 9 : null;
    expect(totals).toEqual({ "36": 230, "53": nine });
    expect(nationalDashboard.people).toEqual([
      { code: "PEOPLE_SERVED", total: nine === null ? null : 239 },
    ]);
  });

  test.each(["anonymous", "elsewhere", "officer", "organiser"])(
    "are not told by the list of observations either, to %s as little as by the table",
    async (as) => {
      const { indicatorObservations: rows } = await read(
        '{ indicatorObservations(provinceCode: "36", indicatorCode: "PEOPLE_SERVED") { regionCode value evidence current } }',
        as,
      );
      expect(rows).toHaveLength(6);
      expect(rows.some((row: Json) => row.value !== null)).toBe(as === "organiser");
      const { indicatorObservations: shares } = await read(
        '{ indicatorObservations(provinceCode: "36", indicatorCode: "PUSKESMAS_CONNECTED") { value } }',
        as,
      );
      expect(shares).toEqual([{ value: 2.5 }]);
    },
  );
});

test("the public reads people of a year when it is over", async () => {
  await api.run(
    organiser,
    "recordObservation",
    {
      indicatorCode: "PEOPLE_SERVED",
      provinceCode: "36",
      regencyCode: "3602",
      observedOn: "2024-05-31",
      value: 500,
      source: "Test",
    },
    "id",
  );
  const total = async (as: string) =>
    (await province('provinceCode: "36", year: 2024', people, as)).indicators.find(
      (one: Json) => one.indicator.code === "PEOPLE_SERVED",
    ).total;
  expect(await total("anonymous")).toBeNull();
  expect(await total("officer")).toBe(500);
  // In Jakarta, where a year ends last, it is still 2024.
  await setClock(db, "2024-12-31T16:59:59Z");
  expect(await total("anonymous")).toBeNull();
  await setClock(db, "2024-12-31T17:00:00Z");
  expect(await total("anonymous")).toBe(500);
});

test("a dashboard is six statements, however much there is to count", async () => {
  const fields = `${reach} regions { regionCode ${reach} } hdi { value }
    indicators { indicator { code } total regions { value } progress { share } }`;
  statements.length = 0;
  await province('provinceCode: "36", year: 2023', fields);
  expect(statements).toHaveLength(6);
  statements.length = 0;
  await read(
    `{ nationalDashboard(year: 2023) { ${reach} provinces { ${reach} hdi { value } ${people} } } }`,
  );
  expect(statements).toHaveLength(6);
});
