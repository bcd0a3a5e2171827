import { expect, test } from "vitest";
import { agreementsOfTeam, bringAlive, filesBy, hash, pdf } from "../support/agreement.ts";
import { announcedFinalists, memberIdOf, membersFor, plan } from "../support/cohort.ts";
import { localOf, personOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
const { organiser, season, leaders, entries, formCohort } = await announcedFinalists(api, db, 4);
const [mentor, second, stranger] = [await api.person(), await api.person(), await api.person()];
const leader = leaders[0] as typeof organiser;
const emailOf = (id: string) => `${id}@test.invalid`;
const colleague = await api.person();

test("a cohort begins from a stored plan of its programme, which is kept once", async () => {
  const keep = (name: string, programme = "WINNER", as = organiser) =>
    api.run(
      as,
      "createPlanTemplate",
      { programme, name, steps: plan },
      "template { id steps { titleEn afterDays } }",
    );
  expect(await keep("Setahun", "WINNER", leader)).toMatchObject({ code: "FORBIDDEN" });
  const [one, other] = await Promise.all([keep("Setahun"), keep("Setahun")]);
  expect([one.code, other.code].filter(Boolean)).toEqual(["TEMPLATE_TAKEN"]);
  const templateId = (one.template ?? other.template).id as string;
  const kipp = (await keep("Setahun", "KIPP")).template.id;
  expect(await formCohort({})).toMatchObject({ faults: [{ code: "ONE_PLAN" }] });
  expect(await formCohort({ templateId, template: plan })).toMatchObject({
    faults: [{ code: "ONE_PLAN" }],
  });
  expect(await formCohort({ templateId: kipp })).toMatchObject({ code: "NOT_FOUND" });
  expect(await formCohort({ templateId })).toHaveProperty("cohort");
  const [member] = await membersFor(leader);
  expect(member?.milestones.map((step: Json) => [step.titleEn, step.dueOn])).toEqual([
    ["Plan", "2023-07-08"],
    ["Meeting", "2023-07-22"],
  ]);
});

test("mentors come from their profiles, and who is in conflict mentors the team no more", async () => {
  const profile = (as: typeof organiser, email: string, changes: object = {}) =>
    api.run(
      as,
      "saveMentorProfile",
      { email, name: "Mentor", expertise: "Kesehatan", capacity: 2, ...changes },
      "profile { name capacity timeZone languages }",
    );
  expect(await profile(mentor, emailOf(mentor.id))).toMatchObject({ code: "FORBIDDEN" });
  expect(await profile(organiser, emailOf(mentor.id), { timeZone: "Asia/Jayapura" })).toMatchObject(
    {
      profile: { capacity: 2, timeZone: "Asia/Jayapura", languages: ["id"] },
    },
  );
  await profile(organiser, emailOf(second.id));
  expect(await profile(mentor, emailOf(second.id))).toMatchObject({ code: "NOT_FOUND" });
  const own = { timeZone: "Asia/Jayapura", languages: ["id", "en"] };
  expect(await profile(mentor, emailOf(mentor.id), own)).toMatchObject({
    profile: { languages: ["id", "en"] },
  });
  const memberId = await memberIdOf(db, entries[0] ?? "");
  const conflict = (as: typeof organiser, changes: object = {}) =>
    api.run(as, "declareMentorConflict", { memberId, reason: "Saudara", ...changes }, "reason");
  expect(await conflict(stranger)).toMatchObject({ code: "NOT_FOUND" });
  await conflict(organiser, { mentorId: personOf(second.id) });
  const assign = (changes: object = {}) =>
    api.run(organiser, "assignMentors", { editionId: season.id, ...changes }, "assigned unfilled");
  expect(await assign()).toMatchObject({ assigned: 4, unfilled: 0 });
  const mentors = await db.mentorship.findMany({ include: { member: true } });
  const of = (entry: string | undefined) =>
    mentors.find((one) => one.member.applicationId === localOf(entry ?? ""))?.mentorId;
  expect(of(entries[0])).toBe(mentor.id);
  expect(mentors.filter((one) => one.mentorId === second.id)).toHaveLength(2);
  // What is given stands over the profile; what is not given is as in it.
  const named = [{ email: emailOf(second.id), name: "Mentor", capacity: 4 }];
  const more = { mentors: named, perMember: 2, dryRun: true };
  expect(await assign(more)).toMatchObject({ unfilled: 3 });
  expect(await assign({ ...more, mentors: [{ ...named[0], capacity: null }] })).toMatchObject({
    unfilled: 4,
  });
});

test("a dry run writes nobody down, and many mentors are read by as many statements as few", async () => {
  const named = (count: number, label: string) =>
    Array.from({ length: count }, (_, index) => ({
      email: `${label}${index}@test.invalid`,
      name: "Calon",
    }));
  const assign = async (mentors: object[], more: object = {}) => {
    statements.length = 0;
    const input = { editionId: season.id, perMember: 2, mentors, dryRun: true, ...more };
    return api.run(organiser, "assignMentors", input, "assigned unfilled");
  };
  const people = await db.user.count();
  const few = await assign(named(2, "a"));
  const statementsOfFew = statements.length;
  expect(await db.user.count()).toBe(people);
  expect(await assign(named(40, "b"))).toMatchObject({ unfilled: 0 });
  expect(statements).toHaveLength(statementsOfFew);
  expect(await assign([...named(1, "c"), ...named(1, "C")])).toMatchObject({
    faults: [{ code: "MENTOR_TWICE", path: ["mentors", "1", "email"] }],
  });
  expect(await db.user.count()).toBe(people);
  expect(await assign(named(2, "a"), { dryRun: false })).toEqual(few);
  expect(await db.user.count({ where: { name: "Calon" } })).toBe(2);
  await db.mentorship.deleteMany({ where: { mentor: { name: "Calon" } } });
});

test("a mentor who declares a conflict loses the team, and the sessions to come are cancelled", async () => {
  const [first] = await membersFor(second);
  const at = (day: number) => new Date(Date.UTC(2023, 6, day, 2)).toISOString();
  const { session } = await api.run(
    second,
    "scheduleSession",
    {
      memberId: first?.id,
      title: "Sesi",
      startsAt: at(3),
      endsAt: new Date(Date.UTC(2023, 6, 3, 3)).toISOString(),
    },
    "session { id }",
  );
  const declare = () =>
    api.run(
      second,
      "declareMentorConflict",
      { memberId: first?.id, reason: "Investasi" },
      "reason",
    );
  expect(await declare()).toMatchObject({ reason: "Investasi" });
  expect(await declare()).toMatchObject({ reason: "Investasi" });
  expect((await membersFor(second)).map((one) => one.id)).not.toContain(first?.id);
  expect(await db.coachingSession.findUnique({ where: { id: localOf(session.id) } })).toMatchObject(
    { state: "CANCELLED" },
  );
  const again = { editionId: season.id, mentors: [{ email: emailOf(second.id), name: "M" }] };
  expect(
    await api.run(organiser, "assignMentors", { ...again, dryRun: true }, "unfilled"),
  ).toMatchObject({ unfilled: 1 });
});

test("a person of the team is responsible for a milestone; evidence is kept as sent until it is accepted", async () => {
  const team = btoa(
    `Team:${(await db.application.findUniqueOrThrow({ where: { id: localOf(entries[0] ?? "") } })).teamId}`,
  );
  await api.run(
    leader,
    "addTeamMember",
    { teamId: team, email: emailOf(colleague.id), name: "Rekan" },
    "team { id }",
  );
  const [member] = await membersFor(leader);
  const [milestone] = member?.milestones ?? [];
  const own = (as: typeof leader, ownerId: string | null, expectedVersion: number) =>
    api.run(
      as,
      "assignMilestone",
      { id: milestone.id, ownerId, expectedVersion },
      "milestone { owner version }",
    );
  expect(await own(leader, personOf(mentor.id), 1)).toMatchObject({
    faults: [{ code: "NOT_OF_THE_TEAM" }],
  });
  expect(await own(mentor, personOf(colleague.id), 1)).toMatchObject({ code: "FORBIDDEN" });
  expect(await own(stranger, personOf(colleague.id), 1)).toMatchObject({ code: "NOT_FOUND" });
  expect(await own(leader, personOf(colleague.id), 1)).toMatchObject({
    milestone: { owner: "Test person", version: 2 },
  });
  expect(await own(leader, null, 1)).toMatchObject({ code: "STALE_VERSION" });
  const files = filesBy(api, "requestEvidenceUpload", "confirmEvidenceUpload", "sha256 url");
  const bytes = pdf("the plan");
  const about = { milestoneId: milestone.id };
  expect(await files.send(mentor, bytes, about)).toMatchObject({ code: "FORBIDDEN" });
  expect(await files.send(stranger, bytes, about)).toMatchObject({ code: "NOT_FOUND" });
  const late = await files.announce(colleague, pdf("late"), about);
  await files.put(late, pdf("late"));
  const { file } = await files.send(colleague, bytes, about);
  expect(file.sha256).toBe(hash(bytes));
  const read = await api.folder.handle(new Request(file.url));
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
  await api.run(
    leader,
    "submitMilestone",
    { id: milestone.id, evidence: "Lihat berkas", expectedVersion: 2 },
    "milestone { state }",
  );
  expect(await files.confirm(colleague, late.fileId)).toMatchObject({ code: "WRONG_STATE" });
  const seen = (await membersFor(mentor)).flatMap((one) => one.milestones[0].files);
  expect(seen.map((one: Json) => one.sha256)).toEqual([hash(bytes)]);
  await expect(db.evidenceFile.deleteMany({ where: { state: "STORED" } })).rejects.toThrow(
    "frozen",
  );
});

test("who came is noted by person; each side reads the other's feedback when both gave it or after a week", async () => {
  const memberId = await memberIdOf(db, entries[0] ?? "");
  const schedule = async (day: number): Promise<string> => {
    const at = (hour: number) => new Date(Date.UTC(2023, 6, day, hour)).toISOString();
    const times = { startsAt: at(1), endsAt: at(2) };
    const made = await api.run(
      mentor,
      "scheduleSession",
      { memberId, title: "Sesi", ...times },
      "session { id }",
    );
    return made.session.id;
  };
  const [id, other] = [await schedule(3), await schedule(4)];
  const close = (changes: object) =>
    api.run(mentor, "closeSession", { id, outcome: "ATTENDED", ...changes }, "session { present }");
  const give = (as: typeof leader, score: number, sessionId = id) =>
    api.run(as, "giveFeedback", { sessionId, score, text: `Nilai ${score}` }, "feedback { side }");
  expect(await give(leader, 5)).toMatchObject({ code: "WRONG_STATE" });
  await setClock(db, "2023-07-05T01:00:00Z");
  expect(await close({ present: [personOf(mentor.id)] })).toMatchObject({
    faults: [{ code: "NOT_OF_THE_TEAM", path: ["present", "0"] }],
  });
  expect(await close({ outcome: "MISSED", present: [personOf(leader.id)] })).toMatchObject({
    faults: [{ code: "NOBODY_PRESENT" }],
  });
  expect(
    await close({ present: [leader, colleague, leader].map(({ id }) => personOf(id)) }),
  ).toMatchObject({
    session: { present: ["Test person", "Test person"] },
  });
  await api.run(mentor, "closeSession", { id: other, outcome: "ATTENDED" }, "session { id }");

  const feedback = async (person: typeof leader, session = id) => {
    const { data } = await person.ask(
      "query($id: ID!) { node(id: $id) { ... on CoachingSession { feedback { side score } } } }",
      { id: session },
    );
    return data.node?.feedback.map((one: Json) => `${one.side} ${one.score}`) ?? null;
  };
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
  expect(await give(leader, 6)).toMatchObject({ faults: [{ code: "TOO_LARGE" }] });
  expect(await give(stranger, 5)).toMatchObject({ code: "NOT_FOUND" });
  expect(await give(leader, 2)).toMatchObject({ feedback: { side: "TEAM" } });
  expect(await give(leader, 2)).toMatchObject({ feedback: { side: "TEAM" } });
  expect(await give(colleague, 5)).toMatchObject({ code: "FEEDBACK_GIVEN" });
  expect(await feedback(colleague)).toEqual(["TEAM 2"]);
  expect(await feedback(mentor)).toEqual([]);
  expect(await feedback(organiser)).toEqual(["TEAM 2"]);
  expect(await feedback(officer)).toEqual([]);
  expect(await feedback(stranger)).toBeNull();
  await give(mentor, 4);
  expect(await feedback(mentor)).toEqual(["TEAM 2", "MENTOR 4"]);
  expect(await feedback(leader)).toEqual(["TEAM 2", "MENTOR 4"]);
  expect(await feedback(officer)).toEqual([]);
  // Of the other session only the mentor speaks: the team reads it a week after its end.
  await give(mentor, 1, other);
  await setClock(db, "2023-07-11T01:59:59Z");
  expect(await feedback(leader, other)).toEqual([]);
  await setClock(db, "2023-07-11T02:00:00Z");
  expect(await feedback(leader, other)).toEqual(["MENTOR 1"]);
  await expect(
    db.sessionFeedback.create({
      data: {
        sessionId: localOf(other),
        side: "TEAM",
        authorId: leader.id,
        score: 6,
        text: "x",
        createdAt: new Date(0),
      },
    }),
  ).rejects.toThrow();
});

test("a session is told in the zone of who reads it, or in any that is asked for", async () => {
  const where = { state: "HELD" as const, startsAt: new Date("2023-07-03T01:00:00Z") };
  const { id } = await db.coachingSession.findFirstOrThrow({ where });
  const start = async (person: typeof leader, argument = "") => {
    const { data, errors } = await person.ask(
      `query($id: ID!) { node(id: $id) { ... on CoachingSession { localStart${argument} } } }`,
      { id: btoa(`CoachingSession:${id}`) },
    );
    return errors?.[0]?.message ?? data.node.localStart;
  };
  expect(await start(leader)).toBe("2023-07-03T08:00:00+07:00");
  expect(await start(mentor)).toBe("2023-07-03T10:00:00+09:00");
  expect(await start(organiser)).toBe("2023-07-03T08:00:00+07:00");
  expect(await start(leader, '(timeZone: "Asia/Makassar")')).toBe("2023-07-03T09:00:00+08:00");
  expect(await start(leader, '(timeZone: "Asia/Atlantis")')).toContain("IANA time zone");
});

test("a timeline holds plan, sessions and agreements in the order of time, and for each reader what they may see", async () => {
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
  const { teamId } = await db.application.findUniqueOrThrow({
    where: { id: localOf(entries[0] ?? "") },
  });
  await setClock(db, "2023-07-20T03:00:00Z");
  const team = agreementsOfTeam(api, leader, btoa(`Team:${teamId}`), "Tim");
  const region = { provinceCode: "61", regencyCode: null };
  const dates = { effectiveFrom: "2023-07-15", effectiveTo: "2024-07-14" };
  const agreementId = await team.active({ ...region, ...dates }, "2023-07-14");
  const { institution } = await api.run(
    organiser,
    "createInstitution",
    { kind: "CLINIC", name: "Klinik Pontianak", ...region },
    "institution { id }",
  );
  await bringAlive(api, { provider: leader, officer }, agreementId, institution.id, [
    "2023-07-16",
    "2023-07-17",
    "2023-07-18",
    "2023-07-19",
  ]);
  const memberId = await memberIdOf(db, entries[0] ?? "");
  const timeline = async (person: typeof leader) => {
    const { data, errors } = await person.ask(
      "query($id: ID!) { timeline(memberId: $id) { kind on at titleEn subjectId } }",
      { id: memberId },
    );
    if (errors) return errors[0]?.extensions.code;
    return data.timeline.map((one: Json) => `${one.on} ${one.kind} ${one.titleEn}`);
  };
  const plan = ["2023-07-08 MILESTONE_DUE Plan", "2023-07-22 MILESTONE_DUE Meeting"];
  const sessions = ["2023-07-03 SESSION Sesi", "2023-07-04 SESSION Sesi"];
  const agreement = [
    "2023-07-14 AGREEMENT_SIGNED Rekam medis elektronik",
    "2023-07-15 AGREEMENT_STARTS Rekam medis elektronik",
    "2023-07-19 SERVICE_LIVE Klinik Pontianak",
  ];
  const end = "2024-07-14 AGREEMENT_ENDS Rekam medis elektronik";
  const whole = [...sessions, plan[0], ...agreement, plan[1], end];
  for (const seer of [leader, officer, organiser]) expect(await timeline(seer)).toEqual(whole);
  expect(await timeline(mentor)).toEqual([...sessions, ...plan]);
  for (const other of [stranger, leaders[1] as typeof leader])
    expect(await timeline(other)).toBe("NOT_FOUND");
});
