import { draftInvoice, finaliseInvoice } from "@winner/core/billing/index.ts";
import { type Database, inTransaction } from "@winner/core/database/index.ts";
import { newId, now } from "@winner/core/kernel/clock.ts";
import { localDateAt } from "@winner/core/kernel/local-date.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { consent } from "./consent.ts";
import { typeOf } from "./input-id.ts";
import { seedWhole } from "./seed.ts";
import { type Json, openApi, role } from "./world.ts";

type Api = ReturnType<typeof openApi>;
export type Person = Awaited<ReturnType<Api["person"]>>;

/** The ids of one tenant's rows by what they are: a type of id, or a noun for another row of one. */
export type Rows = Readonly<Record<string, string>>;

/** A tenant: its rows, and the people who have to do with them. */
export interface Home {
  name: string;
  provinceCode: string;
  rows: Rows;
  people: Readonly<
    Record<"team" | "provider" | "staff" | "company" | "government" | "officer" | "mentor", Person>
  >;
}

/** How the graph names a row of a tenant: by a global id; a region or an address by itself. */
export function graphId({ rows }: Home, kind: string): string {
  const id = rows[kind];
  if (!id) throw new Error(`no row of ${kind}`);
  const type = typeOf(kind);
  return /^[A-Z]/.test(type) ? globalId(type, id) : id;
}

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);
const file = { name: "berkas.pdf", mediaType: "application/pdf", size: 5, sha256: "0".repeat(64) };

/**
 * The whole story, and two tenants in it (KlinikGo with a clinic of Banten, Alterra Academy with a school
 * of East Nusa Tenggara), each with a row of everything that has an id.
 */
export async function openTenants(db: Database) {
  await seedWhole(db);
  const api = openApi(db);
  const homes = [
    await openHome(db, api, "KlinikGo"),
    await openHome(db, api, "Alterra Academy"),
  ] as const;
  const edition = await db.edition.findFirstOrThrow({ where: { batch: 2 } });
  const organisation = await db.organisation.create({ data: { name: "Mitra", kind: "PARTNER" } });
  const key = async (scopes: string[]) => {
    const secret = `wk_${newId()}`;
    const data = {
      organisationId: organisation.id,
      name: "Kunci",
      hash: sha256(secret),
      lastFour: "0000",
    };
    await db.apiKey.create({ data: { ...data, scopes, expiresAt: day("2100-01-01") } });
    return { ask: (query: string, variables?: object) => api.ask(secret, query, variables) };
  };
  const people = {
    anonymous: { ask: (query: string, variables?: object) => api.ask(undefined, query, variables) },
    partner: await key(["read"]),
    scopeless: await key([]),
    stranger: await api.person(),
    judge: await api.person(role("JUDGE")),
    administrator: await api.person(role("ADMINISTRATOR")),
    organiser: await api.person(role("ORGANISER")),
    "other-organiser": await api.person(role("ORGANISER", { editionId: edition.id })),
    auditor: await api.person(role("AUDITOR")),
  };
  /** Everyone, as a home sees them: its own people, and those of the other home. */
  const viewers = (home: Home) => {
    const other = homes.find((one) => one !== home);
    return new Map<string, Pick<Person, "ask">>([
      ...Object.entries(people),
      ...Object.entries(home.people),
      ...Object.entries(other?.people ?? {}).map(
        ([name, person]) => [`other-${name}`, person] as const,
      ),
    ]);
  };
  return { api, homes, viewers };
}

async function openHome(db: Database, api: Api, name: string): Promise<Home> {
  const { id: teamId } = await db.team.findFirstOrThrow({ where: { name } });
  const provider = await db.provider.findUniqueOrThrow({ where: { teamId } });
  const subscription = await db.subscription.findFirstOrThrow({
    where: { providerId: provider.id, sponsorId: null, institution: { agreements: { some: {} } } },
    include: { institution: true },
    orderBy: { id: "asc" },
  });
  const { institution } = subscription;
  const { provinceCode } = institution;
  const place = await db.agreementInstitution.findFirstOrThrow({
    where: { institutionId: institution.id, agreement: { teamId } },
  });
  const introduction = await db.introduction.findFirstOrThrow({
    where: { member: { application: { teamId } }, agreementId: { not: null } },
    include: { need: true, meetings: true, commitments: true },
  });
  const company = await db.institution.create({
    data: { kind: "COMPANY", name: `PT ${name}`, provinceCode: "31" },
  });
  // A neighbour, so that an agreement has more than the one place.
  const neighbour = await db.institution.create({
    data: { kind: "CLINIC", name: `Tetangga ${name}`, provinceCode },
  });
  await db.agreementInstitution.create({
    data: { agreementId: place.agreementId, institutionId: neighbour.id },
  });
  await consent(db, teamId, institution.id, introduction.need.institutionId, company.id);
  const people = {
    team: await api.person(),
    provider: await api.person(role("PROVIDER", { providerId: provider.id })),
    staff: await api.person(role("INSTITUTION_STAFF", { institutionId: institution.id })),
    company: await api.person(role("INSTITUTION_STAFF", { institutionId: company.id })),
    government: await api.person(
      role("INSTITUTION_STAFF", { institutionId: introduction.need.institutionId }),
    ),
    officer: await api.person(role("PROVINCIAL_OFFICER", { provinceCode })),
    mentor: await api.person(role("MENTOR")),
  };
  const colleague = await api.person();
  await db.teamMember.createMany({
    data: [
      { teamId, userId: people.team.id, role: "LEADER" },
      { teamId, userId: colleague.id, role: "MEMBER" },
    ],
  });
  const { email } = await db.user.findUniqueOrThrow({ where: { id: people.team.id } });
  const parts = {
    email,
    provinceCode,
    regencyCode: institution.regencyCode ?? "",
    colleague: colleague.id,
    leader: people.team.id,
    Team: teamId,
    Provider: provider.id,
    Institution: institution.id,
    government: introduction.need.institutionId,
    company: company.id,
    Agreement: place.agreementId,
    ServiceSubscription: subscription.id,
    Introduction: introduction.id,
    Need: introduction.needId,
    CohortMember: introduction.memberId,
    Meeting: introduction.meetings[0]?.id ?? "",
    Commitment: introduction.commitments[0]?.id ?? "",
  };
  const rows = {
    ...parts,
    ...(await addCompetition(db, parts, people)),
    ...(await addTraining(db, parts)),
    ...(await addMoney(db, api, parts, people.provider)),
    ...(await addRest(db, parts, people)),
  };
  return { name, provinceCode, rows, people };
}

type Parts = Record<
  | "Team"
  | "Provider"
  | "Institution"
  | "company"
  | "Agreement"
  | "CohortMember"
  | "ServiceSubscription",
  string
>;

/** The team's entry as judged, and its year of coaching. */
async function addCompetition(
  db: Database,
  parts: Parts,
  people: Pick<Home["people"], "mentor">,
): Promise<Rows> {
  const member = await db.cohortMember.findUniqueOrThrow({
    where: { id: parts.CohortMember },
    include: { milestones: true, cohort: true },
  });
  const { applicationId, cohort } = member;
  const panel = await db.panel.findFirstOrThrow({
    where: { stage: { editionId: cohort.editionId } },
    include: { rubric: true, judges: true, snapshots: true },
  });
  const item = await db.checklistItem.findFirstOrThrow({ where: { editionId: cohort.editionId } });
  const appeal = await db.appeal.create({
    data: {
      applicationId,
      snapshotId: panel.snapshots[0]?.id ?? "",
      panelId: panel.id,
      text: "Nilai kami keliru.",
      madeBy: "user:test",
      madeAt: day("2023-03-08"),
    },
  });
  const upload = await db.applicationFile.create({
    data: { ...file, applicationId, questionKey: "proposal" },
  });
  await db.mentorship.create({ data: { memberId: member.id, mentorId: people.mentor.id } });
  const session = await db.coachingSession.create({
    data: {
      memberId: member.id,
      mentorId: people.mentor.id,
      title: "Pendampingan",
      startsAt: new Date("2030-03-14T02:00:00Z"),
      endsAt: new Date("2030-03-14T03:00:00Z"),
    },
  });
  const milestoneId = member.milestones[0]?.id ?? "";
  const evidence = await db.evidenceFile.create({ data: { ...file, milestoneId } });
  const rival = await db.application.findFirstOrThrow({
    where: { editionId: cohort.editionId, id: { not: applicationId }, submittedAt: { not: null } },
  });
  const template = await db.planTemplate.findFirstOrThrow();
  return {
    Application: applicationId,
    Edition: cohort.editionId,
    Stage: panel.stageId,
    Panel: panel.id,
    rival: rival.id,
    Rubric: panel.rubricId ?? "",
    judge: panel.judges[0]?.judgeId ?? "",
    mentor: people.mentor.id,
    ChecklistItem: item.id,
    Appeal: appeal.id,
    ApplicationFile: upload.id,
    CoachingSession: session.id,
    Milestone: milestoneId,
    EvidenceFile: evidence.id,
    PlanTemplate: template.id,
  };
}

/** What a team teaches, and whom. */
async function addTraining(
  db: Database,
  { Team: teamId, Institution: institutionId, company, Agreement: agreementId }: Parts,
): Promise<Rows> {
  const { provinceCode } = await db.institution.findUniqueOrThrow({ where: { id: institutionId } });
  const curriculum = await db.curriculumVersion.create({
    data: {
      version: 1,
      passMark: 60,
      maxRepeats: 1,
      programme: { create: { teamId, title: "Kelas" } },
      units: { create: { title: "Dasar", position: 1 } },
    },
  });
  const batch = await db.bootcampBatch.create({
    data: {
      curriculumId: curriculum.id,
      name: "Gelombang 1",
      startsOn: day("2030-01-07"),
      endsOn: day("2030-04-05"),
      mode: "ONLINE",
      timeZone: "Asia/Jakarta",
      capacity: 20,
      provinceCode,
    },
  });
  const enrolment = await db.enrolment.create({
    data: { batchId: batch.id, name: "Siti", email: "siti@test.invalid", category: "NON_IT" },
  });
  const recorder = await db.teamMember.findFirstOrThrow({ where: { teamId } });
  const placement = await db.placement.create({
    data: {
      enrolmentId: enrolment.id,
      companyId: company,
      offeredOn: day("2030-04-08"),
      startsOn: day("2030-05-01"),
      contract: "PERMANENT",
      salaryBand: "FROM_3_TO_5_MILLION",
      recordedById: recorder.userId,
    },
  });
  const student = await db.student.create({
    data: { teamId, schoolId: institutionId, name: "Budi", bornOn: day("2006-01-01") },
  });
  const internship = await db.internship.create({
    data: {
      studentId: student.id,
      hostId: company,
      supervisor: "Ibu Ani",
      startsOn: day("2030-02-01"),
      endsOn: day("2030-03-01"),
    },
  });
  const service = await db.teamService.create({
    data: { teamId, name: "Kelas", unit: "hari", price: 100_000n },
  });
  const order = await db.serviceOrder.create({
    data: {
      serviceId: service.id,
      institutionId,
      quantity: 1,
      unitPrice: 100_000n,
      orderedAt: day("2024-01-02"),
      idempotencyKey: newId(),
    },
  });
  const event = await db.trainingEvent.create({
    data: {
      teamId,
      agreementId,
      kind: "SERVICE_TRAINING",
      title: "Pelatihan",
      mode: "ONLINE",
      provinceCode,
      startsAt: new Date("2030-03-14T02:00:00Z"),
      endsAt: new Date("2030-03-14T03:00:00Z"),
      capacity: 20,
    },
  });
  const participant = await db.trainingParticipant.create({
    data: { eventId: event.id, institutionId, number: 1, name: "Petugas", state: "REGISTERED" },
  });
  return {
    Bootcamp: curriculum.programmeId,
    CurriculumVersion: curriculum.id,
    BootcampBatch: batch.id,
    Enrolment: enrolment.id,
    Placement: placement.id,
    Student: student.id,
    Internship: internship.id,
    TeamService: service.id,
    ServiceOrder: order.id,
    TrainingEvent: event.id,
    TrainingParticipant: participant.id,
  };
}

/** A document and a payment of every kind between the provider and the institution. */
async function addMoney(db: Database, api: Api, parts: Parts, seller: Person): Promise<Rows> {
  const { Provider: providerId, Institution: institutionId } = parts;
  const draft = (): Promise<string> =>
    inTransaction(db, async (tx) =>
      draftInvoice(tx, {
        providerId,
        institutionId,
        kind: "ONE_OFF",
        timeZone: "Asia/Jakarta",
        lines: [
          { kind: "SERVICE", description: "Pelatihan", unitPrice: 500_000n, amount: 500_000n },
        ],
        taxedOn: localDateAt(await now(tx), "Asia/Jakarta"),
      }),
    );
  const invoice = async () => {
    const id = await draft();
    await inTransaction(db, (tx) => finaliseInvoice(tx, id));
    return db.invoice.findUniqueOrThrow({ where: { id } });
  };
  const run = async (name: string, input: object, payload: string): Promise<Json> => {
    const done = await api.run(seller, name, { idempotencyKey: newId(), ...input }, payload);
    if (done.code) throw new Error(`${name}: ${JSON.stringify(done)}`);
    return done;
  };
  const local = (id: string): string => atob(id).split(":")[1] ?? "";
  const ids = {
    providerId: globalId("Provider", providerId),
    institutionId: globalId("Institution", institutionId),
  };
  const paid = await invoice();
  const invoiceId = (one: { id: string }) => globalId("Invoice", one.id);
  const account = await db.bankAccount.findFirstOrThrow({ where: { providerId } });
  const hand = {
    ...ids,
    receivedOn: localDateAt(await now(db), "Asia/Jakarta"),
    method: "BANK_TRANSFER",
  };
  const owed = await db.invoice.aggregate({
    where: { providerId, institutionId, state: "OPEN" },
    _sum: { total: true, settled: true },
  });
  const amount = (owed._sum.total ?? 0n) - (owed._sum.settled ?? 0n) + 50_000n;
  const receipt = await run(
    "recordPayment",
    { ...hand, amount: String(amount) },
    "payment { id allocations { id } }",
  );
  const { refund } = await run(
    "requestRefund",
    {
      ...ids,
      amount: "50000",
      reason: "Lebih bayar",
      bank: "BCA",
      accountNumber: "123456789",
      accountHolder: "Klinik",
    },
    "refund { id }",
  );
  const [open, credited, withheld] = [await invoice(), await invoice(), await invoice()];
  const { note } = await run(
    "issueCreditNote",
    { invoiceId: invoiceId(credited), base: "100000", reason: "Salah harga" },
    "note: creditNote { id }",
  );
  const proof = await db.withholdingProof.create({
    data: {
      providerId,
      institutionId,
      invoiceId: withheld.id,
      number: `BP${providerId.slice(-6)}`,
      issuedOn: day("2026-01-15"),
      amount: 10_000n,
    },
  });
  const request = await db.paymentRequest.create({
    data: {
      invoiceId: open.id,
      attempt: 1,
      orderId: `${open.number}-1`,
      gateway: "XENDIT",
      method: "VIRTUAL_ACCOUNT",
      bank: "BRI",
      amount: open.total,
      expiresAt: day("2030-01-01"),
    },
  });
  const code = await db.transferCode.create({
    data: {
      invoiceId: open.id,
      bankAccountId: account.id,
      amount: open.total,
      code: 123,
      total: open.total + 123n,
      expiresAt: day("2030-01-01"),
    },
  });
  const statement = await db.bankStatement.create({
    data: {
      bankAccountId: account.id,
      format: "CSV",
      fileName: "mutasi.csv",
      fileHash: sha256(newId()),
      lines: 1,
    },
  });
  const entry = await db.statementEntry.create({
    data: {
      bankAccountId: account.id,
      statementId: statement.id,
      fingerprint: sha256(newId()),
      bookedOn: day("2026-01-15"),
      direction: "CREDIT",
      amount: 77_000n,
      description: "TRSF",
      unmatchedReason: "NOTHING_FITS",
    },
  });
  const webhook = await db.webhook.create({
    data: {
      gateway: "XENDIT",
      eventKey: newId(),
      orderId: "unknown",
      body: Buffer.from("{}"),
      headers: {},
      state: "HELD",
      holdReason: "UNKNOWN_ORDER",
    },
  });
  const coupon = await db.coupon.create({
    data: {
      providerId,
      code: "HEMAT",
      basisPoints: 1000,
      periods: 1,
      validFrom: day("2024-01-01"),
    },
  });
  const { endpoint } = await run(
    "createPartnerEndpoint",
    {
      providerId: ids.providerId,
      idempotencyKey: undefined,
      url: "https://partner.example.com/hook",
      kinds: ["INVOICE_PAID"],
    },
    "endpoint { id }",
  );
  const tier = await db.tier.findFirstOrThrow({
    where: { plan: { product: { providerId } } },
    include: { plan: true },
  });
  const payment = local(receipt.payment.id);
  const made = await db.receipt.findFirstOrThrow({
    where: { lines: { some: { invoiceId: paid.id } } },
  });
  return {
    Invoice: open.id,
    CreditNote: local(note.id),
    Refund: local(refund.id),
    Payment: payment,
    Receipt: made.id,
    Allocation: local(receipt.payment.allocations[0].id),
    WithholdingProof: proof.id,
    PaymentRequest: request.id,
    TransferCode: code.id,
    BankAccount: account.id,
    StatementEntry: entry.id,
    Webhook: webhook.id,
    Coupon: coupon.id,
    PartnerEndpoint: local(endpoint.id),
    Tier: tier.id,
    Plan: tier.planId,
    Product: tier.plan.productId,
    draft: await draft(),
  };
}

/** What is left: an organisation with its key, a contact, a file, an observation. */
async function addRest(
  db: Database,
  parts: Parts,
  people: Pick<Home["people"], "provider">,
): Promise<Rows> {
  const { provinceCode, regencyCode } = await db.institution.findUniqueOrThrow({
    where: { id: parts.Institution },
  });
  const membership = await db.membership.findFirstOrThrow({
    where: { userId: people.provider.id },
  });
  const key = await db.apiKey.create({
    data: {
      organisationId: membership.organisationId,
      name: "Kunci",
      hash: sha256(newId()),
      lastFour: "0000",
      scopes: ["read"],
      expiresAt: day("2100-01-01"),
    },
  });
  const contact = await db.institutionContact.create({
    data: {
      institutionId: parts.Institution,
      name: "Ibu Ani",
      title: "Kepala",
      email: "ani@test.invalid",
    },
  });
  const agreementFile = await db.agreementFile.create({
    data: { ...file, agreementId: parts.Agreement, kind: "SCAN", language: "ID" },
  });
  const indicator = await db.indicator.findFirstOrThrow();
  const observation = await db.indicatorObservation.create({
    data: {
      indicatorId: indicator.id,
      provinceCode,
      regencyCode,
      observedOn: day("2022-06-30"),
      value: 5,
      source: "Survei",
    },
  });
  return {
    Organisation: membership.organisationId,
    Membership: membership.id,
    ApiKey: key.id,
    InstitutionContact: contact.id,
    AgreementFile: agreementFile.id,
    IndicatorObservation: observation.id,
  };
}
