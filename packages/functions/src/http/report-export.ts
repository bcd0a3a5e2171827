import {
  type ReportInput,
  type ReportKind,
  reportCsv,
  reportKinds,
} from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { type Actor, personId } from "@winner/core/identity/index.ts";
import { parseLocalDate } from "@winner/core/kernel/local-date.ts";
import { holderOf } from "./export.ts";
import { expired, type Links } from "./link.ts";
import { streamFile } from "./stream.ts";

export const reportPath = "/exports/report.csv";

/** A link to a report as CSV, for five minutes. */
export const reportLink = (
  links: Links,
  actor: Actor,
  kind: ReportKind,
  { providerId, from, to }: ReportInput,
): string =>
  links.make(
    reportPath,
    { kind, from, to, by: personId(actor), ...(providerId && { providerId }) },
    300,
  );

/** Streams the report of a link, under the roles that its holder has now. */
export function createReports(db: Database, links: Links): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    const kind = reportKinds.find((one) => one === claims?.get("kind"));
    const from = parseLocalDate(claims?.get("from") ?? "");
    const to = parseLocalDate(claims?.get("to") ?? "");
    if (!claims || !kind || !from || !to) return expired();
    const input = { providerId: claims.get("providerId"), from, to };
    return streamFile(reportCsv(db, await holderOf(db, claims), kind, input), {
      name: `${kind.toLowerCase()}-${from}-${to}.csv`,
      mediaType: "text/csv",
    });
  };
}
