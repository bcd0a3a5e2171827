import type { Prisma, Transaction } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  type Grant,
  grantsFor,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** The teams of which an actor is a member. */
export const ownTeams = (actor: Actor): Prisma.TeamWhereInput => ({
  members: { some: { userId: personId(actor) } },
});

/** The grants that allow an operation outside of any edition, which a training does not have. */
export const placedGrants = (actor: Actor, operation: Operation): readonly Grant[] =>
  grantsFor(actor, operation).filter((grant) => !grant.editionId);

/** An institution, or one that was merged into it. */
export const institutionOf = (id: string): Prisma.InstitutionWhereInput => ({
  OR: [{ id }, { mergedIntoId: id }],
});

/** Rows of institutions: those that a grant's limits cover. */
export const institutionCovered = ({
  institutionId,
  provinceCode,
}: Grant): Prisma.InstitutionWhereInput => ({
  AND: [anyRow, institutionId ? institutionOf(institutionId) : {}],
  ...(provinceCode && { provinceCode }),
});

/**
 * The trainings that an actor may see: their team's, those of their province, and for an institution
 * those that it can send people to: under an agreement that it has not declined, or under none.
 */
export function visibleEvents(actor: Actor): Prisma.TrainingEventWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: ownTeams(actor) },
      ...placedGrants(actor, "trainingEvents").map(({ provinceCode, institutionId }) => ({
        AND: [anyRow, institutionId ? eventsFor(institutionId) : {}],
        ...(provinceCode && { provinceCode }),
      })),
    ],
  };
}

const eventsFor = (institutionId: string): Prisma.TrainingEventWhereInput => {
  const institution = institutionOf(institutionId);
  return {
    OR: [
      { agreementId: null },
      { agreement: { institutions: { some: { institution, state: { not: "DECLINED" } } } } },
      { participants: { some: { institution } } },
    ],
  };
};

/** The people at trainings: seen by the team, by the institution that sends them, and by auditors. */
export function visibleParticipants(actor: Actor): Prisma.TrainingParticipantWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { event: { team: ownTeams(actor) } },
      ...placedGrants(actor, "trainingParticipants").map((grant) => ({
        institution: institutionCovered(grant),
      })),
    ],
  };
}

/** The team for an operation of its members. To others it does not exist. */
export async function memberTeam(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  const where = { id, AND: actor.kind === "SYSTEM" ? {} : ownTeams(actor) };
  const team = found(await tx.team.findUnique({ where, include: { members: true } }), "team");
  authorize(actor, operation, { ownerIds: memberIds(team) });
  return team;
}

export const memberIds = (team: { members: readonly { userId: string }[] }): string[] =>
  team.members.map((member) => member.userId);

/**
 * Locks a training for an operation of its team or, where one is named, of an institution. To someone
 * who may not see it, it does not exist.
 */
export async function lockEvent(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
  institutionId?: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "TrainingEvent" WHERE id = ${id}::uuid FOR UPDATE`;
  const event = found(
    await tx.trainingEvent.findUnique({
      where: { id, AND: visibleEvents(actor) },
      include: { province: true, team: { include: { members: true } } },
    }),
    "training",
  );
  const ownerIds = memberIds(event.team);
  authorize(actor, operation, { ownerIds, ...(institutionId && { institutionId }) });
  return event;
}

export const trainingStream = (teamId: string): string => `training:${teamId}`;
