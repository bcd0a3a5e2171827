import * as z from "zod";
import { because, type Fault, type Message } from "../kernel/error.ts";
import { malformed, saying, typeTexts } from "../kernel/input.ts";
import { parseLocalDate } from "../kernel/local-date.ts";
import { texts } from "./error.ts";

const translated = z.object({ id: z.string().min(1).max(500), en: z.string().min(1).max(500) });
const key = z
  .string()
  .refine((value) => /^[a-z][a-zA-Z0-9]{0,39}$/.test(value), saying(texts.keyForm));
const shared = {
  key,
  label: translated,
  required: z.boolean().default(false),
  /** Asked only when an earlier choice has this answer. */
  when: z.object({ key, equals: z.string() }).optional(),
};

/** A question of the call, as data. */
export const questionSchema = z.discriminatedUnion("type", [
  z.object({
    ...shared,
    type: z.literal("TEXT"),
    min: z.int().min(0).default(0),
    max: z.int().min(1).max(20_000).default(2000),
  }),
  z.object({
    ...shared,
    type: z.literal("NUMBER"),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.object({
    ...shared,
    type: z.literal("MONEY"),
    max: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional(),
  }),
  z.object({
    ...shared,
    type: z.literal("CHOICE"),
    options: z
      .array(z.object({ value: z.string().min(1).max(60), label: translated }))
      .min(2)
      .max(50),
  }),
  z.object({ ...shared, type: z.literal("DATE") }),
  z.object({ ...shared, type: z.literal("REGION") }),
  z.object({ ...shared, type: z.literal("LINK") }),
  z.object({
    ...shared,
    type: z.literal("FILE"),
    mediaTypes: z.array(z.string()).min(1).max(10),
    maxBytes: z.int().min(1).max(50_000_000),
  }),
]);
export type Question = z.infer<typeof questionSchema>;
export type Answers = Readonly<Record<string, unknown>>;

/** Reads the questions of a form; faults name the question. */
export function readQuestions(raw: unknown): { questions: Question[]; faults: Fault[] } {
  const parsed = z.array(questionSchema).max(100).safeParse(raw);
  if (!parsed.success)
    return { questions: [], faults: malformed(texts.badQuestion, parsed.error, "questions") };
  const bad = (index: number, field: string, reason: Message): Fault => ({
    message: because(texts.badQuestion, reason),
    path: ["questions", index, field],
  });
  const faults: Fault[] = [];
  const earlier = new Map<string, Question>();
  parsed.data.forEach((question, index) => {
    if (earlier.has(question.key)) faults.push(bad(index, "key", texts.keyTwice));
    if (question.when && earlier.get(question.when.key)?.type !== "CHOICE")
      faults.push(bad(index, "when", texts.notEarlier));
    earlier.set(question.key, question);
  });
  return { questions: parsed.data, faults };
}

export interface AnswerContext {
  isRegion(code: string): boolean;
  /** Questions for which a file is stored. */
  storedFiles: ReadonlySet<string>;
}

/** Whether a question is asked, given the answers. */
const asked = (question: Question, answers: Answers): boolean =>
  !question.when || answers[question.when.key] === question.when.equals;

/**
 * Checks answers against a form; each fault has the path of its answer. A draft may be incomplete
 * (`complete: false`), but what it holds must be of the right type and size.
 */
export function checkAnswers(
  questions: readonly Question[],
  answers: Answers,
  context: AnswerContext,
  complete: boolean,
): Fault[] {
  const faults: Fault[] = [];
  const keys = new Set(questions.map((question) => question.key));
  for (const name of Object.keys(answers))
    if (!keys.has(name))
      faults.push({ message: texts.unknownQuestion, path: ["answers", name.slice(0, 60)] });
  for (const question of questions) {
    const path = ["answers", question.key];
    const value = answers[question.key];
    if (!asked(question, answers)) continue;
    if (question.type === "FILE") {
      if (complete && question.required && !context.storedFiles.has(question.key))
        faults.push({ message: texts.fileMissing, path });
      continue;
    }
    if (value === undefined || value === null || value === "") {
      if (complete && question.required) faults.push({ message: texts.required, path });
      continue;
    }
    const fault = checkAnswer(question, value, context, complete);
    if (fault) faults.push({ ...fault, path });
  }
  return faults;
}

function checkAnswer(
  question: Question,
  value: unknown,
  context: AnswerContext,
  complete: boolean,
): Omit<Fault, "path"> | undefined {
  const wrong = (type: keyof typeof typeTexts) => ({ message: typeTexts[type] });
  switch (question.type) {
    case "TEXT": {
      if (typeof value !== "string") return wrong("text");
      const length = [...value].length;
      if (length > question.max)
        return { message: texts.tooLong, parameters: { max: question.max } };
      if (complete && length < question.min)
        return { message: texts.tooShort, parameters: { min: question.min } };
      return undefined;
    }
    case "NUMBER":
      if (typeof value !== "number" || !Number.isFinite(value)) return wrong("number");
      if (question.min !== undefined && value < question.min)
        return { message: texts.tooSmall, parameters: { min: question.min } };
      if (question.max !== undefined && value > question.max)
        return { message: texts.tooLarge, parameters: { max: question.max } };
      return undefined;
    case "MONEY":
      if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) return wrong("amount");
      if (question.max !== undefined && BigInt(value) > BigInt(question.max))
        return { message: texts.tooLarge, parameters: { max: question.max } };
      return undefined;
    case "CHOICE":
      return question.options.some((option) => option.value === value)
        ? undefined
        : { message: texts.notAChoice };
    case "DATE":
      return typeof value === "string" && parseLocalDate(value) ? undefined : wrong("date");
    case "REGION":
      return typeof value === "string" && context.isRegion(value)
        ? undefined
        : { message: texts.unknownRegion };
    case "LINK":
      return typeof value === "string" && value.length <= 500 && /^https?:\/\/[^\s]+$/.test(value)
        ? undefined
        : wrong("link");
    case "FILE":
      return undefined;
  }
}
