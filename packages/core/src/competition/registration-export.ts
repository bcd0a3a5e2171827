import { stringify } from "csv-stringify/sync";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Reader } from "../database/index.ts";
import { type Actor, actorName, forbidden, type Grant, grantsFor } from "../identity/index.ts";
import { DomainError, found } from "../kernel/error.ts";
import { fromColumn } from "../kernel/local-date.ts";
import { auditStream } from "./application-lock.ts";
import { exportableApplications } from "./application-visibility.ts";
import type { Answers, Question } from "./form.ts";

const pageSize = 500;
const columns = [
  "registration_number",
  "submitted_at",
  "state",
  "team_name",
  "team_kind",
  "province_code",
  "regency_code",
  "issue_code",
  "title",
  "summary",
  "innovation_started_on",
] as const;

/** Notes in the audit that an actor takes the registrations of an edition out of the system. */
export async function recordExport(db: Database, actor: Actor, editionId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const edition = await tx.edition.findUnique({
      where: { id: editionId },
      include: { provinces: true },
    });
    const { provinces } = found(edition, "edition");
    const covers = (grant: Grant) =>
      (!grant.editionId || grant.editionId === editionId) &&
      (!grant.provinceCode || provinces.some((one) => one.provinceCode === grant.provinceCode));
    if (!grantsFor(actor, "exportRegistrations").some(covers))
      throw new DomainError("FORBIDDEN", forbidden);
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "registrations.exported",
      subjectType: "Edition",
      subjectId: editionId,
    });
  });
}

/**
 * The submitted applications of an edition that an actor may see under their roles, as CSV in
 * pieces of 500 rows. Every question of any form of the edition has its column. A cell that a
 * spreadsheet would take for a formula is quoted (OWASP, CSV injection).
 */
export async function* exportRegistrations(
  db: Reader,
  actor: Actor,
  editionId: string,
): AsyncGenerator<string> {
  if (grantsFor(actor, "exportRegistrations").length === 0)
    throw new DomainError("FORBIDDEN", forbidden);
  const forms = await db.form.findMany({ where: { editionId }, orderBy: { version: "asc" } });
  const keys = [
    ...new Set(
      forms.flatMap((form) => (form.questions as unknown as Question[]).map(({ key }) => key)),
    ),
  ];
  const csv = (rows: unknown[][]) =>
    stringify(rows, { escape_formulas: true, record_delimiter: "windows" });
  yield csv([[...columns, ...keys.map((key) => `answer:${key}`)]]);
  let after: string | undefined;
  for (;;) {
    const page = await db.application.findMany({
      where: { AND: exportableApplications(actor), editionId },
      include: { team: true },
      orderBy: { id: "asc" },
      take: pageSize,
      ...(after && { cursor: { id: after }, skip: 1 }),
    });
    if (page.length > 0)
      yield csv(
        page.map((row) => [
          row.registrationNumber,
          row.submittedAt?.toISOString(),
          row.state,
          row.team.name,
          row.team.kind,
          row.provinceCode,
          row.regencyCode,
          row.issueCode,
          row.title,
          row.summary,
          row.innovationStartedOn && fromColumn(row.innovationStartedOn),
          ...keys.map((key) => (row.answers as Answers)[key]),
        ]),
      );
    after = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}
