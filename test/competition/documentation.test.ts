import { readFileSync } from "node:fs";
import {
  checkAnswers,
  eligibilitySchema,
  questionSchema,
  readEligibility,
  readQuestions,
} from "@winner/core/competition/index.ts";
import { expect, test } from "vitest";

const document = "docs/competitions.md";
const examples: Record<string, unknown> = Object.assign(
  {},
  ...[...readFileSync(document, "utf8").matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = ""]) =>
    JSON.parse(json),
  ),
);
const { questions, faults } = readQuestions(examples.questions);
const context = { isRegion: (code: string) => code === "3602", storedFiles: new Set<string>() };

test("the form of the document is one, with a question of every type", () => {
  expect(faults).toEqual([]);
  const types = questionSchema.options.map((one) => one.shape.type.value);
  expect(new Set(questions.map(({ type }) => type))).toEqual(new Set(types));
});

test("the answers of the document fit its form, and answer all but the file", () => {
  const answers = examples.answers as Record<string, unknown>;
  expect(checkAnswers(questions, answers, context, true)).toEqual([]);
  expect([...Object.keys(answers), "proposal"].sort()).toEqual(
    questions.map(({ key }) => key).sort(),
  );
});

test("the rules of the document are rules, one of every kind", () => {
  const read = readEligibility(examples.eligibility);
  expect(read.faults).toEqual([]);
  const kinds = eligibilitySchema.element.options.map((one) => one.shape.rule.value);
  expect(read.rules.map(({ rule }) => rule).sort()).toEqual([...kinds].sort());
});

test.each([
  [[{ rule: "AGE" }], ["eligibility", 0, "rule"]],
  [
    [
      { rule: "ENTRIES_PER_TEAM", max: 1 },
      { rule: "APPLICANT_KIND", kinds: ["CLUB"] },
    ],
    ["eligibility", 1, "kinds", 0],
  ],
  [[{ rule: "INNOVATION_AGE", minMonths: 24, maxMonths: 12 }], ["eligibility", 0]],
  ["none", ["eligibility"]],
])("a rule that is none is named: %j", (rules, path) => {
  expect(readEligibility(rules).faults).toMatchObject([{ message: { code: "BAD_RULE" }, path }]);
});
