import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

/** A client as Relay's users write it: fragments, pages, refetching, a mutation that adds to a list. */
const client = {
  "Card.ts": `
    graphql\`fragment Card_application on Application @refetchable(queryName: "CardRefetchQuery") {
      title state province { code nameEn }
    }\`;
    graphql\`fragment Card_team on Team { name }\`;`,
  "List.ts": `
    graphql\`fragment List_query on Query
      @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
      @refetchable(queryName: "ListPageQuery") {
        applications(first: $first, after: $after) @connection(key: "List_applications") {
          edges { node { id ...Card_application } }
        }
      }\`;
    graphql\`query ListQuery { ...List_query me { email } }\`;`,
  "Create.ts": `
    graphql\`mutation CreateTeamMutation($input: CreateTeamInput!) {
      createTeam(input: $input) {
        __typename
        ... on CreateTeamPayload { team { id ...Card_team } }
        ... on Error { code message path }
      }
    }\`;`,
  "Submit.ts": `
    graphql\`mutation SubmitMutation($input: SubmitApplicationInput!) {
      submitApplication(input: $input) {
        ... on SubmitApplicationPayload { application { id ...Card_application } }
        ... on Error { code message }
      }
    }\`;`,
};

/** Compiles a client in a folder of its own; gives the text of each operation, or what is wrong. */
function compile(sources: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "winner-relay-"));
  for (const name of ["src", "made"]) mkdirSync(join(folder, name));
  cpSync("schema.graphql", join(folder, "schema.graphql"));
  for (const [name, text] of Object.entries(sources))
    writeFileSync(join(folder, "src", name), text);
  const settings = {
    src: "src",
    schema: "schema.graphql",
    language: "typescript",
    eagerEsModules: true,
    artifactDirectory: "made",
  };
  writeFileSync(join(folder, "relay.config.json"), JSON.stringify(settings));
  const compiler: string = createRequire(import.meta.url)("relay-compiler");
  const { status, stdout, stderr } = spawnSync(compiler, ["relay.config.json"], {
    cwd: folder,
    encoding: "utf8",
  });
  const made = join(folder, "made");
  const operations = new Map<string, string>();
  for (const file of readdirSync(made)) {
    const text = /^ +"text": (".*")$/m.exec(readFileSync(join(made, file), "utf8"))?.[1];
    if (text) operations.set(file.split(".")[0] ?? "", JSON.parse(text));
  }
  return { status, told: stdout + stderr, operations, files: readdirSync(made) };
}

const compiled = compile(client);
const operation = (name: string): string => compiled.operations.get(name) ?? "";

test("Relay's compiler takes the schema and a client of fragments, pages, refetching and mutations", () => {
  expect(compiled.told).toContain("Done");
  expect(compiled.status).toBe(0);
  expect([...compiled.operations.keys()].sort()).toEqual([
    "CardRefetchQuery",
    "CreateTeamMutation",
    "ListPageQuery",
    "ListQuery",
    "SubmitMutation",
  ]);
  expect(compiled.files).toContain("Card_application.graphql.ts");
});

test.each([
  [
    "a connection of what is a plain list",
    'query BadQuery { programmes @connection(key: "Bad_programmes") { code } }',
  ],
  [
    "refetching of what is no node",
    'fragment Bad_province on Province @refetchable(queryName: "BadRefetchQuery") { code }',
  ],
  ["a field that is none", "query BadQuery { me { shoeSize } }"],
])("the compiler refuses %s", (_, text) => {
  const bad = compile({ "Bad.ts": `graphql\`${text}\`;` });
  expect(bad.status).not.toBe(0);
  expect(bad.operations.size).toBe(0);
});

test("what it compiled runs: pages join without gap, a card is fetched anew, a mutation gives what the store needs", async () => {
  const { db } = await freshDatabase();
  const api = openApi(db);
  await setClock(db, "2023-05-10T03:00:00Z");
  const season = await openSeason(api, await api.person(role("ORGANISER")));
  const person = await api.person();
  const drafts: string[] = [];
  for (let number = 0; number < 2; number += 1)
    drafts.push(
      (await draft(api, person, season.id, completeAnswers, { title: `T ${number}` })).id,
    );
  const created = await person.ask(operation("CreateTeamMutation"), {
    input: { name: "Air", kind: "COMMUNITY" },
  });
  expect(created.data.createTeam).toMatchObject({
    __typename: "CreateTeamPayload",
    team: { id: expect.any(String), name: "Air" },
  });
  const first = (await person.ask(operation("ListPageQuery"), { first: 1 })).data.applications;
  expect(first.pageInfo.hasNextPage).toBe(true);
  const after = first.pageInfo.endCursor;
  const second = (await person.ask(operation("ListPageQuery"), { first: 1, after })).data
    .applications;
  const seen = [first, second].flatMap(({ edges }) => edges.map((edge: any) => edge.node.id));
  expect(seen).toEqual(drafts);
  const submitted = await person.ask(operation("SubmitMutation"), { input: { id: drafts[0] } });
  expect(submitted.data.submitApplication.application).toMatchObject({
    id: drafts[0],
    state: "SUBMITTED",
  });
  const again = await person.ask(operation("CardRefetchQuery"), { id: drafts[0] });
  expect(again.data.node).toMatchObject({
    __typename: "Application",
    title: "T 0",
    state: "SUBMITTED",
  });
});
