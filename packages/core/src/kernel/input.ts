import { z } from "zod";
import { type Fault, message, type Parameters, refuseFaults } from "./error.ts";

/** What can be wrong with a value, whatever it is about. */
export const inputTexts = {
  required: message("REQUIRED", "Answer this question.", "Pertanyaan ini wajib diisi."),
  wrongType: message("WRONG_TYPE", "A {type} is expected.", "Isian harus berupa {type}."),
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
  notAccepted: message(
    "NOT_ACCEPTED",
    "This value is not accepted.",
    "Isian ini tidak dapat diterima.",
  ),
} as const;

/** A text of one line, without the white space around it. */
export const line = (max = 200) => z.string().trim().min(1).max(max);

/** A text of several lines, which may be empty. */
export const prose = (max = 5000) => z.string().max(max);

/** A calendar date is checked by its scalar; here it only passes. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** The input as the schema reads it, or an INPUT refusal with a fault for each thing wrong. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  refuseFaults(read.error.issues.slice(0, 50).map(faultOf));
  throw read.error;
}

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
  return fault(inputTexts.notAccepted);
}
