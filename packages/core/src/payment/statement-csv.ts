import { parse } from "csv-parse/sync";
import * as z from "zod";
import { line } from "../kernel/input.ts";
import {
  dateFormats,
  maxLines,
  readAmount,
  readDate,
  type StatementLine,
  unreadable,
} from "./statement.ts";

const column = line(60);

/** How a bank's CSV is read, by the names of its columns: data, one for each bank account. */
export const csvMapping = z.object({
  delimiter: z.enum([",", ";", "\t", "|"]),
  /** Lines above the one that names the columns. */
  skipLines: z.int().min(0).max(50),
  date: column,
  dateFormat: z.enum(dateFormats),
  description: z.array(column).min(1).max(5).readonly(),
  /** What stands before the cents. */
  decimal: z.enum([".", ","]),
  amount: z.discriminatedUnion("kind", [
    /** Money that goes out has a minus. */
    z.object({ kind: z.literal("SIGNED"), column }),
    /** Another column says which way: `credit` is its word for money that comes in. */
    z.object({ kind: z.literal("WORD"), column, directionColumn: column, credit: line(20) }),
    /** One column for each way. */
    z.object({ kind: z.literal("TWO_COLUMNS"), credit: column, debit: column }),
  ]),
});
export type CsvMapping = z.infer<typeof csvMapping>;

/** The lines of a CSV statement. Rows without a date (opening and closing balances, sums) are no lines. */
export function readCsv(content: string, mapping: CsvMapping): StatementLine[] {
  const rows = records(content, mapping);
  const first = mapping.skipLines + 2;
  return rows.flatMap((row, index) => {
    const cell = (name: string): string => {
      const value = row[name];
      if (value === undefined) throw unreadable(first + index, `no column ${name}`);
      return value.trim();
    };
    const date = cell(mapping.date);
    const bookedOn = readDate(date, mapping.dateFormat);
    if (!bookedOn) {
      if (/\d/.test(date)) throw unreadable(first + index, `date ${date}`);
      return [];
    }
    const signed = amountOf(mapping, cell);
    if (signed === undefined) throw unreadable(first + index, "amount");
    if (signed === 0n) return [];
    return {
      bookedOn,
      direction: signed > 0n ? "CREDIT" : "DEBIT",
      amount: signed > 0n ? signed : -signed,
      description: mapping.description.map(cell).filter(Boolean).join(" ").slice(0, 1000),
    };
  });
}

function records(content: string, { delimiter, skipLines }: CsvMapping): Record<string, string>[] {
  try {
    return parse(content, {
      columns: (names: string[]) => names.map((name) => name.trim()),
      delimiter,
      from_line: skipLines + 1,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: maxLines + 1,
    });
  } catch (error) {
    const at = (error as { lines?: number }).lines ?? 0;
    throw unreadable(at, error instanceof Error ? error.name : "CSV");
  }
}

/** What came in, positive, or went out, negative. */
function amountOf(
  { amount, decimal }: CsvMapping,
  cell: (name: string) => string,
): bigint | undefined {
  if (amount.kind === "SIGNED") return readAmount(cell(amount.column), decimal);
  if (amount.kind === "WORD") {
    // Some banks write the word in the amount's own cell: 333,000.00 CR.
    const value = readAmount(cell(amount.column).replace(/\s*[A-Za-z]+$/, ""), decimal);
    const words = cell(amount.directionColumn)
      .toLowerCase()
      .split(/[^a-z]+/);
    const incoming = words.includes(amount.credit.toLowerCase());
    return value === undefined || incoming ? value : -value;
  }
  const part = (name: string) => (cell(name) === "" ? 0n : readAmount(cell(name), decimal));
  const credit = part(amount.credit);
  const debit = part(amount.debit);
  return credit === undefined || debit === undefined ? undefined : credit - debit;
}
