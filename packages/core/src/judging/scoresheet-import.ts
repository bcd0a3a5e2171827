import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { type Fault, refuseFaults } from "../kernel/error.ts";
import { madeOnce, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { checkUnpublished, lockPanel } from "./panel-write.ts";
import { markFaults, marksSchema } from "./rubric.ts";
import { scaleOf } from "./scoresheet-write.ts";

const sheetsLimits = madeOnce(() =>
  z.looseObject({ sheets: z.array(z.any()).min(1).max(maxSheets) }),
);

/** The marks of one judge for one entry, as an organiser gives them. */
export interface GivenSheet {
  judgeId: string;
  applicationId: string;
  marks?: unknown;
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
  input: { panelId: string; sheets: readonly GivenSheet[] },
) {
  readInput(sheetsLimits(), input);
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    authorize(actor, "importMarks", { editionId: panel.stage.editionId });
    await checkUnpublished(tx, panel.id);
    const count = await writeSheets(tx, actor, panel, input.sheets, "sheets");
    return { sheets: count };
  });
}

type Panel = Awaited<ReturnType<typeof lockPanel>>;

const nameOf = (one: { judgeId: string; applicationId: string }): string =>
  `${one.judgeId} ${one.applicationId}`;

/** Refuses sheets by the path of each in the input: twice, off the scale, in conflict, or of no such entry or judge. */
async function refuseSheets(
  tx: Transaction,
  { id: panelId, stageId, rubric }: Panel,
  sheets: readonly GivenSheet[],
  field: string,
): Promise<void> {
  const entries = await tx.stageEntry.findMany({
    where: { stageId },
    select: { applicationId: true },
  });
  const judges = await tx.panelJudge.findMany({ where: { panelId }, select: { judgeId: true } });
  const conflicts = await tx.conflictOfInterest.findMany({ where: { panelId } });
  const known = new Set(entries.map((entry) => entry.applicationId));
  const panelists = new Set(judges.map((judge) => judge.judgeId));
  const barred = new Set(conflicts.map(nameOf));
  const scales = (rubric?.criteria ?? []).map(scaleOf);
  const seen = new Set<string>();
  const faults = sheets.flatMap((sheet, index): Fault[] => {
    const path = [field, index];
    const found: Fault[] = [];
    if (seen.has(nameOf(sheet))) found.push({ message: texts.sheetTwice, path });
    seen.add(nameOf(sheet));
    const marks = marksSchema.safeParse(sheet.marks);
    if (!marks.success) found.push({ message: texts.markMissing, path: [...path, "marks"] });
    else
      for (const fault of markFaults(scales, marks.data, false))
        found.push({ ...fault, path: [...path, ...fault.path] });
    if (barred.has(nameOf(sheet))) found.push({ message: texts.conflict, path });
    else if (!known.has(sheet.applicationId) || !panelists.has(sheet.judgeId))
      found.push({ message: texts.unknownSheet, path });
    return found;
  });
  refuseFaults(faults.slice(0, 100));
}

/** Writes scoresheets for an organiser, in bulk; faults are told at `field` of the input. */
export async function writeSheets(
  tx: Transaction,
  actor: Actor,
  panel: Panel,
  given: readonly GivenSheet[],
  field: "sheets" | "corrections",
): Promise<number> {
  await refuseSheets(tx, panel, given, field);
  const panelId = panel.id;
  const present = await tx.scoresheet.findMany({
    where: { panelId },
    select: { judgeId: true, applicationId: true, version: true },
  });
  const versions = new Map(present.map((sheet) => [nameOf(sheet), sheet.version]));
  const at = await now(tx);
  const rows = given.map((sheet) => ({
    panelId,
    judgeId: sheet.judgeId,
    applicationId: sheet.applicationId,
    marks: marksSchema.parse(sheet.marks) as Prisma.InputJsonObject,
    version: (versions.get(nameOf(sheet)) ?? 0) + 1,
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
  Audit.append(tx, {
    stream: auditStream(panel.stage.editionId),
    actor: actorName(actor),
    action: "marks.imported",
    subjectType: "Panel",
    subjectId: panelId,
    after: { sheets: rows.length },
  });
  return rows.length;
}
