import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream, checkOpen } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { madeOnce, readInput } from "../kernel/input.ts";
import { withoutConflict } from "./conflict.ts";
import { texts } from "./error.ts";
import { checkUnpublished, holdPanel } from "./panel-write.ts";
import { type MarkScale, type Marks, markFaults, marksSchema } from "./rubric.ts";

const marksLimits = madeOnce(() => z.object({ marks: marksSchema }));

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

const readMarks = (raw: unknown): Marks => readInput(marksLimits(), { marks: raw }).marks;

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
      Audit.append(tx, {
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
