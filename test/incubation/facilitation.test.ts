import { IntroductionState, NeedState } from "@winner/core/database/index.ts";
import { introductionMoves, matchNeed, needMoves } from "@winner/core/incubation/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seedCohorts } from "../../prisma/seed/cohort.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await seedStory(db);
await seedCohorts(db);
await seedServices(db);
await setClock(db, "2024-01-15T03:00:00Z");
const api = openApi(db);
const government = async (name: string, provinceCode: string, regencyCode: string | null) => {
  const id = newId();
  await db.institution.create({
    data: { id, kind: "LOCAL_GOVERNMENT", name, provinceCode, regencyCode },
  });
  return { id, globalId: btoa(`Institution:${id}`) };
};
const lebak = await government("Pemerintah Kabupaten Lebak", "36", "3602");
const banten = await government("Pemerintah Provinsi Banten", "36", null);
const clinic = await db.institution.findFirstOrThrow({ where: { kind: "CLINIC" } });
const memberOf = async (name: string) => {
  const member = await db.cohortMember.findFirstOrThrow({
    where: { application: { team: { name } } },
    include: { application: { include: { team: true } }, cohort: true },
  });
  const leader = await api.person();
  const { teamId } = member.application;
  await db.teamMember.create({ data: { teamId, userId: leader.id, role: "LEADER" } });
  return {
    id: btoa(`CohortMember:${member.id}`),
    teamId,
    leader,
    editionId: member.cohort.editionId,
  };
};
const klinikgo = await memberOf("KlinikGo");
const alterra = await memberOf("Alterra Academy");
const people = {
  organiser: await api.person(role("ORGANISER")),
  administrator: await api.person(role("ADMINISTRATOR")),
  auditor: await api.person(role("AUDITOR")),
  officer: await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
  elsewhere: await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" })),
  staff: await api.person(role("INSTITUTION_STAFF", { institutionId: lebak.id })),
  provinceStaff: await api.person(role("INSTITUTION_STAFF", { institutionId: banten.id })),
  clinicStaff: await api.person(role("INSTITUTION_STAFF", { institutionId: clinic.id })),
  ofEdition: await api.person(role("ORGANISER", { editionId: klinikgo.editionId })),
  ofOther: await api.person(role("ORGANISER", { editionId: newId() })),
  team: klinikgo.leader,
  otherTeam: alterra.leader,
  judge: await api.person(role("JUDGE")),
  mentor: await api.person(role("MENTOR")),
  provider: await api.person(role("PROVIDER")),
  applicant: await api.person(),
};
type Name = keyof typeof people;
const names = Object.keys(people) as Name[];
const publish = (as: Name, changes: object = {}) =>
  api.run(
    people[as],
    "publishNeed",
    {
      institutionId: lebak.globalId,
      issueCode: "HEALTH",
      title: "Rekam medis elektronik",
      description: "Klinik belum terhubung dengan SatuSehat.",
      budgetSource: "APBD 2024",
      deadline: "2024-03-31",
      ...changes,
    },
    "need { id state version regency { code } }",
  );
const introduce = (as: Name, needId: string, memberId = klinikgo.id) =>
  api.run(people[as], "introduceMember", { needId, memberId }, "introduction { id state version }");
const meet = (as: Name, introductionId: string, startsAt = "2024-01-10T02:00:00Z") =>
  api.run(
    people[as],
    "scheduleMeeting",
    { introductionId, startsAt, place: "Rangkasbitung" },
    "meeting { id version minutes }",
  );
const minute = (as: Name, id: string, minutes = "Sepakat uji coba", expectedVersion = 1) =>
  api.run(
    people[as],
    "recordMinutes",
    { id, minutes, expectedVersion },
    "meeting { id version minutes }",
  );
const decide = (as: Name, id: string, decision: string, expectedVersion: number, reason?: string) =>
  api.run(
    people[as],
    "decideIntroduction",
    { id, decision, expectedVersion, reason },
    "introduction { state version }",
  );
const pipeline = async (as: Name, provinceCode = "36"): Promise<Json> => {
  const { data, errors } = await people[as].ask(
    `{ pipeline(provinceCode: "${provinceCode}") { openNeeds stages { state count }
      introductions { id state team solution version need { title state localGovernment } meetings { minutes } decisions { kind reason }
        commitments { party text dueOn doneOn } agreementId } } }`,
  );
  if (errors) return { code: errors[0]?.extensions.code };
  return data.pipeline;
};
const fresh = async (title: string) => (await publish("staff", { title })).need.id as string;

/** Who gets something else than one of these refusals. */
async function allowed(
  run: (as: Name) => Promise<Json>,
  refusals = ["FORBIDDEN", "NOT_FOUND"],
): Promise<Name[]> {
  const able: Name[] = [];
  for (const name of names) if (!refusals.includes((await run(name)).code)) able.push(name);
  return able;
}
const wholeProvince: Name[] = ["organiser", "administrator", "officer"];

describe("a need", () => {
  test("is published by its local government, the province's officer or the ministry, and nobody else", async () => {
    expect(await allowed((as) => publish(as, { title: `Uji ${as}` }))).toEqual([
      ...wholeProvince,
      "staff",
    ]);
    expect(await db.need.count()).toBe(4);
  });

  test("lies in the government's region, ahead of its deadline, and is not published twice", async () => {
    expect(await publish("staff")).toMatchObject({
      need: { state: "OPEN", regency: { code: "3602" } },
    });
    expect(await publish("staff")).toMatchObject({ code: "NEED_EXISTS" });
    const fault = async (changes: object, as: Name = "organiser") =>
      (await publish(as, { title: "Lain", ...changes })).faults?.map((one: Json) => one.code);
    expect(await fault({ regencyCode: "3603" })).toEqual(["OTHER_REGENCY"]);
    expect(await fault({ regencyCode: "5371" })).toContain("UNKNOWN_REGION");
    expect(await fault({ deadline: "2024-01-15" })).toEqual(["IN_THE_PAST"]);
    expect(await fault({ institutionId: btoa(`Institution:${clinic.id}`) })).toEqual([
      "NOT_LOCAL_GOVERNMENT",
    ]);
    // A province's government says which regency.
    expect(
      await publish("provinceStaff", {
        title: "Lain",
        institutionId: banten.globalId,
        regencyCode: "3603",
      }),
    ).toMatchObject({ need: { regency: { code: "3603" } } });
  });

  test("is read by all who are signed in while it is open, and afterwards by those it is about", async () => {
    const id = await fresh("Ditarik");
    const read = async (as: Name) => {
      const { data } = await people[as].ask(`{ node(id: "${id}") { id } }`);
      return { code: data.node ? "SEEN" : "NOT_FOUND" };
    };
    expect(await allowed(read)).toEqual(names);
    expect((await api.ask(undefined, `{ node(id: "${id}") { id } }`)).data.node).toBeNull();
    const close = (as: Name, to: string, expectedVersion = 1) =>
      api.run(
        people[as],
        "closeNeed",
        { id, to, reason: "Anggaran", expectedVersion },
        "need { state }",
      );
    expect(await close("staff", "WITHDRAWN", 7)).toMatchObject({ code: "STALE_VERSION" });
    expect(await close("staff", "WITHDRAWN")).toMatchObject({ need: { state: "WITHDRAWN" } });
    expect(await close("staff", "CLOSED", 2)).toMatchObject({ code: "WRONG_STATE" });
    expect(await allowed((as) => close(as, "CLOSED", 2))).toEqual([...wholeProvince, "staff"]);
    expect(await allowed(read)).toEqual([
      "organiser",
      "administrator",
      "auditor",
      "officer",
      "staff",
    ]);
    expect(await introduce("organiser", id)).toMatchObject({ code: "WRONG_STATE" });
  });

  test("that was met elsewhere is closed while it is open, and nobody is matched to it any more", async () => {
    const id = await fresh("Terpenuhi di luar");
    const { introduction } = await introduce("officer", id);
    const { meeting } = await meet("staff", introduction.id);
    await minute("staff", meeting.id);
    const close = (as: Name, reason = "Dipenuhi hibah provinsi") =>
      api.run(
        people[as],
        "closeNeed",
        { id, to: "CLOSED", reason, expectedVersion: 1 },
        "need { state stateReason version }",
      );
    expect(await close("staff", " ")).toMatchObject({ faults: [{ path: ["reason"] }] });
    const { openNeeds } = await pipeline("officer");
    const closed = { state: "CLOSED", stateReason: "Dipenuhi hibah provinsi", version: 2 };
    const results = await Promise.all([close("staff"), close("officer")]);
    for (const one of [...results, await close("staff")])
      expect(one).toMatchObject({ need: closed });
    expect((await pipeline("officer")).openNeeds).toBe(openNeeds - 1);
    expect(await decide("staff", introduction.id, "AGREED", 2)).toMatchObject({
      code: "WRONG_STATE",
    });
    expect(await introduce("organiser", id, alterra.id)).toMatchObject({ code: "WRONG_STATE" });
    const audit = await db.auditEvent.findMany({ where: { action: "need.closed" } });
    expect(audit.map(({ before, after }) => [before, after])).toEqual([
      [{ state: "OPEN" }, { state: "CLOSED", reason: "Dipenuhi hibah provinsi" }],
    ]);
  });
});

describe("a match", () => {
  test("names finalists by issue, then place, with the reasons, to those who facilitate", async () => {
    const id = await fresh("Cocok");
    const ask = async (as: Name): Promise<Json> => {
      const { data, errors } = await people[as].ask(
        `{ needMatches(needId: "${id}") { memberId teamName provinceCode issueCode reasons introduced } }`,
      );
      return errors ? { code: errors[0]?.extensions.code } : { matches: data.needMatches };
    };
    expect(await allowed(ask)).toEqual([
      "organiser",
      "administrator",
      "auditor",
      "officer",
      "staff",
    ]);
    statements.length = 0;
    const { matches } = await ask("officer");
    expect(statements).toHaveLength(2);
    expect(matches[0]).toMatchObject({
      memberId: klinikgo.id,
      teamName: "KlinikGo",
      reasons: ["SAME_ISSUE", "SAME_REGENCY"],
      introduced: false,
    });
    for (const match of matches.slice(1))
      expect(match.issueCode === "HEALTH" || match.provinceCode === "36").toBe(true);
    await introduce("officer", id);
    expect((await ask("officer")).matches[0].introduced).toBe(true);
  });

  test("is the same whatever the order of the finalists, and an issue outweighs any place", () => {
    const place = fc.constantFrom(["36", "3602"], ["36", "3603"], ["36", null], ["53", "5371"]);
    const solution = fc.record({
      place,
      issueCode: fc.constantFrom("HEALTH", "WATER"),
      rank: fc.integer({ min: 1, max: 3 }),
    });
    const need = { issueCode: "HEALTH", provinceCode: "36", regencyCode: "3602" };
    fc.assert(
      fc.property(fc.array(solution, { maxLength: 12 }), (given) => {
        const solutions = given.map(({ place: [provinceCode, regencyCode], ...one }, index) => ({
          ...one,
          id: `${index}`.padStart(2, "0"),
          provinceCode: provinceCode ?? "",
          regencyCode: regencyCode ?? null,
        }));
        const matches = matchNeed(need, solutions);
        expect(matchNeed(need, solutions.toReversed())).toEqual(matches);
        expect(matches).toHaveLength(
          solutions.filter((one) => one.issueCode === "HEALTH" || one.provinceCode === "36").length,
        );
        const keys = matches.map(
          ({ solution: { issueCode, provinceCode, regencyCode, rank, id } }) => [
            issueCode === "HEALTH" ? 0 : 1,
            regencyCode === "3602" ? 0 : provinceCode === "36" ? 1 : 2,
            rank,
            id,
          ],
        );
        const sorted = keys.map((key) => key.join(" ")).sort();
        expect(keys.map((key) => key.join(" "))).toEqual(sorted);
      }),
    );
  });
});

describe("an introduction", () => {
  test("is made by the ministry or the province's officer, once, and not after the deadline", async () => {
    const id = await fresh("Perkenalan");
    expect(await allowed((as) => introduce(as, id))).toEqual([...wholeProvince, "ofEdition"]);
    await Promise.all([
      introduce("officer", id),
      introduce("organiser", id),
      introduce("officer", id),
    ]);
    expect(await db.introduction.count({ where: { need: { title: "Perkenalan" } } })).toBe(1);
    await setClock(db, "2024-04-01T03:00:00Z");
    expect(await introduce("officer", id)).toHaveProperty("introduction");
    expect(await introduce("officer", id, alterra.id)).toMatchObject({
      code: "NEED_DEADLINE_PASSED",
    });
    await setClock(db, "2024-01-15T03:00:00Z");
  });

  test("goes from a meeting with minutes by a decision to the agreement, each step by whom it belongs to", async () => {
    const needId = await fresh("Jalan penuh");
    const { introduction } = await introduce("officer", needId);
    const { id } = introduction;
    const agreements = await db.agreement.findMany({
      orderBy: { id: "asc" },
      include: { team: true },
    });
    const of = (name: string) =>
      btoa(`Agreement:${agreements.find((one) => one.team.name === name)?.id}`);
    const link = (as: Name, agreementId: string, expectedVersion: number) =>
      api.run(
        people[as],
        "linkAgreement",
        { id, agreementId, expectedVersion },
        "introduction { state version agreementId }",
      );

    expect(await decide("staff", id, "AGREED", 1)).toMatchObject({ code: "WRONG_STATE" });
    const insiders: Name[] = [...wholeProvince, "staff", "ofEdition", "team"];
    const inOrder = names.filter((name) => insiders.includes(name));
    expect(await allowed((as) => meet(as, id))).toEqual(inOrder);
    expect(
      await db.meeting.count({ where: { introduction: { needId: atob(needId).slice(5) } } }),
    ).toBe(1);
    expect(await decide("staff", id, "AGREED", 2)).toMatchObject({ code: "NO_MINUTES" });

    const { meeting } = await meet("team", id);
    const later = (await meet("team", id, "2024-02-01T02:00:00Z")).meeting;
    expect(await minute("team", later.id)).toMatchObject({ code: "NOT_BEGUN" });
    expect(await allowed((as) => minute(as, meeting.id))).toEqual(inOrder);
    expect(await minute("staff", meeting.id, "Lain")).toMatchObject({ code: "STALE_VERSION" });

    const promise = (as: Name) =>
      api.run(
        people[as],
        "addCommitment",
        { introductionId: id, party: "TEAM", text: `Uji coba ${as}`, dueOn: "2024-02-01" },
        "commitment { id }",
      );
    expect(await allowed(promise)).toEqual(inOrder);
    const { commitment } = await promise("team");
    const keep = (as: Name, doneOn: string) =>
      api.run(
        people[as],
        "completeCommitment",
        { id: commitment.id, doneOn },
        "commitment { doneOn }",
      );
    expect(await keep("team", "2024-01-16")).toMatchObject({
      faults: [{ code: "DAY_IN_THE_FUTURE" }],
    });
    expect(await allowed((as) => keep(as, "2024-01-14"))).toEqual(inOrder);

    const deciders = inOrder.filter((name) => name !== "team");
    expect(await allowed((as) => decide(as, id, "INTERESTED", 99))).toEqual(deciders);
    expect(await decide("staff", id, "INTERESTED", 2)).toMatchObject({
      introduction: { state: "MEETING", version: 3 },
    });
    expect(await decide("staff", id, "DECLINED", 3)).toMatchObject({
      faults: [{ code: "REASON_MISSING" }],
    });
    expect(await link("team", of("KlinikGo"), 3)).toMatchObject({ code: "WRONG_STATE" });
    expect(await decide("staff", id, "AGREED", 3)).toMatchObject({
      introduction: { state: "AGREED", version: 4 },
    });
    expect((await db.need.findUniqueOrThrow({ where: { id: atob(needId).slice(5) } })).state).toBe(
      "MATCHED",
    );

    expect(await link("officer", of("Alterra Academy"), 4)).toMatchObject({ code: "NOT_FOUND" });
    expect(await link("organiser", of("Alterra Academy"), 4)).toMatchObject({
      faults: [{ code: "OTHER_AGREEMENT" }],
    });
    expect(await link("staff", of("KlinikGo"), 4)).toMatchObject({ code: "FORBIDDEN" });
    expect(await link("team", of("KlinikGo"), 4)).toMatchObject({
      introduction: { state: "AGREEMENT", version: 5, agreementId: of("KlinikGo") },
    });
    expect(await meet("elsewhere", id)).toMatchObject({ code: "NOT_FOUND" });
    const steps = await db.auditEvent.findMany({
      where: { stream: "facilitation", subjectId: atob(id).split(":")[1] ?? "" },
      orderBy: { seq: "asc" },
    });
    expect(steps.map((one) => one.action).filter((one) => one.startsWith("introduction"))).toEqual([
      "introduction.made",
      "introduction.interested",
      "introduction.agreed",
      "introduction.agreement",
    ]);
  });

  test("of two decisions at once one holds", async () => {
    const { introduction } = await introduce("officer", await fresh("Serentak"));
    const { meeting } = await meet("staff", introduction.id);
    await minute("staff", meeting.id);
    const results = await Promise.all([
      decide("staff", introduction.id, "AGREED", 2),
      decide("officer", introduction.id, "DECLINED", 2, "Tidak ada anggaran"),
    ]);
    expect(results.filter((one) => one.introduction)).toHaveLength(1);
    expect(results.find((one) => !one.introduction)?.code).toBe("STALE_VERSION");
  });

  test("the database allows exactly the moves of the two tables, and an agreement only with its state", async () => {
    const need = await db.need.findFirstOrThrow();
    for (const from of Object.values(NeedState))
      for (const to of Object.values(NeedState)) {
        if (from === to) continue;
        await db.$executeRaw`ALTER TABLE "Need" DISABLE TRIGGER need_move`;
        await db.need.update({ where: { id: need.id }, data: { state: from, stateReason: "x" } });
        await db.$executeRaw`ALTER TABLE "Need" ENABLE TRIGGER need_move`;
        const moved = await db.need.update({ where: { id: need.id }, data: { state: to } }).then(
          () => true,
          () => false,
        );
        expect(moved, `${from} to ${to}`).toBe(needMoves[from].includes(to));
      }
    const { id } = await db.introduction.findFirstOrThrow({ where: { agreementId: null } });
    const agreement = await db.agreement.findFirstOrThrow();
    const set = (state: IntroductionState) =>
      db.introduction.update({
        where: { id },
        data: { state, agreementId: state === "AGREEMENT" ? agreement.id : null },
      });
    const { state } = await db.introduction.findUniqueOrThrow({ where: { id } });
    for (const from of Object.values(IntroductionState))
      for (const to of Object.values(IntroductionState)) {
        if (from === to) continue;
        await db.$executeRaw`ALTER TABLE "Introduction" DISABLE TRIGGER introduction_move`;
        await set(from);
        await db.$executeRaw`ALTER TABLE "Introduction" ENABLE TRIGGER introduction_move`;
        const moved = await set(to).then(
          () => true,
          () => false,
        );
        expect(moved, `${from} to ${to}`).toBe(introductionMoves[from].includes(to));
      }
    await db.$executeRaw`ALTER TABLE "Introduction" DISABLE TRIGGER introduction_move`;
    await set(state);
    await db.$executeRaw`ALTER TABLE "Introduction" ENABLE TRIGGER introduction_move`;
    await expect(
      db.introduction.update({ where: { id }, data: { agreementId: agreement.id } }),
    ).rejects.toThrow();
    await expect(db.decision.deleteMany()).rejects.toThrow("append-only");
  });
});

test("the pipeline counts and lists what each may see, and no more", async () => {
  const all = await db.introduction.groupBy({ by: ["state"], _count: true });
  const expected = new Map(all.map((one) => [one.state, one._count]));
  for (const name of [
    "organiser",
    "administrator",
    "auditor",
    "officer",
    "staff",
    "team",
  ] as const) {
    const { stages, introductions } = await pipeline(name);
    for (const stage of stages) expect(stage.count, name).toBe(expected.get(stage.state) ?? 0);
    expect(introductions).toHaveLength(await db.introduction.count());
  }
  for (const name of [
    "elsewhere",
    "provinceStaff",
    "clinicStaff",
    "ofOther",
    "otherTeam",
  ] as const) {
    const { stages, introductions } = await pipeline(name);
    expect(introductions, name).toEqual([]);
    expect(stages.every((stage: Json) => stage.count === 0)).toBe(true);
  }
  // A person without a role is let in for what is theirs, which is nothing.
  for (const name of ["judge", "mentor", "provider", "applicant"] as const)
    expect((await pipeline(name)).introductions, name).toEqual([]);
  const full = (await pipeline("officer")).introductions.find(
    (one: Json) => one.need.title === "Jalan penuh",
  );
  expect(full).toMatchObject({ state: "AGREEMENT", team: "KlinikGo" });
  expect(full.decisions.map((one: Json) => one.kind)).toEqual(["INTERESTED", "AGREED"]);
  statements.length = 0;
  await pipeline("officer");
  expect(statements).toHaveLength(3);
});

test("a local government that was registered twice keeps its needs when it is merged", async () => {
  const twice = await government("Pemkab Lebak", "36", "3602");
  await publish("officer", { institutionId: twice.globalId, title: "Dari yang ganda" });
  await publish("officer", { institutionId: twice.globalId, title: "Rekam medis elektronik" });
  await api.run(
    people.organiser,
    "mergeInstitutions",
    { id: twice.globalId, intoId: lebak.globalId },
    "institution { id }",
  );
  const left = await db.need.findMany({ where: { institutionId: twice.id } });
  expect(left.map((need) => need.title)).toEqual(["Rekam medis elektronik"]);
  const moved = await db.need.findFirstOrThrow({ where: { title: "Dari yang ganda" } });
  expect(moved.institutionId).toBe(lebak.id);
  expect(await publish("officer", { institutionId: twice.globalId, title: "Baru" })).toMatchObject({
    faults: [{ code: "NOT_LOCAL_GOVERNMENT" }],
  });
});
