import { parse } from "csv-parse/sync";
import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  ApplicantKind,
  type Database,
  inTransaction,
  type Prisma,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personOf } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, prose, readInput } from "../kernel/input.ts";
import { parseLocalDate, toColumn } from "../kernel/local-date.ts";
import { auditStream, readLocked } from "./application-lock.ts";
import { submitNow } from "./application-submit.ts";
import { placeFaults } from "./application-write.ts";
import { stateError, texts } from "./error.ts";
import type { Question } from "./form.ts";

const csvLimits = madeOnce(() => z.object({ csv: z.array(z.any()).max(maxRows) }));

const maxRows = 2000;
const answerPrefix = "answer:";
const required = [
  "reference",
  "team_name",
  "team_kind",
  "leader_name",
  "leader_email",
  "province_code",
  "issue_code",
  "title",
  "summary",
];
const optional = ["regency_code", "innovation_started_on"];

const rowSchema = z.object({
  reference: line(60),
  team_name: line(),
  team_kind: z.enum(ApplicantKind),
  leader_name: line(),
  leader_email: emailAddress,
  province_code: line(2),
  regency_code: z.string().trim().max(4).default(""),
  issue_code: line(40),
  title: line(300),
  summary: prose(),
  innovation_started_on: z
    .string()
    .trim()
    .refine((text) => text === "" || parseLocalDate(text) !== undefined)
    .default(""),
});
type Row = z.output<typeof rowSchema>;

/** A fault in one cell; the heading is row 1. */
export interface RowFault extends Fault {
  row: number;
  column: string | null;
}

export interface ImportResult {
  rows: number;
  imported: number;
  /** Rows whose reference was imported before. */
  known: number;
  faults: RowFault[];
}

/** Thrown to undo a row of a dry run after everything was checked. */
class DryRun extends Error {}

/**
 * Brings registrations from elsewhere (paper, another system) into an edition as submitted
 * applications. Each row is a transaction of its own: a bad one loses nothing of the others, and a
 * row whose `reference` is there already is left alone, so that a corrected file can be sent again.
 * The organiser answers for the deadline; a dry run checks everything and writes nothing.
 */
export async function importRegistrations(
  db: Database,
  actor: Actor,
  input: { editionId: string; csv: string; dryRun: boolean },
): Promise<ImportResult> {
  const { editionId, dryRun } = input;
  authorize(actor, "importRegistrations", { editionId });
  const edition = found(
    await db.edition.findUnique({
      where: { id: editionId },
      include: { forms: { orderBy: { version: "desc" }, take: 1 } },
    }),
    "edition",
  );
  if (edition.state !== "OPEN") throw stateError(edition.state);
  const form = found(edition.forms[0], "form");
  const questions = form.questions as unknown as Question[];
  const records = readTable(input.csv, questions);
  const result: ImportResult = { rows: records.length, imported: 0, known: 0, faults: [] };
  const seen = new Set<string>();
  for (const [index, record] of records.entries()) {
    try {
      const row = readInput(rowSchema, record);
      if (seen.has(row.reference)) refuseFaults([{ message: texts.repeated, path: ["reference"] }]);
      seen.add(row.reference);
      const answers = readAnswers(record, questions);
      const outcome = await importRow(db, actor, {
        editionId,
        formId: form.id,
        row,
        answers,
        dryRun,
      });
      result[outcome] += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      result.faults.push(...rowFaults(error, index + 2));
    }
  }
  return result;
}

function readTable(csv: string, questions: readonly Question[]): Record<string, string>[] {
  let records: Record<string, string>[];
  let heading: string[] = [];
  try {
    records = parse(csv, {
      bom: true,
      columns: (names: string[]) => {
        heading = names.map((name) => name.trim());
        return heading;
      },
      skip_empty_lines: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new DomainError("INPUT", texts.badCsv, {
      path: ["csv"],
      parameters: { reason },
      faults: [{ message: texts.badCsv, path: ["csv"], parameters: { reason } }],
    });
  }
  const known = new Set([
    ...required,
    ...optional,
    ...questions.map((question) => answerPrefix + question.key),
  ]);
  const fault = (message: Fault["message"], column: string): Fault => ({
    message,
    path: ["csv", column],
    parameters: { column },
  });
  refuseFaults([
    ...required
      .filter((column) => !heading.includes(column))
      .map((column) => fault(texts.missingColumn, column)),
    ...heading
      .filter((column) => !known.has(column))
      .map((column) => fault(texts.unknownColumn, column.slice(0, 60))),
  ]);
  readInput(csvLimits(), { csv: records });
  return records;
}

/** The answers of a row in the types of their questions; an empty cell is no answer. */
const readAnswers = (record: Record<string, string>, questions: readonly Question[]) =>
  Object.fromEntries(
    questions.flatMap(({ key, type }) => {
      const cell = record[answerPrefix + key]?.trim() ?? "";
      if (cell === "") return [];
      return [[key, type === "NUMBER" && !Number.isNaN(Number(cell)) ? Number(cell) : cell]];
    }),
  );

async function importRow(
  db: Database,
  actor: Actor,
  input: {
    editionId: string;
    formId: string;
    row: Row;
    answers: Prisma.InputJsonObject;
    dryRun: boolean;
  },
): Promise<"imported" | "known"> {
  const { editionId, row, answers, dryRun, formId } = input;
  const idempotencyKey = `import:${editionId}:${row.reference}`;
  try {
    return await inTransaction(db, async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
      if (await tx.application.findUnique({ where: { idempotencyKey } })) return "known";
      // Between two rows the edition may have been closed.
      const { state } = await tx.edition.findUniqueOrThrow({
        where: { id: editionId },
        select: { state: true },
      });
      if (state !== "OPEN") throw stateError(state);
      const place = {
        editionId,
        provinceCode: row.province_code,
        regencyCode: row.regency_code || null,
        issueCode: row.issue_code,
      };
      refuseFaults(await placeFaults(tx, place));
      const started = parseLocalDate(row.innovation_started_on);
      const application = await tx.application.create({
        data: {
          ...place,
          formId,
          answers,
          idempotencyKey,
          teamId: await teamOf(tx, row),
          title: row.title,
          summary: row.summary,
          innovationStartedOn: started ? toColumn(started) : null,
        },
      });
      const locked = await readLocked(tx, application.id);
      await submitNow(tx, actor, locked, await now(tx));
      Audit.append(tx, {
        stream: auditStream(editionId),
        actor: actorName(actor),
        action: "application.imported",
        subjectType: "Application",
        subjectId: application.id,
        after: { reference: row.reference },
      });
      if (dryRun) throw new DryRun();
      return "imported";
    });
  } catch (error) {
    if (error instanceof DryRun) return "imported";
    throw error;
  }
}

/** The leader's team of that name, or a new one. */
async function teamOf(tx: Transaction, row: Row): Promise<string> {
  const { id: userId } = await personOf(tx, row.leader_email, row.leader_name);
  const name = row.team_name;
  const team =
    (await tx.team.findFirst({ where: { name, members: { some: { userId, role: "LEADER" } } } })) ??
    (await tx.team.create({
      data: { name, kind: row.team_kind, members: { create: { userId, role: "LEADER" } } },
    }));
  return team.id;
}

const columnOf: Record<string, string> = {
  provinceCode: "province_code",
  regencyCode: "regency_code",
  issueCode: "issue_code",
  innovationStartedOn: "innovation_started_on",
  team: "team_name",
};

/** The faults of a refusal by the column from which each value came. */
function rowFaults(error: DomainError, row: number): RowFault[] {
  const faults: readonly Fault[] =
    error.faults.length > 0
      ? error.faults
      : [{ message: error.text, path: error.path, parameters: error.parameters }];
  return faults.map((fault) => {
    const [first = "", second] = fault.path.map(String);
    const column =
      first === "answers"
        ? answerPrefix + second
        : first === "team" && second === "kind"
          ? "team_kind"
          : (columnOf[first] ?? first);
    return { ...fault, row, column: column || null };
  });
}
