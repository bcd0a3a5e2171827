import { readFileSync } from "node:fs";
import * as plugin from "@graphql-eslint/eslint-plugin";
import { schema } from "@winner/functions/graphql/schema.ts";
import { Linter } from "eslint";
import { isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import { expect, test } from "vitest";

const rule = (name: string) => `@graphql-eslint/${name}`;

/** Rules of the plugin that do not hold here, each with its reason. Every other rule of a schema holds. */
const refused: Readonly<Record<string, string>> = {
  alphabetize: "The order is that of printSchema: by name, so that a diff shows what changed.",
  "no-root-type": "There are mutations and a subscription.",
  "require-nullable-result-in-root":
    "A mutation answers with a union that has its refusals: null would say nothing more.",
  "require-field-of-type-query-in-mutation-result":
    "A payload gives what was changed; whoever wants more asks `node`, and cached reads stay apart.",
  "strict-id-in-types":
    "What has no life of its own (payloads, lines, parties) has no id; what is refetched is a Node.",
  "require-deprecation-date":
    "It wants an argument that @deprecated has not; what is deprecated goes a release later (docs/conformance.md).",
  "input-name":
    "Fixed by the naming of `mutation()`: one argument `input` of `VerbNounInput`, checked below.",
};

const parser = plugin.parser as NonNullable<Linter.LanguageOptions["parser"]>;

/** Edges of what is no Node: records of what happened, which are read in lists alone and have no page of their own. */
const recordEdges = ["AuditEvents", "BillingExceptions", "BillingRuns", "ParkedMessages"].map(
  (name) => `type Query${name}ConnectionEdge {`,
);

/** What the rules find wrong in a schema: "rule at line: message". */
function lint(schema: string): string[] {
  const linter = new Linter({ configType: "flat" });
  const rules: Linter.RulesRecord = {
    ...(plugin.configs["flat/schema-all"].rules as Linter.RulesRecord),
    ...(plugin.configs["flat/schema-relay"].rules as Linter.RulesRecord),
    // Lists that are bounded by their nature (the stages of an edition) are plain lists.
    [rule("relay-edge-types")]: ["error", { listTypeCanWrapOnlyEdgeType: false }],
  };
  for (const name of Object.keys(refused)) rules[rule(name)] = "off";
  const lines = schema.split("\n");
  const isRecord = (line: number) =>
    recordEdges.includes(lines.slice(0, line).findLast((text) => text.startsWith("type ")) ?? "");
  return linter
    .verify(
      schema,
      [
        {
          files: ["**/*.graphql"],
          languageOptions: { parser, parserOptions: { graphQLConfig: { schema } } },
          plugins: { "@graphql-eslint": plugin as never },
          rules,
        },
      ],
      { filename: "schema.graphql" },
    )
    .filter((fault) => !(fault.message.includes("`Node` interface") && isRecord(fault.line)))
    .map(({ ruleId, line, message }) => `${ruleId} at ${line}: ${message}`);
}

const published = readFileSync("schema.graphql", "utf8");

test("schema.graphql keeps the rules of Relay, naming and description", () => {
  expect(lint(published)).toEqual([]);
});

test.each([
  [
    "relay-connection-types",
    /(type QueryRefundsConnection \{\n.*?)pageInfo: PageInfo!/s,
    "$1pageInfo: PageInfo",
  ],
  ["relay-page-info", /hasNextPage: Boolean!/, "hasNextPage: Boolean"],
  [
    "relay-edge-types",
    /(type QueryRefundsConnectionEdge \{\n.*?)cursor: String!/s,
    "$1cursor: [String!]",
  ],
  ["relay-arguments", /(teamServices\()\s*"""[^"]*"""\s*after: String/, "$1"],
  ["naming-convention", /legalName: String!/, "legal_name: String!"],
  ["no-typename-prefix", /(type Meeting \{\n.*?)\bid: ID!/s, "$1meetingId: ID!"],
  ["require-description", /"""An appeal against[^\n]*\n/, ""],
  ["no-unreachable-types", /^/, '"""Nothing leads here."""\ntype Island { id: ID! }\n'],
  ["no-hashtag-description", /type Island|^/, "# A comment\ntype Peninsula { id: ID! }\n"],
  ["require-deprecation-reason", /legalName: String!/, "legalName: String! @deprecated"],
])("the rule %s finds its fault", (name, from, to) => {
  const mutant = published.replace(from, to);
  expect(mutant).not.toBe(published);
  expect(lint(mutant).filter((fault) => fault.startsWith(rule(name)))).not.toEqual([]);
});

test("every mutation takes one input of its own and answers with a union of its own", () => {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
  expect(fields.length).toBeGreaterThan(150);
  for (const { name, args, type } of fields) {
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const taken = args.map((arg) => `${arg.name}: ${arg.type}`);
    expect(taken, name).toEqual([`input: ${title}Input!`]);
    expect(String(type), name).toBe(`${title}Result!`);
  }
});

test("every field of an answer is described", () => {
  const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__")
      ? Object.values(type.getFields()).map((field) => ({ ...field, owner: type.name }))
      : [],
  );
  expect(fields.length).toBeGreaterThan(1500);
  const bare = fields.filter(({ description }) => !description);
  expect(
    bare.map(({ owner, name }) => `${owner}.${name}`),
    "glossary/output.ts",
  ).toEqual([]);
});

test("every input and argument is described", () => {
  const missing: string[] = [];
  const note = (owner: string, parts: readonly { name: string; description?: string | null }[]) =>
    missing.push(
      ...parts.filter((part) => !part.description).map(({ name }) => `${owner}.${name}`),
    );
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  for (const type of types) {
    if (isInputObjectType(type)) note(type.name, Object.values(type.getFields()));
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields()))
        note(`${type.name}.${field.name}`, field.args);
  }
  expect(types.filter(isInputObjectType).length).toBeGreaterThan(150);
  expect(missing).toEqual([]);
});
