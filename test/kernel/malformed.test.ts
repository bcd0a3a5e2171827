import { readEligibility, readQuestions } from "@winner/core/competition/index.ts";
import { readMethod } from "@winner/core/judging/index.ts";
import { DomainError, type Fault, tell } from "@winner/core/kernel/error.ts";
import { expect, test } from "vitest";

const label = { id: "Mengapa?", en: "Why?" };
const question = (changes: object) =>
  readQuestions([{ type: "TEXT", key: "a", label, ...changes }]);
function method(raw: object): { faults: readonly Fault[] } {
  try {
    readMethod(raw);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return { faults: [] };
}

test.each([
  [
    question({ label: { id: "", en: "Why?" } }),
    "Tulis paling sedikit 1 karakter.",
    "Write at least",
  ],
  [question({ max: 0 }), "Nilai paling kecil adalah 1.", "The least value is 1."],
  [question({ required: "yes" }), "Di sini diharapkan true atau false.", "True or false"],
  [question({ key: "1" }), "Kunci diawali huruf kecil", "A key begins with a small letter"],
  [question({ when: { key: "b", equals: "x" } }), "pilihan sebelumnya", "an earlier choice"],
  [readQuestions([1, 2].map(() => ({ type: "DATE", key: "a", label }))), "dua kali", "twice"],
  [readQuestions([{ type: "POEM" }]), "pilihannya TEXT, NUMBER", "it is one of TEXT, NUMBER"],
  [readEligibility([{ rule: "AGE" }]), "pilihannya APPLICANT_KIND", "one of APPLICANT_KIND"],
  [
    readEligibility([{ rule: "INNOVATION_AGE", minMonths: 24, maxMonths: 12 }]),
    "minMonths melebihi maxMonths.",
    "minMonths is above maxMonths.",
  ],
  [
    method({ judges: { kind: "Z_SCORE" } }),
    "order harus JUDGES_FIRST",
    "order must be JUDGES_FIRST",
  ],
  [method({ judges: { kind: "MEAN" }, criteria: "X" }), "pilihannya SUM, MEAN", "one of SUM, MEAN"],
  [
    method({ judges: { kind: "MEAN" }, stages: { own: "a", others: [] } }),
    "Tulis bilangan desimal sebagai teks",
    "Write a decimal number as a text",
  ],
])("why data is not well formed is said in the reader's language: %#", ({ faults }, id, en) => {
  const [fault] = faults;
  if (!fault) throw new Error("nothing is wrong");
  expect(tell(fault.message, "id", fault.parameters)).toContain(id);
  expect(tell(fault.message, "en", fault.parameters)).toContain(en);
  expect(tell(fault.message, "id", fault.parameters)).not.toMatch(
    /invalid input|expected|too small/i,
  );
});
