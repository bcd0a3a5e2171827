import { expect, test } from "vitest";
import { localOf, selectionStage } from "../support/panel.ts";
import { meanwhile } from "../support/race.ts";
import { batch2, draft, openSeason } from "../support/season.ts";
import {
  completeAnswers,
  freshDatabase,
  type Json,
  openApi,
  role,
  setClock,
} from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
let batch = 20;

/** Four applications in selection, of two provinces. */
async function selection() {
  batch += 1;
  const stage = await selectionStage(api, db, 4, batch);
  const as = (name: string, input: object, payload: string) =>
    api.run(stage.organiser, name, input, payload);
  const decide = (among = stage.entries) =>
    as(
      "decideSelection",
      {
        stageId: stage.stageId,
        decisions: among.map((applicationId, index) => ({
          applicationId,
          advance: true,
          score: 90 - index,
        })),
      },
      "results { score }",
    );
  const giveBack = (id: string, correctUntil: string) =>
    as(
      "returnApplication",
      { id, reason: "Page missing", correctUntil },
      "application { correctUntil version }",
    );
  const draw = () =>
    as(
      "drawFinalists",
      { editionId: stage.season.id, allowShortfall: true },
      "provinces { finalists }",
    );
  const announce = (kind: string) =>
    as(
      "publishAnnouncement",
      { editionId: stage.season.id, kind, titleId: "Hasil", titleEn: "Result" },
      "publishedAt",
    );
  const result = async (index: number) =>
    (
      await (stage.leaders[index] as typeof organiser).ask(
        "query($id: ID!) { node(id: $id) { ... on Application { state result { check finalist stages { outcome } } } } }",
        { id: stage.entries[index] },
      )
    ).data.node;
  const [first = "", second = "", third = "", fourth = ""] = stage.entries;
  return { ...stage, as, decide, giveBack, draw, announce, result, first, second, third, fourth };
}

test("an edition that closes beside a submission takes it before, or not at all", async () => {
  batch += 1;
  await setClock(db, "2023-05-20T00:00:00Z");
  const season = await openSeason(api, organiser, { batch });
  const leader = await api.person();
  const { id } = await draft(api, leader, season.id, completeAnswers);
  const { teamId } = await db.application.findUniqueOrThrow({ where: { id: localOf(id) } });
  const [submitted, closed] = await meanwhile(
    db,
    (tx) => tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${teamId}::uuid FOR UPDATE`,
    () => api.run(leader, "submitApplication", { id }, "application { state }"),
    () =>
      api.run(
        organiser,
        "closeEdition",
        { id: season.id, expectedVersion: 2 },
        "edition { state }",
      ),
  );
  expect(submitted.application.state).toBe("SUBMITTED");
  expect(closed.edition.state).toBe("CLOSED");
  const events = await db.auditEvent.findMany({
    where: { stream: `edition:${localOf(season.id)}` },
    orderBy: { seq: "desc" },
    take: 2,
  });
  expect(events.map((event) => event.action)).toEqual(["edition.closed", "application.submitted"]);
});

test("a stage that is closed and decided beside a vote counts it", async () => {
  const { stageId, first, as } = await selection();
  await db.stage.update({ where: { id: localOf(stageId) }, data: { voteMode: "DECIDING" } });
  const [voter, other] = [await api.person(role("JUDGE")), await api.person(role("JUDGE"))];
  const cast = (person: typeof voter, applicationId: string) =>
    api.run(person, "castVote", { stageId, applicationId, vote: "FOR" }, "vote");
  const key = { stageId: localOf(stageId), applicationId: localOf(first), voterId: voter.id };
  await meanwhile(
    db,
    (tx) => tx.selectionVote.create({ data: { ...key, vote: "AGAINST", at: new Date() } }),
    () => cast(voter, first),
    async () => {
      await as(
        "changeStage",
        { id: stageId, opensOn: "2023-06-01", closesOn: "2023-06-11", graceMinutes: 0 },
        "stage { closesOn }",
      );
      return as("decideSelection", { stageId }, "results { applicationId }");
    },
  );
  const entry = await db.stageEntry.findFirstOrThrow({
    where: { applicationId: localOf(first), stageId: localOf(stageId) },
  });
  expect(await db.selectionVote.count({ where: { voterId: voter.id } })).toBe(1);
  expect(entry.outcome).toBe("ADVANCED");
  expect(await cast(other, first)).toMatchObject({ code: "WRONG_STATE" });
});

test("what is given back for correction holds up the announcement and the draw until it is corrected or its time is over", async () => {
  const { leaders, entries, decide, giveBack, announce, draw, result, first } = await selection();
  await giveBack(first, "2023-06-27");
  await setClock(db, "2023-06-25T02:00:00Z");
  await decide(entries.slice(1));
  for (const refused of [await announce("SELECTION"), await draw()])
    expect(refused).toMatchObject({ code: "UNDECIDED" });
  await api.run(
    leaders[0] as typeof organiser,
    "submitApplication",
    { id: first },
    "application { state }",
  );
  await decide();
  expect(await announce("SELECTION")).toHaveProperty("publishedAt");
  expect((await result(0)).result.stages).toEqual([{ outcome: "ADVANCED" }]);
  expect(await draw()).toHaveProperty("provinces");
});

test("after the time for its correction an application holds up nothing", async () => {
  const { entries, decide, giveBack, announce, draw, first } = await selection();
  await giveBack(first, "2023-06-20");
  await setClock(db, "2023-06-25T02:00:00Z");
  await decide(entries.slice(1));
  expect(await announce("SELECTION")).toHaveProperty("publishedAt");
  expect(await draw()).toHaveProperty("provinces");
});

test("given back again, the time for the correction is the new one", async () => {
  const { leaders, first, giveBack } = await selection();
  await giveBack(first, "2023-06-13");
  await setClock(db, "2023-06-15T02:00:00Z");
  const submit = () =>
    api.run(
      leaders[0] as typeof organiser,
      "submitApplication",
      { id: first },
      "application { state }",
    );
  expect(await submit()).toMatchObject({ code: "DEADLINE_PASSED" });
  expect(await giveBack(first, "2023-06-14")).toMatchObject({ faults: [{ code: "IN_THE_PAST" }] });
  const extended = await giveBack(first, "2023-06-16");
  expect(extended.application.correctUntil).toBe("2023-06-16T17:00:00.000Z");
  expect(await giveBack(first, "2023-06-16")).toEqual(extended);
  expect(await submit()).toMatchObject({ application: { state: "SUBMITTED" } });
});

test.each(["withdrawApplication", "disqualifyApplication"])(
  "no finalist is announced whose application is gone by %s; the reserve takes the place first",
  async (operation) => {
    const { organiser, leaders, entries, decide, draw, announce, result, first, third } =
      await selection();
    await db.editionProvince.updateMany({
      where: { edition: { batch }, provinceCode: "61" },
      data: { finalistQuota: 1 },
    });
    await setClock(db, "2023-06-25T02:00:00Z");
    await decide();
    await draw();
    const own = operation === "withdrawApplication";
    const gone = await api.run(
      own ? (leaders[0] as typeof organiser) : organiser,
      operation,
      { id: first, ...(own ? {} : { reason: "Plagiarism" }) },
      "application { state }",
    );
    expect(gone).toHaveProperty("application");
    expect(await announce("FINALISTS")).toMatchObject({ code: "FINALIST_GONE" });
    expect(
      await api.run(
        organiser,
        "withdrawFinalist",
        { applicationId: first, reason: "Application is gone" },
        "promoted",
      ),
    ).toEqual({ __typename: "WithdrawFinalistPayload", promoted: third });
    expect(await announce("FINALISTS")).toHaveProperty("publishedAt");
    const told = await Promise.all(
      entries.map(async (_, index) => (await result(index)).result.finalist),
    );
    expect(told).toEqual([false, true, true, true]);
  },
);

test("an announced check stands; what was not checked before may be still", async () => {
  const { organiser, season, announce, result, first } = await selection();
  await setClock(db, "2023-06-25T02:00:00Z");
  await announce("ADMINISTRATIVE_CHECK");
  const check = (outcome: string, met: boolean) =>
    api.run(
      organiser,
      "checkApplication",
      { id: first, outcome, items: season.checklist.map((itemId) => ({ itemId, met })) },
      "outcome",
    );
  expect(await check("FAILED", false)).toMatchObject({ code: "ANNOUNCED" });
  expect((await result(0)).result.check).toBe("PASSED");
  expect(await check("PASSED", true)).toMatchObject({ outcome: "PASSED" });
  await db.administrativeCheck.delete({ where: { applicationId: localOf(first) } });
  expect(await check("FAILED", false)).toMatchObject({ outcome: "FAILED" });
});

test("names and reasons are kept without the space and lines around them, as a subject of a mail must be", async () => {
  const { organiser, season, as, first, leaders } = await selection();
  await setClock(db, "2023-06-25T02:00:00Z");
  await as(
    "publishAnnouncement",
    {
      editionId: season.id,
      kind: "ADMINISTRATIVE_CHECK",
      titleId: " Hasil\r\n",
      titleEn: "Result\n",
    },
    "publishedAt",
  );
  const editionId = localOf(season.id);
  expect(await db.announcement.findFirstOrThrow({ where: { editionId } })).toMatchObject({
    titleId: "Hasil",
    titleEn: "Result",
  });
  const { email } = await db.user.findUniqueOrThrow({ where: { id: leaders[0]?.id ?? "" } });
  const mails = await db.outboxMessage.findMany({ where: { topic: "MAIL" } });
  expect(mails.map(({ payload }) => payload as Json)).toContainEqual(
    expect.objectContaining({ to: email, subject: "Hasil" }),
  );
  const gone = await as(
    "disqualifyApplication",
    { id: first, reason: " Plagiarism\n" },
    "application { stateReason }",
  );
  expect(gone.application.stateReason).toBe("Plagiarism");
  batch += 1;
  const named = await openSeason(api, organiser, { batch, nameId: "Gelombang\n" });
  expect((await db.edition.findUniqueOrThrow({ where: { id: localOf(named.id) } })).nameId).toBe(
    "Gelombang",
  );
  await setClock(db, "2023-05-20T00:00:00Z");
  const { id } = await draft(api, await api.person(), named.id, completeAnswers, {
    title: "Inovasi\n",
  });
  const saved = await db.application.findUniqueOrThrow({ where: { id: localOf(id) } });
  expect(saved.title).toBe("Inovasi");
});

test("a quota that the database does not take is refused with its path", async () => {
  const organiser = await api.person(role("ORGANISER"));
  const provinces = [{ code: "61", finalistQuota: 51 }];
  expect(
    await api.run(
      organiser,
      "createEdition",
      { ...batch2, batch: 99, provinces },
      "edition { id }",
    ),
  ).toMatchObject({ faults: [{ code: "TOO_LARGE", path: ["provinces", "0", "finalistQuota"] }] });
});

test("the audit of a stage that is moved tells its capacity, before and after", async () => {
  const { stageId, as } = await selection();
  const dates = { id: stageId, opensOn: "2023-06-12", closesOn: "2023-06-23", graceMinutes: 0 };
  await as("changeStage", { ...dates, capacity: 50 }, "stage { capacity }");
  await as("changeStage", { ...dates, capacity: 10 }, "stage { capacity }");
  const events = await db.auditEvent.findMany({
    where: { action: "stage.changed", subjectId: localOf(stageId) },
    orderBy: { seq: "asc" },
  });
  const capacities = events.map(({ before, after }) =>
    [before, after].map((one) => (one as Json).capacity),
  );
  expect(capacities).toEqual([
    [null, 50],
    [50, 10],
  ]);
});
