import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import {
  type ConflictSource,
  type Database,
  inTransaction,
  Prisma,
  type Reader,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, readInput } from "../kernel/input.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));
const emailLimits = madeOnce(() => z.looseObject({ email: emailAddress }));

export interface FoundConflict {
  judgeId: string;
  applicationId: string;
  source: ConflictSource;
}

/** The entries of a panel with which a judge is in no recorded conflict, and which are not of their own team. */
export const withoutConflict = (panelId: string, judgeId: string) =>
  ({
    conflicts: { none: { judgeId, panelId } },
    team: { members: { none: { userId: judgeId } } },
  }) satisfies Prisma.ApplicationWhereInput;

/**
 * Conflicts that follow from what is known: the judge is of the team; of an organisation of someone
 * of the team; an officer of the entry's province; or a mentor of the team. Of several the first is told.
 */
export function findConflicts(
  db: Reader,
  panelId: string,
  judgeIds: readonly string[],
): Promise<FoundConflict[]> {
  return db.$queryRaw<FoundConflict[]>`
    WITH entry AS (
      SELECT a.id, a."teamId", a."provinceCode" FROM "Panel" p
      JOIN "StageEntry" e ON e."stageId" = p."stageId"
      JOIN "Application" a ON a.id = e."applicationId" WHERE p.id = ${panelId}::uuid
    ), membership AS (SELECT * FROM "Membership" WHERE "revokedAt" IS NULL)
    SELECT DISTINCT ON (id, judge) judge AS "judgeId", id AS "applicationId", source FROM (
      SELECT 1 AS place, 'SAME_TEAM' AS source, m."userId" AS judge, entry.id FROM entry
        JOIN "TeamMember" m USING ("teamId")
      UNION ALL
      SELECT 2, 'SAME_ORGANISATION', own."userId", entry.id FROM entry
        JOIN "TeamMember" m USING ("teamId")
        JOIN membership theirs ON theirs."userId" = m."userId"
        JOIN membership own ON own."organisationId" = theirs."organisationId"
      UNION ALL
      SELECT 3, 'SAME_PROVINCE_OFFICE', own."userId", entry.id FROM entry
        JOIN membership own USING ("provinceCode") WHERE own.role = 'PROVINCIAL_OFFICER'
      UNION ALL
      SELECT 4, 'CO_MENTOR', ms."mentorId", entry.id FROM entry
        JOIN "Application" mentored USING ("teamId")
        JOIN "CohortMember" cm ON cm."applicationId" = mentored.id
        JOIN "Mentorship" ms ON ms."memberId" = cm.id
    ) found
    WHERE judge = ANY (${judgeIds}::uuid[]) ORDER BY id, judge, place`;
}

/** The conflicts of all judges of a panel. */
export async function conflictsOfPanel(tx: Transaction, panelId: string): Promise<FoundConflict[]> {
  const judges = await tx.panelJudge.findMany({ where: { panelId }, select: { judgeId: true } });
  return findConflicts(
    tx,
    panelId,
    judges.map((judge) => judge.judgeId),
  );
}

/**
 * Takes entries away from judges for good: scores that were given are removed, and stay as a trace; votes of the
 * same stage and comparisons go, and the audit keeps that they were made. Whoever calls it holds the panel locked,
 * so that nothing given meanwhile survives. Gives the conflicts that were not known before.
 */
export async function recuse(
  tx: Transaction,
  panelId: string,
  conflicts: readonly (FoundConflict & { reason?: string })[],
): Promise<FoundConflict[]> {
  const fresh = await tx.conflictOfInterest.createManyAndReturn({
    data: conflicts.map((conflict) => ({ ...conflict, panelId })),
    skipDuplicates: true,
    select: { judgeId: true, applicationId: true, source: true },
  });
  if (fresh.length === 0) return fresh;
  const judges = fresh.map((conflict) => conflict.judgeId);
  const entries = fresh.map((conflict) => conflict.applicationId);
  const gone = Prisma.sql`unnest(${judges}::uuid[], ${entries}::uuid[]) AS gone(judge, entry)`;
  const given = Prisma.sql`given."panelId" = ${panelId}::uuid AND given."judgeId" = gone.judge`;
  await tx.$executeRaw`
    UPDATE "Scoresheet" AS given SET state = 'REMOVED', version = given.version + 1 FROM ${gone}
    WHERE ${given} AND given."applicationId" = gone.entry AND given.state <> 'REMOVED'`;
  await tx.$executeRaw`
    UPDATE "Assignment" AS given SET state = 'RECUSED' FROM ${gone}
    WHERE ${given} AND given."applicationId" = gone.entry`;
  await tx.$executeRaw`
    DELETE FROM "PairwiseComparison" AS given USING ${gone}
    WHERE ${given} AND gone.entry IN (given."winnerId", given."loserId")`;
  await tx.$executeRaw`
    DELETE FROM "SelectionVote" AS given USING "Panel" p, ${gone}
    WHERE p.id = ${panelId}::uuid AND given."stageId" = p."stageId"
      AND given."voterId" = gone.judge AND given."applicationId" = gone.entry`;
  return fresh;
}

/** Declares a conflict of interest: one's own, or as organiser that of a judge. */
export async function declareConflict(
  db: Database,
  actor: Actor,
  input: { panelId: string; applicationId: string; judgeId?: string | null; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
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
    // Waits for marks, votes and comparisons that are being written, so that none survives the recusal.
    await tx.$queryRaw`SELECT 1 FROM "Panel" WHERE id = ${panelId}::uuid FOR UPDATE`;
    await recuse(tx, panelId, [{ judgeId, applicationId, source: "DECLARED", reason }]);
    Audit.append(tx, {
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
  const { email } = readInput(emailLimits(), input);
  const panel = found(
    await db.panel.findUnique({ where: { id: input.panelId }, include: { stage: true } }),
    "panel",
  );
  authorize(actor, "checkConflicts", { editionId: panel.stage.editionId });
  const person = await db.user.findUnique({ where: { email } });
  return person ? findConflicts(db, panel.id, [person.id]) : [];
}
