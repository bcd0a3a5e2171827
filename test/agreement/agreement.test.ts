import {
  agreementMoves,
  dueReminder,
  runAgreements,
  serviceFunnel,
} from "@winner/core/agreement/index.ts";
import { AgreementState } from "@winner/core/database/index.ts";
import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agreementsOf } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const today = "2024-01-15T03:00:00Z";
await setClock(db, today);
const provider = await api.person();
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
const { party, create, move, sign, active } = await agreementsOf(api, provider);
const institution = async (
  name: string,
  provinceCode = "36",
  regencyCode: string | null = "3602",
) =>
  (
    await api.run(
      organiser,
      "createInstitution",
      { kind: "CLINIC", name, provinceCode, regencyCode },
      "institution { id }",
    )
  ).institution.id as string;

describe("an agreement", () => {
  test("is drafted, reviewed, signed by every party, and then is active", async () => {
    const { agreement } = await create();
    expect(agreement.state).toBe("DRAFT");
    expect(await sign(agreement.id, 0)).toMatchObject({ code: "WRONG_STATE" });
    await move(agreement.id, "REVIEW");
    expect(await move(agreement.id, "DRAFT")).toMatchObject({ agreement: { state: "DRAFT" } });
    await move(agreement.id, "REVIEW");
    await move(agreement.id, "SIGNING");
    expect(await sign(agreement.id, 0, "2024-01-16")).toMatchObject({
      faults: [{ code: "IN_THE_FUTURE" }],
    });
    expect(await sign(agreement.id, 0)).toMatchObject({ agreement: { state: "SIGNING" } });
    expect(await move(agreement.id, "DRAFT")).toMatchObject({ code: "SIGNED_ALREADY" });
    expect(await sign(agreement.id, 0)).toMatchObject({ agreement: { state: "SIGNING" } });
    expect(await sign(agreement.id, 1)).toMatchObject({ agreement: { state: "ACTIVE" } });
    const local = localOf(agreement.id);
    await expect(
      db.agreementParty.updateMany({
        where: { agreementId: local },
        data: { letterNumber: "other" },
      }),
    ).rejects.toThrow("frozen");
  });

  test("of two last signatures at once both are kept, and it is active once", async () => {
    const { agreement } = await create();
    await move(agreement.id, "REVIEW");
    await move(agreement.id, "SIGNING");
    await Promise.all([sign(agreement.id, 0), sign(agreement.id, 1)]);
    expect(await db.agreement.findUnique({ where: { id: localOf(agreement.id) } })).toMatchObject({
      state: "ACTIVE",
    });
    expect(
      await db.auditEvent.count({
        where: { action: "agreement.active", subjectId: localOf(agreement.id) },
      }),
    ).toBe(1);
  });

  test("a PKS with a local government rests on an active Kesepakatan Bersama, or says why not", async () => {
    const changes = { kind: "PKS", value: "6000000" };
    const parties = () => [party("PROVIDER", "KlinikGo"), party("AGENCY", "Dinas Kesehatan")];
    expect(await create({ ...changes, parties: parties() })).toMatchObject({
      faults: [{ code: "PARENT_MISSING", path: ["parentId"] }],
    });
    const parentId = await active();
    expect(await create({ ...changes, parentId, parties: parties() })).toMatchObject({
      agreement: { state: "DRAFT" },
      warnings: [{ code: "STAMP_DUTY" }],
    });
    expect(
      await create({ ...changes, parentException: "Pilot by decree", parties: parties() }),
    ).toHaveProperty("agreement");
  });

  test("what is wrong is told by path: region, period, letter numbers", async () => {
    const twice = party("PROVIDER", "Satu", "1/A/2024");
    await create({ parties: [twice, party("COMPANY", "Dua")] });
    expect(
      await create({
        regencyCode: "5371",
        effectiveTo: "2024-01-01",
        parties: [twice, party("COMPANY", "Tiga")],
      }),
    ).toMatchObject({
      faults: [
        { code: "UNKNOWN_REGION", path: ["regencyCode"] },
        { code: "BAD_PERIOD", path: ["effectiveTo"] },
        { code: "LETTER_NUMBER_TAKEN", path: ["parties", "0", "letterNumber"] },
      ],
    });
    const { agreement } = await create({
      parties: [party("PROVIDER", "Empat", null), party("COMPANY", "Lima")],
    });
    await move(agreement.id, "REVIEW");
    expect(await move(agreement.id, "SIGNING")).toMatchObject({
      faults: [{ code: "LETTER_NUMBER_MISSING", path: ["parties", "0", "letterNumber"] }],
    });
    const number = (letterNumber: string, position = 0) =>
      api.run(
        provider,
        "setLetterNumber",
        { id: agreement.id, position, letterNumber, letterYear: 2024 },
        "agreement { state }",
      );
    expect(await number("9/Z/2024")).toHaveProperty("agreement");
    expect(await move(agreement.id, "SIGNING")).toMatchObject({ agreement: { state: "SIGNING" } });
    await sign(agreement.id, 0);
    expect(await number("10/Z/2024")).toMatchObject({ code: "SIGNED_ALREADY" });
  });

  test("the database allows exactly the moves of the table", async () => {
    const { agreement } = await create();
    const id = localOf(agreement.id);
    for (const from of Object.values(AgreementState))
      for (const to of Object.values(AgreementState)) {
        if (from === to || to === "ACTIVE") continue;
        await db.$executeRaw`ALTER TABLE "Agreement" DISABLE TRIGGER agreement_move`;
        await db.agreement.update({ where: { id }, data: { state: from } });
        await db.$executeRaw`ALTER TABLE "Agreement" ENABLE TRIGGER agreement_move`;
        const moved = await db.agreement.update({ where: { id }, data: { state: to } }).then(
          () => true,
          () => false,
        );
        expect(moved, `${from} to ${to}`).toBe(agreementMoves[from].includes(to));
      }
  });
});

test("from the agreement to the live clinic, each role seeing only its part", async () => {
  const id = await active();
  const clinics = [await institution("Klinik A"), await institution("Klinik B")];
  const staff = await api.person(
    role("INSTITUTION_STAFF", { institutionId: localOf(clinics[0] ?? "") }),
  );
  expect(
    await api.run(provider, "inviteInstitutions", { id, institutionIds: clinics }, "invited"),
  ).toMatchObject({ invited: 2 });
  expect(
    await api.run(provider, "inviteInstitutions", { id, institutionIds: clinics }, "invited"),
  ).toMatchObject({ invited: 0 });
  const respond = (person: typeof staff, institutionId: string | undefined, accept = true) =>
    api.run(person, "respondToAgreement", { agreementId: id, institutionId, accept }, "state");
  const record = (step: string, on: string, institutionId = clinics[0]) =>
    api.run(
      provider,
      "recordOnboarding",
      { agreementId: id, institutionId, step, on },
      "place { liveOn }",
    );
  expect(await record("TRAINED", "2024-01-12")).toMatchObject({ code: "NOT_ACCEPTED_YET" });
  expect(await respond(staff, clinics[1])).toMatchObject({ code: "NOT_FOUND" });
  expect(await respond(provider, clinics[0])).toMatchObject({ code: "FORBIDDEN" });
  expect(await respond(staff, clinics[0])).toMatchObject({ state: "ACCEPTED" });
  expect(await record("DATA_ENTERED", "2024-01-12")).toMatchObject({
    faults: [{ code: "STEP_ORDER" }],
  });
  for (const [step, on] of [
    ["TRAINED", "2024-01-11"],
    ["DATA_ENTERED", "2024-01-12"],
    ["CONNECTED", "2024-01-13"],
    ["LIVE", "2024-01-14"],
  ] as const)
    expect(await record(step, on)).toHaveProperty("place");
  expect(await record("TRAINED", "2024-01-13")).toMatchObject({ faults: [{ code: "STEP_ORDER" }] });
  expect(await record("ENDED", "2024-01-16")).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE" }],
  });
  expect(await respond(staff, clinics[0], false)).toMatchObject({ code: "STEP_ORDER" });

  const list =
    "query($id: ID!) { node(id: $id) { ... on Agreement { title places { institution { name } liveOn } } } }";
  const seen = async (person: typeof staff) =>
    (await person.ask(list, { id })).data.node?.places.map((one: Json) => one.institution.name) ??
    null;
  expect(await seen(provider)).toEqual(["Klinik A", "Klinik B"]);
  expect(await seen(officer)).toEqual(["Klinik A", "Klinik B"]);
  expect(await seen(organiser)).toEqual(["Klinik A", "Klinik B"]);
  expect(await seen(staff)).toEqual(["Klinik A"]);
  expect(await seen(elsewhere)).toBeNull();
  expect(await seen(await api.person())).toBeNull();
  expect(
    await api.run(
      elsewhere,
      "endAgreement",
      { id, to: "TERMINATED", reason: "x" },
      "agreement { state }",
    ),
  ).toMatchObject({ code: "NOT_FOUND" });

  // Terminated with a live service: the service ends that day.
  await api.run(
    provider,
    "endAgreement",
    { id, to: "TERMINATED", reason: "Budget" },
    "agreement { state }",
  );
  const places = await db.agreementInstitution.findMany({
    where: { agreementId: localOf(id), liveOn: { not: null } },
  });
  expect(places.map((place) => place.endedOn?.toISOString().slice(0, 10))).toEqual(["2024-01-15"]);
  expect(await record("LIVE", "2024-01-14")).toMatchObject({ code: "WRONG_STATE" });
});

test("ninety institutions go under one agreement at once, and an unknown one leaves all out", async () => {
  const id = await active();
  const many = await Promise.all(
    Array.from({ length: 90 }, (_, index) => institution(`Klinik ${index}`)),
  );
  const unknown = btoa("Institution:01900000-0000-7000-8000-000000000000");
  expect(
    await api.run(
      provider,
      "inviteInstitutions",
      { id, institutionIds: [...many, unknown] },
      "invited",
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(await db.agreementInstitution.count({ where: { agreementId: localOf(id) } })).toBe(0);
  expect(
    await api.run(provider, "inviteInstitutions", { id, institutionIds: many }, "invited"),
  ).toMatchObject({ invited: 90 });
});

test("an institution that was registered twice is merged with its agreements and staff, once and for good", async () => {
  const [first, second] = [await active(), await active()];
  const [double, kept, other] = [
    await institution("Klinik Ganda"),
    await institution("Klinik Asli"),
    await institution("Klinik Lain"),
  ];
  await api.run(provider, "inviteInstitutions", { id: first, institutionIds: [double] }, "invited");
  await api.run(
    provider,
    "inviteInstitutions",
    { id: second, institutionIds: [double, kept] },
    "invited",
  );
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(double) }));
  const merge = (id: string, intoId: string, as = organiser) =>
    api.run(as, "mergeInstitutions", { id, intoId }, "institution { id name }");
  expect(await merge(double, kept, officer)).toMatchObject({ code: "FORBIDDEN" });
  expect(await merge(kept, kept)).toMatchObject({ faults: [{ code: "SAME_INSTITUTION" }] });
  const merged = await Promise.all([merge(double, kept), merge(double, kept)]);
  for (const one of merged) expect(one.institution.name).toBe("Klinik Asli");
  expect(await merge(double, other)).toMatchObject({ code: "MERGED" });
  expect(await merge(other, double)).toMatchObject({ code: "MERGED" });
  const places = await db.agreementInstitution.findMany({
    where: { institutionId: localOf(kept) },
  });
  expect(places.map((place) => place.agreementId).sort()).toEqual(
    [localOf(first), localOf(second)].sort(),
  );
  expect(await db.membership.findFirst({ where: { userId: staff.id } })).toMatchObject({
    institutionId: localOf(kept),
  });
  const { data } = await organiser.ask(
    "query($id: ID!) { node(id: $id) { ... on Institution { name mergedInto { name } } } institutions(first: 100) { edges { node { name } } } }",
    { id: double },
  );
  expect(data.node).toEqual({ name: "Klinik Ganda", mergedInto: { name: "Klinik Asli" } });
  expect(data.institutions.edges.map((edge: Json) => edge.node.name)).not.toContain("Klinik Ganda");
  await expect(
    db.institution.update({
      where: { id: localOf(double) },
      data: { mergedIntoId: localOf(other) },
    }),
  ).rejects.toThrow("cannot be merged");
});

test("an institution moves to a new regency code, and its funnel with it; what it was stays in the audit", async () => {
  const id = await institution("Klinik Pindah");
  const change = (regencyCode: string, expectedVersion: number, as = officer) =>
    api.run(
      as,
      "changeInstitution",
      { id, name: "Klinik Pindah", provinceCode: "36", regencyCode, expectedVersion },
      "institution { version regency { code } }",
    );
  expect(await change("5371", 1)).toMatchObject({ faults: [{ code: "UNKNOWN_REGION" }] });
  expect(await change("3601", 1, elsewhere)).toMatchObject({ code: "NOT_FOUND" });
  expect(await change("3601", 1)).toMatchObject({
    institution: { version: 2, regency: { code: "3601" } },
  });
  expect(await change("3602", 1)).toMatchObject({ code: "STALE_VERSION" });
  const told = await db.auditEvent.findFirst({
    where: { action: "institution.changed", subjectId: localOf(id) },
  });
  expect(told?.before).toMatchObject({ regencyCode: "3602" });
});

test("the daily run reminds 90, 30 and 7 days before and ends what has passed, in each province's zone, once", async () => {
  const west = await active({ effectiveTo: "2024-06-30" });
  const east = await active({ effectiveTo: "2024-06-30", provinceCode: "91", regencyCode: null });
  const own = new Set([localOf(west), localOf(east)]);
  const run = async (at: string) => {
    await setClock(db, at);
    const runs = await Promise.all([runAgreements(db), runAgreements(db), runAgreements(db)]);
    return {
      expired: runs.flatMap((one) => one.expired).filter((id) => own.has(id)),
      reminders: runs
        .flatMap((one) => one.reminders)
        .filter((one) => own.has(one.agreementId))
        .map((one) => one.days),
    };
  };
  expect(await run("2024-03-31T03:00:00Z")).toEqual({ expired: [], reminders: [] });
  expect(await run("2024-04-01T03:00:00Z")).toEqual({ expired: [], reminders: [90, 90] });
  expect(await run("2024-05-31T03:00:00Z")).toEqual({ expired: [], reminders: [30, 30] });
  expect(await run("2024-06-29T03:00:00Z")).toEqual({ expired: [], reminders: [7, 7] });
  // The first of July begins in Papua (WIT) two hours before it does in Banten (WIB).
  expect((await run("2024-06-30T15:00:00Z")).expired).toEqual([localOf(east)]);
  expect((await run("2024-06-30T17:00:00Z")).expired).toEqual([localOf(west)]);
  await setClock(db, today);
});

test("a reminder is the nearest that is due, on any day before any end", () => {
  const dates = fc.record({
    left: fc.integer({ min: -10, max: 200 }),
    offset: fc.integer({ min: 0, max: 3000 }),
  });
  fc.assert(
    fc.property(dates, ({ left, offset }) => {
      const now = addDays("2023-01-01" as LocalDate, offset);
      const due = dueReminder(now, addDays(now, left));
      expect(due).toBe(left <= 7 ? 7 : left <= 30 ? 30 : left <= 90 ? 90 : undefined);
    }),
  );
});

test("the funnel never widens, and counts every institution once", () => {
  const day = new Date("2024-01-01");
  const place = fc.record({
    steps: fc.integer({ min: -1, max: 5 }),
    regency: fc.constantFrom("3602", "3601", null),
    kind: fc.constantFrom("CLINIC" as const, "PUSKESMAS" as const),
  });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 40 }), (places) => {
      const rows = serviceFunnel(
        places.map(({ steps, regency, kind }) => ({
          state: steps >= 0 ? ("ACCEPTED" as const) : ("INVITED" as const),
          trainedOn: steps >= 1 ? day : null,
          dataEnteredOn: steps >= 2 ? day : null,
          connectedOn: steps >= 3 ? day : null,
          liveOn: steps >= 4 ? day : null,
          endedOn: steps >= 5 ? day : null,
          institution: { kind, provinceCode: "36", regencyCode: regency },
        })),
        "ACTIVE",
      );
      expect(rows.reduce((sum, row) => sum + row.invited, 0)).toBe(places.length);
      for (const { invited, agreed, trained, dataEntered, connected, live } of rows) {
        const steps = [invited, agreed, trained, dataEntered, connected, live];
        expect([...steps].sort((a, b) => b - a)).toEqual(steps);
      }
      expect(rows.reduce((sum, row) => sum + row.live, 0)).toBe(
        places.filter((one) => one.steps === 4).length,
      );
    }),
  );
});

test("the people of the team are for the team and its officials, not for the institutions under its agreement", async () => {
  const id = await active();
  const clinic = await institution("Klinik Tamu");
  await api.run(provider, "inviteInstitutions", { id, institutionIds: [clinic] }, "invited");
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(clinic) }));
  const read = async (as: typeof staff) => {
    const query =
      "query($id: ID!) { node(id: $id) { ... on Agreement { team { name members { name } } } } }";
    const { data, errors } = await as.ask(query, { id });
    expect(errors).toBeUndefined();
    return data.node.team;
  };
  expect(await read(staff)).toEqual({ name: "KlinikGo", members: [] });
  expect(await read(provider)).toEqual({ name: "KlinikGo", members: [{ name: "Test person" }] });
});
