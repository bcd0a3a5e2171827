import * as z from "zod";
import { recordOnboarding } from "../agreement/index.ts";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults, stateError } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { localDateAt } from "../kernel/local-date.ts";
import { certificateOf, newestCertificate } from "./certificate-issue.ts";
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
 * Records who attended a training that has begun, with scores. The same mark again changes nothing, unless
 * a certificate on it was revoked, after which it says that it is right all the same; another corrects it,
 * unless a certificate was issued on it. An institution whose people attend a
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
    include: { certificates: newestCertificate },
  });
  const changed = changedMarks(before, marks);
  if (changed.size > 0) {
    await write(tx, changed);
    Audit.append(tx, {
      stream: trainingStream(event.teamId),
      actor: actorName(actor),
      action: "attendance.recorded",
      subjectType: "TrainingEvent",
      subjectId: eventId,
      after: { participantIds: [...changed.keys()] },
    });
  }
  const participants = await tx.trainingParticipant.findMany({
    where: { eventId },
    include: { institution: { select: { mergedIntoId: true } } },
  });
  return { ...event, participants };
}

interface Marks {
  attended: boolean | null;
  preScore: number | null;
  postScore: number | null;
}

type Known = Prisma.TrainingParticipantGetPayload<{
  include: { certificates: typeof newestCertificate };
}>;

/** The marks that say something new, by participant; refuses those that cannot be recorded. */
function changedMarks(
  participants: readonly Known[],
  marks: readonly AttendanceMark[],
): Map<string, Marks> {
  const byId = new Map(participants.map((participant) => [participant.id, participant]));
  const faults: Fault[] = [];
  const changed = new Map<string, Marks>();
  const seen = new Set<string>();
  for (const [index, { participantId, ...given }] of marks.entries()) {
    const participant = found(byId.get(participantId), "participant");
    if (participant.state !== "REGISTERED") throw stateError(participant.state);
    if (seen.has(participantId))
      faults.push({ message: texts.markedTwice, path: ["marks", index] });
    seen.add(participantId);
    const asked: Marks = {
      attended: given.attended,
      preScore: given.preScore ?? null,
      postScore: given.postScore ?? null,
    };
    if (!asked.attended && (asked.preScore ?? asked.postScore) !== null)
      faults.push({ message: texts.scoreOfAbsent, path: ["marks", index] });
    const certificate = certificateOf(participant);
    if (isSame(participant, asked) && certificate !== "REVOKED_SINCE") continue;
    if (certificate === "HELD" && faults.length === 0)
      throw new DomainError("STATE", texts.certified, { path: ["marks", String(index)] });
    changed.set(participantId, asked);
  }
  refuseFaults(faults);
  return changed;
}

const isSame = (a: Marks, b: Marks): boolean =>
  a.attended === b.attended && a.preScore === b.preScore && a.postScore === b.postScore;

/** Writes all marks in one statement. */
async function write(tx: Transaction, marks: ReadonlyMap<string, Marks>): Promise<void> {
  const values = [...marks.values()];
  await tx.$executeRaw`
    UPDATE "TrainingParticipant" p
    SET attended = m.attended, "preScore" = m.pre, "postScore" = m.post, "markedAt" = ${await now(tx)}
    FROM unnest(${[...marks.keys()]}::uuid[], ${values.map((one) => one.attended)}::boolean[],
      ${values.map((one) => one.preScore)}::int[], ${values.map((one) => one.postScore)}::int[])
      AS m (id, attended, pre, post)
    WHERE p.id = m.id`;
}
