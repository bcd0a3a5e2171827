import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type InternshipState, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { requireConsent } from "../institution/index.ts";
import { newId, now } from "../kernel/clock.ts";
import {
  checkMove,
  DomainError,
  found,
  refuseFaults,
  sameVersion,
  stateError,
} from "../kernel/error.ts";
import { line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { internshipMoves, isMinor } from "./internship-state.ts";
import { lockInternship, visibleStudents } from "./internship-visibility.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

const supervisorLimits = madeOnce(() => z.looseObject({ supervisor: line() }));
const guardianLimits = madeOnce(() => z.looseObject({ guardian: line() }));
const textLimits = madeOnce(() => z.looseObject({ text: paragraphs(5000) }));

/**
 * A team sends a student to a host that consented to it. A student is at one at a time, whoever asks at
 * the same moment.
 */
export async function planInternship(
  db: Database,
  actor: Actor,
  input: {
    studentId: string;
    hostId: string;
    supervisor: string;
    startsOn: LocalDate;
    endsOn: LocalDate;
  },
) {
  const { studentId, hostId, startsOn, endsOn } = input;
  const { supervisor } = readInput(supervisorLimits(), input);
  if (endsOn < startsOn) refuseFaults([{ message: texts.period, path: ["endsOn"] }]);
  return inTransaction(db, async (tx) => {
    const { team } = found(
      await tx.student.findUnique({
        where: { id: studentId, AND: visibleStudents(actor) },
        include: { team: { include: { members: true } } },
      }),
      "student",
    );
    authorize(actor, "planInternship", { ownerIds: memberIds(team) });
    found(
      await tx.institution.findUnique({ where: { id: hostId, mergedIntoId: null } }),
      "host institution",
    );
    await requireConsent(tx, actor, { institutionId: hostId, teamId: team.id }, ["hostId"]);
    const id = newId();
    const period = { startsOn: toColumn(startsOn), endsOn: toColumn(endsOn) };
    // With the constraint as the judge: a conflict inserts nothing.
    const { count } = await tx.internship.createMany({
      data: [{ id, studentId, hostId, supervisor, ...period }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.studentBusy, { path: ["startsOn"] });
    Audit.append(tx, {
      stream: trainingStream(team.id),
      actor: actorName(actor),
      action: "internship.planned",
      subjectType: "Internship",
      subjectId: id,
      after: { studentId, hostId, startsOn, endsOn },
    });
    return tx.internship.findUniqueOrThrow({ where: { id } });
  });
}

/** The team or the school notes that a guardian consented, before the internship runs. */
export async function recordGuardianConsent(
  db: Database,
  actor: Actor,
  input: { id: string; guardian: string; on: LocalDate },
) {
  const { id, on } = input;
  const { guardian } = readInput(guardianLimits(), input);
  return inTransaction(db, async (tx) => {
    const internship = await lockInternship(tx, actor, "recordGuardianConsent", id, ["SCHOOL"]);
    if (internship.state !== "PLANNED") throw stateError(internship.state);
    const today = localDateAt(await now(tx), internship.host.province.timeZone);
    if (on > today) refuseFaults([{ message: texts.future, path: ["on"] }]);
    const consented = await tx.internship.update({
      where: { id },
      data: { consentGuardian: guardian, consentOn: toColumn(on), version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: trainingStream(internship.student.teamId),
      actor: actorName(actor),
      action: "internship.consented",
      subjectType: "Internship",
      subjectId: id,
      after: { on },
    });
    return consented;
  });
}

/**
 * Starts an internship on its first day or later, a minor's with consent; completes it on its last
 * day or later; cancels one that never began, or ends one early on this day, with the reason.
 */
export async function moveInternship(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    to: Exclude<InternshipState, "PLANNED">;
    reason?: string | null;
    expectedVersion: number;
  },
) {
  const { id, to } = input;
  const early = to === "CANCELLED" || to === "TERMINATED";
  const limits = z.looseObject({ reason: early ? paragraphs(2000) : paragraphs(2000).nullish() });
  const { reason = null } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const internship = await lockInternship(tx, actor, "moveInternship", id);
    if (internship.state === to) return internship;
    sameVersion(internship.version, input.expectedVersion);
    checkMove(internshipMoves, internship.state, to);
    const today = localDateAt(await now(tx), internship.host.province.timeZone);
    const startsOn = fromColumn(internship.startsOn);
    const endsOn = fromColumn(internship.endsOn);
    if ((to === "RUNNING" && today < startsOn) || (to === "COMPLETED" && today < endsOn))
      throw new DomainError("DEADLINE", texts.tooEarly);
    const minor = isMinor(fromColumn(internship.student.bornOn), startsOn);
    if (to === "RUNNING" && minor && !internship.consentOn)
      throw new DomainError("STATE", texts.consentMissing);
    const moved = await tx.internship.update({
      where: { id },
      data: {
        state: to,
        stateReason: reason,
        version: { increment: 1 },
        // The days after the end are free for another.
        ...(to === "TERMINATED" && today < endsOn && { endsOn: toColumn(today) }),
      },
    });
    Audit.append(tx, {
      stream: trainingStream(internship.student.teamId),
      actor: actorName(actor),
      action: `internship.${to.toLowerCase()}`,
      subjectType: "Internship",
      subjectId: id,
      before: { state: internship.state, endsOn },
      after: { state: to, endsOn: fromColumn(moved.endsOn) },
    });
    return moved;
  });
}

/** The team, the school or the host writes what happened on a day of a running internship. */
export async function addLogbookEntry(
  db: Database,
  actor: Actor,
  input: { internshipId: string; on: LocalDate; text: string },
) {
  const { internshipId, on } = input;
  const { text } = readInput(textLimits(), input);
  return inTransaction(db, async (tx) => {
    const internship = await lockInternship(tx, actor, "addLogbookEntry", internshipId, [
      "SCHOOL",
      "HOST",
    ]);
    if (internship.state !== "RUNNING") throw stateError(internship.state);
    const today = localDateAt(await now(tx), internship.host.province.timeZone);
    if (on < fromColumn(internship.startsOn) || on > fromColumn(internship.endsOn) || on > today)
      refuseFaults([{ message: texts.outsidePeriod, path: ["on"] }]);
    const entry = await tx.logbookEntry.create({
      data: { internshipId, on: toColumn(on), text, authorId: personId(actor) },
    });
    Audit.append(tx, {
      stream: trainingStream(internship.student.teamId),
      actor: actorName(actor),
      action: "logbook.written",
      subjectType: "Internship",
      subjectId: internshipId,
      after: { entryId: entry.id, on },
    });
    return entry;
  });
}
