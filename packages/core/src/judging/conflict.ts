import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import {
  type ConflictSource,
  type Database,
  inTransaction,
  type Reader,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";

export interface FoundConflict {
  applicationId: string;
  source: ConflictSource;
}

/**
 * Conflicts that follow from what is known: the judge is of the team; of an organisation of someone
 * of the team; an officer of the entry's province; or a mentor of
 * the team.
 */
export function findConflicts(
  db: Reader,
  panelId: string,
  judgeId: string,
): Promise<FoundConflict[]> {
  return db.$queryRaw<FoundConflict[]>`
    SELECT DISTINCT ON (a.id) a.id AS "applicationId", source
    FROM "Panel" p
    JOIN "StageEntry" e ON e."stageId" = p."stageId"
    JOIN "Application" a ON a.id = e."applicationId"
    CROSS JOIN LATERAL (
      SELECT 1 AS place, 'SAME_TEAM' AS source FROM "TeamMember" m
        WHERE m."teamId" = a."teamId" AND m."userId" = ${judgeId}::uuid
      UNION ALL
      SELECT 2, 'SAME_ORGANISATION' FROM "TeamMember" m
        JOIN "Membership" theirs ON theirs."userId" = m."userId" AND theirs."revokedAt" IS NULL
        JOIN "Membership" own ON own."organisationId" = theirs."organisationId"
          AND own."userId" = ${judgeId}::uuid AND own."revokedAt" IS NULL
        WHERE m."teamId" = a."teamId"
      UNION ALL
      SELECT 3, 'SAME_PROVINCE_OFFICE' FROM "Membership" own
        WHERE own."userId" = ${judgeId}::uuid AND own.role = 'PROVINCIAL_OFFICER'
          AND own."revokedAt" IS NULL AND own."provinceCode" = a."provinceCode"
      UNION ALL
      SELECT 4, 'CO_MENTOR' FROM "Mentorship" ms
        JOIN "CohortMember" cm ON cm.id = ms."memberId"
        JOIN "Application" mentored ON mentored.id = cm."applicationId"
        WHERE ms."mentorId" = ${judgeId}::uuid AND mentored."teamId" = a."teamId"
    ) found
    WHERE p.id = ${panelId}::uuid ORDER BY a.id, place`;
}

/** Writes the conflicts found for a judge (all judges, when none is named) and recuses them. */
export async function recordConflicts(
  tx: Transaction,
  panelId: string,
  judgeId?: string,
): Promise<void> {
  const judges = judgeId
    ? [judgeId]
    : (await tx.panelJudge.findMany({ where: { panelId }, select: { judgeId: true } })).map(
        (judge) => judge.judgeId,
      );
  for (const id of judges)
    for (const { applicationId, source } of await findConflicts(tx, panelId, id))
      await recuse(tx, { panelId, judgeId: id, applicationId, source });
}

/** Takes an entry away from a judge for good: a score that was given is removed, and stays as a trace. */
async function recuse(
  tx: Transaction,
  conflict: {
    panelId: string;
    judgeId: string;
    applicationId: string;
    source: ConflictSource;
    reason?: string;
  },
): Promise<void> {
  const { panelId, judgeId, applicationId } = conflict;
  const key = { panelId, judgeId, applicationId };
  await tx.conflictOfInterest.createMany({ data: [conflict], skipDuplicates: true });
  await tx.scoresheet.updateMany({
    where: { ...key, state: { not: "REMOVED" } },
    data: { state: "REMOVED", version: { increment: 1 } },
  });
  await tx.assignment.updateMany({ where: key, data: { state: "RECUSED" } });
  // A vote of the same stage goes too; the audit keeps that it was cast.
  await tx.selectionVote.deleteMany({
    where: {
      applicationId,
      voterId: judgeId,
      entry: { stage: { panels: { some: { id: panelId } } } },
    },
  });
}

/** Declares a conflict of interest: one's own, or as organiser that of a judge. */
export async function declareConflict(
  db: Database,
  actor: Actor,
  input: { panelId: string; applicationId: string; judgeId?: string | null; reason: string },
) {
  const { reason } = readInput(z.looseObject({ reason: line(1000) }), input);
  const { panelId, applicationId } = input;
  return inTransaction(db, async (tx) => {
    const judgeId = input.judgeId ?? personId(actor);
    const judge = await tx.panelJudge.findUnique({
      where: { panelId_judgeId: { panelId, judgeId } },
      include: { panel: { include: { stage: true } } },
    });
    const { editionId, id: stageId } = found(judge, "panel").panel.stage;
    authorize(actor, "declareConflict", { editionId, ownerIds: [judgeId] });
    found(
      await tx.stageEntry.findUnique({
        where: { stageId_applicationId: { stageId, applicationId } },
      }),
      "application",
    );
    // Waits for a scoresheet that is being written, so that none survives the recusal.
    await tx.$queryRaw`SELECT 1 FROM "Assignment" WHERE "panelId" = ${panelId}::uuid
      AND "applicationId" = ${applicationId}::uuid AND "judgeId" = ${judgeId}::uuid FOR UPDATE`;
    await recuse(tx, { panelId, judgeId, applicationId, source: "DECLARED", reason });
    await Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "conflict.declared",
      subjectType: "Application",
      subjectId: applicationId,
      after: { panelId, judgeId, reason },
    });
    return { panelId, judgeId, applicationId };
  });
}

/** With which entries a person would be in conflict, to know before inviting them. */
export async function checkConflicts(
  db: Reader,
  actor: Actor,
  input: { panelId: string; email: string },
): Promise<FoundConflict[]> {
  const { email } = readInput(z.looseObject({ email: emailAddress }), input);
  const panel = found(
    await db.panel.findUnique({ where: { id: input.panelId }, include: { stage: true } }),
    "panel",
  );
  authorize(actor, "checkConflicts", { editionId: panel.stage.editionId });
  const person = await db.user.findUnique({ where: { email } });
  return person ? findConflicts(db, panel.id, person.id) : [];
}
