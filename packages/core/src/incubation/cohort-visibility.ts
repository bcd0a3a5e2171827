import type { Prisma, Transaction } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  grantsFor,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** The members that an actor may see: their own team, those they mentor, those under their roles. */
export function visibleMembers(actor: Actor): Prisma.CohortMemberWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const id = personId(actor);
  return {
    OR: [
      { application: { team: { members: { some: { userId: id } } } } },
      { mentors: { some: { mentorId: id } } },
      ...grantsFor(actor, "cohorts").map(({ editionId, provinceCode }) => ({
        ...anyRow,
        ...(editionId && { cohort: { editionId } }),
        ...(provinceCode && { application: { provinceCode } }),
      })),
    ],
  };
}

/** The notes that an actor may see: public ones, their own, and those for the cohort. */
export const visibleNotes = (actor: Actor): Prisma.SessionNoteWhereInput => ({
  OR: [
    { visibility: "PUBLIC" },
    { authorId: personId(actor) },
    {
      visibility: "COHORT",
      session: {
        member: {
          OR: [
            { application: { team: { members: { some: { userId: personId(actor) } } } } },
            { mentors: { some: { mentorId: personId(actor) } } },
          ],
        },
      },
    },
  ],
});

/**
 * Locks a member for an operation of its team or of its mentor. To others it does not exist.
 */
export async function lockMember(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  memberId: string,
  as: readonly ("TEAM" | "MENTOR")[],
) {
  await tx.$queryRaw`SELECT 1 FROM "CohortMember" WHERE id = ${memberId}::uuid FOR UPDATE`;
  const member = found(
    await tx.cohortMember.findUnique({
      where: { id: memberId },
      include: {
        cohort: true,
        mentors: true,
        application: { include: { province: true, team: { include: { members: true } } } },
      },
    }),
    "cohort member",
  );
  const team = member.application.team.members.map((one) => one.userId);
  const mentors = member.mentors.map((one) => one.mentorId);
  found([...team, ...mentors].includes(personId(actor)) || undefined, "cohort member");
  const ownerIds = [
    ...(as.includes("TEAM") ? team : []),
    ...(as.includes("MENTOR") ? mentors : []),
  ];
  authorize(actor, operation, { ownerIds });
  return member;
}

export const cohortStream = (editionId: string): string => `cohort:${editionId}`;
