import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize, enterPeople } from "../identity/index.ts";
import { type Plan, type PlanJudge, planAssignments } from "../judging/index.ts";
import { newId } from "../kernel/clock.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";
import { cohortStream } from "./cohort-visibility.ts";
import { texts } from "./error.ts";

const mentorLimits = z.looseObject({
  perMember: z.int().min(1).max(5),
  mentors: z
    .array(
      z.looseObject({
        email: emailAddress,
        name: line(),
        capacity: z.int().min(1).max(1000).nullish(),
        issueCodes: z.array(line(40)).max(50).nullish(),
        provinceCodes: z.array(line(2)).max(38).nullish(),
      }),
    )
    .min(1)
    .max(500)
    .nullish(),
});

export interface GivenMentor {
  email: string;
  name: string;
  /** Finalists at a time; absent: as in the profile, or any number. */
  capacity?: number | null | undefined;
  /** Absent: as in the profile, or all. */
  issueCodes?: readonly string[] | null | undefined;
  provinceCodes?: readonly string[] | null | undefined;
}

/**
 * The mentors to share out: those named, or all who have a profile. In a dry run nobody is written down, and
 * who is not known yet stands there by an id of the moment.
 */
async function mentorsOf(
  tx: Transaction,
  given: readonly GivenMentor[] | null | undefined,
  dryRun: boolean,
): Promise<PlanJudge[]> {
  if (!given) {
    const profiles = await tx.mentorProfile.findMany({ orderBy: { userId: "asc" }, take: 500 });
    return profiles.map(({ userId, capacity, issueCodes, provinceCodes }) => ({
      id: userId,
      maxEntries: capacity,
      issueCodes,
      provinceCodes,
    }));
  }
  const emails = given.map(({ email }) => email);
  refuseFaults(
    emails.flatMap((email, index) =>
      emails.indexOf(email) < index
        ? [{ message: texts.mentorTwice, path: ["mentors", index, "email"] }]
        : [],
    ),
  );
  if (!dryRun) await enterPeople(tx, given);
  const people = await tx.user.findMany({
    where: { email: { in: emails } },
    select: { id: true, email: true, mentorProfile: true },
  });
  const known = new Map(people.map((person) => [person.email, person]));
  return given.map(({ email, capacity, issueCodes, provinceCodes }) => {
    const person = known.get(email);
    const profile = person?.mentorProfile;
    return {
      id: person?.id ?? newId(),
      maxEntries: capacity ?? profile?.capacity ?? null,
      issueCodes: issueCodes ?? profile?.issueCodes ?? [],
      provinceCodes: provinceCodes ?? profile?.provinceCodes ?? [],
    };
  });
}

/**
 * Gives every active member its mentors with the engine that assigns judges: nobody of the team's own
 * people or in declared conflict with it, within capacity, loads equal within one, then by issue and
 * province. Mentors are those named, with what is given over what their profile says; without names
 * all who have a profile. Mentorships that exist stay. A dry run only shows the plan.
 */
export async function assignMentors(
  db: Database,
  actor: Actor,
  input: {
    editionId: string;
    perMember: number;
    mentors?: readonly GivenMentor[] | null;
    dryRun: boolean;
  },
): Promise<Plan> {
  const { editionId, dryRun } = input;
  authorize(actor, "assignMentors", { editionId });
  const { perMember, mentors: given } = readInput(mentorLimits, input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    const cohort = found(await tx.cohort.findUnique({ where: { editionId } }), "cohort");
    const ready = await mentorsOf(tx, given, dryRun);
    const members = await tx.cohortMember.findMany({
      where: { cohortId: cohort.id, state: "ACTIVE" },
      include: {
        mentors: true,
        application: { include: { team: { include: { members: true, noMentors: true } } } },
      },
      orderBy: { id: "asc" },
    });
    const known = new Set(ready.map((mentor) => mentor.id));
    const present = members.flatMap((member) => member.mentors.map((one) => one.mentorId));
    // Those who mentor and are not named take nobody further, and count where they are.
    const others = [...new Set(present)].filter((id) => !known.has(id));
    const none = { maxEntries: 0, issueCodes: [], provinceCodes: [] };
    const mentors = [...ready, ...others.map((id) => ({ id, ...none }))];
    const never = new Set(
      members.flatMap(({ id, application: { team } }) => [
        ...team.members.map((person) => `${person.userId} ${id}`),
        ...team.noMentors.map((conflict) => `${conflict.mentorId} ${id}`),
      ]),
    );
    const plan = planAssignments({
      entries: members.map(({ id, application }) => ({
        id,
        issueCode: application.issueCode,
        provinceCode: application.provinceCode,
      })),
      judges: mentors,
      perEntry: perMember,
      forbidden: (mentorId, memberId) => never.has(`${mentorId} ${memberId}`),
      existing: members.flatMap(({ id, mentors: current }) =>
        current.map(({ mentorId }) => ({ judgeId: mentorId, entryId: id, fixed: true })),
      ),
    });
    if (dryRun) return plan;
    await tx.mentorship.createMany({
      data: plan.assignments.map(({ judgeId, entryId }) => ({
        mentorId: judgeId,
        memberId: entryId,
      })),
      skipDuplicates: true,
    });
    Audit.append(tx, {
      stream: cohortStream(editionId),
      actor: actorName(actor),
      action: "mentors.assigned",
      subjectType: "Cohort",
      subjectId: cohort.id,
      after: { mentorships: plan.assignments.length, unfilled: plan.unfilled.length },
    });
    return plan;
  });
}
