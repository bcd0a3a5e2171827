import { renewedUntil, runAgreements } from "@winner/core/agreement/index.ts";
import { addDays, addMonths, type LocalDate, nextPeriod } from "@winner/core/kernel/local-date.ts";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { agreementsOf, bringAlive } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const provider = await api.person();
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const { party, create, active, activate } = await agreementsOf(api, provider);
beforeEach(() => setClock(db, "2024-01-15T03:00:00Z"));

const steps = ["2024-01-11", "2024-01-12", "2024-01-13", "2024-01-14"];
async function clinicUnder(id: string, days = steps): Promise<string> {
  const { institution } = await api.run(
    organiser,
    "createInstitution",
    { kind: "CLINIC", name: "Klinik", provinceCode: "36", regencyCode: "3602" },
    "institution { id }",
  );
  await bringAlive(api, { provider, officer }, id, institution.id, days);
  return institution.id;
}
const renew = (id: string, changes: object = {}) =>
  api.run(
    provider,
    "renewAgreement",
    { id, ...changes },
    `agreement { id state title effectiveFrom effectiveTo renewsId
      parties { name letterNumber signatoryName signedOn } }`,
  );
/** Gives the parties of a successor their numbers and has them sign. */
async function succeed(id: string, signedOn?: string): Promise<void> {
  for (const position of [0, 1])
    await api.run(
      provider,
      "setLetterNumber",
      { id, position, letterNumber: `R/${id.slice(-12)}/${position}`, letterYear: 2026 },
      "agreement { id }",
    );
  await activate(id, signedOn);
}
const placesOf = (institutionId: string) =>
  db.agreementInstitution.findMany({ where: { institutionId: localOf(institutionId) } });
const stateOf = async (id: string) =>
  (await db.agreement.findUniqueOrThrow({ where: { id: localOf(id) } })).state;
const endOf = async (id: string) =>
  (await db.agreement.findUniqueOrThrow({ where: { id: localOf(id) } })).effectiveTo
    .toISOString()
    .slice(0, 10);

test("a renewal is drafted once: the day after, as long, the same parties, no numbers and no signatures", async () => {
  const id = await active();
  const [first, second] = await Promise.all([renew(id), renew(id)]);
  expect(first.agreement).toMatchObject({
    state: "DRAFT",
    title: "Rekam medis elektronik",
    effectiveFrom: "2026-01-01",
    effectiveTo: "2027-12-31",
    renewsId: id,
    parties: [
      { name: "KlinikGo", letterNumber: null, signatoryName: "Nama", signedOn: null },
      { name: "Kabupaten Lebak", letterNumber: null, signatoryName: "Nama", signedOn: null },
    ],
  });
  expect(second.agreement?.id).toBe(first.agreement.id);
  expect(await db.agreement.count({ where: { renewsId: localOf(id) } })).toBe(1);
  const draft = (await create()).agreement.id;
  expect(await renew(draft)).toMatchObject({ code: "WRONG_STATE" });
  expect(
    await api.run(await api.person(), "renewAgreement", { id }, "agreement { id }"),
  ).toMatchObject({ code: "NOT_FOUND" });
});

test("on the first day of its successor the services go on under it with their days, and the old one is superseded", async () => {
  const id = await active();
  const live = await clinicUnder(id);
  const ended = await clinicUnder(id, [...steps, "2024-01-15"]);
  const { agreement } = await renew(id);
  // Invited under the successor's draft as well: what it has reached already counts.
  await api.run(
    provider,
    "inviteInstitutions",
    { id: agreement.id, institutionIds: [live] },
    "invited",
  );
  const [before] = (await placesOf(live)).filter((place) => place.liveOn);
  await succeed(agreement.id);
  // Signed two years before: until then the old one is in force, with its services, and nobody is reminded of its end.
  await setClock(db, "2025-12-31T16:59:59Z");
  const answer = { agreementId: agreement.id, institutionId: live, accept: false };
  expect(await api.run(officer, "respondToAgreement", answer, "state")).toMatchObject({
    code: "NOT_BEGUN",
    message: expect.stringContaining("2026-01-01"),
  });
  const { begun, reminders } = await runAgreements(db);
  expect([...begun, ...reminders.map((one) => one.agreementId)]).not.toContain(localOf(id));
  expect(begun).toEqual([]);
  expect([await stateOf(id), await stateOf(agreement.id)]).toEqual(["ACTIVE", "ACTIVE"]);
  expect((await placesOf(live)).filter((place) => place.liveOn)).toEqual([before]);
  await setClock(db, "2025-12-31T17:00:00Z");
  const runs = await Promise.all([runAgreements(db), runAgreements(db)]);
  expect(runs.flatMap((run) => run.begun)).toEqual([localOf(agreement.id)]);
  expect(runs.flatMap((run) => run.expired)).not.toContain(localOf(id));
  expect(await stateOf(id)).toBe("SUPERSEDED");
  expect(await placesOf(live)).toEqual([{ ...before, agreementId: localOf(agreement.id) }]);
  expect((await placesOf(ended)).map((place) => place.agreementId)).toEqual([localOf(id)]);
  expect(await renew(id)).toMatchObject({ agreement: { id: agreement.id } });
});

test("a service under an expired agreement has lapsed until a renewal takes it over, and its end can be recorded", async () => {
  const id = await active({ effectiveTo: "2024-06-30" });
  const [kept, stopped] = [await clinicUnder(id), await clinicUnder(id)];
  await setClock(db, "2024-06-30T16:59:59Z");
  expect((await runAgreements(db)).expired).not.toContain(localOf(id));
  await setClock(db, "2024-06-30T17:00:00Z");
  expect((await runAgreements(db)).expired).toContain(localOf(id));
  expect(await stateOf(id)).toBe("EXPIRED");
  const key = { agreementId: id, institutionId: stopped };
  const record = (step: string, on: string) =>
    api.run(provider, "recordOnboarding", { ...key, step, on }, "place { endedOn }");
  expect(await record("LIVE", "2024-01-15")).toMatchObject({ code: "WRONG_STATE" });
  expect(await record("ENDED", "2024-07-01")).toMatchObject({ place: { endedOn: "2024-07-01" } });
  const { agreement } = await renew(id);
  expect(agreement).toMatchObject({ effectiveFrom: "2024-07-01", effectiveTo: "2024-12-31" });
  await succeed(agreement.id, "2024-07-01");
  expect(await stateOf(id)).toBe("EXPIRED");
  expect((await placesOf(kept)).map((place) => place.agreementId)).toEqual([localOf(agreement.id)]);
  expect((await placesOf(stopped)).map((place) => place.agreementId)).toEqual([localOf(id)]);
});

test("an agreement over running services is superseded by its renewal alone", async () => {
  const id = await active();
  const live = await clinicUnder(id);
  const supersede = () =>
    api.run(
      provider,
      "endAgreement",
      { id, to: "SUPERSEDED", reason: "Perjanjian lain" },
      "agreement { state }",
    );
  expect(await supersede()).toMatchObject({ code: "SERVICES_RUN" });
  expect((await placesOf(live)).map((place) => place.endedOn)).toEqual([null]);
  const end = { agreementId: id, institutionId: live, step: "ENDED", on: "2024-01-15" };
  await api.run(provider, "recordOnboarding", end, "place { endedOn }");
  expect(await supersede()).toMatchObject({ agreement: { state: "SUPERSEDED" } });
});

test("what was terminated is not renewed, not even by a draft from before", async () => {
  const id = await active();
  const { agreement } = await renew(id);
  await api.run(
    provider,
    "endAgreement",
    { id, to: "TERMINATED", reason: "Anggaran" },
    "agreement { id }",
  );
  await expect(succeed(agreement.id)).rejects.toThrow("not active");
  expect(await stateOf(agreement.id)).toBe("SIGNING");
});

test("a signed renewal that is ended before its first day leaves the old agreement as it was", async () => {
  const id = await active();
  const live = await clinicUnder(id);
  const { agreement } = await renew(id);
  await succeed(agreement.id);
  const end = { id: agreement.id, to: "TERMINATED", reason: "Anggaran" };
  await api.run(provider, "endAgreement", end, "agreement { id }");
  await setClock(db, "2026-01-01T03:00:00Z");
  const { begun, expired } = await runAgreements(db);
  expect(begun).not.toContain(localOf(agreement.id));
  expect(expired).toContain(localOf(id));
  expect((await placesOf(live)).map(({ agreementId, endedOn }) => [agreementId, endedOn])).toEqual([
    [localOf(id), null],
  ]);
});

test("a PKS is renewed under the Kesepakatan Bersama that was renewed before it", async () => {
  const parentId = await active();
  const parties = [party("PROVIDER", "KlinikGo"), party("AGENCY", "Dinas Kesehatan")];
  const id = await active({ kind: "PKS", parentId, parties });
  const { agreement: parent } = await renew(parentId);
  await succeed(parent.id);
  const { agreement } = await renew(id);
  expect(await db.agreement.findUnique({ where: { id: localOf(agreement.id) } })).toMatchObject({
    parentId: localOf(parent.id),
  });
});

test("an addendum adds to an active agreement, and one that ends later moves its end", async () => {
  const id = await active();
  const changes = { kind: "ADDENDUM", parentId: id, effectiveTo: "2026-06-30" };
  const parties = () => [party("PROVIDER", "KlinikGo"), party("LOCAL_GOVERNMENT", "Lebak")];
  expect(await create({ ...changes, parentId: null, parties: parties() })).toMatchObject({
    faults: [{ code: "PARENT_MISSING", path: ["parentId"] }],
  });
  const addendum = await active({ ...changes, parties: parties() });
  expect(await endOf(id)).toBe("2026-06-30");
  await active({ ...changes, effectiveTo: "2025-01-31", parties: parties() });
  expect(await endOf(id)).toBe("2026-06-30");
  expect(await renew(addendum)).toMatchObject({ code: "NOT_RENEWABLE" });
  const told = await db.auditEvent.findMany({
    where: { action: "agreement.extended", subjectId: localOf(id) },
  });
  expect(told.map((event) => event.after)).toEqual([
    { effectiveTo: "2026-06-30", addendumId: localOf(addendum) },
  ]);
});

test("an agreement that renews itself goes on, unless notice was given in time", async () => {
  const terms = {
    effectiveTo: "2024-12-31",
    autoRenewalMonths: 12,
    terminationNoticeDays: 60,
  };
  const [going, ending] = [await active(terms), await active(terms)];
  const notice = (id: string): Promise<Json> =>
    api.run(provider, "giveNotice", { id, reason: "Anggaran" }, "agreement { noticeGivenOn }");
  expect(await notice(await active())).toMatchObject({ code: "ENDS_ANYWAY" });
  await setClock(db, "2024-11-01T16:59:00Z");
  expect(await notice(ending)).toMatchObject({ agreement: { noticeGivenOn: "2024-11-01" } });
  await setClock(db, "2024-11-01T17:00:00Z");
  expect(await notice(going)).toMatchObject({
    __typename: "DeadlineError",
    code: "NOTICE_TOO_LATE",
  });
  await setClock(db, "2024-12-31T17:00:00Z");
  const runs = await Promise.all([runAgreements(db), runAgreements(db)]);
  expect(runs.flatMap((run) => run.renewed)).toEqual([localOf(going)]);
  expect(runs.flatMap((run) => run.expired).filter((id) => id === localOf(ending))).toHaveLength(1);
  expect(await stateOf(ending)).toBe("EXPIRED");
  expect([await endOf(going), await stateOf(going)]).toEqual(["2025-12-31", "ACTIVE"]);
});

test("the reminder of an agreement that renews itself tells until when notice can be given, or that it is too late", async () => {
  const id = await active({
    effectiveTo: "2025-12-31",
    autoRenewalMonths: 12,
    terminationNoticeDays: 60,
  });
  const textOf = async (at: string) => {
    await setClock(db, at);
    const before = new Set((await db.outboxMessage.findMany()).map((message) => message.id));
    await runAgreements(db);
    const mails = (await db.outboxMessage.findMany()).filter((message) => !before.has(message.id));
    return JSON.stringify(mails.filter((mail) => JSON.stringify(mail).includes(localOf(id))));
  };
  // The last day of notice lies 60 days before the end, and counts.
  expect(await textOf("2025-10-31T16:00:00Z")).toContain("paling lambat 1 November 2025");
  const late = await textOf("2025-12-24T03:00:00Z");
  expect(late).toContain("batas pemberitahuan, 1 November 2025, telah lewat");
  expect(late).not.toContain("paling lambat");
});

const date = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays("2000-01-01" as LocalDate, n));

test("a next period begins the day after and is as long: whole months stay whole months", () => {
  fc.assert(
    fc.property(date, fc.integer({ min: 1, max: 60 }), (from, months) => {
      fc.pre(Number(from.slice(8)) <= 28);
      const to = addDays(addMonths(from, months), -1);
      expect(nextPeriod(from, to)).toEqual({
        from: addMonths(from, months),
        to: addDays(addMonths(from, 2 * months), -1),
      });
    }),
  );
});

test("a term that renews itself always holds today, and no earlier term does", () => {
  fc.assert(
    fc.property(
      date,
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 4000 }),
      (last, months, late) => {
        const today = addDays(last, late);
        const until = renewedUntil(last, months, today);
        expect(until >= today).toBe(true);
        expect(addMonths(addDays(until, 1), -months) <= addDays(today, 3)).toBe(true);
      },
    ),
  );
});
