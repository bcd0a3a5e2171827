import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await seedStory(db);
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
await organiser.ask("{ me { email } }"); // reads the roles, for a minute

async function count(query: string): Promise<number> {
  statements.length = 0;
  const { data, errors } = await organiser.ask(query);
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data).length).toBeGreaterThan(500);
  return statements.length;
}

test("a nested list is one statement, however deep and long", async () => {
  expect(
    await count(`{ applications(first: 100) { edges { node {
      title state registrationNumber checkOutcome result { check finalist }
      entries { stage { kind } outcome votesFor }
      team { name members { name role } } province { nameEn } regency { name } issue { nameEn }
      edition { nameEn programme { nameEn } stages { kind opensOn } provinces { province { nameEn } } }
    } } } }`),
  ).toBe(1);
});

test("public editions with everything announced are one statement", async () => {
  const fields = `nameEn programme { nameEn } stages { kind } documents { title } issues { nameEn }
    figures { name value source } provinces { finalistQuota province { nameEn } }
    finalists { provinceCode rank teamName title }`;
  expect(await count(`{ editions { edges { node { ${fields} } } } }`)).toBe(1);
});

test("fields that read the same rows share the statement", async () => {
  for (const number of ["1", "2", "3", "4", "5", "6"])
    await db.institution.create({
      data: {
        name: `Puskesmas ${number}`,
        kind: "PUSKESMAS",
        provinceCode: "36",
        numbers: { create: { kind: "FACILITY_CODE", number } },
      },
    });
  expect(
    await count("{ institutions { edges { node { name kind number numbers { kind number } } } } }"),
  ).toBe(1);
});

test("what judges say of a page of applications is asked once", async () => {
  const query = "{ applications(first: 20) { edges { node { title feedback { score } } } } }";
  expect(await count(query)).toBe(2);
});

test("a judge reads all of their entries and marks by as many statements as one of them", async () => {
  const judge = await api.person();
  const panel = await db.panel.findFirstOrThrow();
  const key = { panelId: panel.id, judgeId: judge.id };
  await db.panelJudge.create({ data: { ...key, state: "ACCEPTED" } });
  const entries = await db.stageEntry.findMany({ where: { stageId: panel.stageId }, take: 20 });
  const read = async () => {
    await judge.ask("{ me { email } }");
    statements.length = 0;
    const { data } = await judge.ask(
      "{ myPanels { name assignments { state application { title team { name } } scoresheet { state } } } }",
    );
    return [data.myPanels[0].assignments.length, statements.length];
  };
  const give = (some: typeof entries) =>
    db.assignment.createMany({
      data: some.map(({ applicationId }) => ({ ...key, applicationId })),
    });
  await give(entries.slice(0, 1));
  const [, one] = await read();
  await give(entries.slice(1));
  expect(await read()).toEqual([20, one]);
});

test("the appeals of all panels of a stage are read by as many statements as one", async () => {
  const panel = await db.panel.findFirstOrThrow();
  const { method, stageId } = panel;
  const one = { stageId, method: method ?? {}, methodReason: "x", judgesPerEntry: 1 };
  for (const name of ["Kedua", "Ketiga"]) await db.panel.create({ data: { ...one, name } });
  const panels = await db.panel.findMany({ where: { stageId } });
  const entries = await db.stageEntry.findMany({ where: { stageId }, take: 5 });
  const read = async () => {
    statements.length = 0;
    const { data } = await organiser.ask(
      `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Stage { panels { name
        appeals(state: OPEN) { edges { node { text panelId application { title team { name } } } } } } } } }`,
      { ids: [globalId("Stage", stageId)] },
    );
    const shown = data.nodes[0].panels.flatMap((each: Json) => each.appeals.edges);
    return [shown.length, statements.length];
  };
  const [, without] = await read();
  for (const { id: panelId } of panels) {
    const snapshot = await db.resultSnapshot.create({
      data: {
        panelId,
        number: 90,
        method: {},
        reason: "x",
        quality: {},
        hash: "x",
        publishedBy: "test",
        publishedAt: new Date(),
      },
    });
    const { id: snapshotId } = snapshot;
    await db.appeal.createMany({
      data: entries.map(({ applicationId }) => ({
        snapshotId,
        panelId,
        applicationId,
        text: "Keliru",
        madeBy: "test",
        madeAt: new Date(),
      })),
    });
  }
  expect(await read()).toEqual([panels.length * entries.length, without]);
});

test("a total is counted only when it is asked for", async () => {
  expect(await count("{ applications(first: 20) { edges { node { title } } } }")).toBe(1);
  expect(await count("{ applications(first: 20) { totalCount edges { node { title } } } }")).toBe(
    2,
  );
});

test("a row that a mutation gives is not read again for its columns", async () => {
  const record = async (year: number, fields: string) => {
    statements.length = 0;
    const input = {
      provinceCode: "61",
      year,
      series: "SP2020_LONG_FORM",
      value: 71,
      source: "Test",
      releasedOn: `${year}-12-02`,
    };
    const { observation } = await api.run(organiser, "recordHdi", input, fields);
    expect(observation).toMatchObject({ year });
    return statements.length;
  };
  expect(await record(1991, "observation { year value status computed releasedOn }")).toBe(
    await record(1992, "observation { year }"),
  );
});
