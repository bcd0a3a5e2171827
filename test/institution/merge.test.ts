import { expect, test } from "vitest";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const organiser = await api.person(role("ORGANISER"));
const team = await openTeam(api, db, "KlinikGo");
const { leader, teamId } = team;

const clinic = (name = "Klinik") => openInstitution(api, db, "CLINIC", name);
type Clinic = Awaited<ReturnType<typeof clinic>>;
const merge = (double: Clinic, kept: Clinic) =>
  api.run(
    organiser,
    "mergeInstitutions",
    { id: double.institutionId, intoId: kept.institutionId },
    "institution { id }",
  );

const day = (text: string) => new Date(`2023-0${text}T00:00:00Z`);
const trained = { state: "ACCEPTED" as const, trainedOn: day("1-10") };
const live = {
  ...trained,
  dataEnteredOn: day("1-11"),
  connectedOn: day("1-12"),
  liveOn: day("1-13"),
};
const ended = { ...live, endedOn: day("1-14") };
const accepted = { state: "ACCEPTED" as const, respondedAt: day("1-08") };
const declined = { state: "DECLINED" as const, respondedAt: day("1-09") };
const invited = { state: "INVITED" as const };

test.each([
  ["what has come further", trained, live, live],
  ["a running service rather than one that ended", ended, live, live],
  ["what was answered", invited, accepted, accepted],
  ["the later answer, where nothing has begun", declined, accepted, declined],
  ["what began, whatever was answered", declined, trained, trained],
])(
  "of two places under one agreement a merge keeps one: %s, whichever is merged",
  async (_, one, other, stays) => {
    for (const [ofDouble, ofKept] of [
      [one, other],
      [other, one],
    ]) {
      const [double, kept] = [await clinic(), await clinic()];
      const { id: agreementId } = await activeAgreement(db, team.id, []);
      await db.agreementInstitution.createMany({
        data: [
          { agreementId, institutionId: double.id, ...ofDouble },
          { agreementId, institutionId: kept.id, ...ofKept },
        ],
      });
      await merge(double, kept);
      expect(await db.agreementInstitution.findMany({ where: { agreementId } })).toMatchObject([
        { institutionId: kept.id, ...stays },
      ]);
    }
  },
);

test("people whom the duplicate sent, and students of it, are the same when the institution names them again", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  const other = await clinic();
  await activeAgreement(db, team.id, [double]);
  const { event } = await api.run(
    leader,
    "planTrainingEvent",
    {
      teamId,
      kind: "OTHER",
      title: "Pelatihan",
      mode: "ONLINE",
      provinceCode: "36",
      startsAt: "2023-09-01T02:00:00Z",
      endsAt: "2023-09-01T04:00:00Z",
      capacity: 2,
    },
    "event { id }",
  );
  const register = ({ institutionId, staff }: Clinic, name: string) =>
    api.run(
      staff,
      "registerParticipants",
      { eventId: event.id, institutionId, participants: [{ name }] },
      "participants { id state }",
    );
  const student = ({ institutionId: schoolId }: Clinic, name: string, more: object = {}) =>
    api.run(
      leader,
      "registerStudent",
      { teamId, schoolId, name, bornOn: "2005-01-01", ...more },
      "student { id }",
    );
  const sent = await register(double, "Siti");
  const numbered = await student(double, "Ani", { nisn: "0012345678" });
  const plain = await student(double, "Budi");
  await merge(double, kept);
  expect(await register(kept, "Siti")).toEqual(sent);
  expect((await register(other, "Rudi")).participants).toMatchObject([{ state: "REGISTERED" }]);
  expect(await student(kept, "Ani", { nisn: "0012345678" })).toEqual(numbered);
  expect(await student(kept, "budi")).toEqual(plain);
  expect(await db.student.count({ where: { teamId: team.id } })).toBe(2);
});

test("an institution that was merged is invited under the name of the one that stands alone", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  await merge(double, kept);
  const { id: agreementId } = await activeAgreement(db, team.id, []);
  const invite = (...institutionIds: string[]) =>
    api.run(
      leader,
      "inviteInstitutions",
      { id: btoa(`Agreement:${agreementId}`), institutionIds },
      "invited",
    );
  expect(await invite(kept.institutionId, double.institutionId)).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await db.agreementInstitution.count({ where: { agreementId } })).toBe(0);
  expect(await invite(kept.institutionId)).toMatchObject({ invited: 1 });
});

test("invited at the moment of its merge, an institution is under the agreement once and by the name that stands", async () => {
  for (let round = 0; round < 8; round += 1) {
    const [double, kept] = [await clinic(), await clinic()];
    const { id: agreementId } = await activeAgreement(db, team.id, [kept]);
    await Promise.all([
      api.run(
        leader,
        "inviteInstitutions",
        { id: btoa(`Agreement:${agreementId}`), institutionIds: [double.institutionId] },
        "invited",
      ),
      merge(double, kept),
    ]);
    const places = await db.agreementInstitution.findMany({ where: { agreementId } });
    expect(places.map((place) => place.institutionId)).toEqual([kept.id]);
  }
});

test("what the staff took back of the duplicate holds over what was only carried over", async () => {
  const days = { carried: day("1-01"), given: day("2-01"), withdrawn: day("3-01") };
  const carried = { basis: "CARRIED_OVER" as const, givenAt: days.carried };
  const given = { basis: "GIVEN" as const, givenAt: days.given };
  const withdrawn = { ...given, withdrawnAt: days.withdrawn };
  const later = { ...given, givenAt: day("4-01") };
  for (const [ofDouble, ofKept, stays] of [
    [withdrawn, carried, withdrawn],
    [carried, withdrawn, withdrawn],
    [given, carried, given],
    [withdrawn, later, later],
    [withdrawn, given, given],
    // What the staff of the institution that stands decided itself comes first.
    [later, withdrawn, withdrawn],
  ] as const) {
    const [double, kept] = [await clinic(), await clinic()];
    await db.teamConsent.createMany({
      data: [
        { teamId: team.id, institutionId: double.id, ...ofDouble },
        { teamId: team.id, institutionId: kept.id, ...ofKept },
      ],
    });
    await merge(double, kept);
    expect(await db.teamConsent.findMany({ where: { institutionId: kept.id } })).toMatchObject([
      { withdrawnAt: null, ...stays },
    ]);
  }
});

test("only what could be one institution is merged: no government into a clinic, which would have its agencies", async () => {
  const government = await openInstitution(api, db, "LOCAL_GOVERNMENT", "Pemkab");
  const one = await clinic();
  await db.institution.create({
    data: { kind: "AGENCY", name: "Dinas", provinceCode: "36", parentId: government.id },
  });
  expect(await merge(government, one)).toMatchObject({ faults: [{ path: ["intoId"] }] });
  const agency = await db.institution.findFirstOrThrow({ where: { parentId: government.id } });
  const dinas = { ...one, id: agency.id, institutionId: btoa(`Institution:${agency.id}`) };
  expect(await merge(government, dinas)).toMatchObject({ faults: [{ path: ["intoId"] }] });
  const puskesmas = await openInstitution(api, db, "PUSKESMAS", "Puskesmas");
  expect(await merge(puskesmas, one)).toHaveProperty("institution");
});

test("an answer or a step that comes while a merge moves its place waits for it, and finds it gone", async () => {
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
  for (const step of [false, true]) {
    const [double, kept] = [await clinic(), await clinic()];
    const { id } = await activeAgreement(db, team.id, step ? [double] : []);
    if (!step)
      await db.agreementInstitution.create({
        data: { agreementId: id, institutionId: double.id },
      });
    const key = { agreementId: btoa(`Agreement:${id}`), institutionId: double.institutionId };
    let act: Promise<Json> | undefined;
    // What `mergeInstitutions` locks and moves, held open for a moment.
    await db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Institution" WHERE id IN (${double.id}::uuid, ${kept.id}::uuid) FOR UPDATE`;
      await tx.agreementInstitution.updateMany({
        where: { institutionId: double.id },
        data: { institutionId: kept.id },
      });
      await tx.institution.update({ where: { id: double.id }, data: { mergedIntoId: kept.id } });
      act = step
        ? api.run(
            leader,
            "recordOnboarding",
            { ...key, step: "TRAINED", on: "2023-01-10" },
            "place { state }",
          )
        : api.run(officer, "respondToAgreement", { ...key, accept: true }, "state");
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect(await act).toMatchObject({ code: "NOT_FOUND" });
    expect(await db.agreementInstitution.findMany({ where: { agreementId: id } })).toMatchObject([
      { institutionId: kept.id, trainedOn: null, respondedAt: null },
    ]);
  }
});
