import { rights } from "@winner/core/identity/index.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import { expect, test } from "vitest";
import { kindAt } from "../support/input-id.ts";
import { sampleOf } from "../support/sample-input.ts";
import { graphId, openTenants } from "../support/tenants.ts";
import { freshDatabase, type Json } from "../support/world.ts";

const { db } = await freshDatabase();
const { homes, viewers } = await openTenants(db);
const [home] = homes;
const people = viewers(home);

const texts = [
  "' OR 1=1; --",
  `'"\\); DROP TABLE "Team"; -- %_ \${7*7} {{7*7}} ../../etc/passwd <script>alert(1)</script>`,
  "Nama\r\nBcc: x@y.z\u001b[2J",
  "\ud800 half",
  "\u202e",
  "",
  "__proto__",
  "x".repeat(20_000),
];
/** What an attacker writes for each kind of value. */
const hostile: Readonly<Record<string, readonly unknown[]>> = {
  ID: [...texts, btoa("Team:' OR 1=1"), btoa("Team:00000000-0000-7000-8000-000000000000")],
  Int: [2147483647, -2147483648, 0],
  Float: [1e308, -1e308, 5e-324],
  Rupiah: ["999999999999999999", "-999999999999999999", "0"],
  LocalDate: ["0001-01-01", "9999-12-31"],
  DateTime: [
    "+275760-09-13T00:00:00Z",
    "-271821-04-20T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1",
    0,
  ],
  JSON: [
    null,
    [],
    {},
    "' OR 1=1; --",
    1e308,
    [[[[[]]]]],
    [null],
    [{ key: null }],
    { "\ud800": "\ud800" },
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  ],
  Boolean: [],
};

/** What would tell an attacker of the inside: engines, statements, constraints, files, stacks. */
const inside =
  /prisma|postgres|node_modules|packages\/|\.ts\b|\bat \S+ \(\S+:\d+:\d+\)|constraint|relation "|syntax error at|invalid input syntax|violates|\bpg_|\b(SELECT|INSERT|UPDATE|DELETE) .*(FROM|INTO|SET)\b|unexpected error/i;

test.each([
  "Invalid `prisma.team.findMany()` invocation",
  'insert or update on table "Team" violates foreign key constraint "Team_fkey"',
  "TypeError: x is undefined at run (/var/task/index.mjs:1:2)",
  "Unexpected error.",
])("the pattern of what may not be told finds: %s", (text) => {
  expect(text).toMatch(inside);
});

/** Each leaf of an input: the path to it, where "0" is the first of a list, and its type. */
function leaves(type: GraphQLInputType, path: readonly string[] = []): [string[], string][] {
  const inner = getNamedType(type);
  const isList = isListType(isNonNullType(type) ? type.ofType : type);
  const here = isList ? [...path, "0"] : [...path];
  if (!isInputObjectType(inner)) return [[here, inner.name]];
  return Object.values(inner.getFields()).flatMap((field) =>
    leaves(field.type, [...here, field.name]),
  );
}

/** A copy with one value put at a path. */
function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (key === "0") return [put(Array.isArray(target) ? target[0] : {}, rest, value)];
  const object = (target ?? {}) as Json;
  return { ...object, [key]: put(object[key], rest, value) };
}

const valuesFor = (type: string): readonly unknown[] => hostile[type] ?? texts;

/** Fails when an answer tells of the inside, or of an error that nobody expected. */
function judge(
  what: string,
  value: unknown,
  { errors = [], data }: { data?: Json; errors?: Json[] },
) {
  const told = [...errors, ...Object.values(data ?? {})].flatMap((one) =>
    one?.message ? [String(one.message)] : [],
  );
  // A refused literal is quoted back; what is ours to answer for is the rest.
  for (const text of told)
    expect(text.replaceAll(String(value), ""), `${what} = ${JSON.stringify(value)}`).not.toMatch(
      inside,
    );
}

test.each(
  Object.values(schema.getMutationType()?.getFields() ?? {}).map(
    (field) => [field.name, field] as const,
  ),
)("mutation %s takes hostile values without a slip", async (name, field) => {
  const holders: readonly string[] = rights[name as keyof typeof rights];
  const person = people.get(holders.includes("ADMINISTRATOR") ? "administrator" : "team");
  const type = field.args[0]?.type as GraphQLInputType;
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const text = `mutation($input: ${title}Input!) { ${name}(input: $input) { ... on Error { code message } } }`;
  const usual = sampleOf(name, type, (path) => graphId(home, kindAt(name, path)));
  for (const [path, kind] of leaves(type))
    for (const value of valuesFor(kind)) {
      const answer = await person?.ask(text, { input: put(usual, path, value) });
      judge(`${name}.${path.join(".")}`, value, answer ?? { data: {} });
    }
});

const plain = (field: GraphQLField<unknown, unknown>) =>
  isLeafType(getNamedType(field.type)) ? "" : "{ __typename }";

test.each(
  Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ args }) => args.length > 0)
    .map((field) => [field.name, field] as const),
)("query %s takes hostile values without a slip", async (name, field) => {
  const declared = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const text = `query(${declared}) { ${name}(${passed}) ${plain(field)} }`;
  const usual: Json = {};
  const required = field.args.filter(
    (arg) => isNonNullType(arg.type) && arg.defaultValue === undefined,
  );
  for (const arg of required)
    for (const [path, kind] of leaves(arg.type, [arg.name]))
      Object.assign(
        usual,
        put(
          usual,
          path,
          kind === "ID"
            ? graphId(home, path.at(-1) === "panelId" ? "Panel" : "Provider")
            : kind === "LocalDate"
              ? "2026-01-01"
              : kind === "Int"
                ? 1
                : "36",
        ),
      );
  for (const arg of field.args)
    for (const [path, kind] of leaves(arg.type, [arg.name]))
      for (const value of valuesFor(kind)) {
        const variables = put(usual, path, value) as object;
        for (const who of ["administrator", "team"])
          judge(
            `${name}.${path.join(".")}`,
            value,
            (await people.get(who)?.ask(text, variables)) ?? {},
          );
      }
});

test("nothing was dropped, and no prototype has a new property", async () => {
  expect(await db.team.count()).toBeGreaterThan(400);
  expect(({} as Json).polluted).toBeUndefined();
});
