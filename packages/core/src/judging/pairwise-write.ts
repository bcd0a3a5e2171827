import * as Audit from "../audit/index.ts";
import { auditStream, checkOpen } from "../competition/index.ts";
import { type Database, inTransaction, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize, type Operation, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { withoutConflict } from "./conflict.ts";
import { texts } from "./error.ts";
import { bradleyTerry, nextPair } from "./pairwise.ts";
import { checkUnpublished, holdPanel } from "./panel-write.ts";

/** The panel of a judge who accepted, and the entries that they may compare. */
async function judgedPanel(db: Reader, actor: Actor, operation: Operation, panelId: string) {
  const judge = await db.panelJudge.findUnique({
    where: { panelId_judgeId: { panelId, judgeId: personId(actor) } },
    include: { panel: { include: { stage: true } } },
  });
  const { panel, state, judgeId: id } = found(judge, "panel");
  authorize(actor, operation, { ownerIds: [id] });
  if (state !== "ACCEPTED") throw new DomainError("STATE", texts.notAccepted);
  if (panel.mode !== "PAIRWISE") throw new DomainError("STATE", texts.wrongMode);
  const entries = await db.stageEntry.findMany({
    where: {
      stageId: panel.stageId,
      application: { state: "SUBMITTED", ...withoutConflict(panelId, id) },
    },
    include: { application: { include: { province: true } } },
    orderBy: { applicationId: "asc" },
  });
  return { panel, judgeId: id, entries };
}

/** Records which of two entries is better; saying it again of the same two replaces what was said. */
export async function comparePair(
  db: Database,
  actor: Actor,
  input: { panelId: string; winnerId: string; loserId: string },
) {
  const { panelId, winnerId, loserId } = input;
  if (winnerId === loserId) refuseFaults([{ message: texts.samePair, path: ["loserId"] }]);
  return inTransaction(db, async (tx) => {
    await holdPanel(tx, panelId);
    const { panel, judgeId, entries } = await judgedPanel(tx, actor, "comparePair", panelId);
    await tx.$queryRaw`SELECT 1 FROM "PanelJudge" WHERE "panelId" = ${panelId}::uuid AND "judgeId" = ${judgeId}::uuid FOR UPDATE`;
    await checkUnpublished(tx, panelId);
    const at = await now(tx);
    for (const id of [winnerId, loserId]) {
      const { application } = found(
        entries.find((entry) => entry.applicationId === id),
        "application",
      );
      checkOpen(panel.stage, application.province.timeZone, at);
    }
    const key = { panelId, judgeId };
    await tx.pairwiseComparison.deleteMany({
      where: {
        ...key,
        OR: [
          { winnerId, loserId },
          { winnerId: loserId, loserId: winnerId },
        ],
      },
    });
    const comparison = await tx.pairwiseComparison.create({
      data: { ...key, winnerId, loserId, at },
    });
    Audit.append(tx, {
      stream: auditStream(panel.stage.editionId),
      actor: actorName(actor),
      action: "comparison.made",
      subjectType: "Panel",
      subjectId: panelId,
      after: { winnerId, loserId },
    });
    return comparison;
  });
}

/** The two entries that this judge should compare next; undefined when nothing is left. */
export async function pairToCompare(
  db: Reader,
  actor: Actor,
  panelId: string,
): Promise<[string, string] | undefined> {
  const { judgeId, entries } = await judgedPanel(db, actor, "nextPair", panelId);
  const comparisons = await db.pairwiseComparison.findMany({ where: { panelId } });
  const done = new Set(
    comparisons
      .filter((one) => one.judgeId === judgeId)
      .flatMap(({ winnerId: a, loserId: b }) => [`${a} ${b}`, `${b} ${a}`]),
  );
  const strengths = bradleyTerry(
    entries.map((entry) => entry.applicationId),
    comparisons.map(({ winnerId, loserId }) => ({ winner: winnerId, loser: loserId })),
  );
  return nextPair(strengths, (a, b) => !done.has(`${a} ${b}`));
}
