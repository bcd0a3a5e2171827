import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  graphql,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { Client } from "pg";
import { afterAll, expect, test } from "vitest";
import { multiply } from "../../bench/scale.ts";
import { seedWhole } from "../support/seed.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

/**
 * Every list of the schema, with what hangs on its rows, is asked for by several roles, of a database in which
 * all that grows is ten times the seed. PostgreSQL then tells how it would run each statement that came of it:
 * no table that grows may be read whole, and no more may be sorted than a page needs.
 */
const statements = new Map<string, string>();
let asking: string | undefined;
const { db, url } = await freshDatabase((sql) => {
  if (asking && /^\s*(SELECT|WITH)/i.test(sql)) statements.set(sql, asking);
});
await seedWhole(db);
await multiply(db, 10);
const api = openApi(db);

/** Tables with at least so many rows in the tenfold seed grow; the others are looked up in a page or two. */
const many = 400;
/** A page of 100, and one more to see whether there is a next. */
const most = 101;

/** A total is asked for apart, and counts what there is. */
const isTotal = (sql: string): boolean => /^SELECT COUNT\(\*\)/.test(sql);

/** Lists that are not asked for here, and why. */
const exempt: Record<string, string> = {
  duplicateApplications:
    "compares all applications of one edition with each other, for its organiser",
};
/** What is found and stays, and why. */
const accepted: Record<string, string> = {
  "provinces walks through all of Regency": "the 514 regencies are all shown",
  "cohorts walks through all of Team":
    "a cohort is shown with all of its members and their teams; there is one an edition",
};

const globalIdOf = async (table: string): Promise<string> => {
  const [row] = await db.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id::text FROM "${table}" ORDER BY id LIMIT 1`,
  );
  return JSON.stringify(btoa(`${table}:${row?.id}`));
};
const provider = await db.provider.findFirstOrThrow();
const values: Record<string, string> = {
  first: "2",
  panelId: await globalIdOf("Panel"),
  editionId: await globalIdOf("Edition"),
  providerId: JSON.stringify(btoa(`Provider:${provider.id}`)),
  eventId: await globalIdOf("TrainingEvent"),
  batchId: await globalIdOf("BootcampBatch"),
  memberId: await globalIdOf("CohortMember"),
  needId: await globalIdOf("Need"),
  email: '"a@b.id"',
  provinceCode: '"36"',
  indicatorCode: '"NONE"',
  window: "DAYS_90",
  year: "2023",
  programme: "WINNER",
  input: `{ institutionId: ${await globalIdOf("Institution")}, planId: ${await globalIdOf("Plan")}, startsOn: "2026-01-01", scale: 1 }`,
};
/** Of what `nodes` can give, what grows most. */
const nodes = await Promise.all(
  ["Application", "Team", "Institution", "Agreement", "Subscription", "Invoice"].map(
    async (name) => ({ name, ids: `[${await globalIdOf(name)}]` }),
  ),
);

/** A call of a field with all that is below it, to a depth; undefined without values for its arguments. */
function callOf(field: GraphQLField<unknown, unknown>, left: number): string | undefined {
  const given = field.args.filter(
    (arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || arg.name === "first",
  );
  if (given.some((arg) => values[arg.name] === undefined)) return undefined;
  const args = given.map((arg) => `${arg.name}: ${values[arg.name]}`).join(", ");
  const call = `${field.name}${args && `(${args})`}`;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return call;
  return left > 0 && isObjectType(type) ? `${call} ${below(type, left - 1)}` : undefined;
}
const below = (type: GraphQLObjectType, left: number): string =>
  `{ __typename ${Object.values(type.getFields())
    .flatMap((inner) => callOf(inner, left) ?? [])
    .join(" ")} }`;

/** Whether a field gives many: a list, or a page of one. */
function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  const inner = isNonNullType(type) ? type.ofType : type;
  return isListType(inner) || (isObjectType(inner) && "edges" in inner.getFields());
}
const lists = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(isList);
const texts = lists.flatMap((field) =>
  field.name === "nodes"
    ? nodes.map(({ name, ids }) => {
        const type = schema.getType(name) as GraphQLObjectType;
        return {
          name: `nodes of ${name}`,
          text: `nodes(ids: ${ids}) { ... on ${name} ${below(type, 1)} }`,
        };
      })
    : [{ name: field.name, text: callOf(field, 3) }],
);

test("each list has sample arguments", () => {
  expect(texts.length).toBeGreaterThan(40);
  expect(texts.filter(({ text }) => !text).map(({ name }) => name)).toEqual([]);
  const names = lists.map((field) => field.name);
  expect(Object.keys(exempt).filter((name) => !names.includes(name))).toEqual([]);
});

interface Step {
  "Node Type": string;
  "Relation Name"?: string;
  "Plan Rows": number;
  "Sort Key"?: string[];
  "Index Cond"?: string;
  "Subplan Name"?: string;
  Plans?: Step[];
}
const sizes = new Map(
  (
    await db.$queryRaw<{ name: string; rows: number }[]>`
      SELECT relname AS name, reltuples::int AS rows FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
  ).map(({ name, rows }) => [name, rows]),
);

function faultsOf(step: Step, limited = false): string[] {
  const [kind, table] = [step["Node Type"], step["Relation Name"] ?? ""];
  const large = (sizes.get(table) ?? 0) >= many;
  const inner = limited || kind === "Limit";
  return [
    ...(large && kind === "Seq Scan" ? [`reads all of ${table}`] : []),
    // In the order of an index a page is read as far as it goes; without an end that is all.
    ...(large && !step["Index Cond"] && /^Index/.test(kind) && !limited
      ? [`walks through all of ${table}`]
      : []),
    ...(kind === "Sort" && step["Plan Rows"] > most ? [`sorts by ${step["Sort Key"]}`] : []),
    ...(step.Plans ?? []).flatMap((below) =>
      // What is built whole before the first row comes has no end by the page's.
      faultsOf(
        below,
        inner && !/^(Hash|Sort|Aggregate|Materialize)$/.test(kind) && !below["Subplan Name"],
      ),
    ),
  ];
}

// Without values for its parameters, as PostgreSQL plans a named statement in the end.
const client = new Client({ connectionString: url });
await client.connect();
// Whether an index could serve, also where ten times the seed is still too little for PostgreSQL to want it: beside a
// table of a few rows it would as soon walk through the start of another in step.
await client.query(
  "SET enable_seqscan = off; SET enable_sort = off; SET enable_mergejoin = off; SET jit = off",
);
afterAll(() => client.end());
async function planOf(sql: string): Promise<Step> {
  // But for the size of a page, of which it would guess a tenth of the table.
  const paged = sql.replace(/LIMIT \$\d+( OFFSET \$\d+)?\s*$/, `LIMIT ${most}`);
  const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${paged}`);
  return rows[0]["QUERY PLAN"][0].Plan;
}

const people = [
  await api.person(role("ADMINISTRATOR")),
  await api.person(role("ORGANISER")),
  await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
  await api.person(role("PROVIDER", { providerId: provider.id })),
  await api.person(),
];
for (const { name, text } of texts) {
  if (exempt[name]) continue;
  for (const { actor } of people) {
    asking = name;
    const { links, vault, files, gateways } = api;
    const contextValue = {
      db,
      actor,
      language: "en",
      links,
      vault,
      files,
      gateways,
      now: async () => new Date(),
    };
    await graphql({ schema, source: `{ ${text} }`, contextValue });
    asking = undefined;
  }
}

test("a statement that reads a growing table whole, or sorts it, would be found", async () => {
  for (const sql of [
    `SELECT * FROM "Application" WHERE title = $1`,
    `SELECT * FROM "Application" ORDER BY summary LIMIT $1`,
  ])
    expect(faultsOf(await planOf(sql))).not.toEqual([]);
  expect(faultsOf(await planOf(`SELECT * FROM "Application" ORDER BY id LIMIT $1`))).toEqual([]);
});

test("every list of the schema is read by index", async () => {
  expect(statements.size).toBeGreaterThan(100);
  const faults = new Set<string>();
  for (const [sql, name] of statements)
    if (!isTotal(sql))
      for (const fault of faultsOf(await planOf(sql))) faults.add(`${name} ${fault}`);
  expect([...faults].filter((fault) => !accepted[fault])).toEqual([]);
  expect(Object.keys(accepted).filter((fault) => !faults.has(fault))).toEqual([]);
});
