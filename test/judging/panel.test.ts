import { expect, test } from "vitest";
import { localOf, marks, panelOf, personOf, selectionStage, submit } from "../support/panel.ts";
import { meanwhile } from "../support/race.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 4);
const { organiser, entries, leaders, stageId, season } = stage;

const emailOf = async (id: string) => (await db.user.findUniqueOrThrow({ where: { id } })).email;
const invite = async (panelId: string, person: { id: string }, more: object = {}) =>
  api.run(
    organiser,
    "inviteJudge",
    { panelId, email: await emailOf(person.id), name: "Juri", ...more },
    "judgeId state",
  );
const ranking = async (panelId: string): Promise<Json> => {
  const { data } = await organiser.ask(
    `query($id: ID!) { panelResult(panelId: $id) { method fault incomplete
      ranking { applicationId rank total derivation { stages { panelId total weight } judges { total adjusted } } } } }`,
    { id: panelId },
  );
  return data.panelResult;
};

test("who declined, was not asked or is away on the days gets no entry; limits and expertise hold", async () => {
  const [declined, silent, away, limited, free] = await Promise.all(
    Array.from({ length: 5 }, () => api.person()),
  );
  if (!declined || !silent || !away || !limited || !free) throw new Error("no judges");
  const { panelId } = await panelOf(api, db, stage, [], { name: "A", judgesPerEntry: 1 });
  await invite(panelId, declined);
  await invite(panelId, silent);
  await invite(panelId, away, { availableFrom: "2023-07-01" });
  await invite(panelId, limited, { maxEntries: 1 });
  await invite(panelId, free);
  await api.run(declined, "respondToInvitation", { panelId, accept: false }, "state");
  for (const judge of [away, limited, free])
    await api.run(judge, "respondToInvitation", { panelId, accept: true }, "state");
  expect(
    await api.run(await api.person(), "respondToInvitation", { panelId, accept: true }, "state"),
  ).toMatchObject({ code: "NOT_FOUND" });
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  const given = await db.assignment.groupBy({
    by: ["judgeId"],
    where: { panelId: localOf(panelId) },
    _count: true,
  });
  expect(new Map(given.map((one) => [one.judgeId, one._count]))).toEqual(
    new Map([
      [limited.id, 1],
      [free.id, 3],
    ]),
  );
});

test("invited again, what is given of the limits changes, null clears it, and what is absent stays, as the answer does", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [], { name: "L" });
  const held = () =>
    db.panelJudge.findFirstOrThrow({
      where: { judgeId: judge.id },
      omit: { panelId: true, judgeId: true },
    });
  const text = async () => {
    const { weight, ...rest } = await held();
    return { ...rest, weight: weight.toString() };
  };
  const none = { maxEntries: null, availableFrom: null, availableTo: null };
  await invite(panelId, judge);
  const fresh = { state: "INVITED", weight: "1", issueCodes: [], provinceCodes: [], ...none };
  expect(await text()).toEqual(fresh);
  const limits = {
    weight: "1.5",
    maxEntries: 3,
    issueCodes: ["HEALTH"],
    provinceCodes: ["36"],
    availableFrom: "2023-07-01",
    availableTo: "2023-07-31",
  };
  const days = { availableFrom: new Date("2023-07-01"), availableTo: new Date("2023-07-31") };
  const limited = { ...fresh, ...limits, ...days, state: "ACCEPTED" };
  await invite(panelId, judge, limits);
  await api.run(judge, "respondToInvitation", { panelId, accept: true }, "state");
  expect(await invite(panelId, judge)).toMatchObject({ state: "ACCEPTED" });
  expect(await text()).toEqual(limited);
  await invite(panelId, judge, { maxEntries: 5 });
  expect(await text()).toEqual({ ...limited, maxEntries: 5 });
  for (const [name, value] of Object.entries(limits)) {
    await invite(panelId, judge, { ...limits, [name]: null });
    const cleared = fresh[name as keyof typeof fresh];
    expect(await text(), `${name}: null`).toEqual({ ...limited, [name]: cleared });
    await invite(panelId, judge, { [name]: value });
    expect(await text(), name).toEqual(limited);
  }
});

test("a judge of an organisation of the team is in conflict", async () => {
  const colleague = await api.person(role("PROVIDER"));
  const { organisationId } = await db.membership.findFirstOrThrow({
    where: { userId: colleague.id },
  });
  const leader = leaders[1] as typeof colleague;
  await db.membership.create({ data: { userId: leader.id, organisationId, role: "PROVIDER" } });
  const { panelId } = await panelOf(api, db, stage, [colleague], { name: "B" });
  expect(
    await db.conflictOfInterest.findMany({ where: { panelId: localOf(panelId) } }),
  ).toMatchObject([{ applicationId: localOf(entries[1] ?? ""), source: "SAME_ORGANISATION" }]);
  const sheets = [
    { judgeId: personOf(colleague.id), applicationId: entries[1], marks: marks("5", "5") },
  ];
  expect(await api.run(organiser, "importMarks", { panelId, sheets }, "sheets")).toMatchObject({
    faults: [{ code: "CONFLICT_OF_INTEREST", path: ["sheets", "0"] }],
  });
  expect(await db.scoresheet.count({ where: { panelId: localOf(panelId) } })).toBe(0);
});

test("whoever is in conflict does not vote on the entry either", async () => {
  const voter = await api.person(role("JUDGE"));
  const { panelId } = await panelOf(api, db, stage, [voter], { name: "V" });
  const [applicationId] = entries;
  const vote = () => api.run(voter, "castVote", { stageId, applicationId, vote: "FOR" }, "vote");
  expect(await vote()).toMatchObject({ vote: "FOR" });
  await api.run(
    voter,
    "declareConflict",
    { panelId, applicationId, reason: "Neighbour" },
    "applicationId",
  );
  expect(await db.selectionVote.count({ where: { voterId: voter.id } })).toBe(0);
  expect(await vote()).toMatchObject({ code: "CONFLICT_OF_INTEREST" });
});

test("who declines after marking keeps what is marked, counts for it, and gives up the rest", async () => {
  const [leaving, staying] = [await api.person(), await api.person()];
  const { panelId } = await panelOf(api, db, stage, [leaving], { name: "Late", judgesPerEntry: 1 });
  const assign = () =>
    api.run(organiser, "assignJudges", { panelId }, "assigned unfilled { missing }");
  await assign();
  await submit(api, leaving, panelId, entries[0] ?? "", marks("5", "5"));
  const decline = () =>
    api.run(leaving, "respondToInvitation", { panelId, accept: false }, "state");
  expect(await decline()).toEqual(await decline());
  expect(
    await db.auditEvent.count({
      where: { action: "invitation.declined", actor: `user:${leaving.id}` },
    }),
  ).toBe(1);
  await invite(panelId, staying);
  await api.run(staying, "respondToInvitation", { panelId, accept: true }, "state");
  expect(await assign()).toMatchObject({ unfilled: [] });
  const held = await db.assignment.findMany({ where: { panelId: localOf(panelId) } });
  const judgeOf = new Map(held.map((one) => [one.applicationId, one.judgeId]));
  expect(held).toHaveLength(4);
  expect(entries.map((id) => judgeOf.get(localOf(id)))).toEqual([
    leaving.id,
    staying.id,
    staying.id,
    staying.id,
  ]);
});

test("marks from paper come in all or nothing, and again amend", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "C" });
  const sheet = (index: number, idea: string) => ({
    judgeId: personOf(judge.id),
    applicationId: entries[index],
    marks: marks(idea, "5"),
  });
  const load = (sheets: object[]) =>
    api.run(organiser, "importMarks", { panelId, sheets }, "sheets");
  expect(await load([sheet(0, "5"), sheet(1, "5.3")])).toMatchObject({
    faults: [{ code: "OFF_SCALE", path: ["sheets", "1", "marks", "idea", "value"] }],
  });
  expect(await db.scoresheet.count({ where: { judgeId: judge.id } })).toBe(0);
  expect(await load([sheet(0, "5"), sheet(1, "6")])).toMatchObject({ sheets: 2 });
  expect(await load([sheet(1, "8")])).toMatchObject({ sheets: 1 });
  expect((await ranking(panelId)).ranking.map((row: Json) => row.total)).toEqual(["7", "5"]);
  expect(await db.scoresheetRevision.count({ where: { judgeId: judge.id } })).toBe(3);
});

test("training marks are compared with the expected ones", async () => {
  const [near, far] = [await api.person(), await api.person()];
  const { panelId } = await panelOf(api, db, stage, [near, far], { name: "D" });
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  const [entry] = entries;
  expect(
    await api.run(
      organiser,
      "setCalibration",
      { panelId, applicationId: entry, expected: { idea: "7.1" } },
      "applicationId",
    ),
  ).toMatchObject({ faults: [{ code: "OFF_SCALE" }] });
  expect(
    await api.run(
      organiser,
      "setCalibration",
      { panelId, applicationId: entry, expected: { idea: "seven" } },
      "applicationId",
    ),
  ).toMatchObject({ faults: [{ code: "NOT_ACCEPTED", path: ["expected", "idea"] }] });
  await api.run(
    organiser,
    "setCalibration",
    { panelId, applicationId: entry, expected: { idea: "7", reach: "6" } },
    "applicationId",
  );
  await submit(api, near, panelId, entry ?? "", marks("7", "6.5"));
  await submit(api, far, panelId, entry ?? "", marks("3", "9"));
  const { data } = await organiser.ask(
    "query($id: ID!) { panelResult(panelId: $id) { quality { calibration { judgeId marks distance } } } }",
    { id: panelId },
  );
  const distances = new Map(
    data.panelResult.quality.calibration.map((one: Json) => [one.judgeId, one.distance]),
  );
  expect(distances).toEqual(
    new Map([
      [personOf(near.id), 0.25],
      [personOf(far.id), 3.5],
    ]),
  );
});

test("results of another panel count by their weight; an entry that it lacks is told", async () => {
  const judge = await api.person();
  const earlier = await panelOf(api, db, stage, [judge], { name: "E1" });
  const later = await panelOf(api, db, stage, [judge], {
    name: "E2",
    method: {
      judges: { kind: "MEAN" },
      rounding: { total: 2 },
      stages: { own: "0.6", others: [{ panelId: earlier.panelId, weight: "0.4" }] },
    },
  });
  const load = (panelId: string, ideas: (string | null)[]) =>
    api.run(
      organiser,
      "importMarks",
      {
        panelId,
        sheets: ideas.flatMap((idea, index) =>
          idea === null
            ? []
            : [
                {
                  judgeId: personOf(judge.id),
                  applicationId: entries[index],
                  marks: marks(idea, idea),
                },
              ],
        ),
      },
      "sheets",
    );
  await load(earlier.panelId, ["10", "5", null, null]);
  await load(later.panelId, ["5", "9", "10", null]);
  const result = await ranking(later.panelId);
  // 0.6 × 9 + 0.4 × 5 = 7.4 and 0.6 × 5 + 0.4 × 10 = 7.
  expect(result.ranking.map((row: Json) => [row.applicationId, row.total])).toEqual([
    [entries[1], "7.4"],
    [entries[0], "7"],
  ]);
  expect(result.ranking[0].derivation.stages).toEqual([
    { panelId: earlier.panelId, total: "5", weight: "0.4" },
  ]);
  expect(result.incomplete).toEqual([entries[2]]);
  // The method names the other panel as it was given.
  expect(result.method.stages.others).toEqual([{ panelId: earlier.panelId, weight: "0.4" }]);
});

test("panels do not count each other in a circle, nor panels of other editions", async () => {
  const first = await panelOf(api, db, stage, [], { name: "K1" });
  const counting = (panelId: string) => ({
    judges: { kind: "MEAN" },
    stages: { own: "1", others: [{ panelId, weight: "1" }] },
  });
  const second = await panelOf(api, db, stage, [], { name: "K2", method: counting(first.panelId) });
  const change = (panel: typeof first, method: object) =>
    api.run(
      organiser,
      "changeMethod",
      { panelId: panel.panelId, method, reason: "x", expectedVersion: panel.version },
      "panel { version }",
    );
  const refused = { faults: [{ code: "OTHER_PANEL" }] };
  expect(await change(first, counting(second.panelId))).toMatchObject(refused);
  expect(await change(first, counting(first.panelId))).toMatchObject(refused);
  for (const id of [localOf(second.panelId), stageId])
    expect(await change(first, counting(id))).toMatchObject({ code: "NOT_FOUND" });
  const elsewhere = await selectionStage(api, db, 1, 44);
  const foreign = await panelOf(api, db, elsewhere, [], { name: "K3" });
  expect(await change(first, counting(foreign.panelId))).toMatchObject(refused);
  const { errors } = await organiser.ask(
    "query($id: ID!, $method: JSON) { panelResult(panelId: $id, method: $method) { fault } }",
    { id: first.panelId, method: counting(foreign.panelId) },
  );
  expect(errors?.[0]?.extensions.code).toBe("INVALID_INPUT");
  // Nor in a chain: the second counts the first, which then counts none.
  const third = await panelOf(api, db, stage, [], { name: "K4" });
  expect(await change(first, counting(third.panelId))).toMatchObject(refused);
});

test("of two panels that begin to count each other at once one is refused", async () => {
  const first = await panelOf(api, db, stage, [], { name: "L1" });
  const second = await panelOf(api, db, stage, [], { name: "L2" });
  const count = (panel: typeof first, other: typeof first) =>
    api.run(
      organiser,
      "changeMethod",
      {
        panelId: panel.panelId,
        method: {
          judges: { kind: "MEAN" },
          stages: { own: "1", others: [{ panelId: other.panelId, weight: "1" }] },
        },
        reason: "x",
        expectedVersion: panel.version,
      },
      "panel { version }",
    );
  const results = await meanwhile(
    db,
    (tx) =>
      tx.$queryRaw`SELECT 1 FROM "AuditHead" WHERE stream = ${`edition:${localOf(season.id)}`} FOR UPDATE`,
    () => count(first, second),
    () => count(second, first),
  );
  expect(results[0]).toMatchObject({ panel: { version: 2 } });
  expect(results[1]).toMatchObject({ faults: [{ code: "OTHER_PANEL" }] });
});

test("a tie-break names a criterion of the rubric", async () => {
  const method = {
    judges: { kind: "MEAN" },
    tieBreaks: [{ kind: "HIGHER_MEDIAN" }, { kind: "CRITERION", key: "ideas" }],
  };
  const fault = { code: "UNKNOWN_CRITERION", path: ["method", "tieBreaks", "1", "key"] };
  const { panelId, version, rubricId } = await panelOf(api, db, stage, [], { name: "TB" });
  const input = { method, reason: "x" };
  expect(
    await api.run(
      organiser,
      "changeMethod",
      { panelId, expectedVersion: version, ...input },
      "panel { id }",
    ),
  ).toMatchObject({ faults: [fault] });
  expect(
    await api.run(
      organiser,
      "createPanel",
      { stageId, rubricId: btoa(`Rubric:${rubricId}`), name: "TC", method, methodReason: "x" },
      "panel { id }",
    ),
  ).toMatchObject({ faults: [fault] });
});

test("who withdraws or is disqualified leaves the ranking", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "F" });
  const sheets = entries.map((applicationId, index) => ({
    judgeId: personOf(judge.id),
    applicationId,
    marks: marks(String(9 - index), "5"),
  }));
  await api.run(organiser, "importMarks", { panelId, sheets }, "sheets");
  expect((await ranking(panelId)).ranking).toHaveLength(4);
  await api.run(
    leaders[0] as typeof judge,
    "withdrawApplication",
    { id: entries[0] },
    "application { state }",
  );
  const { ranking: rows } = await ranking(panelId);
  expect(rows.map((row: Json) => [row.applicationId, row.rank])).toEqual([
    [entries[1], 1],
    [entries[2], 2],
    [entries[3], 3],
  ]);
});

test("a published panel writes the score by which finalists are drawn", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "G" });
  const live = entries.slice(1);
  const sheets = live.map((applicationId, index) => ({
    judgeId: personOf(judge.id),
    applicationId,
    marks: marks(String(5 + index), "5"),
  }));
  await api.run(organiser, "importMarks", { panelId, sheets }, "sheets");
  await setClock(db, "2023-06-25T02:00:00Z");
  await api.run(organiser, "publishResults", { panelId }, "hash");
  const late = await api.run(organiser, "importMarks", { panelId, sheets }, "sheets");
  expect(late).toMatchObject({ code: "PUBLISHED" });
  const scores = await db.stageEntry.findMany({
    where: { stageId: localOf(stageId), score: { not: null } },
    orderBy: { score: "asc" },
  });
  expect(scores.map((entry) => entry.applicationId)).toEqual(live.map(localOf));
  const decisions = live.map((applicationId) => ({ applicationId, advance: true }));
  await api.run(organiser, "decideSelection", { stageId, decisions }, "results { score }");
  const drawn = await api.run(
    organiser,
    "drawFinalists",
    { editionId: season.id, allowShortfall: true },
    "provinces { provinceCode finalists }",
  );
  expect(drawn.provinces.find((one: Json) => one.provinceCode === "35").finalists).toEqual([
    entries[3],
    entries[1],
  ]);
});
