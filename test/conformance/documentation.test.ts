import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { schema } from "@winner/functions/graphql/schema.ts";
import { parse, validate } from "graphql";
import { expect, test } from "vitest";

const read = (file: string) => readFileSync(file, "utf8");
const under = (folder: string, end: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(end) && !/node_modules|generated/.test(name))
    .map((name) => join(folder, name));
const documents = [
  "README.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...["docs", "packages", "test", "prisma"].flatMap((folder) => under(folder, ".md")),
];
/** A document without its samples of code. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");
const samples = (text: string, kind: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, body = ""]) => body,
  );

/** The name by which a link finds a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
const anchorsOf = (text: string) =>
  [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** Links of a document that lead nowhere. */
function brokenLinks(file: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? "",
  );
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path ? join(dirname(file), path) : file;
    if (path && !existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(path ? read(target) : text).includes(anchor);
  });
}

test.each(documents)("the links of %s lead somewhere", (file) => {
  expect(brokenLinks(file, read(file))).toEqual([]);
});

test("a link that leads nowhere is found", () => {
  const text = "# Here\n[a](none.md) [b](#there) [c](docs/none/x.md) [d](docs/limits.md#none)";
  expect(brokenLinks("README.md", text)).toHaveLength(4);
  expect(brokenLinks("README.md", "# Here\n[a](#here) [b](docs/limits.md#cost)")).toEqual([]);
});

test("README.md is short and leads to each document, and each picture is shown", () => {
  const text = read("README.md");
  expect(text.split("\n").length).toBeLessThan(150);
  const linked = (file: string) =>
    [...read(file).matchAll(/(?:\]\(|src=")([^)#"\s]+)/g)].map(([, link = ""]) =>
      normalize(join(dirname(file), link)),
    );
  expect(under("docs", ".md").filter((file) => !linked("README.md").includes(file))).toEqual([]);
  const shown = new Set(documents.flatMap(linked));
  expect(under("docs", ".png").filter((file) => !shown.has(file))).toEqual([]);
});

test("the samples of GraphQL are of this graph", () => {
  const queries = documents.flatMap((file) => {
    const text = read(file);
    const sent = [...text.matchAll(/"query": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, query = ""]) => JSON.parse(query) as string,
    );
    return [...samples(text, "graphql"), ...sent].map((query) => ({ file, query }));
  });
  expect(queries.length).toBeGreaterThan(12);
  const faults = queries
    // docs/partners.md shows what is answered to a field that there is not.
    .filter(({ query }) => !query.includes("nameEm"))
    .flatMap(({ file, query }) =>
      validate(schema, parse(query.replace(/\\"'\$\w+'\\"/g, '\\"id\\"'))).map(
        ({ message }) => `${file}: ${message}`,
      ),
    );
  expect(faults).toEqual([]);
});

test("the scripts that documents name are there", () => {
  const scripts = ["package.json", "packages/client/package.json"].flatMap((file) =>
    Object.keys((JSON.parse(read(file)) as { scripts?: object }).scripts ?? {}),
  );
  const named = documents.flatMap((file) =>
    [...read(file).matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test("the files and folders of the code that documents name are there", () => {
  const named = documents.flatMap((file) =>
    [
      ...prose(read(file)).matchAll(/`((?:packages|prisma|infra|test|scripts|bench)\/[\w./-]+)`/g),
    ].map(([, path = ""]) => ({ file, path })),
  );
  expect(named.length).toBeGreaterThan(30);
  const missing = named.filter(({ path }) => !existsSync(path));
  expect(missing.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
});

/** Names of the graph, and of what the code, its tables and its deployment declare. */
const graph = read("schema.graphql");
const code = [...under("packages", ".ts"), ...under("infra", ".ts"), "package.json"]
  .map(read)
  .join("\n");
const tables = under("prisma/schema", ".prisma").map(read).join("\n");
const isKnown = (name: string): boolean =>
  new RegExp(`\\b${name}\\b`).test(graph) ||
  new RegExp(`\\b(?:function|const|class|interface|type) ${name}\\b`).test(code) ||
  new RegExp(`\\bimport \\{[^}]*\\b${name}\\b`).test(code) ||
  new RegExp(`^\\s*${name}\\??[:,(]|["'<]${name}[">']`, "m").test(code) ||
  new RegExp(`^(?:model|enum) ${name} |^\\s+${name} `, "m").test(tables);

test("the names that documents and rooms put into backticks are names of the graph or of the code", () => {
  const unknown = documents.flatMap((file) =>
    [...prose(read(file)).matchAll(/`([a-z]+[A-Z]\w*)(?:\([^`]*\))?`/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !isKnown(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(unknown).toEqual([]);
  expect(isKnown("billingRun")).toBe(false);
});

test("each alarm is told in docs/deploy.md, with what to do", () => {
  const told = read("docs/deploy.md");
  const alarms = under("infra", ".ts").flatMap((file) =>
    [...read(file).matchAll(/\balarm\(\s*[`"](?:\$\{name\})?(\w+)[`"]/g)].map(
      ([, name = ""]) => name,
    ),
  );
  expect(alarms.length).toBeGreaterThan(8);
  const rows = told.match(/^\| `.*$/gm) ?? [];
  expect(alarms.filter((name) => !rows.some((row) => row.includes(`${name}\``)))).toEqual([]);
});

test("what the graph says of documents is there", () => {
  const named = [...graph.matchAll(/docs\/\w+\.md/g)].map(String);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((file) => !documents.includes(file))).toEqual([]);
});
