import { expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

/**
 * Nothing about a result is visible to anyone not entitled before its publication: a whole edition
 * is run up to the drawn finalists, and everybody asks for everything at every step.
 */
const { db } = await freshDatabase();
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "35" }));
const judge = await api.person(role("JUDGE"));
const stranger = await api.person();
const season = await openSeason(api, organiser, {
  provinces: [{ code: "61", finalistQuota: 1 }],
});
await setClock(db, "2023-05-20T00:00:00Z");
const leaders = [await api.person(), await api.person(), await api.person()];
const ids: string[] = [];
for (const leader of leaders) {
  const { id, version } = await draft(api, leader, season.id, completeAnswers, {
    title: `Inovasi ${ids.length}`,
    summary: leader.id,
  });
  await api.run(
    leader,
    "submitApplication",
    { id, expectedVersion: version },
    "application { id }",
  );
  ids.push(id);
}

const everything = `query($edition: ID!, $ids: [ID!]!) {
  editions { totalCount edges { node { id state
    registrations { provinceCode count }
    finalists { rank title } } } }
  edition: node(id: $edition) { ... on Edition { finalists { rank title } stages { kind capacity } } }
  applications(editionId: $edition) { totalCount edges { cursor node {
    id state stateReason version checkOutcome
    result { check finalist } entries { stage { kind } outcome votesFor votesAgainst meanScore } } } }
  nodes(ids: $ids) { id ... on Application { state version checkOutcome result { check finalist } entries { outcome } } }
}`;
const publicQuery = everything.replace(/ {2}applications\(editionId[\s\S]*?\} \} \} \}\n/, "");
const look = async (person: typeof stranger | undefined): Promise<string> => {
  const variables = { edition: season.id, ids };
  const answer = await api.ask(person?.token, person ? everything : publicQuery, variables);
  expect(answer.errors).toBeUndefined();
  return JSON.stringify(answer.data);
};
const watchers = { anonymous: undefined, stranger, elsewhere, judge };
const teams = Object.fromEntries(leaders.map((leader, index) => [`leader ${index}`, leader]));
const snapshot = async (
  people: Record<string, typeof stranger | undefined>,
): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(people).map(async ([name, person]) => [name, await look(person)]),
    ),
  );

test("from the first check to the drawn finalists nobody else's view changes", async () => {
  await setClock(db, "2023-06-20T00:00:00Z");
  // A judge sees what is up for a vote; only that may change.
  const { judge: _, ...silent } = watchers;
  const before = await snapshot({ ...silent, ...teams });
  expect(before.stranger).not.toContain("Inovasi");
  const unchanged = async (step: string) =>
    expect(await snapshot({ ...silent, ...teams }), step).toEqual(before);
  const items = season.checklist.map((itemId) => ({ itemId, met: true }));
  for (const [index, id] of ids.entries())
    await api.run(
      officer,
      "checkApplication",
      {
        id,
        outcome: index === 2 ? "FAILED" : "PASSED",
        items: index === 2 ? items.map((item) => ({ ...item, met: false })) : items,
      },
      "outcome",
    );
  await unchanged("checks");
  const passed = ids.slice(0, 2);
  const toStageId = season.stage("SELECTION");
  await api.run(organiser, "moveApplications", { toStageId, applicationIds: passed }, "moved");
  await unchanged("moved into selection");
  for (const applicationId of passed)
    expect(
      await api.run(
        judge,
        "castVote",
        { stageId: toStageId, applicationId, vote: "FOR", score: 80 },
        "vote",
      ),
    ).toMatchObject({ vote: "FOR" });
  await unchanged("votes");
  const seen = JSON.parse(await look(judge));
  expect(seen.applications.totalCount).toBe(2);
  for (const { node } of seen.applications.edges) {
    expect(node.checkOutcome).toBeNull();
    expect(node.entries).toEqual([]);
  }
  await setClock(db, "2023-06-25T00:00:00Z");
  const decisions = passed.map((applicationId, index) => ({
    applicationId,
    advance: true,
    score: 90 - index,
  }));
  await api.run(
    organiser,
    "decideSelection",
    { stageId: toStageId, decisions },
    "results { score }",
  );
  await unchanged("decided");
  const drawn = await api.run(
    organiser,
    "drawFinalists",
    { editionId: season.id },
    "provinces { finalists reserves }",
  );
  expect(drawn.provinces[0].finalists).toEqual([ids[0]]);
  await unchanged("drawn");
  expect(Object.values(before).every((view) => view.length > 100)).toBe(true);
});

test("the organiser sees votes and outcomes, the officer of the province the check alone", async () => {
  const own = JSON.parse(await look(organiser));
  const [first] = own.applications.edges;
  expect(first.node.entries.at(-1)).toEqual({
    stage: { kind: "SELECTION" },
    outcome: "ADVANCED",
    votesFor: 1,
    votesAgainst: 0,
    meanScore: 80,
  });
  const local = JSON.parse(await look(officer));
  expect(local.applications.edges.map((edge: any) => edge.node.checkOutcome).sort()).toEqual([
    "FAILED",
    "PASSED",
    "PASSED",
  ]);
  expect(local.applications.edges.every((edge: any) => edge.node.entries.length === 0)).toBe(true);
});

test("at publication everybody sees the finalists at once, and each team its own result", async () => {
  await api.run(
    organiser,
    "publishAnnouncement",
    { editionId: season.id, kind: "FINALISTS", titleId: "Finalis", titleEn: "Finalists" },
    "publishedAt",
  );
  for (const [name, view] of Object.entries(await snapshot(watchers)))
    expect(JSON.parse(view).edition.finalists, name).toEqual([{ rank: 1, title: "Inovasi 0" }]);
  const results = await Promise.all(
    leaders.map(async (leader) => JSON.parse(await look(leader)).applications.edges[0].node.result),
  );
  expect(results).toEqual([
    { check: null, finalist: true },
    { check: null, finalist: false },
    { check: null, finalist: false },
  ]);
});

test("who loses the right loses the sight: drafts and others' applications stay hidden from lists and counts", async () => {
  const owner = await api.person();
  await setClock(db, "2023-05-20T00:00:00Z");
  const { id } = await draft(api, owner, season.id, completeAnswers, { title: "Rahasia" });
  for (const person of [organiser, officer, elsewhere, judge, stranger]) {
    const { data } = await api.ask(
      person.token,
      "query($id: ID!) { node(id: $id) { id } applications(first: 100) { totalCount edges { node { title } } } }",
      { id },
    );
    expect(data.node).toBeNull();
    expect(JSON.stringify(data)).not.toContain("Rahasia");
    expect(data.applications.totalCount).toBe(data.applications.edges.length);
  }
});
