import { stringify } from "csv-stringify/sync";
import type { Reader } from "../database/index.ts";
import { type Actor, nobody } from "../identity/index.ts";
import { fromColumn } from "../kernel/local-date.ts";
import { openItems } from "./report-ageing.ts";
import { collectionRate } from "./report-collection.ts";
import { deferredRevenue } from "./report-deferred.ts";
import { mrrMovements } from "./report-mrr.ts";
import { recurringByRegion } from "./report-region.ts";
import { checkRange, type ReportInput, reportProviders } from "./report-scope.ts";

export const reportKinds = ["MRR", "AGEING", "COLLECTION", "DEFERRED", "REGION"] as const;
export type ReportKind = (typeof reportKinds)[number];

const pageSize = 1000;

type Row = Record<string, string | number | bigint | null>;

/** A cell that a spreadsheet would take for a formula is quoted (OWASP, CSV injection). */
const csv = (rows: readonly Row[], header: boolean): string =>
  stringify([...rows], {
    header,
    escape_formulas: true,
    record_delimiter: "windows",
    cast: { bigint: String },
  });

/** A report as CSV, in pieces. Of ageing the open invoices themselves on the last day of the range. */
export async function* reportCsv(
  db: Reader,
  actor: Actor,
  kind: ReportKind,
  input: ReportInput,
): AsyncGenerator<string> {
  checkRange(input);
  const providers = await reportProviders(db, actor, input.providerId);
  if (kind === "MRR") yield csv(rowsOf(await mrrMovements(db, providers, input)), true);
  else if (kind === "COLLECTION")
    yield csv(rowsOf(await collectionRate(db, providers, input)), true);
  else if (kind === "REGION")
    yield csv(rowsOf(await recurringByRegion(db, providers, input.to)), true);
  else if (kind === "DEFERRED")
    yield csv(
      (await deferredRevenue(db, providers, input)).map(({ day, ...row }) => ({
        day: fromColumn(day),
        ...row,
      })),
      true,
    );
  else yield* ageingCsv(db, providers, input);
}

const rowsOf = (rows: readonly object[]): Row[] => rows.map((row) => ({ ...row }) as Row);

async function* ageingCsv(
  db: Reader,
  providers: readonly string[],
  { to }: ReportInput,
): AsyncGenerator<string> {
  let after = nobody;
  for (let first = true; ; first = false) {
    const items = await openItems(db, providers, to, { after, limit: pageSize });
    yield csv(
      items.map((item) => ({
        ...item,
        issuedOn: fromColumn(item.issuedOn),
        dueOn: fromColumn(item.dueOn),
      })),
      first,
    );
    after = items.at(-1)?.id ?? after;
    if (items.length < pageSize) return;
  }
}
