import { verifyChains } from "@winner/core/audit/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { verifySnapshots } from "@winner/core/judging/index.ts";
import { enqueueMail } from "@winner/core/notification/index.ts";
import { createCalendar } from "@winner/functions/http/calendar.ts";
import { expect, test } from "vitest";
import { memberIdOf, plan } from "../support/cohort.ts";
import { mentions } from "../support/mention.ts";
import { localOf, marks, panelOf, personOf, selectionStage, submit } from "../support/panel.ts";
import { openSignIn } from "../support/sign-in.ts";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const signIn = openSignIn(db);
const administrator = await api.person(role("ADMINISTRATOR"));
const erase = (who: object, as = administrator): Promise<Json> =>
  api.run(as, "erasePerson", { reason: "REQUESTED", ...who }, "personId erasedAt");

const name = "Sari Wulandari";
const address = "sari.wulandari@kota.example";

/** A person with a name of their own: an official, a judge with marks, a mentor, a member of a team, and more. */
async function busyPerson() {
  const person = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "12" }));
  await db.user.update({
    where: { id: person.id },
    data: { name, email: address, image: `https://foto.example/${address}` },
  });
  const stage = await selectionStage(api, db, 2);
  const { organiser, season, entries, leaders, stageId } = stage;
  const colleague = await api.person();
  const panel = await panelOf(api, db, stage, [colleague]);
  const { panelId } = panel;
  await api.run(organiser, "inviteJudge", { panelId, email: address, name }, "state");
  await api.run(person, "respondToInvitation", { panelId, accept: true }, "state");
  await api.run(organiser, "assignJudges", { panelId }, "assigned");
  for (const judge of [person, colleague])
    for (const entry of entries)
      expect(await submit(api, judge, panelId, entry, marks("8", "6"))).toMatchObject({
        scoresheet: { state: "SUBMITTED" },
      });
  await setClock(db, "2023-06-25T02:00:00Z");
  expect(await api.run(organiser, "publishResults", { panelId }, "hash")).toMatchObject({
    hash: expect.any(String),
  });
  const decisions = entries.map((applicationId) => ({ applicationId, advance: true, score: 9 }));
  await api.run(organiser, "decideSelection", { stageId, decisions }, "results { score }");
  const edition = { editionId: season.id };
  await api.run(
    organiser,
    "drawFinalists",
    { ...edition, allowShortfall: true },
    "provinces { finalists }",
  );
  const announced = { ...edition, kind: "FINALISTS", titleId: "Finalis", titleEn: "Finalists" };
  await api.run(organiser, "publishAnnouncement", announced, "publishedAt");
  const cohort = { ...edition, name: "Angkatan", startsOn: "2023-07-01", template: plan };
  await api.run(organiser, "createCohort", cohort, "cohort { name }");
  const profile = { email: address, name, expertise: `${name}, dokter`, capacity: 5 };
  await api.run(organiser, "saveMentorProfile", profile, "profile { name }");
  expect(
    await api.run(organiser, "assignMentors", { ...edition, perMember: 1 }, "assigned"),
  ).toMatchObject({ assigned: 2 });
  const memberId = await memberIdOf(db, entries[0] ?? "");
  const session = (day: number) => ({
    memberId,
    title: "Sesi",
    startsAt: `2023-07-0${day}T01:00:00Z`,
    endsAt: `2023-07-0${day}T02:00:00Z`,
  });
  const made = await api.run(person, "scheduleSession", session(3), "session { id }");
  await api.run(person, "scheduleSession", session(9), "session { id }");
  await setClock(db, "2023-07-04T01:00:00Z");
  const sessionId = made.session.id;
  await api.run(
    person,
    "closeSession",
    { id: sessionId, outcome: "ATTENDED" },
    "session { present }",
  );
  for (const visibility of ["PRIVATE", "COHORT"])
    await api.run(
      person,
      "addSessionNote",
      { sessionId, visibility, text: visibility === "PRIVATE" ? `Saya, ${name}` : "Maju" },
      "createdAt",
    );
  const { teamId } = await db.application.findUniqueOrThrow({
    where: { id: localOf(entries[1] ?? "") },
  });
  const team = { teamId: btoa(`Team:${teamId}`), email: address, name };
  await api.run(leaders[1] ?? organiser, "addTeamMember", team, "team { id }");
  return { person, colleague, ...stage, panelId, sessionId };
}
const world = await busyPerson();
const { person, panelId } = world;

/** What others wrote down of the person, each under the address. */
const trainer = await openTeam(api, db, "Pelatih");
const clinic = await openInstitution(api, db, "CLINIC", "Klinik");
await api.run(
  clinic.staff,
  "saveInstitutionContact",
  {
    institutionId: clinic.institutionId,
    name,
    title: "Bidan",
    email: address,
    phone: "+62811000111",
  },
  "contact { id }",
);
await db.trainingEvent.create({
  data: {
    teamId: trainer.id,
    kind: "SERVICE_TRAINING",
    title: "Rekam medis",
    mode: "ONLINE",
    provinceCode: "36",
    startsAt: new Date("2023-06-01T02:00:00Z"),
    endsAt: new Date("2023-06-01T04:00:00Z"),
    capacity: 5,
    participants: {
      create: {
        institutionId: clinic.id,
        number: 1,
        name,
        email: address,
        state: "REGISTERED",
        attended: true,
        markedAt: new Date("2023-06-01T05:00:00Z"),
        certificates: {
          create: {
            code: "CERT-1",
            name,
            title: "Rekam medis",
            issuer: "Pelatih",
            heldOn: new Date("2023-06-01"),
            issuedAt: new Date("2023-06-02T00:00:00Z"),
          },
        },
      },
    },
  },
});
await db.bootcampProgramme.create({
  data: {
    teamId: trainer.id,
    title: "Kelas",
    curricula: {
      create: {
        version: 1,
        passMark: 60,
        maxRepeats: 1,
        batches: {
          create: {
            name: "Gelombang 1",
            startsOn: new Date("2023-07-03"),
            endsOn: new Date("2023-09-01"),
            mode: "ONLINE",
            provinceCode: "36",
            timeZone: "Asia/Jakarta",
            capacity: 20,
            enrolments: { create: { name, email: address, category: "IT" } },
          },
        },
      },
    },
  },
});
const { id: agreementId } = await activeAgreement(db, trainer.id, [clinic]);
await db.agreementParty.create({
  data: {
    agreementId,
    position: 1,
    kind: "INSTITUTION",
    name: "Klinik",
    signatoryName: name,
    signatoryTitle: "Direktur",
  },
});
await db.conflictOfInterest.create({
  data: {
    panelId: localOf(panelId),
    judgeId: person.id,
    applicationId: localOf(world.entries[0] ?? ""),
    source: "DECLARED",
    reason: `Kakak ${name}`,
  },
});
await db.mentorConflict.create({
  data: { mentorId: person.id, teamId: trainer.id, reason: `Suami ${name}` },
});
await inTransaction(db, (tx) =>
  enqueueMail(
    tx,
    { key: "a", to: address, subject: "Kabar", text: `Yth. ${name}` },
    { key: "b", to: "lain@kota.example", subject: "Kabar", text: "Isi" },
  ),
);
await db.outboxMessage.updateMany({
  where: { key: "mail:a" },
  data: { parkedAt: new Date(), lastError: `550 no such user ${address}` },
});

/** What names the person after the erasure, on purpose; docs/personal-data.md says why. */
const kept = ["AgreementParty.signatoryName", "TrainingCertificate.name"];

test("a copy of one's data holds what is held, by ids of the graph and without secrets", async () => {
  await signIn.askCode(address, "10.1.0.1");
  expect((await signIn.enter(address, "10.1.0.1")).status).toBe(200);
  await signIn.askCode(address, "10.1.0.1");
  const { data, errors } = await person.ask("{ ownData }");
  expect(errors).toBeUndefined();
  expect(data.ownData).toMatchObject({
    name,
    email: address,
    memberships: [{ role: "PROVINCIAL_OFFICER", provinceCode: "12", revokedAt: null }],
    teams: [{ role: "MEMBER" }],
    panels: [{ panelId, panel: { name: "Juri" }, state: "ACCEPTED" }],
    mentorProfile: { expertise: `${name}, dokter` },
    contacts: [{ phone: "+62811000111", institution: { name: "Klinik" } }],
    trainings: [{ name, certificates: [{ code: "CERT-1" }] }],
    enrolments: [{ name, batch: { startsOn: "2023-07-03" } }],
    mails: [{ subject: "Kabar" }],
    truncated: [],
  });
  const { sessions, scoresheets, notes, coaching } = data.ownData;
  expect(sessions).toHaveLength(1);
  expect(scoresheets.map((one: Json) => one.applicationId).sort()).toEqual(
    [...world.entries].sort(),
  );
  expect(scoresheets[0].marks.idea).toEqual({ value: "8" });
  expect(notes).toHaveLength(2);
  expect(coaching).toHaveLength(2);
  const session = await db.session.findFirstOrThrow({ where: { userId: person.id } });
  expect(JSON.stringify(data.ownData)).not.toContain(session.token);
  const stranger = await (await api.person()).ask("{ ownData }");
  expect(JSON.stringify(stranger.data.ownData)).not.toMatch(new RegExp(`${name}|${address}`));
});

test("more rows than a copy holds are told of", async () => {
  const many = await api.person();
  const organisation = await db.organisation.create({ data: { name: "O", kind: "MINISTRY" } });
  const row = { userId: many.id, organisationId: organisation.id, role: "AUDITOR" as const };
  await db.membership.createMany({ data: Array.from({ length: 1001 }, () => row) });
  const { data } = await many.ask("{ ownData }");
  expect(data.ownData.memberships).toHaveLength(1000);
  expect(data.ownData.truncated).toEqual(["memberships"]);
});

test("only an administrator without limits erases, a person who exists, named in one way, by a number that names nobody", async () => {
  const personId = personOf(person.id);
  const limited = await api.person(role("ADMINISTRATOR", { provinceCode: "35" }));
  expect(await erase({ personId }, limited)).toMatchObject({ code: "FORBIDDEN" });
  expect(await erase({ personId }, person)).toMatchObject({ code: "FORBIDDEN" });
  expect(await erase({ personId: personOf(clinic.id) })).toMatchObject({ code: "NOT_FOUND" });
  expect(await erase({ email: "tak.ada@kota.example" })).toMatchObject({ code: "NOT_FOUND" });
  for (const who of [{}, { personId, email: address }])
    expect(await erase(who)).toMatchObject({ faults: [{ code: "PERSON_OR_ADDRESS" }] });
  expect(await erase({ personId, requestNumber: `Surat ${name} 1` })).toMatchObject({
    faults: [{ path: ["requestNumber"] }],
  });
  expect((await mentions(db, [name, address])).length).toBeGreaterThan(10);
});

test("after an erasure nothing in any table names the person but what is listed, and what must stay is whole", async () => {
  const marked = await db.scoresheetRevision.findMany({ where: { judgeId: person.id } });
  const snapshots = await db.resultSnapshot.findMany({ include: { rows: true } });
  expect(await db.verification.count()).toBe(1);
  const erased = await erase({ email: address, requestNumber: "PDP/12/2023" });
  expect(erased).toMatchObject({ personId: personOf(person.id) });

  const words = [name, "Sari", "Wulandari", address, "+62811000111"];
  expect(await mentions(db, words)).toEqual(kept);
  expect(await db.user.findUniqueOrThrow({ where: { id: person.id } })).toMatchObject({
    email: `${person.id}@erased.invalid`,
    emailVerified: false,
    image: null,
  });
  expect(await db.scoresheetRevision.findMany({ where: { judgeId: person.id } })).toEqual(marked);
  expect(marked).toHaveLength(2);
  expect(await db.resultSnapshot.findMany({ include: { rows: true } })).toEqual(snapshots);
  expect(snapshots).toHaveLength(1);
  expect(await verifySnapshots(db)).toEqual([]);
  expect((await verifyChains(db)).faults).toEqual([]);
  expect(
    await db.auditEvent.findFirstOrThrow({ where: { action: "person.erased" } }),
  ).toMatchObject({
    subjectId: person.id,
    after: { reason: "REQUESTED", requestNumber: "PDP/12/2023", roles: 1, teams: 1, mails: 1 },
  });
  expect(await db.conflictOfInterest.count({ where: { judgeId: person.id } })).toBe(1);
  // The mail of another, the note of the cohort and the day of the session that was held are theirs too.
  expect(await db.outboxMessage.count({ where: { key: "mail:b" } })).toBe(1);
  const notes = await db.sessionNote.findMany({ where: { authorId: person.id } });
  expect(notes.map((note) => note.text)).toEqual(["Maju"]);
  const sessions = await db.coachingSession.findMany({ orderBy: { startsAt: "asc" } });
  expect(sessions.map((one) => one.state)).toEqual(["HELD", "CANCELLED"]);
});

test("erased already changes nothing", async () => {
  const events = await db.auditEvent.count();
  const row = await db.user.findUniqueOrThrow({ where: { id: person.id } });
  expect(await erase({ personId: personOf(person.id), reason: "UNLAWFUL" })).toMatchObject({
    erasedAt: row.erasedAt?.toISOString(),
  });
  expect(await db.auditEvent.count()).toBe(events);
  expect(await db.user.findUniqueOrThrow({ where: { id: person.id } })).toEqual(row);
});

test("their token changes nothing from that moment, reads nothing a minute later, and their calendar has ended", async () => {
  const other = await api.person();
  const team = { name: "Baru", kind: "COMMUNITY" };
  const { data } = await other.ask("{ me { calendarUrl } }");
  const calendar = createCalendar(db, api.links);
  expect((await calendar(new Request(data.me.calendarUrl))).status).toBe(200);
  await erase({ personId: personOf(other.id) });
  expect(await api.run(other, "createTeam", team, "team { id }")).toMatchObject({
    code: "UNAUTHENTICATED",
  });
  // A server that does not know the token yet, as each is a minute later.
  const { errors } = await openApi(db).ask(other.token, "{ me { name } }");
  expect(errors?.[0]?.extensions.code).toBe("BAD_TOKEN");
  expect((await calendar(new Request(data.me.calendarUrl))).status).toBe(403);
});

test("the address may sign in again, and is a new person without anything of the old", async () => {
  await signIn.askCode(address, "10.1.0.2");
  const entered = (await (await signIn.enter(address, "10.1.0.2")).json()) as Json;
  expect(entered.user.id).not.toBe(person.id);
  expect(await db.membership.count({ where: { userId: entered.user.id } })).toBe(0);
  expect(await db.user.count({ where: { email: address } })).toBe(1);
});
