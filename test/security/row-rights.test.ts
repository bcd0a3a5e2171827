import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { expect, test } from "vitest";
import { graphId, openTenants } from "../support/tenants.ts";
import { freshDatabase, type Json } from "../support/world.ts";

/**
 * Who may see which row, asked of the graph itself: each type that is a Node, and each query that takes an
 * id, with the ids of one tenant, by everyone of that tenant, of another one, and of the ministry.
 */
const { db } = await freshDatabase();
const { homes, viewers } = await openTenants(db);
const nodeTypes = schema
  .getPossibleTypes(schema.getType("Node") as never)
  .map((type) => type as GraphQLObjectType);

const people = (home: (typeof homes)[number]) => [...viewers(home).keys()];
const groups: Readonly<Record<string, (name: string) => boolean>> = {
  everyone: () => true,
  "signed-in": (name) => !["anonymous", "partner", "scopeless"].includes(name),
  "all-but-team": (name) => name !== "team",
  customers: (name) => /^(other-)?(staff|company|government|officer)$/.test(name),
};

/** The names that a line of a table stands for. */
const named = (line: string, names: readonly string[]): string[] => {
  const words = line.split(" ");
  return names.filter((name) => words.some((word) => word === name || groups[word]?.(name))).sort();
};

/**
 * Who may read a row of a type. `team`, `provider` (its staff), `staff` (of its customer), `company`,
 * `government`, `officer` (of its province) and `mentor` are those of the row's own tenant; nobody of the other
 * tenant (`other-…`) may read it unless they are named.
 */
const readers: Readonly<Record<string, string>> = {
  Agreement: "team staff officer administrator organiser auditor",
  Appeal: "team administrator organiser",
  Application: "team officer judge administrator organiser auditor",
  Bootcamp: "team officer administrator organiser auditor",
  BootcampBatch: "team officer administrator organiser auditor",
  CoachingSession: "team mentor officer administrator organiser auditor",
  CohortMember: "team mentor officer administrator organiser auditor",
  Coupon: "team provider administrator auditor",
  CreditNote: "team provider staff administrator auditor",
  CurriculumVersion: "team officer administrator organiser auditor",
  Edition: "everyone",
  Enrolment: "team auditor",
  IndicatorObservation: "everyone",
  Institution: "provider other-provider staff officer administrator organiser auditor",
  Internship: "team staff company administrator organiser auditor",
  Introduction: "team government officer administrator organiser auditor",
  Invoice: "team provider staff administrator auditor",
  Milestone: "team mentor officer administrator organiser auditor",
  Need: "signed-in",
  Organisation: "administrator auditor",
  Panel: "administrator organiser",
  Payment: "team provider staff administrator auditor",
  PaymentRequest: "team provider staff administrator auditor",
  Placement: "team company auditor",
  Plan: "everyone",
  Product: "everyone",
  Provider: "everyone",
  Receipt: "team provider staff administrator auditor",
  Refund: "team provider staff administrator auditor",
  ServiceOrder: "team staff officer administrator organiser auditor",
  ServiceSubscription: "team provider staff administrator auditor",
  Stage: "everyone",
  StatementEntry: "team provider administrator auditor",
  Student: "team staff company",
  Team: "team",
  TeamService: "team customers administrator organiser auditor",
  Tier: "everyone",
  TrainingEvent: "team staff officer administrator organiser auditor",
  TrainingParticipant: "team staff auditor",
  TransferCode: "team provider staff administrator auditor",
  Webhook: "administrator auditor",
  WithholdingProof: "team provider staff administrator auditor",
};

/** Fields that only some of the readers of their row see, or see whole. */
const fieldReaders: Readonly<Record<string, string>> = {
  "Agreement.places": "team officer administrator organiser auditor",
  "Application.appeals": "team administrator organiser",
  "Application.checkOutcome": "officer administrator organiser",
  "Application.entries": "administrator organiser",
  "Application.feedback": "team",
  "Institution.consents": "provider staff officer administrator organiser auditor",
  "IndicatorObservation.value": "administrator organiser auditor",
  "Institution.contacts": "staff officer administrator organiser",
  "Internship.student": "team staff company",
  "Provider.bankAccounts": "team provider staff administrator auditor",
  "Provider.coupons": "team provider administrator auditor",
  "Provider.taxProfiles": "team provider administrator auditor",
  "Stage.panels": "administrator organiser",
};

/** Where a row is shown by its name alone, inside of another, to who may not read it by its id. */
const shownInside: Readonly<Record<string, string>> = {
  // A team is known by its name to whoever deals with it; its people and numbers are withheld.
  "Agreement.team": "staff officer administrator organiser auditor",
  "Application.team": "judge officer administrator organiser auditor",
  // An institution is known, without its contacts, to its counterpart in a service, a document or an internship.
  "Internship.host": "team staff",
  "Internship.school": "team company",
  "Invoice.institution": "team",
  "Payment.institution": "team",
  "Placement.company": "team",
  "Provider.team": "all-but-team",
  "Refund.institution": "team",
  "ServiceOrder.institution": "team",
  "ServiceSubscription.institution": "team",
  "Student.school": "team company",
  "TeamService.soldBy": "customers administrator organiser auditor",
  "TrainingEvent.givenBy": "staff officer administrator organiser auditor",
  "TrainingParticipant.institution": "team",
  "WithholdingProof.institution": "team",
};

const byId = "query($id: ID!) { node(id: $id) { id } }";
const openFields = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter((field) => !field.args.some(isRequired));
const isRequired = (arg: GraphQLArgument | GraphQLInputField): boolean =>
  isNonNullType(arg.type) && arg.defaultValue === undefined;
const isNode = (type: unknown): boolean =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node");

/** The type of a field of a type, if both are. */
const innerOf = (type: GraphQLObjectType | undefined, name: string) => {
  const field = type?.getFields()[name];
  return field && (getNamedType(field.type) as GraphQLObjectType);
};

/** All fields of a type, and of what they lead to the plain ones. */
function selection(type: GraphQLObjectType, deep: boolean): string {
  const of = (field: GraphQLField<unknown, unknown>): string => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return field.name;
    if (!deep || !isObjectType(inner)) return "";
    const node = innerOf(innerOf(inner, "edges"), "node");
    if (!node) return `${field.name} { __typename ${selection(inner, false)} }`;
    return `${field.name} { edges { node { __typename ${selection(node, false)} } } }`;
  };
  return openFields(type).map(of).join(" ");
}

const list = (value: unknown): Json[] =>
  value === null || value === undefined
    ? []
    : Array.isArray(value)
      ? value
      : (value as Json).edges
        ? (value as Json).edges.map((edge: Json) => edge.node)
        : [value as Json];

/** What each reader of a row sees of it. */
async function seenBy(home: (typeof homes)[number], type: GraphQLObjectType) {
  const id = graphId(home, type.name);
  const query = `query($id: ID!) { node(id: $id) { ... on ${type.name} { ${selection(type, true)} } } }`;
  const seen = new Map<string, Json>();
  for (const [name, person] of viewers(home)) {
    const { data, errors } = await person.ask(query, { id });
    expect(errors, `${type.name} as ${name}`).toBeUndefined();
    if (data.node) seen.set(name, data.node);
  }
  return seen;
}

test("each type that is a Node has a line, and a row in each tenant", () => {
  const names = nodeTypes.map(({ name }) => name).sort();
  expect(Object.keys(readers).sort()).toEqual(names);
  for (const { name, rows } of homes)
    expect(
      names.filter((type) => !rows[type]),
      name,
    ).toEqual([]);
});

for (const home of homes)
  test.each(nodeTypes.map((type) => [type.name, type] as const))(
    `${home.name}: %s is read by those whom the tables name, field by field`,
    async (name, type) => {
      const seen = await seenBy(home, type);
      expect([...seen.keys()].sort()).toEqual(named(readers[name] ?? "", people(home)));
      const line = (text: string | undefined) => named(text ?? "", [...seen.keys()]);
      for (const field of openFields(type)) {
        const key = `${name}.${field.name}`;
        const sizes = [...seen].map(([who, row]) => [who, list(row[field.name]).length] as const);
        const most = Math.max(...sizes.map(([, size]) => size));
        const whole = sizes.flatMap(([who, size]) => (size === most ? [who] : [])).sort();
        expect(whole, key).toEqual(fieldReaders[key] ? line(fieldReaders[key]) : line("everyone"));
        if (!isNode(getNamedType(field.type))) continue;
        const hidden = new Set<string>();
        for (const [who, row] of seen)
          for (const inner of list(row[field.name]).slice(0, 3)) {
            const again = await viewers(home).get(who)?.ask(byId, { id: inner.id });
            if (!again?.data.node) hidden.add(who);
          }
        expect([...hidden].sort(), `${key} by its id`).toEqual(line(shownInside[key]));
      }
    },
  );

const idsIn = (arg: GraphQLArgument | GraphQLInputField, path: string): string[] => {
  const type = getNamedType(arg.type);
  if (type.name === "ID") return [path];
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => idsIn(field, `${path}.${field.name}`));
};

/** Who gets something for the id of a tenant's row, by the argument that takes it. */
const queries: Readonly<Record<string, readonly [row: string, query: string, readers: string]>> = {
  "applications.editionId": [
    "Edition",
    "applications(editionId: $id) { edges { node { id } } }",
    "team officer other-team other-officer judge administrator organiser auditor",
  ],
  "auditEvents.subjectId": [
    "Edition",
    "auditEvents(subjectId: $id) { edges { node { action } } }",
    "administrator auditor",
  ],
  "billingEvents.providerId": [
    "Provider",
    "billingEvents(providerId: $id) { id }",
    "team provider auditor",
  ],
  "billingReport.providerId": [
    "Provider",
    'billingReport(providerId: $id, from: "2026-01-01", to: "2026-01-31") { mrr { month } }',
    "team provider administrator organiser auditor",
  ],
  "checkConflicts.panelId": [
    "Panel",
    "checkConflicts(panelId: $id, email: $email) { source }",
    "administrator organiser",
  ],
  "customerBalances.institutionId": [
    "Institution",
    "customerBalances(providerId: $Provider, institutionId: $id) { balance }",
    "team provider staff administrator auditor",
  ],
  "customerBalances.providerId": [
    "Provider",
    "customerBalances(providerId: $id) { balance }",
    "team provider staff administrator auditor",
  ],
  "dunningSteps.providerId": [
    "Provider",
    "dunningSteps(providerId: $id) { afterDays }",
    "team provider administrator auditor",
  ],
  "duplicateApplications.editionId": [
    "Edition",
    "duplicateApplications(editionId: $id, threshold: 0.1) { firstId }",
    "administrator organiser auditor",
  ],
  "enrolments.batchId": [
    "BootcampBatch",
    "enrolments(batchId: $id) { edges { node { id } } }",
    "team auditor",
  ],
  "invoices.filter.institutionId": [
    "Institution",
    "invoices(filter: { institutionId: $id }) { edges { node { id } } }",
    "team provider staff administrator auditor",
  ],
  "invoices.filter.providerId": [
    "Provider",
    "invoices(filter: { providerId: $id }) { edges { node { id } } }",
    "team provider staff administrator auditor",
  ],
  "judgingProgress.panelId": [
    "Panel",
    "judgingProgress(panelId: $id) { submitted }",
    "administrator organiser",
  ],
  "nationalDashboard.editionId": [
    "Edition",
    "nationalDashboard(editionId: $id, year: 2023) { year }",
    "everyone",
  ],
  "needMatches.needId": [
    "Need",
    "needMatches(needId: $id) { teamName }",
    "government officer administrator organiser auditor",
  ],
  // Pairs are for the judges of a pairwise panel, which this one is not: nobody gets any.
  "nextPair.panelId": ["Panel", "nextPair(panelId: $id) { firstId }", ""],
  "node.id": ["Invoice", "node(id: $id) { id }", "team provider staff administrator auditor"],
  "nodes.ids": ["Invoice", "nodes(ids: [$id]) { id }", "team provider staff administrator auditor"],
  "panelResult.panelId": [
    "Panel",
    "panelResult(panelId: $id) { __typename }",
    "administrator organiser",
  ],
  "panelResult.withoutJudgeId": [
    "judge",
    "panelResult(panelId: $Panel, withoutJudgeId: $id) { __typename }",
    "administrator organiser",
  ],
  "paymentRequests.invoiceId": [
    "Invoice",
    "paymentRequests(invoiceId: $id) { edges { node { id } } }",
    "team provider staff administrator auditor",
  ],
  "payments.institutionId": [
    "Institution",
    "payments(institutionId: $id) { edges { node { id } } }",
    "team provider staff administrator auditor",
  ],
  "previewSubscription.input.institutionId": [
    "Institution",
    'previewSubscription(input: { institutionId: $id, planId: $Plan, startsOn: "2030-01-01", scale: 10 }) { price }',
    "team provider",
  ],
  "previewSubscription.input.planId": [
    "Plan",
    'previewSubscription(input: { institutionId: $Institution, planId: $id, startsOn: "2030-01-01", scale: 10 }) { price }',
    "team provider",
  ],
  "previewSubscription.input.sponsorId": [
    "government",
    'previewSubscription(input: { institutionId: $Institution, planId: $Plan, sponsorId: $id, sponsorBasisPoints: 100, startsOn: "2030-01-01", scale: 10 }) { price }',
    "team provider",
  ],
  "provinceDashboard.editionId": [
    "Edition",
    'provinceDashboard(editionId: $id, provinceCode: "36", year: 2023) { code }',
    "everyone",
  ],
  "publishedResult.panelId": ["Panel", "publishedResult(panelId: $id) { __typename }", "everyone"],
  "subscriptions.institutionId": [
    "Institution",
    "subscriptions(institutionId: $id) { edges { node { id } } }",
    "team provider staff administrator auditor",
  ],
  "timeline.memberId": [
    "CohortMember",
    "timeline(memberId: $id) { kind }",
    "team mentor officer administrator organiser auditor",
  ],
  "trainingParticipants.eventId": [
    "TrainingEvent",
    "trainingParticipants(eventId: $id) { edges { node { id } } }",
    "team staff auditor",
  ],
};

const refusals = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"];

test("each argument of a query that takes an id has a line", () => {
  const found = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) =>
    field.args.flatMap((arg) => idsIn(arg, `${field.name}.${arg.name}`)),
  );
  expect(Object.keys(queries).sort()).toEqual(found.sort());
});

for (const home of homes)
  test.each(Object.entries(queries))(
    `${home.name}: what %s names is told to those of the table`,
    async (key, [row, text, line]) => {
      const value = (kind: string) => JSON.stringify(graphId(home, kind === "id" ? row : kind));
      const query = `{ ${text.replace(/\$(\w+)/g, (_, kind) => value(kind))} }`;
      const got: string[] = [];
      for (const [name, person] of viewers(home)) {
        const { data, errors } = await person.ask(query);
        for (const error of errors ?? [])
          expect(refusals, `${key} as ${name}: ${error.message}`).toContain(error.extensions?.code);
        if (list(data && Object.values(data)[0]).some((one) => one !== null)) got.push(name);
      }
      expect(got.sort()).toEqual(named(line, people(home)));
    },
  );
