import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { addDays, endOfDay, localDateAt } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { lockPanel } from "./panel-write.ts";
import { freeze } from "./publication.ts";
import { type GivenSheet, writeSheets } from "./scoresheet-import.ts";

const textLimits = madeOnce(() => z.looseObject({ text: paragraphs(5000) }));

/**
 * A team appeals against its published result, until the end of the last day in its province. The
 * same appeal again changes nothing.
 */
export async function appealResult(
  db: Database,
  actor: Actor,
  input: { panelId: string; applicationId: string; text: string },
) {
  const { text } = readInput(textLimits(), input);
  const { panelId, applicationId } = input;
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, panelId);
    const row = await tx.resultSnapshotRow.findFirst({
      where: { applicationId, snapshot: { panelId, replacedBy: null } },
      include: {
        snapshot: true,
        application: { include: { province: true, team: { include: { members: true } } } },
      },
    });
    const { snapshot, application } = found(row, "result");
    const ownerIds = application.team.members.map((member) => member.userId);
    found((actor.kind === "USER" && ownerIds.includes(actor.id)) || undefined, "result");
    authorize(actor, "appealResult", { ownerIds });
    const zone = application.province.timeZone;
    const lastDay = addDays(localDateAt(snapshot.publishedAt, zone), panel.appealDays);
    const until = endOfDay(lastDay, zone);
    const at = await now(tx);
    if (at >= until)
      throw new DomainError("DEADLINE", texts.appealOver, {
        parameters: { until: until.toISOString() },
      });
    const key = { snapshotId: snapshot.id, applicationId };
    const earlier = await tx.appeal.findUnique({ where: { snapshotId_applicationId: key } });
    if (earlier) return earlier;
    const appeal = await tx.appeal.create({
      data: { ...key, panelId, text, madeBy: actorName(actor), madeAt: at },
    });
    Audit.append(tx, {
      stream: auditStream(panel.stage.editionId),
      actor: actorName(actor),
      action: "appeal.made",
      subjectType: "Application",
      subjectId: applicationId,
      after: { panelId, snapshotId: snapshot.id },
    });
    return appeal;
  });
}

/**
 * Decides an appeal with its reasons. A granted one may correct scoresheets, and makes a new snapshot
 * that names the one it replaces; the old one stays as it was.
 */
export async function decideAppeal(
  db: Database,
  actor: Actor,
  input: {
    appealId: string;
    granted: boolean;
    decision: string;
    corrections: readonly GivenSheet[];
  },
) {
  const { decision } = readInput(
    z.looseObject({ decision: paragraphs(5000), corrections: z.array(z.any()).max(1000) }),
    input,
  );
  if (!input.granted && input.corrections.length > 0)
    refuseFaults([{ message: texts.correctionsOfGranted, path: ["corrections"] }]);
  return inTransaction(db, async (tx) => {
    const { panelId } = found(
      await tx.appeal.findUnique({ where: { id: input.appealId } }),
      "appeal",
    );
    const panel = await lockPanel(tx, panelId);
    const { editionId } = panel.stage;
    authorize(actor, "decideAppeal", { editionId });
    const { state, applicationId } = await tx.appeal.findUniqueOrThrow({
      where: { id: input.appealId },
    });
    if (state !== "OPEN") throw new DomainError("STATE", texts.appealDecided);
    const appeal = await tx.appeal.update({
      where: { id: input.appealId },
      data: {
        state: input.granted ? "GRANTED" : "DISMISSED",
        decision,
        decidedBy: actorName(actor),
        decidedAt: await now(tx),
      },
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: `appeal.${appeal.state.toLowerCase()}`,
      subjectType: "Application",
      subjectId: applicationId,
      after: { panelId: panel.id, decision, corrections: input.corrections.length },
    });
    if (!input.granted) return { appeal, snapshot: null };
    if (input.corrections.length > 0)
      await writeSheets(tx, actor, panel, input.corrections, "corrections");
    const latest = await tx.resultSnapshot.findFirstOrThrow({
      where: { panelId: panel.id },
      orderBy: { number: "desc" },
    });
    return { appeal, snapshot: await freeze(tx, actor, panel, latest) };
  });
}
