import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type CommitmentParty, type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, sameVersion, stateError } from "../kernel/error.ts";
import { line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { facilitationTexts as texts } from "./facilitation-error.ts";
import { facilitationStream, lockIntroduction } from "./facilitation-visibility.ts";
import { moveIntroduction } from "./introduction-write.ts";

const placeLimits = madeOnce(() => z.looseObject({ place: line(500) }));
const minutesLimits = madeOnce(() => z.looseObject({ minutes: paragraphs(20_000) }));
const textLimits = madeOnce(() => z.looseObject({ text: line(1000) }));

/**
 * Sets a meeting of the team with the local government, to come or already held. A meeting at the same
 * instant is the same one.
 */
export async function scheduleMeeting(
  db: Database,
  actor: Actor,
  input: { introductionId: string; startsAt: Date; place: string },
) {
  const { introductionId, startsAt } = input;
  const { place } = readInput(placeLimits(), input);
  return inTransaction(db, async (tx) => {
    const introduction = await lockIntroduction(tx, actor, "scheduleMeeting", introductionId);
    const { state } = introduction;
    if (state === "DECLINED") throw stateError(state);
    const id = newId();
    const { count } = await tx.meeting.createMany({
      data: [{ id, introductionId, startsAt, place }],
      skipDuplicates: true,
    });
    const meeting = await tx.meeting.findUniqueOrThrow({
      where: { introductionId_startsAt: { introductionId, startsAt } },
    });
    if (count === 0) return meeting;
    if (state === "INTRODUCED") await moveIntroduction(tx, introduction, "MEETING");
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "meeting.scheduled",
      subjectType: "Introduction",
      subjectId: introductionId,
      before: { state },
      after: { meetingId: id, startsAt: startsAt.toISOString() },
    });
    return meeting;
  });
}

/** Writes down what was said in a meeting that has begun, and what came of it. */
export async function recordMinutes(
  db: Database,
  actor: Actor,
  input: { id: string; minutes: string; expectedVersion: number },
) {
  const { id } = input;
  const { minutes } = readInput(minutesLimits(), input);
  return inTransaction(db, async (tx) => {
    const { introductionId } = found(
      await tx.meeting.findUnique({ where: { id }, select: { introductionId: true } }),
      "meeting",
    );
    await lockIntroduction(tx, actor, "recordMinutes", introductionId);
    const meeting = await tx.meeting.findUniqueOrThrow({ where: { id } });
    if (meeting.minutes === minutes) return meeting;
    sameVersion(meeting.version, input.expectedVersion);
    if (meeting.startsAt > (await now(tx))) throw new DomainError("STATE", texts.notBegun);
    const recorded = await tx.meeting.update({
      where: { id },
      data: { minutes, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "minutes.recorded",
      subjectType: "Meeting",
      subjectId: id,
      before: { minutes: meeting.minutes },
      after: { minutes },
    });
    return recorded;
  });
}

/** Notes who promised what by which day. */
export async function addCommitment(
  db: Database,
  actor: Actor,
  input: { introductionId: string; party: CommitmentParty; text: string; dueOn: LocalDate },
) {
  const { introductionId, party, dueOn } = input;
  const { text } = readInput(textLimits(), input);
  return inTransaction(db, async (tx) => {
    const { state } = await lockIntroduction(tx, actor, "addCommitment", introductionId);
    if (state === "INTRODUCED" || state === "DECLINED") throw stateError(state);
    const commitment = await tx.commitment.create({
      data: { introductionId, party, text, dueOn: toColumn(dueOn) },
    });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "commitment.made",
      subjectType: "Introduction",
      subjectId: introductionId,
      after: { commitmentId: commitment.id, party, dueOn },
    });
    return commitment;
  });
}

/** Says that a promise was kept, and on which day; the first day stays. */
export async function completeCommitment(
  db: Database,
  actor: Actor,
  input: { id: string; doneOn: LocalDate },
) {
  const { id, doneOn } = input;
  return inTransaction(db, async (tx) => {
    const { introductionId } = found(
      await tx.commitment.findUnique({ where: { id }, select: { introductionId: true } }),
      "commitment",
    );
    const { need } = await lockIntroduction(tx, actor, "completeCommitment", introductionId);
    const commitment = await tx.commitment.findUniqueOrThrow({ where: { id } });
    if (commitment.doneOn) return commitment;
    if (doneOn > localDateAt(await now(tx), need.province.timeZone))
      refuseFaults([{ message: texts.future, path: ["doneOn"] }]);
    const completed = await tx.commitment.update({
      where: { id },
      data: { doneOn: toColumn(doneOn) },
    });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "commitment.kept",
      subjectType: "Introduction",
      subjectId: introductionId,
      before: { dueOn: fromColumn(commitment.dueOn) },
      after: { commitmentId: id, doneOn },
    });
    return completed;
  });
}
