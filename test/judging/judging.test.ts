import { verifyChains } from "@winner/core/audit/index.ts";
import { verifySnapshots } from "@winner/core/judging/index.ts";
import { createDocuments } from "@winner/functions/http/document.ts";
import { expect, test } from "vitest";
import { localOf, marks, panelOf, personOf, selectionStage, submit } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 6);
const { organiser, leaders, entries } = stage;
const judges = [await api.person(), await api.person(), await api.person()];
const insider = leaders[0] as (typeof leaders)[number];
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "35" }));
const { panelId, version, rubricId } = await panelOf(api, db, stage, [...judges, insider, officer]);

const own = `{ myPanels { id invitation rubric { criteria { key } }
  assignments { state application { id title team { name } } scoresheet { state marks version } } } }`;
const assignmentsOf = async (judge: typeof insider): Promise<Json[]> => {
  const { data, errors } = await judge.ask(own);
  expect(errors).toBeUndefined();
  return data.myPanels.find((panel: Json) => panel.id === panelId).assignments;
};
const result = async (extra = ""): Promise<Json> => {
  const { data, errors } = await organiser.ask(
    `query($id: ID!) { panelResult(panelId: $id${extra}) { fault ranking { applicationId rank total
      derivation { criteria { key panelScore marks { judgeId value } } } } quality { judges { judgeId sheets } kendallW } } }`,
    { id: panelId },
  );
  expect(errors).toBeUndefined();
  return data.panelResult;
};

test("conflicts are found: one's own team, and the province where one is an officer", async () => {
  const { data } = await organiser.ask(
    "query($id: ID!, $email: String!) { checkConflicts(panelId: $id, email: $email) { applicationId source } }",
    { id: panelId, email: `${insider.id}@test.invalid` },
  );
  expect(data.checkConflicts).toEqual([{ applicationId: entries[0], source: "SAME_TEAM" }]);
  const found = await db.conflictOfInterest.findMany({ where: { judgeId: officer.id } });
  expect(found.map((one) => one.source)).toEqual(Array(3).fill("SAME_PROVINCE_OFFICE"));
});

test("the organiser sees who is invited and in conflict; a judge does not", async () => {
  const query = `query($id: ID!) { node(id: $id) { ... on Panel {
    invitation judges { judgeId name state } conflicts { judgeId source } } } }`;
  const { node } = (await organiser.ask(query, { id: panelId })).data;
  expect(node.judges).toHaveLength(5);
  expect(node.conflicts).toHaveLength(4);
  expect(node.invitation).toBeNull();
  const judge = judges[0] as typeof insider;
  expect((await judge.ask(query, { id: panelId })).data.node).toEqual({
    invitation: "ACCEPTED",
    judges: [],
    conflicts: [],
  });
});

test("a plan is shown, then every entry gets two judges, none in conflict, loads within one", async () => {
  const plan = await api.run(
    organiser,
    "assignJudges",
    { panelId, dryRun: true },
    "assigned unfilled { missing }",
  );
  expect(plan).toMatchObject({ assigned: 12, unfilled: [] });
  expect(await db.assignment.count()).toBe(0);
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  const all = await db.assignment.findMany();
  expect(all).toHaveLength(12);
  const loads = [...Map.groupBy(all, (one) => one.judgeId).values()].map((list) => list.length);
  expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  expect(
    all.some(
      (one) => one.judgeId === insider.id && one.applicationId === localOf(entries[0] ?? ""),
    ),
  ).toBe(false);
});

test("marks are checked against the rubric: scale, step, and the comment that a low mark needs", async () => {
  const [judge] = judges as [typeof insider];
  const [first] = await assignmentsOf(judge);
  const entry = first?.application.id;
  expect(
    await submit(api, judge, panelId, entry, {
      idea: { value: "7.25" },
      reach: { value: "2" },
      colour: { value: "1" },
    }),
  ).toMatchObject({
    faults: [
      { code: "UNKNOWN_CRITERION", path: ["marks", "colour"] },
      { code: "OFF_SCALE", path: ["marks", "idea", "value"] },
      { code: "COMMENT_MISSING", path: ["marks", "reach", "comment"] },
    ],
  });
  expect(await submit(api, judge, panelId, entry, { idea: { value: "11" } })).toMatchObject({
    faults: [{ code: "OFF_SCALE" }, { code: "MARK_MISSING", path: ["marks", "reach"] }],
  });
  const save = (idea: string) =>
    api.run(
      judge,
      "saveScoresheet",
      { panelId, applicationId: entry, marks: { idea: { value: idea } }, expectedVersion: 0 },
      "scoresheet { state version }",
    );
  for (const _ of ["first", "again, as its answer was lost"])
    expect((await save("7")).scoresheet).toEqual({ state: "DRAFT", version: 1 });
  expect(await save("8")).toMatchObject({ code: "STALE_VERSION" });
  expect((await result()).ranking).toEqual([]);
});

test("a judge who submits twice at once has submitted once; an amendment keeps what was before", async () => {
  const judge = judges[1] as typeof insider;
  const [first] = await assignmentsOf(judge);
  const entry = first?.application.id;
  const given = marks("8", "6");
  const twice = await Promise.all([
    submit(api, judge, panelId, entry, given),
    submit(api, judge, panelId, entry, given),
  ]);
  expect(twice.map((one) => one.scoresheet)).toEqual([
    { state: "SUBMITTED", version: 1 },
    { state: "SUBMITTED", version: 1 },
  ]);
  expect(await submit(api, judge, panelId, entry, marks("9", "6"))).toMatchObject({
    code: "STALE_VERSION",
  });
  expect(await submit(api, judge, panelId, entry, marks("9", "6"), 1)).toMatchObject({
    scoresheet: { version: 2 },
  });
  const kept = await db.scoresheetRevision.findMany({
    where: { judgeId: judge.id },
    orderBy: { version: "asc" },
  });
  expect(kept.map((one) => (one.marks as Json).idea.value)).toEqual(["8", "9"]);
  await expect(db.scoresheetRevision.deleteMany()).rejects.toThrow("append-only");
});

test("a judge sees their own entries and marks alone, and nobody else's, by any path", async () => {
  const judge = judges[2] as typeof insider;
  const mine = new Set((await assignmentsOf(judge)).map((one) => one.application.id));
  const node = "query($id: ID!) { node(id: $id) { ... on Application { title } } }";
  for (const entry of entries)
    expect((await judge.ask(node, { id: entry })).data.node !== null).toBe(mine.has(entry));
  const { data } = await judge.ask("{ applications { totalCount edges { node { id } } } }");
  expect(data.applications.totalCount).toBe(mine.size);
  const other = entries.find((entry) => !mine.has(entry)) ?? "";
  expect(await submit(api, judge, panelId, other, marks("5", "5"))).toMatchObject({
    code: "NOT_FOUND",
  });
  for (const query of [
    "panelResult(panelId: $id) { fault }",
    "judgingProgress(panelId: $id) { submitted }",
  ])
    expect(
      (await judge.ask(`query($id: ID!) { ${query} }`, { id: panelId })).errors?.[0]?.extensions
        .code,
    ).toBe("FORBIDDEN");
  const sheets = (await judge.ask(own)).data.myPanels[0].assignments.map(
    (one: Json) => one.scoresheet,
  );
  expect(sheets).toEqual(sheets.map(() => null));
});

test("a declared conflict removes the entry and the score, leaves a trace, and is for good", async () => {
  const judge = judges[1] as typeof insider;
  const [first] = await assignmentsOf(judge);
  const entry = first?.application.id;
  await api.run(
    judge,
    "declareConflict",
    { panelId, applicationId: entry, reason: "My cousin" },
    "applicationId",
  );
  expect(
    (await assignmentsOf(judge)).find((one) => one.state === "RECUSED")?.application,
  ).toBeNull();
  expect(
    (await judge.ask("query($id: ID!) { node(id: $id) { id } }", { id: entry })).data.node,
  ).toBeNull();
  expect(await submit(api, judge, panelId, entry, marks("10", "10"), 2)).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await db.scoresheet.findFirst({ where: { judgeId: judge.id } })).toMatchObject({
    state: "REMOVED",
  });
  expect(await db.scoresheetRevision.count({ where: { judgeId: judge.id } })).toBe(2);
  await expect(
    db.assignment.updateMany({
      where: { judgeId: judge.id, state: "RECUSED" },
      data: { state: "ASSIGNED" },
    }),
  ).rejects.toThrow("conflict");
  // The organiser fills the gap; the judge does not get it back.
  const plan = await api.run(
    organiser,
    "assignJudges",
    { panelId },
    "assigned unfilled { missing }",
  );
  expect(plan).toMatchObject({ assigned: 12, unfilled: [] });
  expect((await assignmentsOf(judge)).some((one) => one.application?.id === entry)).toBe(false);
});

test("an organiser who judges and is in conflict does not see the entry as an organiser either", async () => {
  const both = await api.person(role("ORGANISER"));
  const { email } = await db.user.findUniqueOrThrow({ where: { id: both.id } });
  await api.run(organiser, "inviteJudge", { panelId, email, name: "Dua peran" }, "state");
  await api.run(
    both,
    "declareConflict",
    { panelId, applicationId: entries[3], reason: "Friend" },
    "applicationId",
  );
  expect(
    (await both.ask("query($id: ID!) { node(id: $id) { id } }", { id: entries[3] })).data.node,
  ).toBeNull();
  const { data } = await both.ask(
    "{ applications(first: 50) { totalCount edges { node { id } } } }",
  );
  expect(data.applications.totalCount).toBe(5);
  expect(data.applications.edges.map((edge: Json) => edge.node.id)).not.toContain(entries[3]);
});

test("everybody marks; the organiser sees the ranking, what if, and the quality, before publication", async () => {
  let ideaMark = 4;
  for (const judge of [...judges, insider, officer])
    for (const { application, state, scoresheet } of await assignmentsOf(judge)) {
      if (state === "RECUSED") continue;
      ideaMark = ideaMark === 10 ? 4 : ideaMark + 0.5;
      const comment = `Baik ${ideaMark}`;
      const done = await submit(
        api,
        judge,
        panelId,
        application.id,
        marks(String(ideaMark), "6", comment),
        scoresheet?.version ?? 0,
      );
      expect(done.scoresheet?.state).toBe("SUBMITTED");
    }
  const now = await result();
  expect(now.fault).toBeNull();
  expect(now.ranking).toHaveLength(6);
  const totals = now.ranking.map((row: Json) => Number(row.total));
  expect([...totals].sort((a, b) => b - a)).toEqual(totals);
  const removedId = personOf(judges[0]?.id ?? "");
  const removed = `, withoutJudgeId: "${removedId}"`;
  const without = await result(removed);
  const judgesIn = (one: Json) => JSON.stringify(one.ranking);
  expect(judgesIn(now)).toContain(removedId);
  expect(judgesIn(without)).not.toContain(removedId);
  const { data } = await organiser.ask(
    "query($id: ID!, $method: JSON) { panelResult(panelId: $id, method: $method) { method fault } }",
    { id: panelId, method: { order: "JUDGES_FIRST", judges: { kind: "RANK_SUM" } } },
  );
  expect(data.panelResult.fault).toBe("UNEQUAL_PANELS");
  expect(
    await db.auditEvent.count({ where: { action: "result.inspected-after-publication" } }),
  ).toBe(0);
  expect(await api.run(organiser, "publishResults", { panelId }, "hash")).toMatchObject({
    code: "STAGE_STILL_OPEN",
  });
});

test("a rubric with scores is frozen; the same name makes its next version", async () => {
  await expect(
    db.criterion.updateMany({ where: { rubricId }, data: { max: "20" } }),
  ).rejects.toThrow("frozen");
  const next = await api.run(
    organiser,
    "createRubric",
    {
      editionId: stage.season.id,
      name: "Umum",
      criteria: [{ key: "idea", nameId: "G", nameEn: "I", max: "5" }],
    },
    "rubric { version }",
  );
  expect(next.rubric.version).toBe(2);
  expect(
    await api.run(
      organiser,
      "createRubric",
      {
        editionId: stage.season.id,
        name: "Salah",
        criteria: [
          { key: "a", nameId: "A", nameEn: "A", min: "5", max: "5", weight: "0" },
          { key: "a", nameId: "A", nameEn: "A", max: "10", step: "3", weight: "0" },
        ],
      },
      "rubric { id }",
    ),
  ).toMatchObject({
    faults: [
      { code: "BAD_SCALE" },
      { code: "KEY_TWICE" },
      { code: "BAD_SCALE" },
      { code: "NO_WEIGHT" },
    ],
  });
});

test("the method may be changed with a reason until publication", async () => {
  const method = {
    judges: { kind: "MEDIAN" },
    rounding: { total: 2 },
    tieBreaks: [{ kind: "LOT", seed: "2023" }],
  };
  const change = (expectedVersion: number) =>
    api.run(
      organiser,
      "changeMethod",
      { panelId, method, reason: "Robust", expectedVersion },
      "panel { version }",
    );
  expect(await change(version + 7)).toMatchObject({ code: "STALE_VERSION" });
  expect(await change(version)).toMatchObject({ panel: { version: version + 1 } });
  expect(
    await api.run(
      organiser,
      "changeMethod",
      {
        panelId,
        method: { judges: { kind: "Z_SCORE" } },
        reason: "x",
        expectedVersion: version + 1,
      },
      "panel { version }",
    ),
  ).toMatchObject({ faults: [{ code: "BAD_METHOD", path: ["method", "order"] }] });
});

let published: Json;
test("publication freezes a snapshot: public, without judges' names, with a hash that fits", async () => {
  await setClock(db, "2023-06-24T02:00:00Z");
  const judge = judges[0] as typeof insider;
  const [first] = await assignmentsOf(judge);
  expect(
    await submit(api, judge, panelId, first?.application.id, marks("1", "6"), 9),
  ).toMatchObject({ code: "DEADLINE_PASSED" });
  const query = `query($id: ID!) { publishedResult(panelId: $id) { number hash method reason replaced
    rows { rank total teamName title tieBreaks { kind } derivation { criteria { key panelScore marks { judgeId value } } } } } }`;
  expect((await api.ask(undefined, query, { id: panelId })).data.publishedResult).toBeNull();
  const done = await api.run(organiser, "publishResults", { panelId }, "number hash");
  expect(await api.run(organiser, "publishResults", { panelId }, "number hash")).toEqual(done);
  published = (await api.ask(undefined, query, { id: panelId })).data.publishedResult;
  expect(published).toMatchObject({
    number: 1,
    hash: done.hash,
    reason: "Robust",
    replaced: false,
  });
  expect(published.rows).toHaveLength(6);
  const text = JSON.stringify(published);
  expect(text).toContain("Judge 1");
  for (const one of [...judges, insider, officer]) expect(text).not.toContain(one.id);
  expect(await verifySnapshots(db)).toEqual([]);
  await expect(db.resultSnapshotRow.updateMany({ data: { rank: 1 } })).rejects.toThrow(
    "append-only",
  );
  const scores = await db.stageEntry.findMany({ where: { stage: { kind: "SELECTION" } } });
  expect(scores.every((entry) => entry.score !== null)).toBe(true);
  await organiser.ask("query($id: ID!) { panelResult(panelId: $id) { fault } }", { id: panelId });
  expect(
    await db.auditEvent.count({ where: { action: "result.inspected-after-publication" } }),
  ).toBe(1);
});

test("scores and ranks are the same whether marks are asked for or not", async () => {
  const ask = async (fields: string) => {
    const text = `query($id: ID!) { publishedResult(panelId: $id) { rows { ...Row } } } fragment Row on PublishedRow { ${fields} }`;
    return (await api.ask(undefined, text, { id: panelId })).data.publishedResult.rows;
  };
  const scores = "criteria { key combined panelScore factor factored } before total";
  const whole = await ask(
    `rank total teamName title tieBreaks { kind value } derivation { ${scores} judges { judgeId } marked: criteria { marks { value } } }`,
  );
  expect(whole[0].derivation.marked[0].marks).not.toEqual([]);
  for (const row of whole) for (const name of ["judges", "marked"]) delete row.derivation[name];
  expect(
    await ask(`rank total teamName title tieBreaks { kind value } derivation { ${scores} }`),
  ).toEqual(whole);
  expect(await ask("rank total teamName title tieBreaks { kind value }")).toEqual(
    whole.map(({ derivation: _, ...row }: Json) => row),
  );
  expect(await ask("rank total")).toEqual(whole.map(({ rank, total }: Json) => ({ rank, total })));
});

test("a change of a published row in the database is found by its hash", async () => {
  await db.$executeRaw`ALTER TABLE "ResultSnapshotRow" DISABLE TRIGGER USER`;
  const row = await db.resultSnapshotRow.findFirstOrThrow({ where: { rank: 1 } });
  const change = (total: string) =>
    db.resultSnapshotRow.updateMany({
      where: { verificationCode: row.verificationCode },
      data: { total },
    });
  await change("10");
  expect(await verifySnapshots(db)).toEqual([row.snapshotId]);
  await change(row.total);
  expect(await verifySnapshots(db)).toEqual([]);
  await db.$executeRaw`ALTER TABLE "ResultSnapshotRow" ENABLE TRIGGER USER`;
});

test("a team reads its feedback and its certificate, whose code anybody can check", async () => {
  const leader = leaders[2] as typeof insider;
  const entry = entries[2] ?? "";
  const query =
    "query($id: ID!) { node(id: $id) { ... on Application { feedback { criterionKey score comments } } } }";
  const { feedback } = (await leader.ask(query, { id: entry })).data.node;
  expect(feedback.map((one: Json) => one.criterionKey)).toEqual(["idea", "reach"]);
  expect(feedback[1].comments).toHaveLength(2);
  expect(feedback[0].comments).toEqual([]);
  const input = { panelId, applicationId: entry, kind: "CERTIFICATE" };
  expect(await api.run(leaders[1] as typeof insider, "resultDocument", input, "url")).toMatchObject(
    { code: "FORBIDDEN" },
  );
  for (const kind of ["CERTIFICATE", "SCORE_SHEET"]) {
    const { url } = await api.run(leader, "resultDocument", { ...input, kind }, "url");
    const response = await createDocuments(db, api.links)(new Request(url));
    expect(response.headers.get("content-type")).toBe("application/pdf");
    expect(new TextDecoder().decode((await response.arrayBuffer()).slice(0, 5))).toBe("%PDF-");
  }
  const { verificationCode } = await db.resultSnapshotRow.findFirstOrThrow({
    where: { applicationId: localOf(entry) },
  });
  const check = "query($code: String!) { verifyCertificate(code: $code) { title current rank } }";
  expect(
    (await api.ask(undefined, check, { code: verificationCode.toLowerCase() })).data
      .verifyCertificate,
  ).toMatchObject({
    title: "Inovasi 2",
    current: true,
  });
  expect(
    (await api.ask(undefined, check, { code: "AAAA-BBBB-CCCC-DDDD" })).data.verifyCertificate,
  ).toBeNull();
});

test("judges, conflicts and entries are read in parts, in order, none twice", async () => {
  const fields = {
    judges: "judgeId",
    conflicts: "judgeId applicationId",
    assignments: "application { id }",
  };
  const part = async (person: typeof insider, field: keyof typeof fields, args: string) => {
    const query = `query($id: ID!) { node(id: $id) { ... on Panel { ${field}${args} { ${fields[field]} } } } }`;
    const { data } = await person.ask(query, { id: panelId });
    return data.node[field] as Json[];
  };
  const judge = judges[0] as typeof insider;
  for (const [person, field] of [
    [organiser, "judges"],
    [organiser, "conflicts"],
    [judge, "assignments"],
  ] as const) {
    const all = await part(person, field, "");
    expect(all.length, field).toBeGreaterThan(1);
    expect(await part(person, field, "(first: 1)")).toEqual(all.slice(0, 1));
    expect(await part(person, field, "(skip: 1)")).toEqual(all.slice(1));
    expect(await part(person, field, "(first: 5000, skip: -1)")).toEqual(all);
    expect(await part(person, field, "(first: -1)")).toEqual([]);
  }
});

test("an appeal is made in time and once; a granted one makes a new result that names the old", async () => {
  const leader = leaders[4] as typeof insider;
  const entry = entries[4] ?? "";
  const text = "A mark was entered wrongly.";
  const shown = await leader.ask(
    "query($id: ID!) { node(id: $id) { ... on Application { edition { stages { results { panelId panelName appealDays } } } } } }",
    { id: entry },
  );
  const results = shown.data.node.edition.stages.flatMap((stage: Json) => stage.results);
  expect(results).toContainEqual({ panelId, panelName: "Juri", appealDays: 7 });
  const appeal = await api.run(
    leader,
    "appealResult",
    { panelId: results[0].panelId, applicationId: entry, text },
    "appealId state",
  );
  expect(
    await api.run(
      leader,
      "appealResult",
      { panelId, applicationId: entry, text },
      "appealId state",
    ),
  ).toEqual(appeal);
  expect(
    await api.run(
      leaders[1] as typeof insider,
      "appealResult",
      { panelId, applicationId: entry, text },
      "state",
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  const appeals =
    "query($id: ID!) { node(id: $id) { ... on Application { appeals { id panelId text state } } } }";
  for (const person of [organiser, leader])
    expect((await person.ask(appeals, { id: entry })).data.node.appeals).toEqual([
      { id: appeal.appealId, panelId, text, state: "OPEN" },
    ]);
  expect((await officer.ask(appeals, { id: entry })).data.node?.appeals ?? []).toEqual([]);
  const ofPanel = async (person: typeof insider, state = "OPEN") => {
    const query = `query($id: ID!) { node(id: $id) { ... on Panel { appeals(state: ${state}, first: 5) {
      totalCount edges { node { id state application { id } } } } } } }`;
    return (await person.ask(query, { id: panelId })).data.node?.appeals ?? null;
  };
  const waits = { node: { id: appeal.appealId, state: "OPEN", application: { id: entry } } };
  expect(await ofPanel(organiser)).toEqual({ totalCount: 1, edges: [waits] });
  expect(await ofPanel(organiser, "GRANTED")).toEqual({ totalCount: 0, edges: [] });
  expect(await ofPanel(insider), "a judge of the panel").toEqual({ totalCount: 0, edges: [] });
  expect(await ofPanel(leader), "the panel itself").toBeNull();
  const sheet = await db.scoresheet.findFirstOrThrow({
    where: { applicationId: localOf(entry), state: "SUBMITTED" },
  });
  const judgeId = personOf(sheet.judgeId);
  const corrections = [{ judgeId, applicationId: entry, marks: marks("10", "10") }];
  expect(
    await api.run(
      organiser,
      "decideAppeal",
      { appealId: appeal.appealId, granted: false, decision: "No", corrections },
      "state",
    ),
  ).toMatchObject({ faults: [{ code: "CORRECTIONS_NOT_GRANTED" }] });
  const wrong = [{ judgeId, applicationId: entry, marks: { idea: { value: "11" } } }];
  expect(
    await api.run(
      organiser,
      "decideAppeal",
      { appealId: appeal.appealId, granted: true, decision: "x", corrections: wrong },
      "state",
    ),
  ).toMatchObject({ faults: [{ path: ["corrections", "0", "marks", "idea", "value"] }] });
  const { email } = await db.user.findUniqueOrThrow({ where: { id: sheet.judgeId } });
  const invite = (weight?: string) =>
    api.run(organiser, "inviteJudge", { panelId, email, name: "Juri", weight }, "state");
  expect(await invite("3"), "a weight after publication").toMatchObject({ code: "PUBLISHED" });
  expect(await invite()).toMatchObject({ state: "ACCEPTED" });
  const decided = await api.run(
    organiser,
    "decideAppeal",
    {
      appealId: appeal.appealId,
      granted: true,
      decision: "The paper says 10.",
      corrections,
    },
    "state number",
  );
  expect(decided).toMatchObject({ state: "GRANTED", number: 2 });
  expect(await ofPanel(organiser)).toMatchObject({ totalCount: 0 });
  expect(await ofPanel(organiser, "GRANTED")).toMatchObject({ totalCount: 1 });
  expect(
    await api.run(
      organiser,
      "decideAppeal",
      { appealId: appeal.appealId, granted: false, decision: "No" },
      "state",
    ),
  ).toMatchObject({ code: "APPEAL_DECIDED" });
  const { data } = await api.ask(
    undefined,
    "query($id: ID!) { publishedResult(panelId: $id) { number replaced hash } }",
    { id: panelId },
  );
  expect(data.publishedResult).toMatchObject({ number: 2, replaced: true });
  expect(data.publishedResult.hash).not.toBe(published.hash);
  const [old, fresh] = await db.resultSnapshot.findMany({
    orderBy: { number: "asc" },
    include: { rows: true },
  });
  expect(fresh?.replacesId).toBe(old?.id);
  expect(old?.hash).toBe(published.hash);
  const code = old?.rows[0]?.verificationCode;
  expect(
    (
      await api.ask(
        undefined,
        "query($code: String!) { verifyCertificate(code: $code) { current } }",
        { code },
      )
    ).data.verifyCertificate.current,
  ).toBe(false);
  await setClock(db, "2023-07-01T17:00:00Z");
  expect(
    await api.run(
      leaders[5] as typeof insider,
      "appealResult",
      { panelId, applicationId: entries[5], text },
      "state",
    ),
  ).toMatchObject({ code: "APPEAL_TIME_OVER" });
  expect(await verifySnapshots(db)).toEqual([]);
  expect((await verifyChains(db)).faults).toEqual([]);
});
