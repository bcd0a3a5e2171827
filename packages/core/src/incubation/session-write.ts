import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type NoteVisibility,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, personId } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, stateError } from "../kernel/error.ts";
import { line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { cohortStream, lockMember } from "./cohort-visibility.ts";
import { texts } from "./error.ts";

const titleLimits = madeOnce(() => z.looseObject({ title: line() }));
const textLimits = madeOnce(() => z.looseObject({ text: paragraphs(10_000) }));

const minute = 60_000;

/**
 * A mentor sets a session with a team. Two sessions of one mentor or one team at the same time are
 * impossible: an exclusion constraint decides, whoever asks at the same moment.
 */
export async function scheduleSession(
  db: Database,
  actor: Actor,
  input: { memberId: string; title: string; startsAt: Date; endsAt: Date },
) {
  const { title } = readInput(titleLimits(), input);
  const { memberId, startsAt, endsAt } = input;
  const length = (endsAt.getTime() - startsAt.getTime()) / minute;
  if (!(length >= 15 && length <= 480)) refuseFaults([{ message: texts.period, path: ["endsAt"] }]);
  return inTransaction(db, async (tx) => {
    const member = await lockMember(tx, actor, "scheduleSession", memberId, ["MENTOR"]);
    if (member.state !== "ACTIVE") throw stateError(member.state);
    if (startsAt <= (await now(tx))) refuseFaults([{ message: texts.past, path: ["startsAt"] }]);
    const id = newId();
    const mentorId = personId(actor);
    // With the constraint as the judge: a conflict inserts nothing.
    const { count } = await tx.coachingSession.createMany({
      data: [{ id, memberId, mentorId, title, startsAt, endsAt }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.busy, { path: ["startsAt"] });
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: "session.scheduled",
      subjectType: "CoachingSession",
      subjectId: id,
      after: { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
    });
    return tx.coachingSession.findUniqueOrThrow({ where: { id } });
  });
}

/** The member of whom a session is. */
export async function memberOf(tx: Transaction, id: string): Promise<string> {
  const session = await tx.coachingSession.findUnique({
    where: { id },
    select: { memberId: true },
  });
  return found(session, "session").memberId;
}

/**
 * A mentor or the team cancels a session to come; the mentor notes of one that began whether the team
 * came, and who of it. The same outcome again changes nothing; another one is refused.
 */
export async function closeSession(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    outcome: "CANCELLED" | "ATTENDED" | "MISSED";
    /** The people of the team who came. */
    present?: readonly string[] | null;
  },
) {
  const { id, outcome } = input;
  const present = [...new Set(input.present)];
  if (present.length > 0 && outcome !== "ATTENDED")
    refuseFaults([{ message: texts.notPresent, path: ["present"] }]);
  return inTransaction(db, async (tx) => {
    const memberId = await memberOf(tx, id);
    const as = outcome === "CANCELLED" ? (["TEAM", "MENTOR"] as const) : (["MENTOR"] as const);
    const member = await lockMember(tx, actor, "closeSession", memberId, as);
    const team = new Set(member.application.team.members.map((one) => one.userId));
    refuseFaults(
      present.flatMap((userId, index) =>
        team.has(userId) ? [] : [{ message: texts.notOfTeam, path: ["present", index] }],
      ),
    );
    const session = await tx.coachingSession.findUniqueOrThrow({ where: { id } });
    const state = outcome === "CANCELLED" ? ("CANCELLED" as const) : ("HELD" as const);
    const attended = state === "HELD" ? outcome === "ATTENDED" : null;
    if (session.state === state && session.attended === attended) return session;
    if (session.state !== "SCHEDULED") throw stateError(session.state);
    const begun = session.startsAt <= (await now(tx));
    if (state === "HELD" && !begun) throw new DomainError("STATE", texts.future);
    const closed = await tx.coachingSession.update({
      where: { id },
      data: { state, attended },
    });
    await tx.sessionAttendance.createMany({
      data: present.map((userId) => ({ sessionId: id, userId })),
    });
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: `session.${outcome.toLowerCase()}`,
      subjectType: "CoachingSession",
      subjectId: id,
      after: { present: present.length },
    });
    return closed;
  });
}

/** A note on a session by the mentor or the team: for oneself, for the cohort member and its mentors, or for all. */
export async function addSessionNote(
  db: Database,
  actor: Actor,
  input: { sessionId: string; visibility: NoteVisibility; text: string },
) {
  const { text } = readInput(textLimits(), input);
  const { sessionId, visibility } = input;
  return inTransaction(db, async (tx) => {
    await lockMember(tx, actor, "addSessionNote", await memberOf(tx, sessionId), [
      "TEAM",
      "MENTOR",
    ]);
    const authorId = personId(actor);
    return tx.sessionNote.create({ data: { sessionId, visibility, text, authorId } });
  });
}
