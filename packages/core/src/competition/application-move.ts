import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type ApplicationState, type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, type Operation } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { message, refuseFaults } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { endOfDay, type LocalDate } from "../kernel/local-date.ts";
import { auditStream, lockApplication } from "./application-lock.ts";
import { checkApplicationMove } from "./application-state.ts";

const reasonLimits = madeOnce(() => z.object({ reason: paragraphs(2000).nullable() }));

const past = message(
  "IN_THE_PAST",
  "The new deadline must be in the future.",
  "Tenggat baru harus di masa depan.",
);

async function move(
  db: Database,
  actor: Actor,
  operation: Operation,
  id: string,
  to: ApplicationState,
  why: string | null,
  until?: LocalDate,
) {
  const { reason } = readInput(reasonLimits(), { reason: why });
  return inTransaction(db, async (tx) => {
    const application = await lockApplication(tx, actor, operation, id);
    const correctUntil = until ? endOfDay(until, application.province.timeZone) : null;
    const same = application.correctUntil?.getTime() === correctUntil?.getTime();
    if (application.state === to && (!until || same)) return application;
    if (application.state !== to) checkApplicationMove(application.state, to);
    if (correctUntil && correctUntil <= (await now(tx)))
      refuseFaults([{ message: past, path: ["correctUntil"] }]);
    const moved = await tx.application.update({
      where: { id },
      data: { state: to, stateReason: reason, correctUntil, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: auditStream(application.editionId),
      actor: actorName(actor),
      action: `application.${to.toLowerCase()}`,
      subjectType: "Application",
      subjectId: id,
      before: {
        state: application.state,
        correctUntil: application.correctUntil?.toISOString() ?? null,
      },
      after: { state: to, reason, correctUntil: correctUntil?.toISOString() ?? null },
    });
    return moved;
  });
}

/** Takes an application out of the competition, by its team. */
export const withdrawApplication = (db: Database, actor: Actor, input: { id: string }) =>
  move(db, actor, "withdrawApplication", input.id, "WITHDRAWN", null);

/**
 * Gives an application back for correction until the end of a local date in its province; one that is given back
 * already until another day.
 */
export const returnApplication = (
  db: Database,
  actor: Actor,
  input: { id: string; reason: string; correctUntil: LocalDate },
) => move(db, actor, "returnApplication", input.id, "RETURNED", input.reason, input.correctUntil);

/** Excludes an application for a stated reason. */
export const disqualifyApplication = (
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) => move(db, actor, "disqualifyApplication", input.id, "DISQUALIFIED", input.reason);
