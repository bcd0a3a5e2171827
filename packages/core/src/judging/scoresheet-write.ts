import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream, checkOpen } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { withoutConflict } from "./conflict.ts";
import { texts } from "./error.ts";
import { checkUnpublished, holdPanel, lockPanel } from "./panel-write.ts";
import { type MarkScale, type Marks, markFaults, marksSchema } from "./rubric.ts";

export interface ScoresheetInput {
  panelId: string;
  applicationId: string;
  /** By criterion key. */
  marks?: unknown;
  /** 0 for a new scoresheet; refused when someone (oneself, elsewhere) saved meanwhile. */
  expectedVersion: number;
}

type CriterionRow = Prisma.CriterionGetPayload<object>;

/** The scale of a criterion as text decimals. */
export const scaleOf = (criterion: CriterionRow): MarkScale => ({
  key: criterion.key,
  min: criterion.min.toString(),
  max: criterion.max.toString(),
  step: criterion.step.toString(),
  commentBelow: criterion.commentBelow?.toString() ?? null,
  commentAbove: criterion.commentAbove?.toString() ?? null,
});

/**
 * The judge's own assignment, locked; to whoever has none, or is in conflict, the entry does not
 * exist. The stage is held open, and the panel unpublished, until the end of the transaction.
 */
async function lockAssignment(
  tx: Transaction,
  actor: Actor,
  operation: "saveScoresheet" | "submitScoresheet",
  { panelId, applicationId }: ScoresheetInput,
) {
  const judgeId = personId(actor);
  await holdPanel(tx, panelId);
  await tx.$queryRaw`SELECT 1 FROM "Assignment" WHERE "panelId" = ${panelId}::uuid
    AND "applicationId" = ${applicationId}::uuid AND "judgeId" = ${judgeId}::uuid FOR UPDATE`;
  const assignment = await tx.assignment.findUnique({
    where: {
      panelId_applicationId_judgeId: { panelId, applicationId, judgeId },
      state: "ASSIGNED",
      application: withoutConflict(panelId, judgeId),
    },
    include: {
      panel: { include: { stage: true, rubric: { include: { criteria: true } } } },
      application: { include: { province: true } },
    },
  });
  const own = found(assignment, "application");
  authorize(actor, operation, { ownerIds: [own.judgeId] });
  await checkUnpublished(tx, panelId);
  const at = await now(tx);
  checkOpen(own.panel.stage, own.application.province.timeZone, at);
  const sheet = await tx.scoresheet.findUnique({
    where: { panelId_applicationId_judgeId: { panelId, applicationId, judgeId: own.judgeId } },
  });
  return { ...own, sheet, at };
}

const readMarks = (raw: unknown): Marks =>
  readInput(z.object({ marks: marksSchema }), { marks: raw }).marks;

/** Keeps marks as a draft, which counts for nothing. The same draft once more counts as done. */
export const saveScoresheet = (db: Database, actor: Actor, input: ScoresheetInput) =>
  write(db, actor, "saveScoresheet", input);

/**
 * Submits marks, or amends what was submitted until the stage closes; every submission is kept.
 * The same marks under the version they had before count as done: a judge who submits twice has
 * submitted once.
 */
export const submitScoresheet = (db: Database, actor: Actor, input: ScoresheetInput) =>
  write(db, actor, "submitScoresheet", input);

async function write(
  db: Database,
  actor: Actor,
  operation: "saveScoresheet" | "submitScoresheet",
  input: ScoresheetInput,
) {
  const marks = readMarks(input.marks);
  const submit = operation === "submitScoresheet";
  return inTransaction(db, async (tx) => {
    const { panel, judgeId, sheet, at } = await lockAssignment(tx, actor, operation, input);
    const { panelId, applicationId } = input;
    const version = sheet?.version ?? 0;
    if (
      sheet?.state === (submit ? "SUBMITTED" : "DRAFT") &&
      version === input.expectedVersion + 1 &&
      sameMarks(sheet.marks, marks)
    )
      return sheet;
    sameVersion(version, input.expectedVersion);
    // A draft over a submission would silently withdraw it.
    if (!submit && sheet?.state === "SUBMITTED") throw new DomainError("STATE", texts.submitted);
    const scales = (panel.rubric?.criteria ?? []).map(scaleOf);
    refuseFaults(markFaults(scales, marks, submit));
    const key = { panelId, applicationId, judgeId };
    const data = {
      marks: marks as Prisma.InputJsonObject,
      state: submit ? ("SUBMITTED" as const) : ("DRAFT" as const),
      version: version + 1,
      submittedAt: submit ? at : null,
    };
    const saved = await tx.scoresheet.upsert({
      where: { panelId_applicationId_judgeId: key },
      create: { ...key, ...data },
      update: data,
    });
    if (submit) {
      await tx.scoresheetRevision.create({
        data: {
          ...key,
          version: data.version,
          marks: data.marks,
          submittedBy: actorName(actor),
          submittedAt: at,
        },
      });
      await Audit.append(tx, {
        stream: auditStream(panel.stage.editionId),
        actor: actorName(actor),
        action: sheet?.state === "SUBMITTED" ? "marks.amended" : "marks.submitted",
        subjectType: "Application",
        subjectId: applicationId,
        after: { panelId, version: data.version },
      });
    }
    return saved;
  });
}

const sameMarks = (stored: unknown, given: Marks): boolean => {
  const canonical = (marks: Marks) =>
    JSON.stringify(
      Object.entries(marks)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { value, comment, release }]) => [
          key,
          value,
          comment ?? null,
          release ?? false,
        ]),
    );
  return canonical(stored as Marks) === canonical(given);
};

export interface ImportedSheet {
  judgeId: string;
  applicationId: string;
  marks: Marks;
}

/** Scoresheets by one request. */
const maxSheets = 20_000;

/**
 * Brings in scoresheets from paper or another system as submitted, all or nothing; a judge's sheet
 * that is there is amended. Marks may be missing, as they are on paper. The organiser answers for
 * them, and the audit says so.
 */
export async function importMarks(
  db: Database,
  actor: Actor,
  input: {
    panelId: string;
    sheets: readonly { judgeId: string; applicationId: string; marks?: unknown }[];
  },
) {
  readInput(z.looseObject({ sheets: z.array(z.any()).min(1).max(maxSheets) }), input);
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    authorize(actor, "importMarks", { editionId: panel.stage.editionId });
    await checkUnpublished(tx, panel.id);
    const count = await writeSheets(tx, actor, panel, input.sheets, "sheets");
    return { sheets: count };
  });
}

/** Writes scoresheets for an organiser, in bulk; faults are told at `field` of the input. */
export async function writeSheets(
  tx: Transaction,
  actor: Actor,
  panel: Awaited<ReturnType<typeof lockPanel>>,
  raw: readonly { judgeId: string; applicationId: string; marks?: unknown }[],
  field: "sheets" | "corrections",
): Promise<number> {
  const { id: panelId, stageId } = panel;
  const scales = (panel.rubric?.criteria ?? []).map(scaleOf);
  const entries = await tx.stageEntry.findMany({
    where: { stageId },
    select: { applicationId: true },
  });
  const judges = await tx.panelJudge.findMany({ where: { panelId }, select: { judgeId: true } });
  const conflicts = await tx.conflictOfInterest.findMany({ where: { panelId } });
  const present = await tx.scoresheet.findMany({
    where: { panelId },
    select: { judgeId: true, applicationId: true, version: true },
  });
  const known = new Set(entries.map((entry) => entry.applicationId));
  const panelists = new Set(judges.map((judge) => judge.judgeId));
  const name = (one: { judgeId: string; applicationId: string }) =>
    `${one.judgeId} ${one.applicationId}`;
  const barred = new Set(conflicts.map(name));
  const versions = new Map(present.map((sheet) => [name(sheet), sheet.version]));
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const sheets = raw.map((sheet, index): ImportedSheet & { version: number } => {
    const at = [field, index];
    if (seen.has(name(sheet))) faults.push({ message: texts.sheetTwice, path: at });
    seen.add(name(sheet));
    const marks = marksSchema.safeParse(sheet.marks);
    if (!marks.success) faults.push({ message: texts.markMissing, path: [...at, "marks"] });
    else
      faults.push(
        ...markFaults(scales, marks.data, false).map((fault) => ({
          ...fault,
          path: [...at, ...fault.path],
        })),
      );
    if (barred.has(name(sheet))) faults.push({ message: texts.conflict, path: at });
    else if (!known.has(sheet.applicationId) || !panelists.has(sheet.judgeId))
      faults.push({ message: texts.unknownSheet, path: at });
    return { ...sheet, marks: marks.data ?? {}, version: (versions.get(name(sheet)) ?? 0) + 1 };
  });
  refuseFaults(faults.slice(0, 100));
  const at = await now(tx);
  const rows = sheets.map(({ judgeId, applicationId, marks, version }) => ({
    panelId,
    judgeId,
    applicationId,
    marks: marks as Prisma.InputJsonObject,
    version,
  }));
  await tx.assignment.createMany({
    data: rows.map(({ judgeId, applicationId }) => ({ panelId, judgeId, applicationId })),
    skipDuplicates: true,
  });
  await tx.scoresheet.createMany({
    data: rows
      .filter((row) => row.version === 1)
      .map((row) => ({ ...row, state: "SUBMITTED" as const, submittedAt: at })),
  });
  const amended = JSON.stringify(rows.filter((row) => row.version > 1));
  await tx.$executeRaw`
    UPDATE "Scoresheet" s
    SET marks = given.marks, version = given.version, state = 'SUBMITTED', "submittedAt" = ${at}
    FROM jsonb_to_recordset(${amended}::jsonb)
      AS given("judgeId" uuid, "applicationId" uuid, marks jsonb, version int)
    WHERE s."panelId" = ${panelId}::uuid
      AND s."judgeId" = given."judgeId" AND s."applicationId" = given."applicationId"`;
  await tx.scoresheetRevision.createMany({
    data: rows.map((row) => ({ ...row, submittedBy: actorName(actor), submittedAt: at })),
  });
  await Audit.append(tx, {
    stream: auditStream(panel.stage.editionId),
    actor: actorName(actor),
    action: "marks.imported",
    subjectType: "Panel",
    subjectId: panelId,
    after: { sheets: rows.length },
  });
  return rows.length;
}
