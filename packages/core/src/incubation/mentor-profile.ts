import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import {
  type Actor,
  actorName,
  authorize,
  forbidden,
  may,
  personId,
  personOf,
} from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, readInput } from "../kernel/input.ts";
import { isTimeZone } from "../kernel/local-date.ts";
import { cohortStream } from "./cohort-visibility.ts";
import { texts } from "./error.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

const limits = z.looseObject({
  email: emailAddress,
  name: line(),
  expertise: line(1000),
  capacity: z.int().min(1).max(1000),
  issueCodes: z.array(line(40)).max(50),
  provinceCodes: z.array(line(2)).max(38),
  languages: z.array(z.string().regex(/^[a-z]{2,3}$/)).max(20),
});

/**
 * Keeps the profile of a mentor. Organisers say who is one; mentors keep their own up to date, since
 * assignments follow from it.
 */
export async function saveMentorProfile(
  db: Database,
  actor: Actor,
  input: {
    email: string;
    name: string;
    expertise: string;
    capacity: number;
    issueCodes: readonly string[];
    provinceCodes: readonly string[];
    languages: readonly string[];
    timeZone: string;
    /** Of a profile that exists. */
    expectedVersion?: number | null;
  },
) {
  const { email, name, expertise, capacity, issueCodes, provinceCodes, languages } = readInput(
    limits,
    input,
  );
  const { timeZone } = input;
  if (!isTimeZone(timeZone)) refuseFaults([{ message: texts.zone, path: ["timeZone"] }]);
  const data = { expertise, capacity, issueCodes, provinceCodes, languages, timeZone };
  return inTransaction(db, async (tx) => {
    const organises = may(actor, "saveMentorProfile", {});
    const { id: userId } = organises
      ? await personOf(tx, email, name)
      : found(await tx.user.findUnique({ where: { email, id: personId(actor) } }), "mentor");
    await tx.$queryRaw`SELECT 1 FROM "MentorProfile" WHERE "userId" = ${userId}::uuid FOR UPDATE`;
    const before = await tx.mentorProfile.findUnique({ where: { userId } });
    if (!organises && !before) throw new DomainError("FORBIDDEN", forbidden);
    sameVersion(before?.version ?? 0, input.expectedVersion);
    const profile = await tx.mentorProfile.upsert({
      where: { userId },
      create: { userId, ...data },
      update: { ...data, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: "mentor",
      actor: actorName(actor),
      action: "mentor.profiled",
      subjectType: "User",
      subjectId: userId,
      after: { capacity, issueCodes, provinceCodes },
    });
    return profile;
  });
}

/**
 * Declares that a person is no mentor of a finalist's team: oneself, or as organiser another. Their
 * mentorship ends and their sessions to come are cancelled. Declared again it changes nothing.
 */
export async function declareMentorConflict(
  db: Database,
  actor: Actor,
  input: { memberId: string; mentorId?: string | null; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  const { memberId } = input;
  const mentorId = input.mentorId ?? personId(actor);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "CohortMember" WHERE id = ${memberId}::uuid FOR UPDATE`;
    const member = found(
      await tx.cohortMember.findUnique({
        where: { id: memberId },
        include: { cohort: true, application: true, mentors: { where: { mentorId } } },
      }),
      "cohort member",
    );
    const { editionId } = member.cohort;
    const organises = may(actor, "declareMentorConflict", { editionId });
    // To a person who neither organises nor mentors it the member does not exist.
    const own = mentorId === personId(actor) && member.mentors.length > 0;
    const { teamId } = member.application;
    const key = { mentorId_teamId: { mentorId, teamId } };
    const before = await tx.mentorConflict.findUnique({ where: key });
    found(organises || own || (before && mentorId === personId(actor)) || undefined, "member");
    if (before) return before;
    authorize(actor, "declareMentorConflict", { editionId, ownerIds: [mentorId] });
    found(await tx.user.findUnique({ where: { id: mentorId } }), "mentor");
    const conflict = await tx.mentorConflict.create({ data: { mentorId, teamId, reason } });
    await tx.mentorship.deleteMany({ where: { memberId, mentorId } });
    const cancelled = await tx.coachingSession.updateMany({
      where: { memberId, mentorId, state: "SCHEDULED", startsAt: { gt: await now(tx) } },
      data: { state: "CANCELLED" },
    });
    Audit.append(tx, {
      stream: cohortStream(editionId),
      actor: actorName(actor),
      action: "mentor.in-conflict",
      subjectType: "CohortMember",
      subjectId: memberId,
      after: { mentorId, reason, cancelled: cancelled.count },
    });
    return conflict;
  });
}
