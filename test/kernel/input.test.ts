import { DomainError, tell } from "@winner/core/kernel/error.ts";
import { emailAddress, line, paragraphs, readInput } from "@winner/core/kernel/input.ts";
import { expect, test } from "vitest";
import { z } from "zod";

const reads = (schema: z.ZodType, value: string) => {
  try {
    return readInput(z.object({ value: schema }), { value }).value;
  } catch {
    return "refused";
  }
};

test.each([
  ["a\nb\r\n\tc", "refused", "a\nb\r\n\tc"],
  ["  one line  ", "one line", "one line"],
  ["bell\u0007", "refused", "refused"],
  ["turned\u202eround", "refused", "refused"],
  ["half \ud83d", "refused", "refused"],
  [" \n ", "refused", "refused"],
  ["x".repeat(21), "refused", "refused"],
])("%j as a line: %j, as paragraphs: %j", (text, asLine, asParagraphs) => {
  expect(reads(line(20), text)).toBe(asLine);
  expect(reads(paragraphs(20), text)).toBe(asParagraphs);
});

/** What is said of a value, in a language. */
function said(schema: z.ZodType, value: unknown, language: "en" | "id"): string[] {
  try {
    readInput(z.object({ value: schema }), { value });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.faults.map((fault) => tell(fault.message, language, fault.parameters));
  }
}

test.each([
  [z.string(), undefined, "A text is expected here.", "Di sini diharapkan teks."],
  [z.object({ a: z.string() }), 11, "An object is expected here.", "Di sini diharapkan objek."],
  [z.int(), "1", "A number is expected here.", "Di sini diharapkan angka."],
  [z.int(), 1.5, "A whole number is expected here.", "Di sini diharapkan bilangan bulat."],
  [z.array(z.string()), "a", "A list is expected here.", "Di sini diharapkan daftar."],
  [
    z.enum(["MEAN", "MEDIAN"]),
    "MEEN",
    "This value is not accepted; it is one of MEAN, MEDIAN.",
    "Isian ini tidak dapat diterima; pilihannya MEAN, MEDIAN.",
  ],
  [
    z.enum([",", ";"]),
    "x",
    'This value is not accepted; it is one of ",", ";".',
    'Isian ini tidak dapat diterima; pilihannya ",", ";".',
  ],
  [
    emailAddress,
    "budi",
    "Write an e-mail address, such as name@example.org.",
    "Tulis alamat surel, misalnya nama@contoh.org.",
  ],
])("what is expected is said: %# %j", (schema, value, en, id) => {
  expect(said(schema, value, "en")).toEqual([en]);
  expect(said(schema, value, "id")).toEqual([id]);
});
