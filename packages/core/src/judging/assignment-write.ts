import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { type Plan, planAssignments } from "./assignment-plan.ts";
import { conflictsOfPanel, recuse } from "./conflict.ts";
import { checkUnpublished, lockPanel } from "./panel-write.ts";

/**
 * Gives the entries of a panel's stage to its judges who accepted and are available in the stage's
 * days. Done again after a change it keeps what has marks, also of judges who have left, and moves little else. A dry run only
 * shows the plan.
 */
export async function assignJudges(
  db: Database,
  actor: Actor,
  input: { panelId: string; dryRun: boolean },
): Promise<Plan> {
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    const { stage, id: panelId } = panel;
    authorize(actor, "assignJudges", { editionId: stage.editionId });
    await checkUnpublished(tx, panelId);
    const found = await conflictsOfPanel(tx, panelId);
    const recused = input.dryRun ? [] : await recuse(tx, panelId, found);
    const entries = await tx.application.findMany({
      where: { state: "SUBMITTED", entries: { some: { stageId: stage.id, outcome: "PENDING" } } },
      select: { id: true, issueCode: true, provinceCode: true },
      orderBy: { id: "asc" },
    });
    const judges = await tx.panelJudge.findMany({
      where: {
        panelId,
        state: "ACCEPTED",
        OR: [{ availableFrom: null }, { availableFrom: { lte: stage.closesOn } }],
        AND: { OR: [{ availableTo: null }, { availableTo: { gte: stage.opensOn } }] },
      },
      orderBy: { judgeId: "asc" },
    });
    const conflicts = await tx.conflictOfInterest.findMany({ where: { panelId } });
    const existing = await tx.assignment.findMany({ where: { panelId } });
    const sheets = await tx.scoresheet.findMany({
      where: { panelId },
      select: { judgeId: true, applicationId: true, state: true },
    });
    const name = (judgeId: string, applicationId: string) => `${judgeId} ${applicationId}`;
    const barred = new Set(
      [...conflicts, ...found, ...existing.filter((one) => one.state === "RECUSED")].map((one) =>
        name(one.judgeId, one.applicationId),
      ),
    );
    const marked = new Set(sheets.map((one) => name(one.judgeId, one.applicationId)));
    const known = existing.filter((one) => !barred.has(name(one.judgeId, one.applicationId)));
    const taking = new Set(judges.map((judge) => judge.judgeId));
    const done = Map.groupBy(
      sheets.filter(({ state, judgeId }) => state === "SUBMITTED" && !taking.has(judgeId)),
      (sheet) => sheet.applicationId,
    );
    const plan = planAssignments({
      entries: entries.map((entry) => ({ ...entry, marked: done.get(entry.id)?.length ?? 0 })),
      judges: judges.map(({ judgeId: id, ...judge }) => ({ ...judge, id })),
      perEntry: panel.judgesPerEntry,
      forbidden: (judgeId, entryId) => barred.has(name(judgeId, entryId)),
      existing: known.map(({ judgeId, applicationId }) => ({
        judgeId,
        entryId: applicationId,
        fixed: marked.has(name(judgeId, applicationId)),
      })),
    });
    if (input.dryRun) return plan;
    const wanted = new Set(plan.assignments.map((one) => name(one.judgeId, one.entryId)));
    const gone = known.filter(
      ({ judgeId, applicationId }) =>
        !wanted.has(name(judgeId, applicationId)) && !marked.has(name(judgeId, applicationId)),
    );
    await tx.$executeRaw`
      DELETE FROM "Assignment" a
      USING unnest(${gone.map((one) => one.judgeId)}::uuid[], ${gone.map((one) => one.applicationId)}::uuid[]) AS gone(judge, entry)
      WHERE a."panelId" = ${panelId}::uuid AND a."judgeId" = gone.judge AND a."applicationId" = gone.entry`;
    await tx.assignment.createMany({
      data: plan.assignments.map(({ judgeId, entryId }) => ({
        panelId,
        judgeId,
        applicationId: entryId,
      })),
      skipDuplicates: true,
    });
    Audit.append(tx, {
      stream: auditStream(stage.editionId),
      actor: actorName(actor),
      action: "judges.assigned",
      subjectType: "Panel",
      subjectId: panelId,
      after: {
        assignments: plan.assignments.length,
        unfilled: plan.unfilled.length,
        conflicts: recused as unknown as Prisma.InputJsonArray,
      },
    });
    return plan;
  });
}
