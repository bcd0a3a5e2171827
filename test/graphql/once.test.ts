import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLUnionType,
  getNamedType,
  isLeafType,
  isObjectType,
} from "graphql";
import { expect, test } from "vitest";
import { digests } from "../support/digest.ts";
import { kindAt } from "../support/input-id.ts";
import { criteria } from "../support/panel.ts";
import { sampleOf } from "../support/sample-input.ts";
import { batch2 } from "../support/season.ts";
import { graphId, openTenants, type Person } from "../support/tenants.ts";
import { freshDatabase, type Json } from "../support/world.ts";

/** What creates a row and takes a key if it is given one: sent twice, it is done once. */
const { db } = await freshDatabase();
const { homes, viewers } = await openTenants(db);
const [home] = homes;

/** The table of what each makes. */
const made: Readonly<Record<string, string>> = {
  addCommitment: "Commitment",
  addLogbookEntry: "LogbookEntry",
  addSessionNote: "SessionNote",
  createActionPlan: "ActionPlan",
  createAgreement: "Agreement",
  createApiKey: "ApiKey",
  createCoupon: "Coupon",
  createEdition: "Edition",
  createInstitution: "Institution",
  createOrganisation: "Organisation",
  createPanel: "Panel",
  createPartnerEndpoint: "PartnerEndpoint",
  createPlan: "Plan",
  createPlanTemplate: "PlanTemplate",
  createProduct: "Product",
  createProvider: "Provider",
  createRubric: "Rubric",
  createTeam: "Team",
  createTeamService: "TeamService",
  grantRole: "Membership",
  planInternship: "Internship",
  planTrainingEvent: "TrainingEvent",
  publishCurriculum: "CurriculumVersion",
  publishNeed: "Need",
  requestAgreementUpload: "AgreementFile",
  requestEvidenceUpload: "EvidenceFile",
  saveInstitutionContact: "InstitutionContact",
  scheduleSession: "CoachingSession",
};

const titleOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const inputOf = (name: string) => schema.getType(`${titleOf(name)}Input`) as GraphQLInputObjectType;
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

/** The plain fields of an answer, and those of what is in it. */
function plainFields(type: GraphQLObjectType, deep = true): string {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (field.args.length > 0) return [];
    if (isLeafType(inner)) return [field.name];
    return deep && isObjectType(inner) && inner.name !== "UploadHeader"
      ? [`${field.name} { __typename ${plainFields(inner, false)} }`]
      : [];
  });
  return parts.join(" ");
}

async function run(person: Pick<Person, "ask">, name: string, input: object): Promise<Json> {
  const union = schema.getType(`${titleOf(name)}Result`) as GraphQLUnionType;
  const payload = union.getTypes().find(({ name: one }) => one.endsWith("Payload"));
  if (!payload) throw new Error(`no payload of ${name}`);
  const text = `mutation($input: ${titleOf(name)}Input!) { result: ${name}(input: $input) {
    ... on ${payload.name} { ${plainFields(payload)} } ... on Error { code path } } }`;
  const { data, errors } = await person.ask(text, { input });
  expect(errors, name).toBeUndefined();
  return data.result;
}

/** What creates a row without a key: why a second call is a success all the same. */
const natural: Readonly<Record<string, string>> = {
  addInstitutionNumber: "an institution has a number once",
  addTeamMember: "a person is in a team once",
  createBootcamp: "by team and title",
  createCohort: "an edition has one; again it follows withdrawals",
  defineIndicator: "by code; the same definition again is the same",
  enrolLearner: "by batch and e-mail address",
  importMarks: "a judge has one scoresheet for an entry; again amends it",
  importRegistrations: "by edition and reference of a row",
  introduceMember: "by need and member",
  inviteInstitutions: "an institution is under an agreement once",
  inviteJudge: "a person judges in a panel once; again changes the limits",
  issueTrainingCertificates: "a participant has one",
  planBatch: "by curriculum and name",
  publishAnnouncement: "an edition has one of a kind",
  publishResults: "a panel has one; the published one is given",
  recordAssessment: "by unit, attempt and kind, under its version",
  recordAttendance: "a participant has one mark; again amends it",
  recordGuardianConsent: "an internship has one",
  recordHdi: "by province, year, series and day of release",
  recordMinutes: "a meeting has them once, under its version",
  recordObservation: "by indicator, region and day",
  recordOnboarding: "a step of an institution has one day",
  recordPlacement: "by learner, company and first day",
  recordScale: "by institution, measure and first day",
  registerParticipants: "by training, institution, name and e-mail address",
  registerStudent: "by team and number, or school, name and birth date",
  renewAgreement: "an agreement has one successor, which is given",
  saveApplication: "changes a draft, under its version",
  saveMentorProfile: "a person has one, under its version",
  saveScoresheet: "a judge has one for an entry, under its version",
  scheduleMeeting: "by introduction and begin",
  importStatement: "by account and hash of the file",
};
const creates =
  /^(add|create|define|enrol|grant|import|introduce|invite|issue|order|plan|publish|record|register|renew|request|save|schedule)[A-Z]/;

test("what creates a row takes a key, or says why it needs none", () => {
  const keyless = mutations.flatMap(({ name }) =>
    creates.test(name) && !inputOf(name).getFields().idempotencyKey ? [name] : [],
  );
  expect(keyless.sort()).toEqual(Object.keys(natural).sort());
});

test("each mutation that takes a key if it is given one is here", () => {
  const optional = mutations.flatMap(({ name }) =>
    String(inputOf(name).getFields().idempotencyKey?.type) === "String" ? [name] : [],
  );
  // These are tested where there is a season to apply in: test/competition.
  const elsewhere = ["createApplication", "requestUpload"];
  expect(optional.sort()).toEqual([...Object.keys(made), ...elsewhere].sort());
});

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** What an input needs besides a row of the tenant, of what the story has not. */
const given: Readonly<Record<string, () => object | Promise<object>>> = {
  addLogbookEntry: async () => {
    const data = { studentId: home.rows.Student ?? "", hostId: home.rows.company ?? "" };
    const dates = { startsOn: day("2024-01-01"), endsOn: day("2024-03-01") };
    const consent = { consentGuardian: "Ibu Budi", consentOn: day("2023-12-01") };
    const { id } = await db.internship.create({
      data: { ...data, ...dates, ...consent, supervisor: "Ani" },
    });
    await db.internship.update({ where: { id }, data: { state: "RUNNING" } });
    return { internshipId: globalId("Internship", id), on: "2024-01-15" };
  },
  createEdition: () => ({ ...batch2, year: 2031 }),
  createProvider: async () => {
    const { id: teamId } = await db.team.create({ data: { name: "Baru", kind: "COMMUNITY" } });
    const dates = { effectiveFrom: day("2025-01-01"), effectiveTo: day("2027-12-31") };
    await db.$executeRaw`ALTER TABLE "Agreement" DISABLE TRIGGER USER`;
    await db.agreement.create({
      data: {
        ...dates,
        teamId,
        kind: "MOU",
        state: "ACTIVE",
        title: "Layanan",
        provinceCode: "36",
        signedOn: dates.effectiveFrom,
      },
    });
    await db.$executeRaw`ALTER TABLE "Agreement" ENABLE TRIGGER USER`;
    return { teamId: globalId("Team", teamId) };
  },
  createRubric: () => ({ criteria }),
  grantRole: () => ({ email: home.rows.email, role: "AUDITOR" }),
  requestEvidenceUpload: async () => {
    const memberId = home.rows.CohortMember ?? "";
    const text = { titleId: "Baru", titleEn: "New", position: 99, dueOn: day("2030-01-01") };
    const { id } = await db.milestone.create({ data: { memberId, ...text } });
    return { milestoneId: globalId("Milestone", id) };
  },
  saveInstitutionContact: () => ({ contactId: null }),
};

const inputFor = async (name: string): Promise<Json> => ({
  ...sampleOf(name, inputOf(name), (path) => graphId(home, kindAt(name, path))),
  ...(await given[name]?.()),
});

/** The same with another text, or else number. */
function otherThan(name: string, input: Json): Json {
  const text = Object.values(inputOf(name).getFields()).find(
    (field) => getNamedType(field.type).name === "String" && typeof input[field.name] === "string",
  );
  if (!text) return { ...input, passMark: input.passMark + 1 };
  return { ...input, [text.name]: `${input[text.name]} lain` };
}

const secretless = ({ secret: _, url: _url, ...rest }: Json): Json => rest;
const countOf = async (table: string): Promise<number> => {
  const [row] = await db.$queryRawUnsafe<{ count: bigint }[]>(`SELECT count(*) FROM "${table}"`);
  return Number(row?.count);
};

test.each(Object.entries(made))(
  "%s is done once for a key, also when it is sent twice at the same moment",
  async (name, table) => {
    const input = await inputFor(name);
    const key = { idempotencyKey: newId() };
    const before = await countOf(table);
    const refusals: string[] = [];
    for (const [who, person] of viewers(home)) {
      const answers = await Promise.all([1, 2].map(() => run(person, name, { ...input, ...key })));
      const [one, two] = answers as [Json, Json];
      if (one.code || two.code) {
        refusals.push(`${who}: ${JSON.stringify(one)}`);
        continue;
      }
      expect(secretless(two)).toEqual(secretless(one));
      expect(await countOf(table)).toBe(before + 1);
      if ("secret" in one)
        expect([one.secret, two.secret].filter((secret) => secret !== null)).toHaveLength(1);
      const state = await digests(db);
      const again = await run(person, name, { ...input, ...key });
      expect(secretless(again)).toEqual(secretless(one));
      if ("secret" in again) expect(again.secret).toBeNull();
      expect(await run(person, name, { ...otherThan(name, input), ...key })).toEqual({
        code: "IDEMPOTENCY_KEY_REUSED",
        path: ["idempotencyKey"],
      });
      expect(await run(person, name, { ...input, idempotencyKey: "" })).toMatchObject({
        path: ["idempotencyKey"],
      });
      expect(await digests(db)).toEqual(state);
      return;
    }
    expect(refusals).toEqual(["somebody may"]);
  },
);
