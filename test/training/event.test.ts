import { verifyChains } from "@winner/core/audit/index.ts";
import { certifiable, eventFigures } from "@winner/core/training/index.ts";
import { expect, test } from "vitest";
import { localOf } from "../support/panel.ts";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const klinikGo = await openTeam(api, db, "KlinikGo");
const clinic = await openInstitution(api, db, "CLINIC", "Klinik Satu");
const second = await openInstitution(api, db, "CLINIC", "Klinik Dua");
const stranger = await openInstitution(api, db, "CLINIC", "Klinik Luar");
const agreement = await activeAgreement(db, klinikGo.id, [clinic, second]);
const { leader } = klinikGo;
type Person = typeof leader;

const details = {
  title: "Pelatihan rekam medis",
  mode: "ONSITE",
  place: "Aula Rangkasbitung",
  provinceCode: "36",
  regencyCode: "3602",
  // 00.30 of 10 August in Jakarta, still 9 August in UTC.
  startsAt: "2023-08-09T17:30:00Z",
  endsAt: "2023-08-09T20:00:00Z",
  capacity: 3,
};
const plan = async (changes: object = {}, as: Person = leader): Promise<Json> =>
  api.run(
    as,
    "planTrainingEvent",
    {
      teamId: klinikGo.teamId,
      kind: "SERVICE_TRAINING",
      agreementId: agreement.agreementId,
      ...details,
      ...changes,
    },
    "event { id version heldOn }",
  );
const planned = async (changes: object = {}): Promise<string> => (await plan(changes)).event.id;
const register = (
  eventId: string,
  from: typeof clinic,
  names: readonly string[],
  as = from.staff,
) =>
  api.run(
    as,
    "registerParticipants",
    { eventId, institutionId: from.institutionId, participants: names.map((name) => ({ name })) },
    "participants { id name state number }",
  );
const people = async (eventId: string, as: Person): Promise<Json[]> => {
  const { data, errors } = await as.ask(
    `query($eventId: ID!) { trainingParticipants(eventId: $eventId, first: 100) { edges { node {
      id name state number attended postScore certificateCode institution { name } } } } }`,
    { eventId },
  );
  expect(errors).toBeUndefined();
  return data.trainingParticipants.edges.map((edge: Json) => edge.node);
};
const mark = (eventId: string, marks: readonly object[], as = leader) =>
  api.run(
    as,
    "recordAttendance",
    { eventId, marks },
    "trained event { figures { registered waiting attended measured meanPreScore meanPostScore } }",
  );

test("a team plans a training; whoever is not of it cannot, and faults are told", async () => {
  expect(await plan()).toMatchObject({ event: { heldOn: "2023-08-10", version: 1 } });
  expect(await plan({}, await api.person())).toMatchObject({ code: "NOT_FOUND" });
  expect(await plan({}, await api.person(role("ADMINISTRATOR")))).toMatchObject({
    code: "NOT_FOUND",
  });
  const { agreementId } = await activeAgreement(db, (await openTeam(api, db, "Lain")).id, []);
  const wrong = await plan({
    endsAt: "2023-08-09T17:00:00Z",
    place: null,
    regencyCode: "5301",
    agreementId,
  });
  expect(wrong.faults.map((fault: Json) => fault.code).sort()).toEqual([
    "AGREEMENT_MISSING",
    "BAD_PERIOD",
    "PLACE_OF_MODE",
    "UNKNOWN_REGION",
  ]);
  expect(await plan({ startsAt: "2023-07-09T17:00:00Z" })).toMatchObject({
    faults: [{ code: "IN_THE_PAST" }],
  });
  expect(await plan({ capacity: 0 })).toMatchObject({ faults: [{ code: "TOO_SMALL" }] });
});

test("at the last seats, many who register at once never exceed the capacity, and each has one number", async () => {
  const eventId = await planned({ capacity: 5 });
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      register(eventId, index % 2 === 0 ? clinic : second, [`Peserta ${index}`]),
    ),
  );
  const states = results.flatMap((one) => one.participants.map((person: Json) => person.state));
  expect(states.filter((state) => state === "REGISTERED")).toHaveLength(5);
  expect(states.filter((state) => state === "WAITING")).toHaveLength(7);
  const rows = await people(eventId, leader);
  expect(rows.map((one) => one.number)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(rows.every((one) => one.number <= 5 === (one.state === "REGISTERED"))).toBe(true);
  await expect(
    db.trainingParticipant.updateMany({
      where: { eventId: localOf(eventId) },
      data: { state: "REGISTERED" },
    }),
  ).rejects.toThrow(/is full/);
});

test("registering again adds nobody, at the same moment either; the same name needs another e-mail", async () => {
  const eventId = await planned({ capacity: 50 });
  await Promise.all(
    ["Siti", "SITI", "siti "].map((name) => register(eventId, clinic, [name, name, "Budi"])),
  );
  const names = (await people(eventId, leader)).map((one) => one.name.toLowerCase());
  expect(names).toEqual(["siti", "budi"]);
  await api.run(
    clinic.staff,
    "registerParticipants",
    {
      eventId,
      institutionId: clinic.institutionId,
      participants: [{ name: "Siti", email: "Siti@Contoh.id" }],
    },
    "participants { id }",
  );
  expect(await people(eventId, leader)).toHaveLength(3);
});

test("who waits longest moves up when a seat is given back or seats are added, and nobody twice", async () => {
  const eventId = await planned();
  await register(eventId, clinic, ["A", "B", "C"]);
  await register(eventId, second, ["D", "E", "F"]);
  const at = async (name: string) =>
    (await people(eventId, leader)).find((one) => one.name === name) ?? {};
  const cancel = async (name: string, as: Person) =>
    api.run(as, "cancelParticipant", { id: (await at(name)).id }, "participant { state }");
  expect(await cancel("B", second.staff)).toMatchObject({ code: "NOT_FOUND" });
  const both = await Promise.all([cancel("B", clinic.staff), cancel("B", clinic.staff)]);
  expect(both.map((one) => one.participant.state)).toEqual(["CANCELLED", "CANCELLED"]);
  expect([(await at("D")).state, (await at("E")).state]).toEqual(["REGISTERED", "WAITING"]);
  await cancel("E", second.staff);
  const change = (capacity: number, expectedVersion: number) =>
    api.run(
      leader,
      "changeTrainingEvent",
      { id: eventId, ...details, capacity, expectedVersion },
      "event { capacity version figures { registered waiting } }",
    );
  expect(await change(2, 1)).toMatchObject({ faults: [{ code: "CAPACITY_BELOW_REGISTERED" }] });
  expect(await change(4, 1)).toMatchObject({
    event: { version: 2, figures: { registered: 4, waiting: 0 } },
  });
  expect(await change(5, 1)).toMatchObject({ code: "STALE_VERSION" });
});

test("only institutions under the agreement are invited, and registration ends when it begins", async () => {
  const eventId = await planned();
  expect(await register(eventId, stranger, ["X"])).toMatchObject({ code: "NOT_FOUND" });
  expect(await register(eventId, stranger, ["X"], leader)).toMatchObject({
    faults: [{ code: "NOT_UNDER_AGREEMENT" }],
  });
  expect(await register(eventId, second, ["X"], clinic.staff)).toMatchObject({ code: "FORBIDDEN" });
  const open = await planned({ agreementId: null, kind: "OTHER" });
  expect(await register(open, stranger, ["X"])).toMatchObject({
    participants: [{ state: "REGISTERED" }],
  });
  await setClock(db, "2023-08-09T18:00:00Z");
  expect(await register(eventId, clinic, ["Terlambat"])).toMatchObject({
    code: "REGISTRATION_CLOSED",
  });
  expect(await register(eventId, clinic, ["Datang sendiri"], leader)).toMatchObject({
    participants: [{ state: "REGISTERED" }],
  });
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("attendance is marked after it began; marking twice is one mark; the clinic is then trained, once", async () => {
  const eventId = await planned();
  await register(eventId, clinic, ["Ani", "Beni"]);
  await register(eventId, second, ["Cici", "Dodi"]);
  const [ani, beni, cici, dodi] = await people(eventId, leader);
  const marks = [
    { participantId: ani?.id, attended: true, preScore: 40, postScore: 80 },
    { participantId: beni?.id, attended: true, preScore: 60, postScore: 70 },
    { participantId: cici?.id, attended: false },
  ];
  expect(await mark(eventId, marks)).toMatchObject({ code: "NOT_BEGUN" });
  await setClock(db, "2023-08-09T18:00:00Z");
  expect(await mark(eventId, marks, clinic.staff)).toMatchObject({ code: "FORBIDDEN" });
  expect(
    await mark(eventId, [{ participantId: cici?.id, attended: false, postScore: 3 }]),
  ).toMatchObject({ faults: [{ code: "SCORE_OF_ABSENT" }] });
  expect(await mark(eventId, [{ participantId: dodi?.id, attended: true }])).toMatchObject({
    code: "WRONG_STATE",
  });
  expect(
    await mark(eventId, [{ participantId: ani?.id, attended: true, preScore: 101 }]),
  ).toMatchObject({ faults: [{ code: "TOO_LARGE" }] });
  const twice = await Promise.all([mark(eventId, marks), mark(eventId, marks)]);
  for (const one of twice)
    expect(one.event.figures).toEqual({
      registered: 3,
      waiting: 1,
      attended: 2,
      measured: 2,
      meanPreScore: 50,
      meanPostScore: 75,
    });
  const recorded = { action: "attendance.recorded", subjectId: localOf(eventId) };
  expect(await db.auditEvent.count({ where: recorded })).toBe(1);
  expect(await mark(eventId, marks)).toMatchObject({ trained: 0 });
  const places = await db.agreementInstitution.findMany({ where: { agreementId: agreement.id } });
  const trainedOn = (id: string) =>
    places
      .find((place) => place.institutionId === id)
      ?.trainedOn?.toISOString()
      .slice(0, 10);
  expect([trainedOn(clinic.id), trainedOn(second.id)]).toEqual(["2023-08-10", undefined]);
  expect(
    await api.run(leader, "cancelTrainingEvent", { id: eventId, reason: "x" }, "event { id }"),
  ).toMatchObject({ code: "WRONG_STATE" });
  const later = { ...details, startsAt: "2023-08-20T01:00:00Z", endsAt: "2023-08-20T02:00:00Z" };
  const changed = { id: eventId, ...later, expectedVersion: 1 };
  expect(await api.run(leader, "changeTrainingEvent", changed, "event { id }")).toMatchObject({
    code: "REGISTRATION_CLOSED",
  });
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("a certificate is for who came and passed; its code proves it to anyone until it is revoked", async () => {
  const eventId = await planned({ passMark: 70, capacity: 10 });
  await register(eventId, clinic, ["Lulus", "Gagal", "Absen"]);
  const [pass, fail, absent] = await people(eventId, leader);
  const issue = (as: Person = leader) =>
    api.run(as, "issueTrainingCertificates", { eventId }, "issued");
  await setClock(db, "2023-08-09T18:00:00Z");
  expect(await issue()).toMatchObject({ code: "NOT_OVER" });
  const marks = [
    { participantId: pass?.id, attended: true, postScore: 70 },
    { participantId: fail?.id, attended: true, postScore: 69 },
    { participantId: absent?.id, attended: false },
  ];
  await mark(eventId, marks);
  await setClock(db, "2023-08-09T20:00:00Z");
  expect(await issue(clinic.staff)).toMatchObject({ code: "FORBIDDEN" });
  const issued = await Promise.all([issue(), issue(), issue()]);
  expect(issued.map((one) => one.issued).sort()).toEqual([0, 0, 1]);
  const code = (await people(eventId, clinic.staff)).find(
    (one) => one.name === "Lulus",
  )?.certificateCode;
  const verify = async (text: string) =>
    (
      await api.ask(
        undefined,
        "query($text: String!) { verifyTrainingCertificate(code: $text) { name title heldOn issuer } }",
        { text },
      )
    ).data.verifyTrainingCertificate;
  expect(await verify(code)).toEqual({
    name: "Lulus",
    title: details.title,
    heldOn: "2023-08-10",
    issuer: "KlinikGo",
  });
  expect(await verify(code.slice(1))).toBeNull();
  const lower = [{ ...marks[0], postScore: 10 }];
  expect(await mark(eventId, lower)).toMatchObject({ code: "CERTIFIED" });
  await expect(
    db.trainingCertificate.updateMany({ where: { code }, data: { name: "Lain" } }),
  ).rejects.toThrow(/frozen/);
  const revoke = () =>
    api.run(
      leader,
      "revokeTrainingCertificate",
      { participantId: pass?.id, reason: "Salah nilai" },
      "participant { certificateCode }",
    );
  expect(await revoke()).toMatchObject({ participant: { certificateCode: null } });
  expect(await revoke()).toMatchObject({ participant: { certificateCode: null } });
  expect(await verify(code)).toBeNull();
  expect(await mark(eventId, lower)).toHaveProperty("event");
  expect(await issue()).toMatchObject({ issued: 0 });
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("a certificate that was revoked comes back only on marks that were recorded anew", async () => {
  const eventId = await planned({ passMark: 70, capacity: 10 });
  await register(eventId, clinic, ["Tertukar", "Terlambat"]);
  const [mistaken, late] = await people(eventId, leader);
  await setClock(db, "2023-08-09T20:00:00Z");
  const marks = [{ participantId: mistaken?.id, attended: true, postScore: 80 }];
  const issue = () => api.run(leader, "issueTrainingCertificates", { eventId }, "issued");
  await mark(eventId, marks);
  expect(await issue()).toMatchObject({ issued: 1 });
  await api.run(
    leader,
    "revokeTrainingCertificate",
    { participantId: mistaken?.id, reason: "Bukan orangnya" },
    "participant { id }",
  );
  // Issued again for somebody else, who was marked later.
  await setClock(db, "2023-08-09T21:00:00Z");
  await mark(eventId, [{ participantId: late?.id, attended: true, postScore: 90 }]);
  expect(await issue()).toMatchObject({ issued: 1 });
  const codes = async () =>
    (await people(eventId, leader)).map((one) => [one.name, one.certificateCode !== null]);
  expect(await codes()).toEqual([
    ["Tertukar", false],
    ["Terlambat", true],
  ]);
  // The same mark, recorded after the revocation, says that it is right after all.
  await mark(eventId, marks);
  expect(await issue()).toMatchObject({ issued: 1 });
  expect(await issue()).toMatchObject({ issued: 0 });
  expect((await codes())[0]).toEqual(["Tertukar", true]);
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("one person is marked once in a call, and many by as many statements as few", async () => {
  const eventId = await planned({ capacity: 100 });
  const names = Array.from({ length: 40 }, (_, index) => `Peserta ${index}`);
  await register(eventId, clinic, names);
  const all = await people(eventId, leader);
  await setClock(db, "2023-08-09T20:00:00Z");
  const [first] = all;
  expect(
    await mark(eventId, [
      { participantId: first?.id, attended: true },
      { participantId: first?.id, attended: false },
    ]),
  ).toMatchObject({ faults: [{ code: "MARKED_TWICE", path: ["marks", "1"] }] });
  const count = async (of: typeof all) => {
    statements.length = 0;
    const scores = { attended: true, preScore: 10 };
    await mark(
      eventId,
      of.map((one, index) => ({ participantId: one.id, ...scores, postScore: index })),
    );
    return statements.length;
  };
  expect(await count(all.slice(1))).toBe(await count(all.slice(0, 1)));
  const rows = await db.trainingParticipant.findMany({
    where: { eventId: localOf(eventId) },
    orderBy: { number: "asc" },
  });
  expect(rows.map((row) => row.postScore)).toEqual([0, ...names.slice(1).map((_, n) => n)]);
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("each sees what is theirs: the team all, a clinic its own people, officials numbers without names", async () => {
  const eventId = await planned({ capacity: 10 });
  await register(eventId, clinic, ["Ani"]);
  await register(eventId, second, ["Cici"]);
  const names = async (as: Person) => (await people(eventId, as)).map((one) => one.name);
  expect(await names(leader)).toEqual(["Ani", "Cici"]);
  expect(await names(klinikGo.colleague)).toEqual(["Ani", "Cici"]);
  expect(await names(clinic.staff)).toEqual(["Ani"]);
  expect(await names(stranger.staff)).toEqual([]);
  expect(await names(await api.person(role("AUDITOR")))).toEqual(["Ani", "Cici"]);
  expect(await names(await api.person())).toEqual([]);
  expect(await names(await api.person(role("ORGANISER")))).toEqual([]);
  const figures = async (as: Person) =>
    (
      await as.ask(
        "query($id: ID!) { node(id: $id) { ... on TrainingEvent { figures { registered } } } }",
        { id: eventId },
      )
    ).data.node;
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  expect(await figures(await officer("36"))).toEqual({ figures: { registered: 2 } });
  expect(await figures(await officer("53"))).toBeNull();
  expect(await figures(stranger.staff)).toBeNull();
  expect(await figures(await api.person())).toBeNull();
  const [person] = await people(eventId, leader);
  const node = (as: Person) =>
    as.ask("query($id: ID!) { node(id: $id) { id } }", { id: person?.id });
  expect((await node(second.staff)).data.node).toBeNull();
  expect((await node(clinic.staff)).data.node).not.toBeNull();
});

test("a clinic that was merged into another leaves its people to it", async () => {
  const eventId = await planned({ capacity: 10 });
  const twin = await openInstitution(api, db, "CLINIC", "Klinik Satu (ganda)");
  await db.agreementInstitution.create({
    data: { agreementId: agreement.id, institutionId: twin.id, state: "ACCEPTED" },
  });
  await register(eventId, twin, ["Warisan"]);
  await api.run(
    await api.person(role("ORGANISER")),
    "mergeInstitutions",
    { id: twin.institutionId, intoId: clinic.institutionId },
    "institution { id }",
  );
  expect((await people(eventId, clinic.staff)).map((one) => one.name)).toEqual(["Warisan"]);
  const [heir] = await people(eventId, clinic.staff);
  expect(
    await api.run(clinic.staff, "cancelParticipant", { id: heir?.id }, "participant { state }"),
  ).toMatchObject({ participant: { state: "CANCELLED" } });
  expect(await register(eventId, twin, ["Baru"], leader)).toMatchObject({ code: "NOT_FOUND" });
});

test("figures and certificates follow from the marks alone", () => {
  const person = { state: "REGISTERED" as const, attended: true, preScore: null, postScore: 70 };
  expect([
    certifiable(person, null),
    certifiable(person, 70),
    certifiable(person, 71),
    certifiable({ ...person, postScore: null }, 0),
    certifiable({ ...person, attended: null }, null),
    certifiable({ ...person, state: "CANCELLED" }, null),
  ]).toEqual([true, true, false, false, false, false]);
  expect(eventFigures([])).toMatchObject({ measured: 0, meanPreScore: null, meanPostScore: null });
  expect(eventFigures([person])).toMatchObject({ attended: 1, measured: 0, meanPostScore: null });
});

test("no name or e-mail of a participant is in the audit, and its chain holds", async () => {
  const text = JSON.stringify(
    await db.auditEvent.findMany({ where: { stream: { startsWith: "training:" } } }),
    (_key, value) => (typeof value === "bigint" ? String(value) : value),
  );
  expect(text).toContain("participants.registered");
  for (const { name, email } of await db.trainingParticipant.findMany()) {
    expect(text).not.toContain(`"${name}"`);
    if (email) expect(text).not.toContain(email);
  }
  expect((await verifyChains(db)).faults).toEqual([]);
});
