import { expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);

test("a body of 10 MB is refused with 413", async () => {
  const response = await api.post(
    JSON.stringify({ query: `{ provinces { code } } #${"x".repeat(10_000_000)}` }),
  );
  expect(response.status).toBe(413);
  expect((await response.json()).errors[0].extensions.code).toBe("BODY_TOO_LARGE");
});

test("invalid UTF-8 is refused with 400", async () => {
  const response = await api.post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]));
  expect(response.status).toBe(400);
  expect((await response.json()).errors[0].extensions.code).toBe("INVALID_UTF8");
});

test.each([
  ["aliases", `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: provinces { code }`).join(" ")} }`],
  [
    "depth",
    `{ editions { edges { node { ${"programme { code } stages { id } ".repeat(1)} provinces { province { regencies { ...R } } } } } } } fragment R on Regency { code ...R }`,
  ],
  ["tokens", `{ provinces { ${"code ".repeat(3000)} } }`],
])("too many or endless %s are refused before anything runs", async (_, query) => {
  statements.length = 0;
  const { errors } = await api.ask(undefined, query);
  expect(errors?.length).toBeGreaterThan(0);
  expect(statements).toEqual([]);
});

test("nested public data costs one SQL statement for the page", async () => {
  statements.length = 0;
  const { errors } = await api.ask(undefined, "{ provinces { nameEn regencies { name } } }");
  expect(errors).toBeUndefined();
  expect(statements.length).toBeLessThanOrEqual(2);
});

test("wrong ids and another's id are NOT_FOUND, and tell nothing", async () => {
  await setClock(db, "2023-05-10T03:00:00Z");
  const season = await openSeason(api, await api.person(role("ORGANISER")));
  const owner = await api.person();
  const stranger = await api.person();
  const { id } = await draft(api, owner, season.id, completeAnswers);
  for (const wrong of [
    "",
    "nonsense",
    btoa("Application:1"),
    btoa("Team:0190a000-0000-7000-8000-000000000000"),
    btoa("Application:0190a000-0000-7000-8000-000000000000"),
    id,
  ])
    expect(
      (await api.run(stranger, "submitApplication", { id: wrong }, "application { id }")).code,
    ).toBe("NOT_FOUND");
  const { data } = await stranger.ask(
    "query($id: ID!) { node(id: $id) { id } applications { totalCount edges { node { id } } } }",
    { id },
  );
  expect(data).toEqual({ node: null, applications: { totalCount: 0, edges: [] } });
});

test("an officer sees the submitted applications of the own province and no drafts", async () => {
  const season = await openSeason(api, await api.person(role("ORGANISER")), { batch: 3 });
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
  for (const provinceCode of ["61", "61", "35"]) {
    const applicant = await api.person();
    const { id } = await draft(api, applicant, season.id, completeAnswers, { provinceCode });
    await api.run(applicant, "submitApplication", { id }, "application { id }");
  }
  await draft(api, await api.person(), season.id, completeAnswers, { provinceCode: "61" });
  const { data } = await officer.ask(
    "query($id: ID!) { applications(editionId: $id) { totalCount edges { node { state province { code } } } } }",
    { id: season.id },
  );
  expect(data.applications.totalCount).toBe(2);
  expect(data.applications.edges.every((edge: any) => edge.node.province.code === "61")).toBe(true);
});

test("an unexpected failure tells a client nothing of the inside", async () => {
  const { errors } = await api.ask(undefined, '{ node(id: "UHJvdmluY2U6eA==") { id } }');
  expect(JSON.stringify(errors ?? [])).not.toMatch(/prisma|select|stack|packages/i);
});

test("a cursor, a page size or an id that is none is the client's error, told as such", async () => {
  const person = await api.person(role("ORGANISER"));
  for (const [query, code] of [
    ['{ applications(after: "nonsense") { edges { node { id } } } }', "BAD_USER_INPUT"],
    [
      `{ applications(after: "${btoa("GPC:S:nonsense")}") { edges { node { id } } } }`,
      "BAD_USER_INPUT",
    ],
    ["{ applications(first: -1) { edges { node { id } } } }", "BAD_USER_INPUT"],
    ['{ node(id: "nonsense") { id } }', "BAD_ID"],
    [`{ node(id: "${btoa("Edition:nonsense")}") { id } }`, "BAD_ID"],
  ] as const) {
    const { errors } = await person.ask(query);
    expect(errors?.[0]?.extensions?.code, query).toBe(code);
  }
  const page = await person.ask("{ applications(first: 100000) { edges { node { id } } } }");
  expect(page.data.applications.edges.length).toBeLessThanOrEqual(100);
});

test.each([
  ["query($n: Int!) { editions(first: $n) { edges { node { id } } } }", { n: "x" }],
  ["query($n: Int!) { editions(first: $n) { edges { node { id } } } }", {}],
  [
    "mutation($i: CreateTeamInput!) { createTeam(input: $i) { __typename } }",
    { i: { name: "A", kind: "NO_KIND" } },
  ],
])("a variable that is not of its type has a code: %s %o", async (query, variables) => {
  const { errors, data } = await api.ask(undefined, query, variables);
  expect(data).toBeUndefined();
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["BAD_USER_INPUT"]);
  expect(errors?.[0]?.message).toMatch(/^Variable "\$/);
});

test("a NUL character is refused before it reaches the database", async () => {
  const person = await api.person();
  const query =
    'mutation { createTeam(input: { name: "a\\u0000b", kind: COMMUNITY }) { __typename } }';
  const response = await api.post(JSON.stringify({ query }), {
    authorization: `Bearer ${person.token}`,
  });
  expect(response.status).toBe(400);
});

test("every text has a limit", async () => {
  const person = await api.person();
  const long = "x".repeat(201);
  expect(
    await api.run(person, "createTeam", { name: long, kind: "COMMUNITY" }, "team { id }"),
  ).toMatchObject({ faults: [{ code: "TOO_LONG", path: ["name"] }] });
  expect(
    await api.run(person, "createTeam", { name: "   ", kind: "COMMUNITY" }, "team { id }"),
  ).toMatchObject({ faults: [{ code: "TOO_SHORT", path: ["name"] }] });
});
