import {
  AcceptanceState,
  AgreementState,
  type InstitutionKind,
  inTransaction,
} from "@winner/core/database/index.ts";
import { requireConsent } from "@winner/core/institution/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { describe, expect, test } from "vitest";
import { date, openShop, runBilling, subscribe } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { digests } from "../support/digest.ts";
import { localOf } from "../support/panel.ts";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-02-01T03:00:00Z");

const shop = await openShop(db);
const { teamId: team } = await db.provider.findUniqueOrThrow({ where: { id: shop.providerId } });
const leader = await api.person();
await db.teamMember.create({ data: { teamId: team, userId: leader.id, role: "LEADER" } });
const seller = await api.person(role("PROVIDER", { providerId: shop.providerId }));
type Person = typeof leader;
const teamId = globalId("Team", team);
const providerId = globalId("Provider", shop.providerId);

const { service } = await api.run(
  leader,
  "createTeamService",
  { teamId, name: "Kelas tamu", unit: "hari", price: "2500000" },
  "service { id }",
);
const { event } = await api.run(
  leader,
  "planTrainingEvent",
  {
    teamId,
    kind: "SERVICE_TRAINING",
    title: "Pelatihan",
    mode: "ONLINE",
    provinceCode: "36",
    startsAt: "2026-03-01T02:00:00Z",
    endsAt: "2026-03-01T04:00:00Z",
    capacity: 500,
  },
  "event { id }",
);

let clinics = 0;
const clinic = (kind: InstitutionKind = "CLINIC") => {
  clinics += 1;
  return openInstitution(api, db, kind, `Klinik ${clinics}`);
};
type Clinic = Awaited<ReturnType<typeof clinic>>;
const yes = ({ staff, institutionId }: Clinic, as: Person = staff, to = teamId) =>
  api.run(
    as,
    "consentToTeam",
    { institutionId, teamId: to },
    "consent { basis givenAt withdrawnAt }",
  );
const no = ({ staff, institutionId }: Clinic, as: Person = staff) =>
  api.run(as, "withdrawTeamConsent", { institutionId, teamId }, "consent { basis withdrawnAt }");

const order = ({ institutionId }: Clinic, as = leader, idempotencyKey = newId()) =>
  api.run(
    as,
    "orderService",
    { serviceId: service.id, institutionId, quantity: 1, idempotencyKey },
    "order { id }",
  );
const register = ({ institutionId }: Clinic, as = leader, name: string = newId()) =>
  api.run(
    as,
    "registerParticipants",
    { eventId: event.id, institutionId, participants: [{ name }] },
    "participants { id }",
  );
const start = ({ institutionId }: Clinic, as = leader, key = newId(), more: object = {}) =>
  api.run(
    as,
    "createSubscription",
    {
      institutionId,
      planId: globalId("Plan", shop.planId),
      startsOn: "2026-02-01",
      scale: 1,
      idempotencyKey: key,
      ...more,
    },
    "subscription { id }",
  );
const bill = ({ institutionId }: Clinic, as = leader, idempotencyKey = newId()) =>
  api.run(
    as,
    "createInvoice",
    {
      providerId,
      institutionId,
      idempotencyKey,
      lines: [{ description: "Pelatihan", quantity: 1, unitPrice: "100000" }],
    },
    "invoice { id }",
  );
/** A subscription of another that consented, and who pays a growing part of it. */
const sponsored = await subscribe(db, shop, "2026-01-01", { nextPeriodStart: date("2026-05-01") });
let share = 1000;
const sponsor = async ({ institutionId }: Clinic, as = leader, key = newId(), raise = 1) => {
  const { version } = await db.subscription.findUniqueOrThrow({ where: { id: sponsored } });
  share += raise;
  return api.run(
    as,
    "setSponsor",
    {
      id: globalId("ServiceSubscription", sponsored),
      expectedVersion: version,
      sponsorId: institutionId,
      sponsorBasisPoints: share,
      idempotencyKey: key,
    },
    "subscription { id }",
  );
};

/** A student and a learner who may be sent and placed again and again. */
const pupil = await db.student.create({
  data: {
    teamId: team,
    schoolId: (await clinic()).id,
    name: "Ani",
    bornOn: date("2000-01-01"),
  },
});
const learner = await db.enrolment.create({
  data: {
    name: "Budi",
    email: "budi@test.invalid",
    category: "IT",
    state: "PLACEMENT",
    unit: 1,
    batch: {
      create: {
        name: "Satu",
        startsOn: date("2025-01-01"),
        endsOn: date("2026-12-31"),
        mode: "ONLINE",
        province: { connect: { code: "36" } },
        timeZone: "Asia/Jakarta",
        capacity: 9,
        curriculum: {
          create: {
            version: 1,
            passMark: 70,
            maxRepeats: 0,
            units: { create: [{ position: 1, title: "Satu" }] },
            programme: { create: { team: { connect: { id: team } }, title: "Bootcamp" } },
          },
        },
      },
    },
  },
});
let days = 0;
const nextDay = (after: string) => {
  days += 1;
  return addDays(after as LocalDate, days);
};
const host = ({ institutionId }: Clinic, as = leader, idempotencyKey = newId()) => {
  const day = nextDay("2026-03-01");
  return api.run(
    as,
    "planInternship",
    {
      studentId: globalId("Student", pupil.id),
      hostId: institutionId,
      supervisor: "Ibu Sari",
      startsOn: day,
      endsOn: day,
      idempotencyKey,
    },
    "internship { id }",
  );
};
const employ = ({ institutionId }: Clinic, as = leader, startsOn = nextDay("2026-02-02")) =>
  api.run(
    as,
    "recordPlacement",
    {
      enrolmentId: globalId("Enrolment", learner.id),
      companyId: institutionId,
      offeredOn: "2026-01-20",
      startsOn,
      contract: "PERMANENT",
      salaryBand: "FROM_5_TO_8_MILLION",
    },
    "placement { id }",
  );

type Act = (one: Clinic, as: Person, key: string, customer: Clinic) => Promise<Json>;
/** All that a team may begin with an institution, by whom, and where the refusal points to. */
const acts: readonly [name: string, by: readonly Person[], path: string, act: Act][] = [
  ["an order", [leader], "institutionId", order],
  ["an internship", [leader], "hostId", host],
  ["a placement", [leader], "companyId", (one, as) => employ(one, as)],
  ["people at a training", [leader], "institutionId", register],
  ["a subscription", [leader, seller], "institutionId", (one, as, key) => start(one, as, key)],
  ["an invoice by hand", [leader, seller], "institutionId", bill],
  [
    "a sponsored subscription",
    [leader, seller],
    "sponsorId",
    (one, as, key, customer) =>
      start(customer, as, key, { sponsorId: one.institutionId, sponsorBasisPoints: 5000 }),
  ],
  ["a sponsor", [leader, seller], "sponsorId", (one, as, key) => sponsor(one, as, key)],
];
/** An institution in question, and a customer that consented. */
const pair = async () => {
  // A company, because only a company employs; all else is for institutions of any kind.
  const [one, customer] = [await clinic("COMPANY"), await clinic()];
  await yes(customer);
  return [one, customer] as const;
};
const missing = { code: "CONSENT_MISSING" };

describe.each(acts)("%s", (_, by, path, act) => {
  test("is refused without consent, changes nothing and says what to do", async () => {
    const [one, customer] = await pair();
    const before = await digests(db);
    for (const as of by)
      expect(await act(one, as, newId(), customer)).toMatchObject({
        ...missing,
        path: [path],
        message: expect.stringContaining("accepts an agreement of the team, or its staff consent"),
      });
    expect(await digests(db)).toEqual(before);
  });

  test("is done with the consent of the staff, and not once it is withdrawn", async () => {
    for (const as of by) {
      const [[one, customer], [, another]] = [await pair(), await pair()];
      await yes(one);
      expect(await act(one, as, newId(), customer)).not.toHaveProperty("code");
      await no(one);
      expect(await act(one, as, newId(), another)).toMatchObject(missing);
    }
  });

  test("is done under an accepted agreement, of this team alone", async () => {
    const [one, customer] = await pair();
    await activeAgreement(db, (await openTeam(api, db, "Tim Lain")).id, [one]);
    await consentToProvider(db, (await openShop(db)).providerId, one.id);
    expect(await act(one, leader, newId(), customer)).toMatchObject(missing);
    await activeAgreement(db, team, [one]);
    expect(await act(one, leader, newId(), customer)).not.toHaveProperty("code");
  });
});

test("an agreement counts while it is in force over the institution, or has expired over its running service", async () => {
  const day = new Date("2026-01-01");
  const steps = { trainedOn: day, dataEnteredOn: day, connectedOn: day };
  const places = [
    ...Object.values(AcceptanceState).map((state) => ({ state })),
    { state: "ACCEPTED" as const, ...steps, liveOn: day },
    { state: "ACCEPTED" as const, ...steps, liveOn: day, endedOn: day },
  ];
  const counted: string[] = [];
  for (const state of Object.values(AgreementState))
    for (const place of places) {
      const { id: institutionId } = await clinic();
      const { id } = await activeAgreement(db, team, []);
      await db.agreementInstitution.create({ data: { agreementId: id, institutionId, ...place } });
      // Whatever led there.
      await inTransaction(db, async (tx) => {
        await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
        await tx.agreement.update({ where: { id }, data: { state } });
      });
      const outcome = await inTransaction(db, (tx) =>
        requireConsent(tx, leader.actor, { institutionId, teamId: team }),
      ).then(
        () => "yes",
        (error) => error.text.code,
      );
      const service = "endedOn" in place ? " ended" : "liveOn" in place ? " live" : "";
      if (outcome === "yes") counted.push(`${state} ${place.state}${service}`);
      else expect(outcome).toBe("CONSENT_MISSING");
    }
  expect(counted).toEqual(["ACTIVE ACCEPTED", "ACTIVE ACCEPTED live", "EXPIRED ACCEPTED live"]);
});

test("staff who act for their institution say yes to that alone", async () => {
  const one = await clinic();
  const key = newId();
  const own = await order(one, one.staff, key);
  expect(own).toHaveProperty("order.id");
  expect(await register(one, one.staff)).toHaveProperty("participants");
  expect(await order(one)).toMatchObject(missing);
  expect(await register(one)).toMatchObject(missing);
  expect(await db.teamConsent.count({ where: { institutionId: one.id } })).toBe(0);
  const both = await api.person(
    role("PROVIDER", { providerId: shop.providerId }),
    role("INSTITUTION_STAFF", { institutionId: one.id }),
  );
  expect(await bill(one, both)).toHaveProperty("invoice.id");
  expect(await bill(await clinic(), both)).toMatchObject(missing);
});

test("consent is given and withdrawn once, also at the same moment, by the institution's own staff alone", async () => {
  const [one, other] = [await clinic(), await clinic()];
  expect(await no(one)).toMatchObject({ code: "NOT_FOUND" });
  const others = [
    other.staff,
    leader,
    seller,
    await api.person(),
    await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
    await api.person(role("ORGANISER")),
    await api.person(role("ADMINISTRATOR")),
  ];
  for (const as of others)
    for (const ask of [yes, no])
      expect(["NOT_FOUND", "FORBIDDEN"]).toContain((await ask(one, as)).code);
  expect(await db.teamConsent.count({ where: { institutionId: one.id } })).toBe(0);
  for (const ask of [yes, no, yes, no]) {
    const [first, ...rest] = await Promise.all([ask(one), ask(one), ask(one), ask(one)]);
    expect(first).toHaveProperty("consent.basis", "GIVEN");
    for (const again of rest) expect(again).toEqual(first);
  }
  const events = await db.auditEvent.findMany({
    where: { subjectId: one.id, action: { startsWith: "consent." } },
    orderBy: { seq: "asc" },
  });
  expect(events.map(({ action, actor, after }) => [action, actor, after])).toEqual(
    ["given", "withdrawn", "given", "withdrawn"].map((what) => [
      `consent.${what}`,
      `user:${one.staff.id}`,
      { teamId: team },
    ]),
  );
});

test("only a team that offers something is known to institutions", async () => {
  const one = await clinic();
  const entrant = await openTeam(api, db, "Peserta lomba");
  expect(await yes(one, one.staff, entrant.teamId)).toMatchObject({ code: "NOT_FOUND" });
  expect(await yes(one, one.staff, globalId("Team", newId()))).toMatchObject({ code: "NOT_FOUND" });
  await api.run(
    entrant.leader,
    "createTeamService",
    { teamId: entrant.teamId, name: "Kelas", unit: "hari", price: "1" },
    "service { id }",
  );
  expect(await yes(one, one.staff, entrant.teamId)).toHaveProperty("consent");
  // One that sends students or places learners, and sells nothing.
  const [school, bootcamp] = [await openTeam(api, db, "Magang"), await openTeam(api, db, "Kelas")];
  await db.student.create({
    data: { teamId: school.id, schoolId: one.id, name: "Ani", bornOn: date("2000-01-01") },
  });
  await db.bootcampProgramme.create({ data: { teamId: bootcamp.id, title: "Bootcamp" } });
  for (const { teamId: to } of [school, bootcamp])
    expect(await yes(one, one.staff, to)).toHaveProperty("consent");
  // As staff find it: by what is offered.
  const { data } = await one.staff.ask(
    `{ providers(first: 1) { edges { node { team { id } } } }
      teamServices(first: 1) { edges { node { team soldBy { name members { name } } } } }
      trainingEvents(first: 1) { edges { node { team givenBy { id name } } } } }`,
  );
  expect(data.providers.edges[0].node.team).toEqual({ id: teamId });
  const { soldBy, team: name } = data.teamServices.edges[0].node;
  expect(soldBy).toEqual({ name, members: [] });
  expect(data.trainingEvents.edges[0].node.givenBy).toEqual({ id: teamId, name: "KlinikGo" });
});

test("what runs goes on after consent is withdrawn: deliveries, billing, changes and what was done under a key", async () => {
  const one = await clinic();
  await yes(one);
  const keys = [newId(), newId(), newId()] as const;
  const placed = await order(one, leader, keys[0]);
  const { subscription } = await start(one, leader, keys[1]);
  const billed = await bill(one, leader, keys[2]);
  const employer = await clinic("COMPANY");
  await yes(employer);
  const firstDay = nextDay("2026-02-02");
  const { placement } = await employ(employer, leader, firstDay);
  const sent = await host(employer);
  await no(employer);
  const { participants } = await register(one, leader, "Siti");
  await sponsor(one);
  await no(one);
  expect(await order(one, leader, keys[0])).toEqual(placed);
  expect((await employ(employer, leader, firstDay)).placement).toEqual(placement);
  const { startsOn } = await db.internship.findUniqueOrThrow({
    where: { id: localOf(sent.internship.id) },
  });
  await setClock(db, startsOn.toISOString());
  const run = { id: sent.internship.id, to: "RUNNING", expectedVersion: 1 };
  expect(await api.run(leader, "moveInternship", run, "internship { state }")).toMatchObject({
    internship: { state: "RUNNING" },
  });
  await setClock(db, "2026-02-01T03:00:00Z");
  expect((await start(one, leader, keys[1])).subscription).toEqual(subscription);
  expect(await bill(one, leader, keys[2])).toEqual(billed);
  expect((await register(one, leader, "Siti")).participants).toEqual(participants);
  const deliver = { id: placed.order.id, on: "2026-02-01" };
  await api.run(leader, "deliverServiceOrder", deliver, "order { id }");
  const invoiced = await api.run(
    leader,
    "invoiceServiceOrders",
    {
      providerId,
      institutionId: one.institutionId,
      orderIds: [placed.order.id],
      idempotencyKey: newId(),
    },
    "invoice { base }",
  );
  expect(invoiced).toMatchObject({ invoice: { base: "2500000" } });
  expect((await runBilling(db)).issued).toBeGreaterThan(0);
  const { id, version } = await db.subscription.findUniqueOrThrow({
    where: { id: localOf(subscription.id) },
  });
  expect(await db.invoice.count({ where: { subscriptionId: id } })).toBe(1);
  const raised = await api.run(
    leader,
    "changeTier",
    { id: subscription.id, scale: 5000, expectedVersion: version, idempotencyKey: newId() },
    "subscription { tier { name } }",
  );
  expect(raised).toMatchObject({ subscription: { tier: { name: "Tingkat 3" } } });
  // A sponsor goes on, and pays less, but not more.
  expect(await sponsor(one, leader, newId(), 0)).toHaveProperty("subscription");
  expect(await sponsor(one, leader, newId(), -100)).toHaveProperty("subscription");
  expect(await sponsor(one)).toMatchObject(missing);
});

test("a preview asks for nobody's consent", async () => {
  const [one, payer] = [await clinic(), await clinic()];
  const { data, errors } = await leader.ask(
    "query($input: PlannedSubscriptionInput!) { previewSubscription(input: $input, first: 1) { price } }",
    {
      input: {
        institutionId: one.institutionId,
        planId: globalId("Plan", shop.planId),
        startsOn: "2026-02-01",
        scale: 1,
        sponsorId: payer.institutionId,
        sponsorBasisPoints: 5000,
      },
    },
  );
  expect([errors, data.previewSubscription]).toEqual([undefined, [{ price: "300000" }]]);
});

test("a consent is seen by both sides, officials of the province and auditors", async () => {
  const [one, other] = [await clinic(), await clinic()];
  await yes(one);
  await no(one);
  const rival = await openShop(db);
  await consentToProvider(db, rival.providerId, one.id);
  const sees = async (as: Person, id = one.institutionId): Promise<unknown> => {
    const { data, errors } = await as.ask(
      `query($id: ID!) { node(id: $id) { ... on Institution { consents { basis withdrawnAt team { id } } } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    return data.node?.consents.map((consent: Json) => consent.team.id);
  };
  const { teamId: rivals } = await db.provider.findUniqueOrThrow({
    where: { id: rival.providerId },
  });
  const all = [teamId, globalId("Team", rivals)];
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
  for (const as of [one.staff, officer, await api.person(role("AUDITOR"))])
    expect(await sees(as)).toEqual(all);
  expect(await sees(seller)).toEqual([teamId]);
  for (const as of [other.staff, await api.person()]) expect(await sees(as)).toBeUndefined();
  const ofTeam = async (as: Person) => {
    const { data } = await as.ask(
      `query($id: ID!) { node(id: $id) { ... on Team { consents { institution { id } } } } }`,
      { id: teamId },
    );
    return data.node?.consents.map((consent: Json) => consent.institution.id);
  };
  expect(await ofTeam(leader)).toContain(one.institutionId);
  expect(await ofTeam(one.staff)).toBeUndefined();
  // By the provider, which is public.
  const byProvider = async (as: Person) => {
    const { data } = await as.ask(
      `query($id: ID!) { node(id: $id) { ... on Provider { team { consents { institution { id } } } } } }`,
      { id: providerId },
    );
    return data.node.team.consents.map((consent: Json) => consent.institution.id);
  };
  for (const as of [leader, seller]) expect(await byProvider(as)).toContain(one.institutionId);
  for (const as of [one.staff, officer, await api.person()])
    expect(await byProvider(as)).toEqual([]);
});

test("a merge takes consents over, and leaves what the institution that stands decided itself", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  const rival = await openShop(db);
  await yes(double);
  await yes(kept);
  await no(kept);
  await consentToProvider(db, rival.providerId, double.id);
  await api.run(
    await api.person(role("ORGANISER")),
    "mergeInstitutions",
    { id: double.institutionId, intoId: kept.institutionId },
    "institution { id }",
  );
  expect(await order(kept)).toMatchObject(missing);
  const given = { institutionId: kept.id, withdrawnAt: null };
  expect(await db.teamConsent.findMany({ where: given })).toMatchObject([{ basis: "GIVEN" }]);
  expect(await yes(double)).toMatchObject({ code: "NOT_FOUND" });
});
