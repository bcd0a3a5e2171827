import { Role } from "@winner/core/database/index.ts";
import { type Actor, anonymous, nobody } from "@winner/core/identity/index.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import {
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  graphql,
  isAbstractType,
  isLeafType,
  isNonNullType,
} from "graphql";
import { expect, test } from "vitest";
import { localOf, marks, panelOf, selectionStage, submit } from "../support/panel.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

/**
 * Every path of the schema, to a depth of five, is walked as every role before publication: nothing
 * of the marks may show to anybody but their judge and the organisers.
 */
const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 2);
const { organiser, entries, leaders, season, stageId } = stage;
const [judge, other] = [await api.person(), await api.person()];
const { panelId } = await panelOf(api, db, stage, [judge, other]);
await api.run(organiser, "assignJudges", { panelId }, "assigned");
for (const entry of entries)
  await submit(api, judge, panelId, entry, marks("8.5", "3.5", "RAHASIA"));
await api.run(
  organiser,
  "setCalibration",
  { panelId, applicationId: entries[0], expected: { idea: "9.5" } },
  "applicationId",
);
/** A comment, a mark, the total of both, an expected mark. */
const secrets = ["RAHASIA", '"8.5"', '"6.83"', '"9.5"', "8.5,"];

const need = await db.need.create({
  data: {
    title: "Antrean",
    description: "Antrean di puskesmas",
    budgetSource: "APBD",
    deadline: new Date("2030-01-01"),
    issue: { connect: { code: "HEALTH" } },
    province: { connect: { code: "61" } },
    institution: { create: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah", provinceCode: "61" } },
  },
});

const ids = [
  panelId,
  ...entries,
  season.id,
  stageId,
  btoa(`Team:${(await db.team.findFirstOrThrow()).id}`),
  btoa(`Need:${need.id}`),
];
const values: Record<string, string> = {
  panelId: JSON.stringify(panelId),
  editionId: JSON.stringify(season.id),
  ids: JSON.stringify(ids),
  email: JSON.stringify(`${judge.id}@test.invalid`),
  code: '"AAAA-BBBB-CCCC-DDDD"',
  provinceCode: '"61"',
  input: '{ institutionId: "none", planId: "none", startsOn: "2026-01-01", scale: 1 }',
  // training
  eventId: JSON.stringify(btoa("TrainingEvent:01900000-0000-7000-8000-000000000000")),
  batchId: JSON.stringify(btoa("BootcampBatch:01900000-0000-7000-8000-000000000000")),
  window: "DAYS_90",
  year: "2023",
  indicatorCode: '"NONE"',
  needId: JSON.stringify(btoa(`Need:${need.id}`)),
  programme: "WINNER",
  memberId: JSON.stringify(btoa("CohortMember:01900000-0000-7000-8000-000000000000")),
  providerId: JSON.stringify(btoa(`Provider:${nobody}`)),
  from: '"2023-01-01"',
  to: '"2023-12-31"',
};
const depth = 5;

/** The selection of everything below a type. */
function select(type: GraphQLObjectType, left: number): string {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const call = callOf(field, left);
    return call ? [call] : [];
  });
  return `{ __typename ${parts.join(" ")} }`;
}

function callOf(
  field: GraphQLField<unknown, unknown>,
  left: number,
  given = values,
): string | undefined {
  const needed = field.args.filter(
    (arg) => isNonNullType(arg.type) && arg.defaultValue === undefined,
  );
  if (needed.some((arg) => given[arg.name] === undefined)) return undefined;
  const list = needed.map((arg) => `${arg.name}: ${given[arg.name]}`);
  const call = list.length > 0 ? `${field.name}(${list.join(", ")})` : field.name;
  const type = getNamedType(field.type);
  if (isLeafType(type)) return call;
  if (left === 0) return undefined;
  if (!isAbstractType(type)) return `${call} ${select(type as GraphQLObjectType, left - 1)}`;
  const fragments = schema
    .getPossibleTypes(type)
    .map((one) => `... on ${one.name} ${select(one, left - 1)}`)
    // Fields of one name but another type per fragment cannot stand in one selection.
    .map((fragment) => `${call} { ${fragment} }`);
  return fragments.join("\n");
}

const roots = Object.values(schema.getQueryType()?.getFields() ?? {});
const queries = roots.flatMap((field) => {
  const variants =
    field.name === "node" ? ids.map((id) => ({ ...values, id: JSON.stringify(id) })) : [values];
  return variants.flatMap((given) =>
    (callOf(field, depth, given) ?? "").split("\n").filter((text) => text !== ""),
  );
});

async function walk(actor: Actor): Promise<string> {
  const answers = [];
  for (const query of queries) {
    const { links, vault, files } = api;
    const now = async () => new Date();
    const contextValue = { db, actor, language: "en" as const, links, vault, files, now };
    const { data, errors } = await graphql({ schema, source: `{ ${query} }`, contextValue });
    const bad = (errors ?? []).filter(
      (error) =>
        ![
          "FORBIDDEN",
          "UNAUTHENTICATED",
          "NOT_FOUND",
          "STAGE_STILL_OPEN",
          "WRONG_MODE",
          "INVITATION_NOT_ACCEPTED",
        ].includes(String(error.extensions.code)),
    );
    expect(bad, query.slice(0, 200)).toEqual([]);
    answers.push(JSON.stringify(data));
  }
  return answers.join("\n");
}

test("the walk covers the schema, and its judge and the organiser do see the marks", async () => {
  expect(queries.length).toBeGreaterThan(30);
  const skipped = roots.filter((field) => field.name !== "node" && !callOf(field, depth));
  expect(skipped.map((field) => field.name)).toEqual([]);
  expect(await walk(judge.actor)).toContain("RAHASIA");
  const seen = await walk(organiser.actor);
  expect(seen).toContain('"6.83"');
  expect(seen).toContain('"8.5"');
});

const watchers: [string, Actor][] = [
  ["nobody", anonymous],
  ["the other judge", other.actor],
  ["a leader", (leaders[0] as typeof judge).actor],
  ["a stranger", (await api.person()).actor],
  ["a partner", { kind: "PARTNER", keyId: "k", scopes: ["read"] }],
  [
    "an organiser of another edition",
    {
      kind: "USER",
      id: organiser.id.replace(/^./, "f"),
      grants: [
        {
          role: "ORGANISER",
          editionId: localOf(btoa("Edition:01900000-0000-7000-8000-000000000000")),
        },
      ],
    },
  ],
];
for (const name of Object.values(Role))
  if (name !== "ADMINISTRATOR" && name !== "ORGANISER")
    watchers.push([`the role ${name}`, (await api.person(role(name))).actor]);

test.each(watchers)("%s sees nothing of the marks on any path", async (name, actor) => {
  const seen = await walk(actor);
  for (const secret of secrets) expect(seen.includes(secret), secret).toBe(false);
  // An auditor reads who did what, and not which marks.
  if (name !== "the role AUDITOR") expect(seen).not.toContain(judge.id);
});
