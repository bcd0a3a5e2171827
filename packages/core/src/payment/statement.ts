import type { EntryDirection } from "../database/index.ts";
import { DomainError } from "../kernel/error.ts";
import { type LocalDate, parseLocalDate } from "../kernel/local-date.ts";
import { type Rupiah, roundedDivision } from "../kernel/money.ts";
import { sha256 } from "../kernel/secret.ts";
import { texts } from "./error.ts";

/** A line of a bank statement, whatever its format was. */
export interface StatementLine {
  bookedOn: LocalDate;
  direction: EntryDirection;
  amount: Rupiah;
  description: string;
}

/** Lines that one file may have. */
export const maxLines = 5000;

/** The refusal of a file at a line. */
export const unreadable = (line: number, fault: string): DomainError =>
  new DomainError("INPUT", texts.unreadable, { path: ["content"], parameters: { line, fault } });

/** Each line with a fingerprint: equal lines of one file differ by which of them they are, in their order. */
export function fingerprinted(
  lines: readonly StatementLine[],
): (StatementLine & { fingerprint: string })[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const facts = [line.bookedOn, line.direction, line.amount, line.description].join("|");
    const nth = (seen.get(facts) ?? 0) + 1;
    seen.set(facts, nth);
    return { ...line, fingerprint: sha256(`${facts}|${nth}`) };
  });
}

/** An amount as banks write it, to the whole rupiah; undefined when it is none. `decimal` ends its whole part. */
export function readAmount(text: string, decimal: "." | ","): bigint | undefined {
  const plain = text
    .trim()
    .replace(/^\+|^(IDR|Rp\.?)\s*/i, "")
    .replaceAll(decimal === "." ? "," : ".", "")
    .replace(decimal, ".");
  const [, sign, whole = "", cents = ""] = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/.exec(plain) ?? [];
  if (whole === "") return undefined;
  const amount = roundedDivision(BigInt(whole) * 100n + BigInt(cents.padEnd(2, "0")), 100n);
  return sign === "-" ? -amount : amount;
}

export const dateFormats = [
  "YYYY-MM-DD",
  "DD/MM/YYYY",
  "DD-MM-YYYY",
  "DD/MM/YY",
  "MM/DD/YYYY",
] as const;

/** A date in one of the formats of banks; a time after it is left out. */
export function readDate(
  text: string,
  format: (typeof dateFormats)[number],
): LocalDate | undefined {
  const fields = format.split(/\W/);
  const values = (text.trim().split(/[\sT]/)[0] ?? "").split(/[-/.]/);
  if (values.length !== 3) return undefined;
  const value = (name: string) => values[fields.findIndex((field) => field.startsWith(name))] ?? "";
  const year = value("Y").length === 2 ? `20${value("Y")}` : value("Y");
  return parseLocalDate(`${year}-${value("M").padStart(2, "0")}-${value("D").padStart(2, "0")}`);
}
