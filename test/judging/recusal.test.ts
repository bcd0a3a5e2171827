import { panelResult } from "@winner/core/judging/index.ts";
import { expect, test } from "vitest";
import { localOf, marks, panelOf, personOf, selectionStage, submit } from "../support/panel.ts";
import { meanwhile } from "../support/race.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 4);
const { organiser, entries, leaders, stageId, season } = stage;
const [first = "", second = "", third = ""] = entries;

const declare = (judge: typeof organiser, panelId: string, applicationId: string) =>
  api.run(judge, "declareConflict", { panelId, applicationId, reason: "Kin" }, "applicationId");

test("a conflict that is declared while judges are assigned leaves no assignment", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "A", judgesPerEntry: 1 });
  // The audit chain is the last that both take: the assignment waits there with all its rows written.
  const [assigned, declared] = await meanwhile(
    db,
    (tx) =>
      tx.$queryRaw`SELECT 1 FROM "AuditHead" WHERE stream = ${`edition:${localOf(season.id)}`} FOR UPDATE`,
    () => api.run(organiser, "assignJudges", { panelId }, "assigned"),
    () => declare(judge, panelId, first),
  );
  expect([assigned, declared]).toMatchObject([{ assigned: 4 }, { applicationId: first }]);
  const where = { panelId: localOf(panelId), applicationId: localOf(first) };
  expect(await db.assignment.findMany({ where })).toMatchObject([{ state: "RECUSED" }]);
  expect(await submit(api, judge, panelId, first, marks("5", "5"))).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a vote that is cast while its conflict is declared does not stay", async () => {
  const voter = await api.person(role("JUDGE"));
  const { panelId } = await panelOf(api, db, stage, [voter], { name: "B" });
  const key = { stageId: localOf(stageId), applicationId: localOf(first), voterId: voter.id };
  await meanwhile(
    db,
    (tx) =>
      tx.selectionVote.create({ data: { ...key, vote: "AGAINST", at: new Date("2023-06-12") } }),
    () => api.run(voter, "castVote", { stageId, applicationId: first, vote: "FOR" }, "vote"),
    () => declare(voter, panelId, first),
  );
  expect(await db.selectionVote.count({ where: { voterId: voter.id } })).toBe(0);
});

test("who recuses after comparing pairs moves no rank with what was said before", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], {
    name: "P",
    mode: "PAIRWISE",
    rubricId: null,
  });
  const compare = (winnerId: string, loserId: string) =>
    api.run(judge, "comparePair", { panelId, winnerId, loserId }, "at");
  await compare(first, second);
  await compare(third, first);
  await compare(second, third);
  await declare(judge, panelId, first);
  const { ranking } = await panelResult(db, localOf(panelId));
  const total = (id: string) =>
    Number(ranking.find((one) => one.applicationId === localOf(id))?.total);
  expect(total(second)).toBeGreaterThan(total(third));
  expect(await db.pairwiseComparison.count({ where: { panelId: localOf(panelId) } })).toBe(1);
  // What was said can still be followed.
  const said = await db.auditEvent.findMany({
    where: { action: "comparison.made", subjectId: localOf(panelId), actor: `user:${judge.id}` },
  });
  expect(said.map(({ after }) => after)).toContainEqual({
    winnerId: localOf(first),
    loserId: localOf(second),
  });
});

test("a judge who joins the team after the assignment neither opens its entry for marks nor compares it", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "J", judgesPerEntry: 1 });
  const { panelId: pairs } = await panelOf(api, db, stage, [judge], {
    name: "JP",
    mode: "PAIRWISE",
    rubricId: null,
  });
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  const { teamId } = await db.application.findUniqueOrThrow({ where: { id: localOf(second) } });
  const { email } = await db.user.findUniqueOrThrow({ where: { id: judge.id } });
  await api.run(
    leaders[1] as typeof judge,
    "addTeamMember",
    { teamId: btoa(`Team:${teamId}`), email, name: "Juri" },
    "team { id }",
  );
  expect(await submit(api, judge, panelId, second, marks("10", "10"))).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(
    await api.run(judge, "comparePair", { panelId: pairs, winnerId: second, loserId: first }, "at"),
  ).toMatchObject({ code: "NOT_FOUND" });
});

test("a dry run of the assignment removes no marks; done, the audit names the conflicts that it found", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "F", judgesPerEntry: 1 });
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  await submit(api, judge, panelId, third, marks("9", "9"));
  const organisation = await db.organisation.create({ data: { name: "Dinas", kind: "MINISTRY" } });
  await db.membership.create({
    data: {
      userId: judge.id,
      organisationId: organisation.id,
      role: "PROVINCIAL_OFFICER",
      provinceCode: "61",
    },
  });
  const state = async () =>
    (await db.scoresheet.findFirstOrThrow({ where: { judgeId: judge.id } })).state;
  const assign = (dryRun: boolean) =>
    api.run(
      organiser,
      "assignJudges",
      { panelId, dryRun },
      "unfilled { applicationId inConflict }",
    );
  const plan = await assign(true);
  expect(plan.unfilled).toHaveLength(2);
  expect(await state()).toBe("SUBMITTED");
  expect(await assign(false)).toEqual(plan);
  const events = await db.auditEvent.findMany({
    where: { action: "judges.assigned", subjectId: localOf(panelId) },
    orderBy: { seq: "asc" },
  });
  const found = (applicationId: string) => ({
    judgeId: judge.id,
    applicationId: localOf(applicationId),
    source: "SAME_PROVINCE_OFFICE",
  });
  expect(events.map(({ after }) => (after as Json).conflicts)).toEqual([
    [],
    [found(first), found(third)].sort((a, b) => (a.applicationId < b.applicationId ? -1 : 1)),
  ]);
  expect(await state()).toBe("REMOVED");
});

test("who judges blind is told of no team that it is one of theirs, by whatever way they come to it", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], {
    name: "Blind",
    judgesPerEntry: 1,
    blind: true,
  });
  const { teamId } = await db.application.findUniqueOrThrow({ where: { id: localOf(first) } });
  await db.provider.create({
    data: { teamId, name: "Toko", address: "Jl. 1", email: "a@test.invalid", numberPrefix: "TK" },
  });
  const people = async () => {
    const { data } = await judge.ask(
      "{ providers { edges { node { team { name members { name } } } } } }",
    );
    return data.providers.edges.map((edge: Json) => edge.node.team);
  };
  const before = await people();
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  expect(await people()).toEqual(before);
});

test("one sheet twice in an import is told", async () => {
  const judge = await api.person();
  const { panelId } = await panelOf(api, db, stage, [judge], { name: "T" });
  const sheet = { judgeId: personOf(judge.id), applicationId: first, marks: marks("5", "5") };
  expect(
    await api.run(organiser, "importMarks", { panelId, sheets: [sheet, sheet] }, "sheets"),
  ).toMatchObject({ faults: [{ code: "SHEET_TWICE", path: ["sheets", "1"] }] });
});
