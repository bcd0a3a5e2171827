import { z } from "zod";
import { recordOnboarding } from "../agreement/index.ts";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults, stateError } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { localDateAt } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { score } from "./score.ts";
import { lockEvent, trainingStream } from "./training-visibility.ts";

const markLimits = z.looseObject({
  marks: z
    .array(z.looseObject({ preScore: score.nullish(), postScore: score.nullish() }))
    .min(1)
    .max(500),
});

export interface AttendanceMark {
  participantId: string;
  attended: boolean;
  /** 0 to 100, before and after the training. */
  preScore?: number | null;
  postScore?: number | null;
}

/**
 * Records who attended a training that has begun, with scores. The same mark again changes nothing;
 * another corrects it, unless a certificate was issued on it. An institution whose people attend a
 * service training under its agreement has thereby been trained, if that is not recorded yet.
 */
export async function recordAttendance(
  db: Database,
  actor: Actor,
  input: { eventId: string; marks: readonly AttendanceMark[] },
) {
  readInput(markLimits, input);
  const event = await inTransaction(db, (tx) => mark(tx, actor, input));
  // Each step is a transaction of the agreement's own: an interrupted call is completed by the next.
  const institutionIds = event.participants
    .filter((participant) => participant.attended)
    .map(({ institutionId, institution }) => institution.mergedIntoId ?? institutionId);
  const { agreementId, kind } = event;
  if (kind !== "SERVICE_TRAINING" || !agreementId) return { event, trained: 0 };
  const untrained = await db.agreementInstitution.findMany({
    where: {
      agreementId,
      institutionId: { in: institutionIds },
      state: "ACCEPTED",
      trainedOn: null,
      agreement: { state: "ACTIVE" },
    },
    orderBy: { institutionId: "asc" },
  });
  const on = localDateAt(event.startsAt, event.province.timeZone);
  for (const { institutionId } of untrained)
    await recordOnboarding(db, actor, { agreementId, institutionId, step: "trainedOn", on });
  return { event, trained: untrained.length };
}

async function mark(
  tx: Transaction,
  actor: Actor,
  { eventId, marks }: { eventId: string; marks: readonly AttendanceMark[] },
) {
  const event = await lockEvent(tx, actor, "recordAttendance", eventId);
  if (event.state !== "PLANNED") throw stateError(event.state);
  if ((await now(tx)) < event.startsAt) throw new DomainError("DEADLINE", texts.notBegun);
  const before = await tx.trainingParticipant.findMany({
    where: { eventId },
    include: { certificates: { where: { revokedAt: null } } },
  });
  const byId = new Map(before.map((participant) => [participant.id, participant]));
  const faults: Fault[] = [];
  const changed: string[] = [];
  for (const [index, { participantId, attended, ...scores }] of marks.entries()) {
    const participant = found(byId.get(participantId), "participant");
    if (participant.state !== "REGISTERED") throw stateError(participant.state);
    const data = {
      attended,
      preScore: scores.preScore ?? null,
      postScore: scores.postScore ?? null,
    };
    if (!attended && (data.preScore ?? data.postScore) !== null)
      faults.push({ message: texts.scoreOfAbsent, path: ["marks", index] });
    const same =
      participant.attended === attended &&
      participant.preScore === data.preScore &&
      participant.postScore === data.postScore;
    if (same || faults.length > 0) continue;
    if (participant.certificates.length > 0)
      throw new DomainError("STATE", texts.certified, { path: ["marks", String(index)] });
    await tx.trainingParticipant.update({ where: { id: participantId }, data });
    changed.push(participantId);
  }
  refuseFaults(faults);
  if (changed.length > 0)
    await Audit.append(tx, {
      stream: trainingStream(event.teamId),
      actor: actorName(actor),
      action: "attendance.recorded",
      subjectType: "TrainingEvent",
      subjectId: eventId,
      after: { participantIds: changed },
    });
  const participants = await tx.trainingParticipant.findMany({
    where: { eventId },
    include: { institution: { select: { mergedIntoId: true } } },
  });
  return { ...event, participants };
}
