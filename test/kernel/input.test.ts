import { line, paragraphs, readInput } from "@winner/core/kernel/input.ts";
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
