import { Role } from "@winner/core/database/index.ts";
import { rights } from "@winner/core/identity/index.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import { expect, test } from "vitest";
import { freshDatabase, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
const published = [...queries, ...mutations].map((field) => field.name);

test("the table of rights names exactly the operations of the schema", () => {
  expect(Object.keys(rights).sort()).toEqual([...published].sort());
});

/** Some value of an input type. */
function sample(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, sample(field.type)]),
    );
  const samples: Record<string, unknown> = {
    Int: 1,
    Float: 0.5,
    Boolean: true,
    LocalDate: "2023-01-01",
    DateTime: "2023-01-01T00:00:00Z",
    JSON: [],
    Rupiah: "1",
    ID: "none",
    String: "none",
    TimeZone: "Asia/Jakarta",
  };
  return samples[type.name];
}

const columns = ["ANONYMOUS", "APPLICANT", ...Object.values(Role)] as const;
type Column = (typeof columns)[number];
const people = new Map<Column, Awaited<ReturnType<typeof api.person>> | undefined>();
for (const column of columns)
  people.set(
    column,
    column === "ANONYMOUS"
      ? undefined
      : column === "APPLICANT"
        ? await api.person()
        : await api.person(role(column)),
  );

/** What the table says, read independently of the code under test. */
function granted(operation: string, column: Column): boolean {
  const holders = rights[operation as keyof typeof rights] as readonly string[];
  if (holders.includes("PUBLIC")) return true;
  if (column === "ANONYMOUS") return false;
  return holders.includes("SIGNED_IN") || holders.includes("OWN") || holders.includes(column);
}

test.each(mutations.map((field) => field.name))(
  "mutation %s is open to exactly the roles of the table",
  async (name) => {
    const field = mutations.find((one) => one.name === name);
    const input = sample(field?.args[0]?.type as GraphQLInputType);
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    for (const column of columns) {
      const query = `mutation($input: ${title}Input!) { result: ${name}(input: $input) { ... on Error { code } } }`;
      const { data, errors } = await api.ask(people.get(column)?.token, query, { input });
      expect(errors, `${name} as ${column}`).toBeUndefined();
      const refused = ["FORBIDDEN", "UNAUTHENTICATED"].includes(data.result.code);
      expect(refused, `${name} as ${column}`).toBe(!granted(name, column));
    }
  },
);

const queryTexts: Record<string, string> = {
  // payments
  payments: "{ payments { edges { node { id } } } }",
  paymentRequests: "{ paymentRequests { edges { node { id } } } }",
  transferCodes: "{ transferCodes { edges { node { id } } } }",
  withholdingProofs: "{ withholdingProofs { edges { node { id } } } }",
  refunds: "{ refunds { edges { node { id } } } }",
  statementEntries: "{ statementEntries { edges { node { id } } } }",
  webhooks: "{ webhooks { edges { node { id } } } }",
  customerBalances: '{ customerBalances(providerId: "none") { balance } }',
  awaitedProofs: "{ awaitedProofs { number } }",
  paymentProfiles: "{ paymentProfiles { version } }",
  organisations: "{ organisations { edges { node { memberships { id } } } } }",
  me: "{ me { email } }",
  ownData: "{ ownData }",
  node: '{ node(id: "bm9uZQ==") { id } }',
  nodes: "{ nodes(ids: []) { id } }",
  programmes: "{ programmes { code } }",
  provinces: "{ provinces { code } }",
  priorityIssues: "{ priorityIssues { code } }",
  editions: "{ editions { totalCount edges { node { id } } } }",
  applications: "{ applications { totalCount edges { node { id } } } }",
  institutions: "{ institutions { totalCount edges { node { id } } } }",
  myPanels: "{ myPanels { id } }",
  checkConflicts: '{ checkConflicts(panelId: "none", email: "a@b.id") { source } }',
  nextPair: '{ nextPair(panelId: "none") { firstId } }',
  panelResult: '{ panelResult(panelId: "none") { fault } }',
  judgingProgress: '{ judgingProgress(panelId: "none") { assigned } }',
  publishedResult: '{ publishedResult(panelId: "none") { hash } }',
  verifyCertificate: '{ verifyCertificate(code: "none") { rank } }',
  agreements: "{ agreements { totalCount edges { node { id } } } }",
  hdi: '{ hdi(provinceCode: "61") { value } }',
  actionPlans: '{ actionPlans(provinceCode: "61") { title } }',
  cohorts: "{ cohorts { name } }",
  billingRuns: "{ billingRuns { edges { node { state } } } }",
  billingExceptions: "{ billingExceptions { edges { node { fault } } } }",
  parkedMessages: "{ parkedMessages { edges { node { topic } } } }",
  providers: "{ providers { totalCount edges { node { id } } } }",
  subscriptions: "{ subscriptions { totalCount edges { node { id } } } }",
  previewSubscription:
    '{ previewSubscription(input: { institutionId: "none", planId: "none", startsOn: "2026-01-01", scale: 1 }) { price } }',

  // mentors, plans and feedback
  planTemplates: "{ planTemplates(programme: WINNER) { name } }",
  mentorProfiles: "{ mentorProfiles { name } }",
  timeline: '{ timeline(memberId: "none") { kind } }',
  auditEvents: "{ auditEvents { edges { node { action } } } }",
  // invoices, documents, dunning, reports, partners
  invoices: "{ invoices { totalCount edges { node { id } } } }",
  receipts: "{ receipts { edges { node { id } } } }",
  verifyDocument: '{ verifyDocument(code: "none") { number } }',
  dunningSteps: '{ dunningSteps(providerId: "none") { afterDays } }',
  billingReport: '{ billingReport(from: "2026-01-01", to: "2026-01-31") { mrr { month } } }',
  partnerEndpoints: "{ partnerEndpoints { id } }",
  billingEvents: '{ billingEvents(providerId: "none") { id } }',
  // training
  trainingEvents: "{ trainingEvents { totalCount edges { node { id } } } }",
  trainingParticipants:
    '{ trainingParticipants(eventId: "none") { totalCount edges { node { id } } } }',
  bootcampBatches: "{ bootcampBatches { totalCount edges { node { id } } } }",
  enrolments: '{ enrolments(batchId: "none") { totalCount edges { node { id } } } }',
  students: "{ students { totalCount edges { node { id } } } }",
  internships: "{ internships { totalCount edges { node { id } } } }",
  teamServices: "{ teamServices { totalCount edges { node { id } } } }",
  serviceOrders: "{ serviceOrders { totalCount edges { node { id } } } }",
  placements: "{ placements { totalCount edges { node { id } } } }",
  verifyTrainingCertificate: '{ verifyTrainingCertificate(code: "none") { title } }',
  // indicators, dashboards and facilitation
  indicators: "{ indicators { code } }",
  indicatorObservations:
    '{ indicatorObservations(provinceCode: "36", indicatorCode: "NONE") { value } }',
  provinceDashboard: '{ provinceDashboard(provinceCode: "36", year: 2023) { code } }',
  nationalDashboard: "{ nationalDashboard(year: 2023) { year } }",
  needs: "{ needs { totalCount edges { node { id } } } }",
  needMatches: '{ needMatches(needId: "none") { teamName } }',
  pipeline: '{ pipeline(provinceCode: "36") { openNeeds introductions { id } } }',
  duplicateApplications: '{ duplicateApplications(editionId: "none") { firstId } }',
};

test.each(queries.map((field) => field.name))(
  "query %s is open to exactly the roles of the table",
  async (name) => {
    expect(queryTexts[name], "give the new query a text here").toBeDefined();
    for (const column of columns) {
      const { errors } = await api.ask(people.get(column)?.token, queryTexts[name] ?? "");
      const refused = (errors ?? []).some((error) =>
        ["FORBIDDEN", "UNAUTHENTICATED"].includes(error.extensions?.code),
      );
      expect(refused, `${name} as ${column}`).toBe(!granted(name, column));
    }
  },
);

test("a revoked role changes nothing from the moment it is revoked, even with a token that names it", async () => {
  const organiser = await api.person(role("ORGANISER"));
  await db.membership.updateMany({
    where: { userId: organiser.id },
    data: { revokedAt: new Date() },
  });
  const result = await api.run(
    organiser,
    "disqualifyApplication",
    { id: "none", reason: "x" },
    "application { id }",
  );
  expect(result.code).toBe("FORBIDDEN");
});
