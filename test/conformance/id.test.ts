import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type ExecutionResult,
  type GraphQLArgs,
  type GraphQLArgument,
  type GraphQLField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  getNullableType,
  graphql,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
  parse,
  subscribe,
} from "graphql";
import { expect, test } from "vitest";
import { idsIn, kindAt, typeOf } from "../support/input-id.ts";
import { sampleOf } from "../support/sample-input.ts";

/**
 * Every id that the graph gives or takes is a global id of its type: asked of each resolver of an id with a row
 * in which everything is a plain one, and of each operation that takes an id, without a database.
 */
const plain = "01900000-0000-7000-8000-000000000001";

/** Ids that are given as they are, each with its reason. */
const plainOutputs: Readonly<Record<string, string>> = {
  "AuditEvent.subjectId": "told by the type of what the event is about",
  "BillingEvent.id": "the webhook-id of its webhooks, by which a partner knows a double",
  "BillingEvent.subjectId": "told by the type of what the event is about, as its webhooks tell it",
  "SetProviderLogoPayload.providerId": "the global id that was given, once more",
  "TimelineEvent.subjectId": "told by the type of what the event is about",
  "WebhookDelivery.eventId": "the BillingEvent.id",
};

/** Texts whose name ends as that of an id does, and why they are none. */
const noIds: Readonly<Record<string, string>> = {
  nameId: "the name in Indonesian",
  titleId: "the title in Indonesian",
  textId: "the text in Indonesian",
  "MarkStep.judgeId": "a global id, or Judge 1, 2, … in a published result",
  "JudgeStep.judgeId": "a global id, or Judge 1, 2, … in a published result",
  "Payment.externalId": "how the gateway names a payment",
  "PaymentRequest.orderId": "how the gateway is told of a request",
  "Webhook.orderId": "how the gateway is told of a request",
};

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
const objects = types.filter(isObjectType);
const fieldsOf = (type: GraphQLObjectType) => Object.values(type.getFields());
const nodeType = schema.getType("Node") as GraphQLInterfaceType;
const system = { kind: "SYSTEM" as const, name: "test" };

/** A row of which everything that is read is a plain id, or such a row again. */
const row: object = new Proxy(
  {},
  {
    get: (_, key) => {
      if (key === "map") return (tell: (one: unknown) => unknown) => [tell(row)];
      if (key === "filter") return () => row;
      if (key === Symbol.iterator) return () => [row, row].values();
      if (key === "toString" || key === "valueOf") return () => plain;
      return key === "then" || typeof key === "symbol" ? undefined : row;
    },
  },
);
/** A database of which everything that is asked is such a row. */
const source: object = new Proxy(async () => row, {
  has: () => true,
  get: (_, key) => (key === "then" ? undefined : source),
});

/** What the ids of a type are told as, of a row of plain ids: asked as a query would. */
async function idsOf(type: GraphQLObjectType): Promise<[key: string, told: string[]][]> {
  const names = Object.values(type.getFields())
    .filter((field) => getNamedType(field.type).name === "ID")
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const query = new GraphQLObjectType({
    name: "Query",
    fields: { row: { type, resolve: () => row } },
  });
  const { data, errors } = await graphql({
    schema: new GraphQLSchema({ query, types: schema.getPossibleTypes(nodeType) }),
    source: `{ row { ${names.join(" ")} } }`,
    contextValue: { db: source, actor: system, language: "en" },
  });
  expect(errors, type.name).toBeUndefined();
  const told = data?.row as Record<string, string | string[]>;
  return names.map((name) => [`${type.name}.${name}`, [told[name] ?? ""].flat()]);
}

/** Whether a text is a global id of a type, of the row of a plain id. */
const isGlobal = (text: string): boolean => {
  const [type, id] = atob(text.includes("-") ? "" : text).split(":");
  return /^[A-Z]\w+$/.test(type ?? "") && id === plain;
};

const given = (await Promise.all(objects.map(idsOf))).flat();

test("each id that is given is a global id", () => {
  expect(given.length).toBeGreaterThan(100);
  const found = given.flatMap(([key, told]) => (told.every(isGlobal) ? [] : [key]));
  expect(found.sort()).toEqual(Object.keys(plainOutputs).sort());
});

test("the walk finds a plain id that is given, alone or in a list", () => {
  expect(isGlobal(plain)).toBe(false);
  expect(isGlobal(globalId("Team", plain))).toBe(true);
  expect(String(row)).toBe(plain);
});

test("what is called an id is one", () => {
  const named = (owner: string, parts: readonly { name: string; type: unknown }[]) =>
    parts
      .filter(({ name, type }) => /(Id|Ids|^id|^ids)$/.test(name) && !/\bID\b/.test(String(type)))
      .filter(({ name }) => !noIds[name] && !noIds[`${owner}.${name}`])
      .map(({ name }) => `${owner}.${name}`);
  const found = types.flatMap((type) =>
    isInputObjectType(type)
      ? named(type.name, Object.values(type.getFields()))
      : isObjectType(type)
        ? [
            ...named(type.name, fieldsOf(type)),
            ...fieldsOf(type).flatMap(({ name, args }) => named(`${type.name}.${name}`, args)),
          ]
        : [],
  );
  expect(found).toEqual([]);
});

let reached = false;
const database: object = new Proxy(() => database, {
  has: () => true,
  get: (_, key) => (key === "then" ? undefined : database),
  apply: () => {
    reached = true;
    throw new Error("reached the database");
  },
});

/** The first answer to an operation: of a subscription the refusal of it, or what it tells first. */
async function answerTo(
  operation: Pick<GraphQLArgs, "schema" | "contextValue" | "variableValues">,
  source: string,
): Promise<ExecutionResult> {
  if (!source.startsWith("subscription")) return graphql({ ...operation, source });
  const told = await subscribe({ ...operation, document: parse(source) });
  return Symbol.asyncIterator in told ? ((await told.next()).value ?? {}) : told;
}

/** The code with which an operation is refused before it asks anything of the database. */
async function refusalOf(source: string, variableValues: object) {
  reached = false;
  const contextValue = {
    db: database,
    actor: system,
    language: "en" as const,
    vault: database,
    files: database,
    links: database,
    gateways: database,
    now: database,
  };
  const { data, errors } = await answerTo(
    { schema, variableValues: { ...variableValues }, contextValue },
    source,
  );
  if (reached) return "REACHED";
  const [answer] = Object.values(data ?? {}) as ({ code?: string } | null)[];
  return answer?.code ?? String(errors?.[0]?.extensions.code ?? errors?.[0]?.message);
}

const right = (operation: string, path: string): string =>
  globalId(typeOf(kindAt(operation, path)), newId());

/** What may stand where an id of a type is wanted, and is none. */
const wrong = (operation: string, path: string): string[] => [
  newId(),
  globalId(typeOf(kindAt(operation, path)) === "Team" ? "Edition" : "Team", newId()),
];

/** An input with one id of it wrong, or none. */
const inputs = (operation: string, type: GraphQLInputType, wrongPath?: string, id = "") =>
  sampleOf(operation, type, (path) => {
    const kind = kindAt(operation, path);
    if (kind.endsWith("Code")) return "36";
    return path === wrongPath ? id : right(operation, path);
  });

test.each(
  Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => {
    const type = field.args[0]?.type as GraphQLInputType;
    const paths = idsIn(type, "");
    return paths.length > 0 ? [[field.name, type, paths] as const] : [];
  }),
)("%s takes global ids of their types and no others", async (name, type, paths) => {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const source = `mutation($input: ${title}Input!) { ${name}(input: $input) { ... on Error { code } } }`;
  const input = inputs(name, type);
  expect(await refusalOf(source, { input }), "right ids").not.toBe("NOT_FOUND");
  for (const path of paths)
    for (const id of wrong(name, path))
      expect(
        await refusalOf(source, { input: inputs(name, type, path, id) }),
        `${path} = ${id}`,
      ).toBe("NOT_FOUND");
});

/** The arguments of a query as one input: those that it needs, and the one in question. */
const argumentsOf = ({ args }: GraphQLField<unknown, unknown>, wanted: GraphQLArgument) =>
  new GraphQLInputObjectType({
    name: "Arguments",
    fields: Object.fromEntries(
      args
        .filter((arg) => arg === wanted || isNonNullType(arg.type))
        .map(({ name, type }) => [name, { type: new GraphQLNonNull(getNullableType(type)) }]),
    ),
  });

/** Queries that take ids of any type, and are tested by themselves. */
const takesAny = new Set(["node", "nodes", "auditEvents"]);

const taken = (["query", "subscription"] as const).flatMap((operation) =>
  Object.values(schema.getRootType(operation as OperationTypeNode)?.getFields() ?? {})
    .filter(({ name }) => !takesAny.has(name))
    .flatMap((field) =>
      field.args.flatMap((arg) =>
        idsIn(arg.type, arg.name).map((path) => [field.name, path, field, arg, operation] as const),
      ),
    ),
);

test("the walk goes over the arguments of subscriptions too", () => {
  expect(taken.filter((one) => one[4] === "subscription").map(([name]) => name)).toContain(
    "judgingProgressed",
  );
});

test.each(taken)("%s takes as %s global ids of its type and no others", async (...query) => {
  const [name, path, field, arg, operation] = query;
  const declared = field.args.map((one) => `$${one.name}: ${one.type}`).join(", ");
  const passed = field.args.map((one) => `${one.name}: $${one.name}`).join(", ");
  const type = getNamedType(field.type);
  const inner =
    isObjectType(type) && type.getFields().edges ? "edges { __typename }" : "__typename";
  const source = `${operation}(${declared}) { ${name}(${passed}) { ${inner} } }`;
  const ask = (id?: string) =>
    refusalOf(source, inputs(name, argumentsOf(field, arg), path, id ?? right(name, path)));
  expect(await ask(), "a right id").toBe("REACHED");
  for (const id of wrong(name, path)) expect(await ask(id), id).toBe("NOT_FOUND");
});

test("node takes the ids of Nodes, and says of all others that they are none", async () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const known = new Set([
    ...mutations.flatMap(({ name, args }) =>
      idsIn(args[0]?.type as GraphQLInputType, "").map((path) => typeOf(kindAt(name, path))),
    ),
    ...given
      .flatMap(([, told]) => told)
      .filter(isGlobal)
      .map((id) => atob(id).split(":")[0] ?? ""),
  ]);
  const node = (id: string) => refusalOf("query($id: ID!) { node(id: $id) { id } }", { id });
  const nodes = new Set(schema.getPossibleTypes(nodeType).map(String));
  expect([...nodes].filter((type) => !known.has(type))).toEqual([]);
  for (const type of known)
    expect(await node(globalId(type, newId())), type).toBe(
      nodes.has(type) ? "REACHED" : "NOT_A_NODE",
    );
  expect(await node(plain)).toBe("BAD_ID");
  expect(await node(globalId("Nothing", plain))).toBe("NOT_A_NODE");
});
