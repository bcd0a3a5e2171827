import { expect, test } from "vitest";
import { marks, panelOf, selectionStage, submit } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 4);
const { organiser, entries, leaders, season } = stage;
const [first, second] = [await api.person(), await api.person()];
const { panelId } = await panelOf(api, db, stage, [first, second], {
  judgesPerEntry: 1,
  blind: true,
});
await api.run(organiser, "assignJudges", { panelId }, "assigned");

/** Every path on which something of judging could show. */
const everything = `query($panel: ID!, $entries: [ID!]!, $edition: ID!) {
  node(id: $panel) { ... on Panel { name mode judgesPerEntry version rubric { criteria { key } }
    assignments { state application { id } scoresheet { marks } } stage { kind capacity } } }
  nodes(ids: $entries) { ... on Application { id state version stateReason team { name members { name } } result { finalist }
    entries { outcome votesFor meanScore } feedback { score comments } checkOutcome } }
  applications(editionId: $edition) { totalCount edges { cursor node { id } } }
  myPanels { id assignments { scoresheet { marks } } }
  publishedResult(panelId: $panel) { hash rows { rank } }
  editions { edges { node { finalists { rank } registrations { count } } } }
}`;
const variables = { panel: panelId, entries, edition: season.id };
const view = async (person: typeof first): Promise<Json> => {
  const { data, errors } = await person.ask(everything, variables);
  expect(errors).toBeUndefined();
  return data;
};
const others = {
  "another judge": second,
  "a leader": leaders[0] as typeof first,
  "an officer of the province": await api.person(
    role("PROVINCIAL_OFFICER", { provinceCode: "61" }),
  ),
  "an officer elsewhere": await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "35" })),
  "a mentor": await api.person(role("MENTOR")),
  "a stranger": await api.person(),
  "an organiser of another edition": await api.person(
    role("ORGANISER", { editionId: "01900000-0000-7000-8000-000000000000" }),
  ),
};
const snapshot = async () =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(others).map(async ([name, person]) => [name, await view(person)]),
    ),
  );

test("marks given, amended and removed change nobody else's view, until publication", async () => {
  const before = await snapshot();
  const own = (await view(first)).myPanels[0].assignments.length;
  expect(own).toBe(2);
  const mine = (await view(first)).node.assignments.map((one: Json) => one.application.id);
  for (const entry of mine) await submit(api, first, panelId, entry, marks("9", "8", "Rahasia"));
  await submit(api, first, panelId, mine[0], marks("2", "8", "Rahasia"), 1);
  await api.run(
    organiser,
    "decideSelection",
    { stageId: stage.stageId, decisions: [] },
    "results { score }",
  );
  await organiser.ask(
    "query($panel: ID!) { panelResult(panelId: $panel) { ranking { rank } } }",
    variables,
  );
  expect(await snapshot()).toEqual(before);
  expect(JSON.stringify(before)).not.toContain("Rahasia");
});

test("the operations of organisers are closed to everybody else", async () => {
  for (const [name, person] of Object.entries(others))
    for (const query of [
      "panelResult(panelId: $panel) { ranking { total } }",
      "judgingProgress(panelId: $panel) { submitted }",
      'checkConflicts(panelId: $panel, email: "a@b.id") { source }',
    ]) {
      const { errors } = await person.ask(`query($panel: ID!) { ${query} }`, variables);
      expect(["FORBIDDEN", "NOT_FOUND"], name).toContain(errors?.[0]?.extensions?.code);
    }
});

test("judging blind: a judge is not told who applies, the officials are", async () => {
  const { nodes } = await view(first);
  const seen = nodes.filter((node: Json) => node !== null);
  expect(seen).toHaveLength(2);
  expect(seen.every((node: Json) => node.team === null)).toBe(true);
  const { nodes: official } = await view(organiser);
  expect(official.every((node: Json) => node.team.name.startsWith("Team"))).toBe(true);
});

test("progress is told as it happens to organisers alone, by server-sent events", async () => {
  const subscribe = (token: string) =>
    api.post(
      JSON.stringify({
        query:
          "subscription($panel: ID!) { judgingProgressed(panelId: $panel) { assigned submitted } }",
        variables,
      }),
      { authorization: `Bearer ${token}`, accept: "text/event-stream" },
    );
  const response = await subscribe(organiser.token);
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const next = async () => {
    for (;;) {
      const { value } = await reader.read();
      const data = /data: (\{.*\})/.exec(new TextDecoder().decode(value))?.[1];
      if (data) return JSON.parse(data).data.judgingProgressed;
    }
  };
  expect(await next()).toEqual({ assigned: 4, submitted: 2 });
  const theirs = (await view(second)).node.assignments[0].application.id;
  await submit(api, second, panelId, theirs, marks("5", "5"));
  expect(await next()).toEqual({ assigned: 4, submitted: 3 });
  await reader.cancel();
  expect(await (await subscribe(second.token)).text()).toContain("FORBIDDEN");
});

test("pairs: each judge compares what is not in conflict, and the strengths rank", async () => {
  const pairs = await selectionStage(api, db, 4, 3);
  const judge = await api.person();
  const { panelId: pairwise } = await panelOf(api, db, pairs, [judge], {
    mode: "PAIRWISE",
    rubricId: null,
  });
  const [a, b, c, hidden] = pairs.entries as [string, string, string, string];
  await api.run(
    judge,
    "declareConflict",
    { panelId: pairwise, applicationId: hidden, reason: "Friend" },
    "applicationId",
  );
  const order = [b, a, c];
  for (let turn = 0; turn < 3; turn += 1) {
    const { data } = await judge.ask(
      "query($id: ID!) { nextPair(panelId: $id) { firstId secondId } }",
      { id: pairwise },
    );
    const { firstId, secondId } = data.nextPair;
    expect([firstId, secondId]).not.toContain(hidden);
    const [winnerId, loserId] =
      order.indexOf(firstId) < order.indexOf(secondId) ? [firstId, secondId] : [secondId, firstId];
    expect(
      await api.run(judge, "comparePair", { panelId: pairwise, winnerId, loserId }, "at"),
    ).toHaveProperty("at");
  }
  const { data: done } = await judge.ask("query($id: ID!) { nextPair(panelId: $id) { firstId } }", {
    id: pairwise,
  });
  expect(done.nextPair).toBeNull();
  expect(
    await api.run(judge, "comparePair", { panelId: pairwise, winnerId: a, loserId: hidden }, "at"),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(
    await api.run(judge, "comparePair", { panelId: pairwise, winnerId: a, loserId: a }, "at"),
  ).toMatchObject({ faults: [{ code: "SAME_ENTRY" }] });
  const { data } = await pairs.organiser.ask(
    "query($id: ID!) { panelResult(panelId: $id) { ranking { applicationId rank } } }",
    { id: pairwise },
  );
  const ranked = data.panelResult.ranking
    .map((row: Json) => row.applicationId)
    .filter((id: string) => id !== hidden);
  expect(ranked).toEqual(order);
});
