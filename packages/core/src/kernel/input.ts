import * as z from "zod";
import {
  because,
  type Fault,
  type Message,
  message,
  type Parameters,
  refuseFaults,
} from "./error.ts";

// Many schemas are made for one reading: to compile them would take longer than to read by them.
z.config({ jitless: true });

const wrongType = (en: string, id: string) =>
  message("WRONG_TYPE", `A ${en} is expected.`, `Isian harus berupa ${id}.`);

/** A value of another type, by what is expected instead. */
export const typeTexts = {
  text: wrongType("text", "teks"),
  number: wrongType("number", "angka"),
  amount: wrongType("whole rupiah amount as text", "jumlah rupiah bulat sebagai teks"),
  date: wrongType("date (YYYY-MM-DD)", "tanggal (YYYY-MM-DD)"),
  link: wrongType("link (https://…)", "tautan (https://…)"),
} as const;

const notOfType = (en: string, id: string) =>
  message("NOT_ACCEPTED", `${en} is expected here.`, `Di sini diharapkan ${id}.`);

/** Within what is given as JSON: a value that is absent or of another type, by what zod expects. */
const expectedTexts: Readonly<Record<string, Message>> = {
  string: notOfType("A text", "teks"),
  number: notOfType("A number", "angka"),
  int: notOfType("A whole number", "bilangan bulat"),
  boolean: notOfType("True or false", "true atau false"),
  array: notOfType("A list", "daftar"),
  object: notOfType("An object", "objek"),
};

/** What can be wrong with a value, whatever it is about. */
export const inputTexts = {
  required: message("REQUIRED", "Answer this question.", "Pertanyaan ini wajib diisi."),
  tooShort: message(
    "TOO_SHORT",
    "Write at least {min} characters.",
    "Tulis paling sedikit {min} karakter.",
  ),
  tooLong: message(
    "TOO_LONG",
    "Write at most {max} characters.",
    "Tulis paling banyak {max} karakter.",
  ),
  tooSmall: message("TOO_SMALL", "The least value is {min}.", "Nilai paling kecil adalah {min}."),
  tooLarge: message(
    "TOO_LARGE",
    "The greatest value is {max}.",
    "Nilai paling besar adalah {max}.",
  ),
  tooFew: message("TOO_FEW", "Give at least {min}.", "Berikan paling sedikit {min}."),
  tooMany: message("TOO_MANY", "Give at most {max}.", "Berikan paling banyak {max}."),
  tooDeep: message("TOO_DEEP", "This nests too deep.", "Isian ini bersarang terlalu dalam."),
  brokenText: message(
    "BROKEN_TEXT",
    "A text holds a NUL or half of a character.",
    "Teks memuat karakter NUL atau karakter yang tidak utuh.",
  ),
  tooPrecise: message(
    "TOO_PRECISE",
    "At most {digits} decimals are kept.",
    "Paling banyak {digits} angka di belakang koma.",
  ),
  notAccepted: message(
    "NOT_ACCEPTED",
    "This value is not accepted.",
    "Isian ini tidak dapat diterima.",
  ),
  notOneOf: message(
    "NOT_ACCEPTED",
    "This value is not accepted; it is one of {values}.",
    "Isian ini tidak dapat diterima; pilihannya {values}.",
  ),
  notAnAddress: message(
    "NOT_ACCEPTED",
    "Write an e-mail address, such as name@example.org.",
    "Tulis alamat surel, misalnya nama@contoh.org.",
  ),
} as const;

/**
 * No control character, line break or half of a character, and none that turns the direction of what
 * follows: a name stands in headers, tables and logs, and must look there like what it is.
 */
const oneLine = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** A schema that is made when it is first read by, and then kept: to make one takes a hundred times a reading. */
export function madeOnce<S extends z.ZodType>(make: () => S): () => S {
  let schema: S | undefined;
  return () => {
    schema ??= make();
    return schema;
  };
}

/** A text of one line, without the white space around it. */
export const line = (max = 200) => z.string().trim().min(1).max(max).regex(oneLine);

/** The same of a text that may have lines and tabs. */
const severalLines = /^(?:[\t\r\n]|[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069])*$/u;

/** A text of one or several lines, without the white space around it. */
export const paragraphs = (max: number) => z.string().trim().min(1).max(max).regex(severalLines);

/** A text of several lines, which may be empty. */
export const prose = (max = 5000) => z.string().max(max);

/** A number with no more decimals than are kept, so that what is read again is what was given. */
export const decimal = (digits: number) =>
  z.number().refine((value) => Number(value.toFixed(digits)) === value, { params: { digits } });

/** A calendar date is checked by its scalar; here it only passes. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** How deep an input may nest: forms and methods have less than half of it. */
const maxDepth = 32;

/**
 * Refuses an input that nests too deep for what reads it, or in which any text could not be kept:
 * PostgreSQL has neither NUL nor half characters.
 */
export function refuseBrokenText(input: unknown): void {
  const faults: Fault[] = [];
  const visit = (value: unknown, path: Fault["path"]): void => {
    if (typeof value === "string") {
      if (!value.isWellFormed() || value.includes("\0"))
        faults.push({ message: inputTexts.brokenText, path });
    } else if (typeof value === "object" && value !== null) {
      if (path.length >= maxDepth) faults.push({ message: inputTexts.tooDeep, path });
      else
        for (const [key, inner] of Object.entries(value)) {
          visit(key, path);
          visit(inner, [...path, key]);
        }
    }
  };
  visit(input, []);
  refuseFaults(faults.slice(0, 50));
}

/** The input as the schema reads it, or an INPUT refusal with a fault for each thing wrong. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  refuseFaults(faultsOf(read.error));
  throw read.error;
}

const faultsOf = (error: z.ZodError): Fault[] => error.issues.slice(0, 50).map(faultOf);

/** What is wrong in data within an input, at `root` of it: each fault is `text`, with its `{reason}`. */
export const malformed = (text: Message, error: z.ZodError, root: string): Fault[] =>
  faultsOf(error).map(({ message, path, parameters }) => ({
    message: because(text, message, parameters),
    path: [root, ...path],
  }));

/** What a rule of its own (`refine`) says of a value that breaks it. */
export const saying = (text: Message) => ({ params: { text } });

function faultOf(issue: z.core.$ZodIssue): Fault {
  const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const fault = (text: Fault["message"], parameters: Parameters = {}): Fault => ({
    message: text,
    path,
    parameters,
  });
  if (issue.code === "too_small") {
    const min = Number(issue.minimum);
    if (issue.origin === "string") return fault(inputTexts.tooShort, { min });
    return fault(issue.origin === "array" ? inputTexts.tooFew : inputTexts.tooSmall, { min });
  }
  if (issue.code === "too_big") {
    const max = Number(issue.maximum);
    if (issue.origin === "string") return fault(inputTexts.tooLong, { max });
    return fault(issue.origin === "array" ? inputTexts.tooMany : inputTexts.tooLarge, { max });
  }
  if (issue.code === "custom" && issue.params?.digits)
    return fault(inputTexts.tooPrecise, { digits: issue.params.digits });
  if (issue.code === "custom" && issue.params?.text) return fault(issue.params.text);
  if (issue.code === "invalid_union" && "options" in issue && issue.options)
    return fault(inputTexts.notOneOf, { values: issue.options.map(quoted).join(", ") });
  if (issue.code === "invalid_value" && issue.values.length > 1)
    return fault(inputTexts.notOneOf, { values: issue.values.map(quoted).join(", ") });
  if (issue.code === "invalid_format" && issue.format === "email")
    return fault(inputTexts.notAnAddress);
  if (issue.code === "invalid_type")
    return fault(expectedTexts[issue.expected] ?? inputTexts.notAccepted);
  return fault(inputTexts.notAccepted);
}

/** A word as it is, anything else so that one sees where it begins and ends. */
const quoted = (value: unknown): string =>
  /^[\w/-]+$/.test(String(value)) ? String(value) : JSON.stringify(value);
