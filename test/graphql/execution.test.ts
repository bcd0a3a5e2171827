import { builder } from "@winner/functions/graphql/builder.ts";
import { execute as executePlanned } from "@winner/functions/graphql/execution/run.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import fc from "fast-check";
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from "graphql";
import { afterEach, expect, test, vi } from "vitest";
import { seedWhole } from "../support/seed.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

/** Numbers that follow from a seed: the same seed makes the same document and the same values. */
function chooser(seed: number) {
  let state = seed | 0;
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
  return { next, one: <T>(list: readonly T[]): T => list[next(list.length)] as T };
}
type Chooser = ReturnType<typeof chooser>;

/** A random document over a schema: aliases or none, fragments of both kinds, directives, __typename. */
function randomQuery(
  schema: GraphQLSchema,
  { next, one }: Chooser,
  options: { root: GraphQLObjectType; values: Record<string, string>; depth: number; most: number },
): string {
  const fragments: string[] = [];
  // Without aliases nothing is asked in two ways, and more is known of it before.
  const aliased = next(2) === 0;
  const directive = () =>
    one(["", "", "", "@include(if: $yes)", "@skip(if: $no)", "@skip(if: $yes)"]);
  const callOf = (field: GraphQLField<unknown, unknown>, left: number): string | undefined => {
    const needed = field.args.filter(
      (arg) => isNonNullType(arg.type) && arg.defaultValue === undefined,
    );
    if (needed.some((arg) => options.values[arg.name] === undefined)) return undefined;
    const args = needed.map((arg) => `${arg.name}: ${options.values[arg.name]}`).join(", ");
    const head = `${field.name}${args && `(${args})`} ${directive()}`;
    const type = getNamedType(field.type);
    if (isLeafType(type)) return head;
    return left > 0 && (isObjectType(type) || isAbstractType(type))
      ? `${head} ${select(type, left - 1)}`
      : undefined;
  };
  const select = (type: ReturnType<typeof getNamedType>, left: number): string => {
    if (isAbstractType(type)) {
      const of = schema.getPossibleTypes(type);
      const chosen = of.filter(() => next(of.length) < 3).slice(0, 3);
      return `{ __typename ${chosen.map((each) => `... on ${each.name} ${select(each, left)}`).join(" ")} }`;
    }
    const fields = Object.values((type as GraphQLObjectType).getFields());
    const parts: string[] = ["__typename"];
    for (let count = 1 + next(options.most); count > 0; count -= 1) {
      const field = one(fields);
      const call = callOf(field, left);
      if (!call) continue;
      // The same name with other arguments or another type would conflict; an alias parts them.
      const named = aliased && next(4) === 0 ? `a${parts.length}_${field.name}: ${call}` : call;
      const way = next(5);
      if (way === 0) parts.push(`... on ${type} ${directive()} { ${named} }`);
      else if (way === 1) {
        const name = `F${fragments.length}`;
        fragments.push(`fragment ${name} on ${type} { ${named} }`);
        parts.push(`...${name} ${directive()}`);
      } else parts.push(named);
    }
    return `{ ${parts.join(" ")} }`;
  };
  const body = select(options.root, options.depth);
  return `query($yes: Boolean!, $no: Boolean! = false) ${body} ${fragments.join(" ")}`;
}

/**
 * Errors as a client would see them, in any order. Where an error took its parents with it, which of
 * several did so first is a matter of time: of these only the place that became null is told.
 */
function told({ data, errors }: ExecutionResult) {
  const places = (errors ?? []).map((error) => {
    let value: unknown = data;
    for (const [depth, key] of (error.path ?? []).entries()) {
      if (value === null) return `null at ${error.path?.slice(0, depth).join(".")}`;
      value = (value as Record<string | number, unknown>)[key];
    }
    // Of a resolver's own fault graphql-js tells more, some of it the value.
    const message = error.message
      .replace(
        /^Abstract type "(\w+)" must resolve.*/s,
        'The value of "$1" is of no type that it may be of.',
      )
      .replace(/but got: .*/s, "but got another.");
    return JSON.stringify({ ...error.toJSON(), message });
  });
  return { data: JSON.stringify(data), errors: [...new Set(places)].sort() };
}

async function bothWays(
  args: Parameters<typeof execute>[0],
  contextOf: () => unknown,
): Promise<boolean> {
  if (validate(args.schema, args.document).length > 0) return false;
  const planned = executePlanned({ ...args, contextValue: contextOf() });
  expect(planned, "the plan covers it").toBeDefined();
  const expected = await execute({ ...args, contextValue: contextOf() });
  const actual = (await planned) as ExecutionResult;
  expect(told(actual)).toEqual(told(expected));
  return true;
}

const hard = buildSchema(`
  enum Colour { RED GREEN }
  interface Being { name: String! friend: Being friends: [Being!] }
  type Person implements Being { name: String! friend: Being friends: [Being!] age: Int! colour: Colour pets: [Pet]! add(a: Int = 1, b: Int!): Int }
  type Pet implements Being { name: String! friend: Being friends: [Being!] owner: Person! tags: [String!] grid: [[Int!]]! }
  union Either = Person | Pet
  type Query { person: Person pet: Pet! being: Being either: Either people: [Person!] all: [Either]! scalar: Int! }
  type Mutation { first: Person second: Pet! third: Int! }`);

/** A promise whose refusal is no fault of the program, should nobody wait for it. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/**
 * Every resolver gives what a seed and its place decide: values, wrong ones, errors, at once or later. The
 * place is told by the object above, since a path need not have the positions in lists.
 */
function hardResolvers(chosen: number, log: string[]) {
  const resolve = (
    source: { at: string } | undefined,
    args: Record<string, unknown>,
    _context: unknown,
    { path, returnType }: Parameters<NonNullable<GraphQLField<unknown, unknown>["resolve"]>>[3],
  ): unknown => {
    const place = `${source?.at ?? ""}.${path.key}`;
    if (!source) log.push(`${place} begins`);
    const { next, one } = chooser(
      [...place].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), chosen),
    );
    /** What comes wrong, if anything does. */
    const fault = (): (() => unknown) | undefined =>
      [
        () => null,
        () => undefined,
        () => new Error(`given at ${place}`),
        () => Promise.reject(new Error(`refused at ${place}`)),
        () => {
          throw new GraphQLError(`thrown at ${place}`, { extensions: { code: "X" } });
        },
        () => "not what it should be",
      ][next(24)];
    const value = (type: GraphQLOutputType, at = place): unknown => {
      if (isNonNullType(type)) return value(type.ofType, at);
      if (isListType(type)) {
        const items = Array.from({ length: next(4) }, (_item, index) => {
          const wrong = fault();
          // Later, since graphql-js leaves items unheard that are refused after one that is wrong at once.
          return wrong
            ? heard(Promise.resolve().then(wrong))
            : value(type.ofType, `${at}.${index}`);
        });
        return one([items, new Set(items), Promise.resolve(items)]);
      }
      if (isLeafType(type))
        return type.name === "Int"
          ? (args.b ?? next(9))
          : type.name === "Colour"
            ? one(["RED", "GREEN"])
            : `s${next(9)}`;
      const object = { at, __typename: isObjectType(type) ? type.name : one(["Person", "Pet"]) };
      return one([object, Promise.resolve(object)]);
    };
    const wrong = fault();
    if (wrong) return next(2) === 0 ? wrong() : heard(Promise.resolve().then(wrong));
    const given = value(returnType);
    return next(3) === 0 ? new Promise((done) => setImmediate(done, given)) : given;
  };
  for (const type of Object.values(hard.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith("__"))
      for (const field of Object.values(type.getFields())) field.resolve = resolve as never;
}

test("a schema full of faults answers as under graphql-js: values, nulls, errors and their paths", async () => {
  let executed = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (chosen) => {
      const root = hard.getQueryType() as GraphQLObjectType;
      const text = randomQuery(hard, chooser(chosen), {
        root,
        values: { b: "3" },
        depth: 4,
        most: 5,
      });
      hardResolvers(chosen, []);
      const variableValues = { yes: chosen % 2 === 0 };
      if (await bothWays({ schema: hard, document: parse(text), variableValues }, () => ({})))
        executed += 1;
    }),
    { numRuns: 250 },
  );
  expect(executed).toBeGreaterThan(150);
});

test("a type that checks its values is asked, also when it answers later", async () => {
  const person = hard.getType("Person") as GraphQLObjectType;
  const text = "{ person { name } being { name } either { ... on Person { name } } }";
  try {
    for (const isTypeOf of [
      () => true,
      () => false,
      async () => true,
      async () => false,
      () => {
        throw new Error("no");
      },
    ]) {
      person.isTypeOf = isTypeOf;
      for (let chosen = 0; chosen < 40; chosen += 1) {
        hardResolvers(chosen, []);
        await bothWays({ schema: hard, document: parse(text) }, () => ({}));
      }
    }
  } finally {
    person.isTypeOf = null;
  }
});

test("mutations begin one after the other, and stop where nothing may be null", async () => {
  const text = "mutation { first { name } a: third second { name } b: third }";
  for (let chosen = 0; chosen < 60; chosen += 1) {
    const logs: [string[], string[]] = [[], []];
    const document = parse(text);
    hardResolvers(chosen, logs[0]);
    const expected = await execute({ schema: hard, document });
    hardResolvers(chosen, logs[1]);
    const actual = (await executePlanned({ schema: hard, document })) as ExecutionResult;
    expect(told(actual)).toEqual(told(expected));
    expect(logs[1]).toEqual(logs[0]);
  }
});

test.each([
  ["introspection", "{ __schema { types { name } } }"],
  ["one type", '{ __type(name: "Pet") { name } }'],
  ["an alias that is a prototype", "{ __proto__: scalar }"],
  ["an unknown directive", "{ scalar @defer }"],
  ["two operations and no name", "query A { scalar } query B { scalar }"],
  ["a missing variable", "query($b: Int!) { person { add(b: $b) } }"],
  ["no such root", "subscription { scalar }"],
])("%s is left to the general executor", (_name, text) => {
  expect(executePlanned({ schema: hard, document: parse(text) })).toBeUndefined();
});

test("fields are read past their resolvers only where no plugin guards them", () => {
  // Whoever adds a plugin that wraps resolvers (rights by field, say) must look at `directly` in plan.ts first.
  expect((builder as unknown as { options: { plugins: string[] } }).options.plugins).toEqual([
    "glossary",
    "givenColumns",
    "prisma",
    "relay",
  ]);
});

const { db } = await freshDatabase();
await seedWhole(db);
const api = openApi(db);
const people = [
  undefined,
  await api.person(),
  await api.person(role("ORGANISER")),
  await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
  await api.person(role("ADMINISTRATOR")),
];

afterEach(() => {
  vi.useRealTimers();
});

test("random queries over the whole schema answer as under graphql-js, as different people", async () => {
  // Links carry the second until which they hold: it must be the same for both.
  vi.useFakeTimers({ toFake: ["Date"] });
  const ids = [
    `Edition:${(await db.edition.findFirstOrThrow()).id}`,
    `Application:${(await db.application.findFirstOrThrow()).id}`,
    `Team:${(await db.team.findFirstOrThrow()).id}`,
    "Panel:none",
  ].map((id) => JSON.stringify(btoa(id)));
  const provider = await db.provider.findFirstOrThrow();
  const values: Record<string, string> = {
    ids: `[${ids.join()}]`,
    provinceCode: '"36"',
    year: "2023",
    from: '"2023-01-01"',
    to: '"2023-12-31"',
    panelId: JSON.stringify(btoa(`Panel:${(await db.panel.findFirstOrThrow()).id}`)),
    providerId: JSON.stringify(btoa(`Provider:${provider.id}`)),
    window: "DAYS_90",
    programme: "WINNER",
    indicatorCode: '"NONE"',
    code: '"AAAA-BBBB-CCCC-DDDD"',
  };
  let executed = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (chosen) => {
      const root = schema.getQueryType() as GraphQLObjectType;
      const pick = chooser(chosen);
      const id = pick.one(ids);
      const text = randomQuery(schema, pick, {
        root,
        values: { ...values, id },
        depth: 6,
        most: 7,
      });
      const actor = pick.one(people)?.actor ?? ({ kind: "ANONYMOUS" } as const);
      const { links, vault, files, gateways } = api;
      const at = new Date();
      const contextOf = () => ({
        db,
        actor,
        links,
        vault,
        files,
        gateways,
        language: "en" as const,
        now: async () => at,
      });
      if (
        await bothWays(
          { schema, document: parse(text), variableValues: { yes: pick.next(2) === 0 } },
          contextOf,
        )
      )
        executed += 1;
    }),
    { numRuns: 150 },
  );
  expect(executed).toBeGreaterThan(60);
});
