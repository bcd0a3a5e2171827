import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const schema = readdirSync("prisma/schema")
  .filter((name) => name.endsWith(".prisma"))
  .map((name) => readFileSync(join("prisma/schema", name), "utf8"))
  .join("\n");
const told = readFileSync("docs/personal-data.md", "utf8");

/** Tables that could say something of a person: by a name, an address or a number, or by who they are of. */
const suspect =
  /^\s+(?:\w*(?:name|email|phone|address|signatory|guardian|supervisor|accountHolder|holder|payer|ciphertext)\w*\s+String|\w+\s+User\b)/im;
const tables = [...schema.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)].flatMap(
  ([, table = "", body = ""]) => (suspect.test(body) ? [table] : []),
);

/** What their names, addresses and numbers are of, since it is nobody. */
const ofNobody: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ["files, by what they are called", "AgreementFile EvidenceFile BankStatement"],
    ["a programme, its rules and its plans", "Programme Edition EditionFigure Stage PriorityIssue"],
    ["how judging and coaching are set up", "Rubric Criterion Panel Cohort PlanTemplate"],
    ["teams, their entries and results", "Team PublishedFinalist ResultSnapshotRow"],
    ["organisations and institutions", "Organisation Institution"],
    ["programs of partners", "ApiKey"],
    ["regions and numbers of them", "Province Regency Indicator"],
    ["what is sold or taught", "BootcampBatch TeamService Product Plan Tier"],
  ].flatMap(([what = "", names = ""]) => names.split(" ").map((table) => [table, what])),
);

test("each table that could name a person is told of in docs/personal-data.md, or is of nobody", () => {
  const untold = tables.filter((table) => !told.includes(`\`${table}\``) && !ofNobody[table]);
  expect(untold).toEqual([]);
});

test("what is said to be of nobody is there, and not told of as of people", () => {
  for (const table of Object.keys(ofNobody)) {
    expect(tables).toContain(table);
    expect(told, table).not.toContain(`\`${table}\``);
  }
});
