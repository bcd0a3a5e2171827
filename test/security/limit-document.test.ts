import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { defaultLimits } from "@winner/functions/graphql/limits.ts";
import { describe, expect, test } from "vitest";
import { freshDatabase, openApi, testServices } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
const { tokens, depth, aliases, directives, batch } = defaultLimits;

const send = (body: unknown) =>
  api.post(JSON.stringify(body), { accept: "application/graphql-response+json" });
const many = (n: number, one: (index: number) => string) =>
  Array.from({ length: n }, (_, index) => one(index)).join(" ");

/** `n` fields below each other, of a type that holds itself. */
const deep: Record<string, (n: number) => string> = {
  plainly: (n) => `{ __type(name: "Query") { ${"ofType { ".repeat(n - 2)} name ${"}".repeat(n)}`,
  "in inline fragments": (n) =>
    `{ __type(name: "Query") { ${"... on __Type { ofType { ".repeat(n - 2)} name ${"} }".repeat(n - 2)} } }`,
  "in a fragment": (n) =>
    `{ ...F } fragment F on Query { __type(name: "Query") { ${"ofType { ".repeat(n - 2)} name ${"}".repeat(n)}`,
  "in fragments that spread each other": (n) =>
    `{ __type(name: "Query") { ...F0 } } ${many(n - 2, (i) => `fragment F${i} on __Type { ofType { ${i === n - 3 ? "name" : `...F${i + 1}`} } }`)}`,
  "in one fragment below another place": (n) =>
    `{ __type(name: "Query") { name ...S ofType { ...S } } } fragment S on __Type { ${"ofType { ".repeat(n - 3)} name ${"}".repeat(n - 2)}`,
};

const aliased: Record<string, (n: number) => string> = {
  plainly: (n) => `{ ${many(n, (i) => `a${i}: __typename`)} }`,
  "under the names that fields have anyway": (n) =>
    `{ provinces { ${many(n, () => "code: code")} } }`,
  "in a fragment": (n) => `{ ...F } fragment F on Query { ${many(n, (i) => `a${i}: __typename`)} }`,
  "in a fragment that is used often": (n) =>
    `{ ${many(Math.ceil(n / 3), () => "provinces { ...F }")} } fragment F on Province { a: code b: code c: code }`,
};

const directed: Record<string, (n: number) => string> = {
  plainly: (n) => `{ ${many(n, () => "__typename @include(if: true)")} }`,
  "of both kinds": (n) =>
    `{ ${many(Math.ceil(n / 2), () => "__typename @include(if: true) @skip(if: false)")} }`,
  "on fragments": (n) => `{ ${many(n, () => "... @skip(if: false) { __typename }")} }`,
  "on uses of a fragment": (n) =>
    `{ ${many(n, () => "...F @skip(if: false)")} } fragment F on Query { __typename }`,
  "in a fragment that is used often": (n) =>
    `{ ${many(Math.ceil(n / 3), () => "provinces { ...F }")} } fragment F on Province { ${many(3, () => "code @include(if: true)")} }`,
};

const cases = [
  ...Object.entries(deep).map(([way, of]) => ["TOO_DEEP", way, depth, of] as const),
  ...Object.entries(aliased).map(([way, of]) => ["TOO_MANY_ALIASES", way, aliases, of] as const),
  ...Object.entries(directed).map(
    ([way, of]) => ["TOO_MANY_DIRECTIVES", way, directives, of] as const,
  ),
  ["TOO_MANY_TOKENS", "plainly", tokens, (n: number) => `{ ${many(n - 2, () => "__typename")} }`],
  [
    "TOO_MANY_TOKENS",
    "in arguments",
    tokens,
    (n: number) => `{ nodes(ids: [${many(n - 12, () => '"a"')}]) { id } }`,
  ],
] as const;

describe("a document is refused for its form before anything of it runs", () => {
  test.each(cases)("%s %s", async (code, _way, most, document) => {
    statements.length = 0;
    const refused = await send({ query: document(most + 1) });
    const { data, errors } = await refused.json();
    expect(errors?.[0]?.extensions).toMatchObject({ code, maximum: most });
    expect(data).toBeUndefined();
    expect(refused.status).toBe(400);
    expect(statements).toEqual([]);
  });

  test.each(cases)(
    "%s %s: as much as is allowed is let through",
    async (code, _way, most, document) => {
      const { errors = [] } = await (await send({ query: document(most) })).json();
      expect(errors.map((error: any) => error.extensions?.code)).not.toContain(code);
      // A great many fields of one name are too much for graphql-js itself, and ids for a page.
      if (code !== "TOO_MANY_TOKENS") expect(errors).toEqual([]);
    },
  );

  test("in a batch too, without holding up the others", async () => {
    const answers = await (
      await send([
        { query: "{ __typename }" },
        { query: deep.plainly?.(13) },
        { query: "{ __typename }" },
      ])
    ).json();
    expect(answers.map((answer: any) => answer.errors?.[0].extensions.code)).toEqual([
      undefined,
      "TOO_DEEP",
      undefined,
    ]);
  });

  test("a fragment within itself ends nothing", async () => {
    const { errors } = await api.ask(
      undefined,
      "{ provinces { ...A } } fragment A on Province { code ...B } fragment B on Province { ...A }",
    );
    expect(errors?.[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  test("doubling fragments take no time to refuse or to count", async () => {
    const doubling = `{ provinces { ...F0 } } ${many(60, (i) => `fragment F${i} on Province { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Province { code }`;
    const start = performance.now();
    const { errors } = await api.ask(undefined, doubling);
    expect(errors).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

test("a batch has so many operations at most", async () => {
  const operations = (n: number) => Array.from({ length: n }, () => ({ query: "{ __typename }" }));
  const refused = await send(operations(batch + 1));
  expect(refused.status).toBe(413);
  expect((await refused.json()).errors[0].extensions.code).toBe("BATCH_TOO_LARGE");
  expect(await (await send(operations(batch))).json()).toHaveLength(batch);
});

test.each([
  "{ institutions(first: 100000) { edges { node { id } } } }",
  "query($n: Int = 100000) { institutions(first: $n) { edges { node { id } } } }",
  "{ ...F } fragment F on Query { institutions(last: 100000) { edges { node { id } } } }",
])("a page has a hundred items at most: %s", async (query) => {
  const administrator = await api.person({ role: "ADMINISTRATOR" });
  await db.institution.createMany({
    data: Array.from({ length: 120 }, (_, index) => ({
      name: `I${index}`,
      kind: "CLINIC" as const,
      provinceCode: "36",
      regencyCode: "3602",
    })),
  });
  const { data, errors } = await administrator.ask(query);
  expect(errors).toBeUndefined();
  expect(data.institutions.edges).toHaveLength(100);
  await db.institution.deleteMany();
});

test("variables are bounded by the body, and by what reads them", async () => {
  const query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
  const response = await send({
    query,
    variables: { ids: Array.from({ length: 200_000 }, () => "a") },
  });
  expect(response.status).toBe(400);
  expect((await response.json()).errors[0].extensions.code).toBe("TOO_MANY_IDS");
  const huge = await send({
    query,
    variables: { ids: Array.from({ length: 300_000 }, () => "a") },
  });
  expect(huge.status).toBe(413);
});

describe("with introspection off", () => {
  const hidden = createGraphql({
    ...testServices(),
    db,
    keys: async () => new Uint8Array(),
    streaming: true,
    logging: false,
    introspection: false,
  });
  const ask = async (query: string, variables = {}) =>
    (
      await hidden(
        new Request("http://test/graphql", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query, variables }),
        }),
      )
    ).json();

  test.each([
    "{ __schema { types { name } } }",
    '{ __type(name: "Query") { name } }',
    "{ ...F } fragment F on Query { a: __schema { queryType { name } } }",
    '{ ... on Query { __type(name: "User") { fields { name } } } }',
  ])("the schema is not told: %s", async (query) => {
    const { data, errors } = await ask(query);
    expect(data).toBeUndefined();
    expect(errors[0].message).toMatch(/introspection/i);
    expect((await api.ask(undefined, query)).errors).toBeUndefined();
  });

  test.each([
    ["{ provincess { code } }", {}],
    ["{ provinces { cod } }", {}],
    ["{ editions(frist: 1) { edges { node { id } } } }", {}],
    ["{ ...on Edtion { id } }", {}],
    [
      "mutation($input: CreateTeamInput!) { createTeam(input: $input) { __typename } }",
      { input: { name: "T", kind: "COMUNITY" } },
    ],
    [
      "mutation($input: CreateTeamInput!) { createTeam(input: $input) { __typename } }",
      { input: { nam: "T", kind: "COMMUNITY" } },
    ],
  ])("names that are nearly right are not told: %s", async (query, variables) => {
    const said = JSON.stringify((await ask(query, variables)).errors);
    expect(said).toContain("message");
    expect(said).not.toMatch(/did you mean/i);
    expect(JSON.stringify((await api.ask(undefined, query, variables)).errors)).toMatch(
      /did you mean/i,
    );
  });

  test("what has nothing to do with it works", async () => {
    expect((await ask("{ __typename provinces { __typename code } }")).data.provinces).toHaveLength(
      38,
    );
  });
});
