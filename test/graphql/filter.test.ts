import { expect, test } from "vitest";
import { seedWhole } from "../support/seed.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

/** What a filter gives is what it should leave of the whole list, over the seeded story. */
const { db } = await freshDatabase();
await seedWhole(db);
const api = openApi(db);
const administrator = await api.person(role("ADMINISTRATOR"));
const auditor = await api.person(role("AUDITOR"));
const { teamId } = await db.provider.findFirstOrThrow({ where: { name: "KlinikGo" } });
const member = await api.person();
await db.teamMember.create({ data: { teamId, userId: member.id, role: "MEMBER" } });

type Person = typeof administrator;

/** All rows of a list, page by page. */
async function all(person: Person, list: string, fields: string, filter = ""): Promise<Json[]> {
  const rows: Json[] = [];
  let after: string | null = null;
  do {
    const { data, errors } = await person.ask(
      `query($after: String) { page: ${list}(first: 100, after: $after ${filter}) { pageInfo { hasNextPage endCursor } edges { node { ${fields} } } } }`,
      { after },
    );
    expect(errors).toBeUndefined();
    rows.push(...data.page.edges.map((edge: Json) => edge.node));
    after = data.page.pageInfo.hasNextPage ? data.page.pageInfo.endCursor : null;
  } while (after);
  return rows;
}

const cases: {
  list: string;
  who: Person;
  fields: string;
  /** Of a row of the whole list: what is asked for, and which rows are meant. */
  filters: ((sample: Json) => [filter: string, meant: (row: Json) => boolean])[];
}[] = [
  {
    list: "institutions",
    who: administrator,
    fields: "id name kind province { code } regency { code } numbers { number }",
    filters: [
      ({ kind }) => [`filter: { kind: ${kind} }`, (row) => row.kind === kind],
      ({ province: { code } }) => [
        `filter: { provinceCode: "${code}" }`,
        (row) => row.province.code === code,
      ],
      ({ regency }) => [
        `filter: { regencyCode: "${regency?.code}" }`,
        (row) => row.regency?.code === regency?.code,
      ],
      ({ name }) => [
        `filter: { name: ${JSON.stringify(name.slice(1, 12).toUpperCase())} }`,
        (row) => row.name.toUpperCase().includes(name.slice(1, 12).toUpperCase()),
      ],
      ({ kind, province: { code } }) => [
        `filter: { kind: ${kind}, provinceCode: "${code}" }`,
        (row) => row.kind === kind && row.province.code === code,
      ],
    ],
  },
  {
    list: "agreements",
    who: administrator,
    fields: "id state province { code }",
    filters: [
      ({ state }) => [`state: ${state}`, (row) => row.state === state],
      ({ province: { code } }) => [`provinceCode: "${code}"`, (row) => row.province.code === code],
    ],
  },
  {
    list: "subscriptions",
    who: administrator,
    fields: "id state institution { id }",
    filters: [
      ({ state }) => [`state: ${state}`, (row) => row.state === state],
      ({ institution: { id } }) => [`institutionId: "${id}"`, (row) => row.institution.id === id],
    ],
  },
  {
    list: "serviceOrders",
    who: auditor,
    fields: "id state",
    filters: [({ state }) => [`state: ${state}`, (row) => row.state === state]],
  },
  {
    list: "payments",
    who: member,
    fields: "id receivedOn institution { id }",
    filters: [
      ({ institution: { id } }) => [`institutionId: "${id}"`, (row) => row.institution.id === id],
      ({ receivedOn }) => [
        `from: "${receivedOn}", to: "${receivedOn}"`,
        (row) => row.receivedOn === receivedOn,
      ],
      ({ receivedOn }) => [`from: "${receivedOn}"`, (row) => row.receivedOn >= receivedOn],
    ],
  },
  {
    list: "auditEvents",
    who: auditor,
    fields: "stream hash subjectId subjectType",
    filters: [
      ({ stream }) => [`stream: "${stream}"`, (row) => row.stream === stream],
      ({ subjectId, subjectType }) => [
        `subjectId: "${subjectId}"`,
        (row) => row.subjectId === subjectId && row.subjectType === subjectType,
      ],
    ],
  },
];

test.each(cases)("each filter of $list leaves what it should", async (one) => {
  const whole = await all(one.who, one.list, one.fields);
  expect(whole.length).toBeGreaterThan(0);
  for (const filter of one.filters)
    for (const sample of [whole[0], whole.at(-1), whole[whole.length >> 1]]) {
      const [text, meant] = filter(sample as Json);
      expect(await all(one.who, one.list, one.fields, text), text).toEqual(whole.filter(meant));
    }
});

test("an institution is found by its official number, by who may see it alone", async () => {
  const organiser = await api.person(role("ORGANISER"));
  const { institution } = await api.run(
    organiser,
    "createInstitution",
    { kind: "CLINIC", name: "Klinik Baru", provinceCode: "36", number: "1230458" },
    "institution { id }",
  );
  const filter = 'filter: { number: "1230458" }';
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  for (const person of [organiser, await officer("36")])
    expect(await all(person, "institutions", "id", filter)).toEqual([{ id: institution.id }]);
  expect(await all(await officer("53"), "institutions", "id", filter)).toEqual([]);
});

test("what an event of the audit is about can be read, and has its other events", async () => {
  const { id } = await db.invoice.findFirstOrThrow({ where: { state: "OPEN" } });
  const subjectId = btoa(`Invoice:${id}`);
  const subscription = await db.auditEvent.findFirst({ where: { subjectType: "Subscription" } });
  const about = (text: string) => all(auditor, "auditEvents", "subjectId subjectType", text);
  for (const event of await about(`subjectId: "${subjectId}"`))
    expect(event).toEqual({ subjectId, subjectType: "Invoice" });
  const inGraph = btoa(`ServiceSubscription:${subscription?.subjectId}`);
  const events = await about(`subjectId: "${inGraph}"`);
  expect(events.length).toBeGreaterThan(0);
  expect(new Set(events.map((one) => one.subjectType))).toEqual(new Set(["ServiceSubscription"]));
  const plain = await auditor.ask(
    "query($id: ID!) { auditEvents(subjectId: $id) { edges { cursor } } }",
    {
      id: subscription?.subjectId,
    },
  );
  expect(plain.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  const { data } = await auditor.ask("query($id: ID!) { node(id: $id) { id } }", { id: inGraph });
  expect(data.node).toEqual({ id: inGraph });
});
