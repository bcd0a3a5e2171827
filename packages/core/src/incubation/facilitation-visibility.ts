import type { Prisma, Transaction } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  grantsFor,
  may,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

export const facilitationStream = "facilitation";

/** The grants under which needs and their introductions are read. */
const pipelineGrants = (actor: Actor) => grantsFor(actor, "pipeline");

/**
 * The needs that an actor may see: those that are published and not over, and all of their own institution
 * or under their roles, and those to which their team was introduced.
 */
export function visibleNeeds(actor: Actor): Prisma.NeedWhereInput {
  if (actor.kind === "SYSTEM") return {};
  if (actor.kind !== "USER") return { id: { in: [] } };
  return {
    OR: [
      { state: { in: ["OPEN", "MATCHED"] } },
      { introductions: { some: ofTeam(actor) } },
      ...pipelineGrants(actor)
        .filter((grant) => !grant.editionId)
        .map(({ provinceCode, institutionId }) => ({
          ...anyRow,
          ...(provinceCode && { provinceCode }),
          ...(institutionId && { institutionId }),
        })),
    ],
  };
}

/** Introductions of a person's own team. */
const ofTeam = (actor: Actor): Prisma.IntroductionWhereInput => ({
  member: { application: { team: { members: { some: { userId: personId(actor) } } } } },
});

/** The introductions that an actor may see: their team's, their local government's, under their roles. */
export function visibleIntroductions(actor: Actor): Prisma.IntroductionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      ofTeam(actor),
      ...pipelineGrants(actor).map(({ editionId, provinceCode, institutionId }) => ({
        ...anyRow,
        ...(editionId && { member: { cohort: { editionId } } }),
        need: {
          ...anyRow,
          ...(provinceCode && { provinceCode }),
          ...(institutionId && { institutionId }),
        },
      })),
    ],
  };
}

/** Locks a need for an operation that the actor may do on it. */
export async function lockNeed(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
  editionId?: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "Need" WHERE id = ${id}::uuid FOR UPDATE`;
  const need = found(
    await tx.need.findFirst({
      where: { id, AND: visibleNeeds(actor) },
      include: { province: true },
    }),
    "need",
  );
  const { provinceCode, institutionId } = need;
  authorize(actor, operation, { provinceCode, institutionId, ...(editionId && { editionId }) });
  return need;
}

/**
 * Locks an introduction, and its need before it, for an operation that the actor may do on it. To someone
 * who may not see it, it does not exist.
 */
export async function lockIntroduction(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "Need" WHERE id = (SELECT "needId" FROM "Introduction" WHERE id = ${id}::uuid) FOR UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM "Introduction" WHERE id = ${id}::uuid FOR UPDATE`;
  const introduction = found(
    await tx.introduction.findUnique({
      where: { id },
      include: {
        need: { include: { province: true } },
        member: {
          include: {
            cohort: true,
            application: { include: { team: { include: { members: true } } } },
          },
        },
      },
    }),
    "introduction",
  );
  const { need, member } = introduction;
  const place = {
    provinceCode: need.provinceCode,
    institutionId: need.institutionId,
    editionId: member.cohort.editionId,
    ownerIds: member.application.team.members.map((one) => one.userId),
  };
  found(may(actor, "pipeline", place) || undefined, "introduction");
  authorize(actor, operation, place);
  return introduction;
}
