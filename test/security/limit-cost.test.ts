import { createCost } from "@winner/functions/graphql/cost.ts";
import { fieldWeights, listSizes } from "@winner/functions/graphql/cost-weight.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { defaultLimits } from "@winner/functions/graphql/limits.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import { tabs } from "@winner/functions/local/tabs.ts";
import fc from "fast-check";
import {
  buildSchema,
  getNamedType,
  graphqlSync,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from "graphql";
import { describe, expect, test } from "vitest";
import { freshDatabase, openApi, role } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
const { cost: maximum } = defaultLimits;

/** A graph in which everything holds pages of everything. */
const shelf = buildSchema(`
  type Query { items(first: Int, last: Int, after: String): ItemConnection!  loose: [Item!]! few(first: Int! = 3): [Item!] nodes(ids: [ID!]!): [Item]! item: Item }
  type Mutation { touch: Item }
  type Item { id: ID! items(first: Int, last: Int): ItemConnection! loose: [Item!]! item: Item few(first: Int! = 3): [Item!] }
  type ItemConnection { totalCount: Int pageInfo: PageInfo! edges: [ItemEdge] }
  type ItemEdge { cursor: String node: Item }
  type PageInfo { hasNextPage: Boolean }
`);
const reckon = createCost(shelf, 100);
const costOf = (query: string, variables = {}, name?: string) =>
  reckon(parse(query), name, variables).cost;
const page = (arguments_: string, below: string) =>
  `items${arguments_} { totalCount pageInfo { hasNextPage } edges { cursor node { ${below} } } }`;

describe("what an operation costs", () => {
  test.each([
    ["an object", "{ item { id } }", 1],
    ["objects within objects", "{ item { id item { item { id } } } }", 3],
    ["a page", `{ ${page("(first: 7)", "id")} }`, 7],
    ["a page from its end", `{ ${page("(last: 7)", "id")} }`, 7],
    ["both ends: the longer", `{ ${page("(first: 2, last: 7)", "id")} }`, 7],
    ["a page without a length: the usual 20", `{ ${page("", "id")} }`, 20],
    [
      "a page that is too long: as long as it is given",
      `{ ${page("(first: 100000)", "id")} }`,
      100,
    ],
    ["pages in pages", `{ ${page("(first: 7)", page("(first: 5)", "id"))} }`, 7 + 35],
    [
      "100 × 100 × 100",
      `{ ${page("(first: 100)", page("(first: 100)", page("(first: 100)", "id")))} }`,
      1_010_100,
    ],
    ["a list that nothing bounds", "{ loose { id } }", 10],
    ["lists in lists", "{ loose { loose { id } } }", 110],
    ["a list with a length", "{ few(first: 30) { id } }", 30],
    ["a list with its own usual length", "{ few { id } }", 3],
    ["things by their ids", '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ["one id without brackets", '{ nodes(ids: "a") { id } }', 1],
    ["aliases", "{ a: item { id } b: item { id } c: item { id } }", 3],
    [
      "a named fragment, as often as it is used",
      "{ item { ...F } few { ...F } } fragment F on Item { item { id } }",
      2 + 6,
    ],
    [
      "fragments in fragments",
      "{ ...A } fragment A on Query { loose { ...B } } fragment B on Item { loose { id } }",
      110,
    ],
    ["an inline fragment", "{ ... on Query { loose { ... { loose { id } } } } }", 110],
    ["what a directive leaves out, all the same", "{ loose @skip(if: true) { id } }", 10],
    ["a mutation", "mutation { touch { id } }", 11],
    ["the schema", "{ __schema { types { name } } __typename }", 5000],
  ])("%s", (_, query, cost) => {
    expect(costOf(query)).toBe(cost);
  });

  test("variables give page sizes, each time anew, or their defaults", () => {
    const query = `query($n: Int = 4, $ids: [ID!]! = ["a"]) { ${page("(first: $n)", "id")} nodes(ids: $ids) { id } }`;
    const document = parse(query);
    const cost = (variables: object) => reckon(document, undefined, { ...variables }).cost;
    expect(cost({ n: 9, ids: ["a", "b"] })).toBe(11);
    expect(cost({})).toBe(5);
    expect(cost({ n: 100, ids: [] })).toBe(100);
    expect(cost({ n: null, ids: [] })).toBe(20);
    expect(cost({ n: "many", ids: 7 })).toBe(20 + 7);
  });

  test("of several operations the one that is asked counts", () => {
    const query = `query A { item { id } } query B { loose { id } }`;
    expect(costOf(query, {}, "A")).toBe(1);
    expect(costOf(query, {}, "B")).toBe(10);
    expect(costOf(query, {}, "C")).toBe(0); // which is not executed either
  });

  test("nothing gives more objects than it costs", () => {
    let objects = 0;
    const item: Record<string, unknown> = {
      id: () => "i",
      items: ({ first, last }: { first?: number; last?: number }) =>
        connection(Math.max(first ?? 0, last ?? 0) || 20),
      loose: () => list(10),
      few: ({ first }: { first: number }) => list(first),
      item: () => list(1)[0],
      nodes: ({ ids }: { ids: string[] }) => list(ids.length),
    };
    const list = (length: number) => {
      objects += length;
      return Array.from({ length }, () => item);
    };
    const connection = (length: number) => ({
      totalCount: length,
      pageInfo: { hasNextPage: false },
      edges: list(length).map((node) => ({ cursor: "c", node })),
    });
    const sizes = fc.integer({ min: 1, max: 6 });
    const { selection } = fc.letrec<{ selection: string }>((tie) => ({
      selection: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constant("id"),
        tie("selection").map((below) => `item { ${below} }`),
        tie("selection").map((below) => `few { ${below} }`),
        fc.tuple(sizes, tie("selection")).map(([n, below]) => page(`(first: ${n})`, below)),
        fc.tuple(sizes, tie("selection")).map(([n, below]) => page(`(last: ${n})`, below)),
        fc
          .tuple(sizes, tie("selection"))
          .map(([n, below]) => `few(first: ${n}) { ...on Item { ${below} } }`),
        fc
          .tuple(tie("selection"), tie("selection"))
          .map(([a, b]) => `a: item { ${a} } b: few { ${b} }`),
      ),
    }));
    fc.assert(
      fc.property(selection, (below) => {
        objects = 0;
        const source = `{ item { ${below} } few(first: 2) { ...F } } fragment F on Item { ${below} }`;
        const { errors } = graphqlSync({ schema: shelf, source, rootValue: item });
        fc.pre(errors === undefined); // two fields of one name that differ
        expect(costOf(source)).toBeGreaterThanOrEqual(objects);
        // And not much more: fields of one name that are asked twice are counted twice.
        expect(costOf(source)).toBeLessThanOrEqual(objects * 4);
      }),
    );
  });
});

describe("in the real graph", () => {
  test("every tab of the playground may be asked", async () => {
    for (const { role: name, query } of tabs) {
      const person = await api.person(...(name ? [role("ADMINISTRATOR")] : []));
      const { errors } = await person.ask(query);
      expect(errors?.map(({ extensions }) => extensions?.code) ?? [], query).not.toContain(
        "COST_TOO_HIGH",
      );
    }
  });

  test("weights and sizes name what is there", () => {
    const lists = new Set(
      Object.values(schema.getTypeMap())
        .filter(isObjectType)
        .flatMap((type) => Object.values(type.getFields()))
        .filter(({ type }) => isListType(isNonNullType(type) ? type.ofType : type))
        .map(({ type }) => getNamedType(type).name),
    );
    expect(Object.keys(listSizes).filter((name) => !lists.has(name))).toEqual([]);
    const wrong = Object.keys(fieldWeights).filter((name) => {
      const [parent = "", field = ""] = name.split(".");
      const type = schema.getType(parent);
      return parent !== "Introspection" && !(isObjectType(type) && type.getFields()[field]);
    });
    expect(wrong).toEqual([]);
  });

  const wide = `{ editions(first: 100) { edges { node { stages { panels { id } results { rows { derivation { criteria { marks { value } } } } } } } } } }`;

  test.each([
    ["plainly", wide, {}],
    [
      "by a variable",
      wide.replace("{ editions(first: 100)", "query($n: Int!) { editions(first: $n)"),
      { n: 100 },
    ],
    [
      "by a variable's default",
      wide.replace("{ editions(first: 100)", "query($n: Int = 100) { editions(first: $n)"),
      {},
    ],
    ["in a fragment", `{ ...F } fragment F on Query ${wide}`, {}],
    [
      "in fragments that spread each other",
      `{ ...A } fragment A on Query { ... on Query { ...F } } fragment F on Query ${wide}`,
      {},
    ],
    [
      "by introspection again and again",
      `{ ${Array.from({ length: 12 }, (_, i) => `a${i}: __schema { types { name fields { name } } }`).join(" ")} }`,
      {},
    ],
  ])("what costs too much is refused before anything runs: %s", async (_, query, variables) => {
    statements.length = 0;
    const response = await api.post(JSON.stringify({ query, variables }), {
      accept: "application/graphql-response+json",
    });
    expect(response.status).toBe(400);
    const { data, errors, extensions } = await response.json();
    expect(data).toBeUndefined();
    expect(errors[0].extensions.code).toBe("COST_TOO_HIGH");
    expect(errors[0].extensions.cost.maximum).toBe(maximum);
    expect(errors[0].extensions.cost.requested).toBeGreaterThan(maximum);
    expect(errors[0].message).toMatch(
      new RegExp(`${errors[0].extensions.cost.requested}.*${maximum}.*first`),
    );
    expect(extensions.cost).toEqual(errors[0].extensions.cost);
    expect(statements).toEqual([]);
  });

  test("every answer tells its cost, also one with errors", async () => {
    const answer = async (query: string) => (await api.post(JSON.stringify({ query }))).json();
    expect((await answer("{ provinces { code } }")).extensions).toEqual({
      cost: { requested: 38, maximum },
    });
    const failed = await answer("{ applications { edges { node { id } } } }");
    expect(failed.errors[0].extensions.code).toBe("UNAUTHENTICATED");
    expect(failed.extensions.cost.requested).toBe(20);
  });

  test("a batch has one budget", async () => {
    const query = `{ editions(first: 20) { edges { node { finalists { services { funnel { agreed } } } } } } }`;
    const answers = await (
      await api.post(JSON.stringify(Array.from({ length: 10 }, () => ({ query }))))
    ).json();
    const each = answers[0].extensions.cost.requested;
    expect(each).toBeGreaterThan(maximum / 10);
    const codes = answers.map((answer: any) => answer.errors?.[0]?.extensions.code);
    const through = Math.floor(maximum / each);
    expect(codes.filter((code: unknown) => code === undefined)).toHaveLength(through);
    expect(codes.filter((code: unknown) => code === "COST_TOO_HIGH")).toHaveLength(10 - through);
  });

  test("mutations are counted over the whole of a batch, in fragments too", async () => {
    const mutation = (n: number, name = "m") =>
      Array.from(
        { length: n },
        (_, i) =>
          `${name}${i}: createTeam(input: { name: "T${name}${i}", kind: COMMUNITY }) { __typename }`,
      ).join(" ");
    const person = await api.person();
    const before = await db.team.count();
    const eleven = await person.ask(`mutation { ${mutation(11)} }`);
    expect(eleven.errors?.[0]?.extensions.code).toBe("TOO_MANY_MUTATIONS");
    const spread = await person.ask(
      `mutation { ...A ...B } fragment A on Mutation { ${mutation(6, "a")} } fragment B on Mutation { ... on Mutation { ${mutation(5, "b")} } }`,
    );
    expect(spread.errors?.[0]?.extensions.code).toBe("TOO_MANY_MUTATIONS");
    expect(await db.team.count()).toBe(before);
    const batch = await (
      await api.post(
        JSON.stringify([1, 2, 3].map((n) => ({ query: `mutation { ${mutation(4, `c${n}x`)} }` }))),
        { authorization: `Bearer ${person.token}` },
      )
    ).json();
    expect(
      batch.filter((one: any) => one.errors?.[0].extensions.code === "TOO_MANY_MUTATIONS"),
    ).toHaveLength(1);
    expect(await db.team.count()).toBe(before + 8);
    expect((await person.ask(`mutation { ${mutation(10, "d")} }`)).errors).toBeUndefined();
  });

  test("nodes takes as many ids as a page has items", async () => {
    const ask = (n: number) =>
      api.ask(undefined, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
        ids: Array.from({ length: n }, () => btoa("Edition:0190a000-0000-7000-8000-000000000000")),
      });
    expect((await ask(101)).errors?.[0]?.extensions.code).toBe("TOO_MANY_IDS");
    expect((await ask(100)).errors).toBeUndefined();
  });

  test("the maximum is a setting", async () => {
    const small = createGraphql({
      ...api,
      db,
      keys: async () => new Uint8Array(),
      streaming: true,
      logging: false,
      limits: { cost: 37 },
    });
    const response = await small(
      new Request("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ provinces { code } }" }),
      }),
    );
    expect((await response.json()).errors[0].extensions).toMatchObject({
      code: "COST_TOO_HIGH",
      cost: { requested: 38, maximum: 37 },
    });
  });

  test("reckoning takes microseconds, and nothing for a document that is known", () => {
    const cost = createCost(schema, 100);
    const documents = tabs.map(({ query }) => parse(query));
    const time = (work: () => void) => {
      const start = performance.now();
      work();
      return performance.now() - start;
    };
    time(() => documents.map((document) => cost(document, undefined, {})));
    const fresh = Array.from({ length: 50 }, () => tabs.map(({ query }) => parse(query))).flat();
    const each =
      (time(() => fresh.map((document) => cost(document, undefined, {}))) / fresh.length) * 1000;
    const known =
      (time(() => fresh.map((document) => cost(document, undefined, {}))) / fresh.length) * 1000;
    console.log(`cost of a playground's tab: ${each.toFixed(1)} µs, known: ${known.toFixed(2)} µs`);
    expect(each).toBeLessThan(500);
    expect(known).toBeLessThan(each);
  });
});
