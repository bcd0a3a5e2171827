import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { schema } from "@winner/functions/graphql/schema.ts";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { expect, test } from "vitest";

const printed = printSchema(lexicographicSortSchema(schema));

/** What breaks clients between two schemas, as "path: message". */
async function breaking(before: string, after: string): Promise<[path: string, message: string][]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path, message }) => [path ?? "", message]);
}

/** schema.graphql of a commit; undefined where the clone does not reach so far back, or is none. */
function published(commit: string): string | undefined {
  try {
    return execFileSync("git", ["show", `${commit}:schema.graphql`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 10_000_000,
    });
  } catch {
    return undefined;
  }
}

/** Breaking changes that were decided on, each with its reason. */
const accepted: Record<string, string> = JSON.parse(
  readFileSync("test/conformance/breaking-changes.json", "utf8"),
);

test.each([
  ["the last commit", "HEAD"],
  ["the commit before it", "HEAD^"],
])("what breaks clients of the schema of %s is decided on, with a reason", async (_, commit) => {
  // A clone without history, or an archive, has only the file itself.
  const before = published(commit) ?? readFileSync("schema.graphql", "utf8");
  const undecided = (await breaking(before, printed)).filter(([path]) => !accepted[path]);
  expect(undecided).toEqual([]);
});

test("each decision names a change and gives a reason", () => {
  for (const [path, reason] of Object.entries(accepted)) {
    expect(path).toMatch(/^\w+(\.\w+)*$/);
    expect(reason.length, path).toBeGreaterThan(20);
  }
});

test.each([
  ["a removed field", "Team.name", /^(type Team .*?\n)[^\n]*"""[^\n]*"""\n {2}name: String!\n/ms],
  ["a field that may now be null", "Team.name", /^(type Team .*?\n {2}name: String)!/ms],
  [
    "a removed enum value",
    "InvoiceState.VOID",
    /^(enum InvoiceState \{.*?)^ {2}"""[^"]*"""\n {2}VOID\n/ms,
  ],
  ["a removed type", "Appeal", /^()type Appeal(?= )/m, "type Grievance"],
  [
    "an argument that must now be given",
    "Query.needs.provinceCode",
    /^( {2}needs\(.*?provinceCode: String)/ms,
    "$1!",
  ],
  ["another type of a field", "Team.name", /^(type Team .*?\n {2}name: )String!/ms, "$1Int!"],
  [
    "a removed member of a union",
    "CreateTeamResult",
    /^(union CreateTeamResult = .*?) \| StateError/m,
  ],
])("%s is found", async (_, path, from, to = "$1") => {
  const after = printed
    .replace(from, to)
    .replaceAll(/\bAppeal\b(?=[!\]])/g, to.startsWith("type") ? "Grievance" : "Appeal");
  expect(after).not.toBe(printed);
  expect((await breaking(printed, after)).map(([found]) => found)).toContain(path);
});

test("a field or a value more breaks nothing", async () => {
  const after = printed.replace(/^(type Team .*?\n)( {2}name: String!)/ms, "$1$2\n  motto: String");
  expect(after).not.toBe(printed);
  expect(await breaking(printed, after)).toEqual([]);
});
