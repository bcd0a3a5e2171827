import { expect, test } from "vitest";
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
const judges = [
  await api.person(role("JUDGE")),
  await api.person(role("JUDGE")),
  await api.person(role("JUDGE")),
];
const interview = {
  kind: "INTERVIEW",
  nameId: "Wawancara",
  nameEn: "Interview",
  opensOn: "2023-06-24",
  closesOn: "2023-06-30",
  graceMinutes: 0,
  capacity: 3,
  voteMode: "DECIDING",
};
let batch = 10;

/** An edition of one province with `count` applications that passed the check. */
async function selection(count: number, changes: object = {}) {
  batch += 1;
  const season = await openSeason(api, organiser, {
    batch,
    provinces: [{ code: "61", finalistQuota: 2 }],
    stages: [...batch2.stages, interview],
    ...changes,
  });
  await setClock(db, "2023-05-20T00:00:00Z");
  const ids: string[] = [];
  const leaders = [];
  for (let number = 0; number < count; number += 1) {
    const leader = await api.person();
    const { id } = await draft(api, leader, season.id, completeAnswers, {
      title: `${batch}-${number}`,
    });
    await api.run(leader, "submitApplication", { id }, "application { id }");
    ids.push(id);
    leaders.push(leader);
  }
  await setClock(db, "2023-06-12T02:00:00Z");
  const items = season.checklist.map((itemId) => ({ itemId, met: true }));
  for (const id of ids)
    await api.run(organiser, "checkApplication", { id, outcome: "PASSED", items }, "outcome");
  const move = (kind: string, applicationIds: string[], dryRun = false) =>
    api.run(
      organiser,
      "moveApplications",
      { toStageId: season.stage(kind), applicationIds, dryRun },
      "moved",
    );
  const vote = (
    judge: (typeof judges)[number] | undefined,
    kind: string,
    id: string | undefined,
    word: string,
    score?: number,
  ) =>
    api.run(
      judge ?? organiser,
      "castVote",
      { stageId: season.stage(kind), applicationId: id, vote: word, score },
      "vote",
    );
  const decide = (kind: string, decisions: object[] = [], dryRun = false) =>
    api.run(
      organiser,
      "decideSelection",
      { stageId: season.stage(kind), decisions, dryRun },
      "results { applicationId advance score }",
    );
  const draw = (changes: object = {}) =>
    api.run(
      organiser,
      "drawFinalists",
      { editionId: season.id, ...changes },
      "provinces { finalists reserves faults }",
    );
  return { season, ids, leaders, move, vote, decide, draw };
}

test("selection advises, the interview decides by majority, and its scores rank the finalists", async () => {
  const { season, ids, move, vote, decide, draw } = await selection(4);
  await move("SELECTION", ids);
  expect(await move("INTERVIEW", ids)).toMatchObject({
    faults: ids.map((_, index) => ({ code: "NOT_IN_STAGE", path: ["applicationIds", `${index}`] })),
  });
  expect(await decide("SELECTION")).toMatchObject({ code: "STAGE_STILL_OPEN" });
  await setClock(db, "2023-06-25T02:00:00Z");
  expect(await decide("SELECTION")).toMatchObject({ code: "UNDECIDED" });
  const all = ids.map((applicationId) => ({ applicationId, advance: true }));
  expect((await decide("SELECTION", all, true)).results).toHaveLength(4);
  expect(await db.stageEntry.count({ where: { outcome: "ADVANCED" } })).toBe(0);
  await decide("SELECTION", all);
  expect(await move("INTERVIEW", ids)).toMatchObject({ code: "CAPACITY_REACHED" });
  const three = ids.slice(0, 3);
  expect(await move("INTERVIEW", three, true)).toMatchObject({ moved: 3 });
  expect(await db.stageEntry.count({ where: { stage: { kind: "INTERVIEW" } } })).toBe(0);
  expect(await move("INTERVIEW", three)).toMatchObject({ moved: 3 });
  expect(await move("INTERVIEW", three)).toMatchObject({ moved: 3 });
  // First: 2 for, 1 against. Second: 3 for. Third: a draw, which is no majority.
  const [first, second, third] = three;
  const [a, b, c] = judges;
  await vote(a, "INTERVIEW", first, "FOR", 70);
  await vote(b, "INTERVIEW", first, "FOR", 80);
  await vote(c, "INTERVIEW", first, "AGAINST", 60);
  for (const judge of judges) await vote(judge, "INTERVIEW", second, "FOR", 90);
  await vote(a, "INTERVIEW", third, "AGAINST");
  await vote(a, "INTERVIEW", third, "FOR");
  await vote(b, "INTERVIEW", third, "AGAINST");
  await vote(c, "INTERVIEW", third, "ABSTAIN");
  await setClock(db, "2023-07-01T02:00:00Z");
  expect(await decide("INTERVIEW", [{ applicationId: first, advance: true }])).toMatchObject({
    __typename: "InputError",
  });
  expect(await draw()).toMatchObject({ code: "UNDECIDED" });
  const decided = await decide("INTERVIEW");
  expect(decided.results.map((one: Json) => [one.applicationId, one.advance, one.score])).toEqual([
    [first, true, 70],
    [second, true, 90],
    [third, false, null],
  ]);
  const drawn = await draw();
  expect(drawn.provinces).toEqual([{ finalists: [second, first], reserves: [], faults: [] }]);
  expect(await draw()).toMatchObject({ code: "ALREADY_DRAWN" });
  expect(await decide("INTERVIEW")).toMatchObject({ code: "ALREADY_DRAWN" });
  expect(await vote(a, "INTERVIEW", first, "AGAINST")).toMatchObject({ code: "WRONG_STATE" });
  expect(season.id).toBeTruthy();
});

test("each team reads its outcome in a stage once it is announced, and is mailed; then it stands", async () => {
  const { season, ids, leaders, move, vote, decide } = await selection(3);
  const [first = "", second = "", outside = ""] = ids;
  await move("SELECTION", [first, second]);
  await vote(judges[0], "SELECTION", first, "FOR", 80);
  const announce = (kind: string) =>
    api.run(
      organiser,
      "publishAnnouncement",
      { editionId: season.id, kind, titleId: `Hasil ${kind}`, titleEn: `Results ${kind}` },
      "publishedAt",
    );
  const told = () =>
    Promise.all(
      leaders.map(async (leader, index) => {
        const { data } = await leader.ask(
          `query($id: ID!) { node(id: $id) { ... on Application { entries { outcome }
            result { finalist stages { outcome stage { kind nameEn } } } } } }`,
          { id: ids[index] },
        );
        expect(data.node.entries).toEqual([]);
        return data.node.result.stages;
      }),
    );
  const mails = () =>
    db.outboxMessage.findMany({ where: { key: { startsWith: "mail:announcement" } } });
  expect(await announce("SELECTION")).toMatchObject({ code: "STAGE_STILL_OPEN" });
  await setClock(db, "2023-06-25T02:00:00Z");
  expect(await announce("SELECTION")).toMatchObject({ code: "UNDECIDED" });
  await decide("SELECTION", [
    { applicationId: first, advance: true },
    { applicationId: second, advance: false },
  ]);
  await move("INTERVIEW", [first]);
  expect(await told()).toEqual([[], [], []]);
  expect(await mails()).toEqual([]);
  const { publishedAt } = await announce("SELECTION");
  const stage = { kind: "SELECTION", nameEn: "Selection" };
  const outcomes = [[{ outcome: "ADVANCED", stage }], [{ outcome: "ELIMINATED", stage }], []];
  expect(await told()).toEqual(outcomes);
  const sent = await mails();
  expect(sent.map(({ payload }) => payload)).toEqual(
    leaders.map((leader, index) =>
      expect.objectContaining({
        to: `${leader.id}@test.invalid`,
        subject: "Hasil SELECTION",
        text: expect.stringContaining(`Yth. Team ${batch}-${index},`),
      }),
    ),
  );
  expect(JSON.stringify(sent)).not.toMatch(/ADVANCED|ELIMINATED/);
  expect(await announce("SELECTION")).toMatchObject({ publishedAt });
  expect(await mails()).toHaveLength(3);
  const again = [
    { applicationId: first, advance: false },
    { applicationId: second, advance: true },
  ];
  expect(await decide("SELECTION", again)).toMatchObject({ code: "ANNOUNCED" });
  expect(await move("SELECTION", [outside])).toMatchObject({ code: "ANNOUNCED" });
  await setClock(db, "2023-07-01T02:00:00Z");
  expect(await announce("INTERVIEW")).toMatchObject({ code: "UNDECIDED" });
  expect(await told()).toEqual(outcomes);
  await decide("INTERVIEW");
  await announce("INTERVIEW");
  expect((await told())[0]).toEqual([
    { outcome: "ADVANCED", stage },
    { outcome: "ELIMINATED", stage: { kind: "INTERVIEW", nameEn: "Interview" } },
  ]);
  expect(await announce("PRESENTATION")).toMatchObject({ __typename: "NotFoundError" });
});

test("a judge votes neither on their own team nor outside the stage's time", async () => {
  const { ids, leaders, move, vote } = await selection(1);
  await setClock(db, "2023-06-13T02:00:00Z");
  await move("SELECTION", ids);
  const own = leaders[0];
  if (!own) throw new Error("no leader");
  const organisation = await db.organisation.findFirstOrThrow();
  await db.membership.create({
    data: { userId: own.id, organisationId: organisation.id, role: "JUDGE" },
  });
  expect(await vote(own, "SELECTION", ids[0], "FOR")).toMatchObject({ code: "OWN_TEAM" });
  expect(await vote(judges[0], "SELECTION", ids[0], "FOR", 101)).toMatchObject({
    faults: [{ code: "TOO_LARGE", path: ["score"] }],
  });
  await setClock(db, "2023-06-23T16:59:59Z");
  expect(await vote(judges[0], "SELECTION", ids[0], "FOR")).toMatchObject({ vote: "FOR" });
  await setClock(db, "2023-06-23T17:00:00Z");
  expect(await vote(judges[0], "SELECTION", ids[0], "FOR")).toMatchObject({
    code: "DEADLINE_PASSED",
  });
});

test("a tie at the cut and fewer than the quota stop the draw until the organiser answers", async () => {
  const tie = await selection(3, { stages: batch2.stages });
  await tie.move("SELECTION", tie.ids);
  await setClock(db, "2023-06-25T02:00:00Z");
  const [a, b, c] = tie.ids;
  await tie.decide("SELECTION", [
    { applicationId: a, advance: true, score: 90 },
    { applicationId: b, advance: true, score: 80 },
    { applicationId: c, advance: true, score: 80 },
  ]);
  expect((await tie.draw({ dryRun: true })).provinces[0].faults).toEqual(["TIE_AT_CUT"]);
  expect(await tie.draw()).toMatchObject({ faults: [{ code: "TIE_AT_CUT" }] });
  expect(await tie.draw({ tieBreaks: [c, b] })).toMatchObject({
    provinces: [{ finalists: [a, c], reserves: [b] }],
  });
  const few = await selection(1, { stages: batch2.stages });
  await few.move("SELECTION", few.ids);
  await setClock(db, "2023-06-25T02:00:00Z");
  await few.decide("SELECTION", [{ applicationId: few.ids[0], advance: true }]);
  expect(await few.draw()).toMatchObject({ faults: [{ code: "FEWER_THAN_QUOTA" }] });
  expect(await few.draw({ allowShortfall: true })).toMatchObject({
    provinces: [{ finalists: few.ids, reserves: [] }],
  });
});

test("a finalist who withdraws after the announcement is replaced there by the first reserve", async () => {
  const { season, ids, leaders, move, decide, draw } = await selection(3, {
    stages: batch2.stages,
  });
  await move("SELECTION", ids);
  await setClock(db, "2023-06-25T02:00:00Z");
  await decide(
    "SELECTION",
    ids.map((applicationId, index) => ({ applicationId, advance: true, score: 90 - index })),
  );
  await draw();
  await api.run(
    organiser,
    "publishAnnouncement",
    { editionId: season.id, kind: "FINALISTS", titleId: "Finalis", titleEn: "Finalists" },
    "publishedAt",
  );
  await api.run(
    organiser,
    "withdrawFinalist",
    { applicationId: ids[0], reason: "Moved abroad" },
    "promoted",
  );
  const { data } = await api.ask(
    undefined,
    "query($id: ID!) { node(id: $id) { ... on Edition { finalists { rank } } } }",
    { id: season.id },
  );
  expect(data.node.finalists).toEqual([{ rank: 2 }, { rank: 3 }]);
  const result = async (index: number) =>
    (
      await leaders[index]?.ask(
        "query($id: ID!) { node(id: $id) { ... on Application { result { finalist } } } }",
        { id: ids[index] },
      )
    )?.data.node.result.finalist;
  expect([await result(0), await result(1), await result(2)]).toEqual([false, true, true]);
  expect(await db.publishedFinalist.count({ where: { withdrawal: { isNot: null } } })).toBe(1);
});

test("of reserves that nothing parts a person names the one who takes the place", async () => {
  const { ids, move, decide, draw } = await selection(5, { stages: batch2.stages });
  await move("SELECTION", ids);
  await setClock(db, "2023-06-25T02:00:00Z");
  const scores = [90, 85, 70, 70, 60];
  await decide(
    "SELECTION",
    ids.map((applicationId, index) => ({ applicationId, advance: true, score: scores[index] })),
  );
  await draw();
  const withdraw = (index: number, reserveId?: string) =>
    api.run(
      organiser,
      "withdrawFinalist",
      { applicationId: ids[index], reason: "Pindah", ...(reserveId && { reserveId }) },
      "promoted",
    );
  expect(await withdraw(0)).toMatchObject({ code: "RESERVES_TIED", path: ["reserveId"] });
  expect(await withdraw(0, ids[4])).toMatchObject({ code: "NOT_NEXT", path: ["reserveId"] });
  expect(await withdraw(0, ids[3])).toMatchObject({ promoted: ids[3] });
  // Of two who shared a rank one is left, and then comes the next.
  expect(await withdraw(1)).toMatchObject({ promoted: ids[2] });
  expect(await withdraw(3)).toMatchObject({ promoted: ids[4] });
  expect(await withdraw(4)).toMatchObject({ promoted: null });
});

test("an edition is made once per year and batch, opened and closed under its version", async () => {
  const season = await openSeason(api, organiser, { batch: 90 });
  expect(
    await api.run(organiser, "createEdition", { ...batch2, batch: 90 }, "edition { id }"),
  ).toMatchObject({ __typename: "ConflictError", code: "EDITION_EXISTS" });
  expect(
    await api.run(
      organiser,
      "createEdition",
      {
        ...batch2,
        batch: 0,
        nameEn: "",
        provinces: [{ code: "35", finalistQuota: 0 }],
        issueCodes: [],
      },
      "edition { id }",
    ),
  ).toMatchObject({
    faults: [
      { code: "TOO_SHORT", path: ["nameEn"] },
      { code: "TOO_SMALL", path: ["batch"] },
      { code: "TOO_SMALL", path: ["provinces", "0", "finalistQuota"] },
      { code: "TOO_FEW", path: ["issueCodes"] },
    ],
  });
  expect(
    await api.run(
      organiser,
      "createEdition",
      { ...batch2, batch: 91, provinces: [{ code: "99" }, { code: "35" }, { code: "35" }] },
      "edition { id }",
    ),
  ).toMatchObject({
    faults: [
      { code: "UNKNOWN_REGION", path: ["provinces", "0"] },
      { code: "UNKNOWN_REGION", path: ["provinces", "2"] },
    ],
  });
  const close = (expectedVersion: number) =>
    api.run(organiser, "closeEdition", { id: season.id, expectedVersion }, "edition { state }");
  expect(await close(1)).toMatchObject({ code: "STALE_VERSION" });
  expect(await close(2)).toMatchObject({ edition: { state: "CLOSED" } });
  expect(await close(2)).toMatchObject({ edition: { state: "CLOSED" } });
  const applicant = await api.person();
  await setClock(db, "2023-05-20T00:00:00Z");
  const { team } = await api.run(
    applicant,
    "createTeam",
    { name: "Late", kind: "COMMUNITY" },
    "team { id }",
  );
  const input = {
    editionId: season.id,
    teamId: team.id,
    provinceCode: "61",
    issueCode: "HEALTH",
    title: "T",
    summary: "S",
  };
  expect(await api.run(applicant, "createApplication", input, "application { id }")).toMatchObject({
    code: "WRONG_STATE",
  });
});
