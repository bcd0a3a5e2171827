import type { Prisma, Transaction } from "../database/index.ts";
import { type Actor, anyRow, authorize, type Operation } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { institutionCovered, memberIds, ownTeams, placedGrants } from "./training-visibility.ts";

const batchesOfTeam = (actor: Actor): Prisma.BootcampBatchWhereInput => ({
  curriculum: { programme: { team: ownTeams(actor) } },
});

const batchesUnder = (actor: Actor, operation: Operation): Prisma.BootcampBatchWhereInput[] =>
  placedGrants(actor, operation)
    .filter((grant) => !grant.institutionId)
    .map(({ provinceCode }) => ({ ...anyRow, ...(provinceCode && { provinceCode }) }));

/** The batches that an actor may see: their team's, and those of their province. */
export function visibleBatches(actor: Actor): Prisma.BootcampBatchWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return { OR: [batchesOfTeam(actor), ...batchesUnder(actor, "bootcampBatches")] };
}

/** The programmes that an actor may see: their team's, and those with a batch that they may see. */
export function visibleProgrammes(actor: Actor): Prisma.BootcampProgrammeWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const batches = { some: visibleBatches(actor) };
  return { OR: [{ team: ownTeams(actor) }, { curricula: { some: { batches } } }] };
}

/** The learners: seen by the team and by auditors; officials see their batch in numbers. */
export function visibleEnrolments(actor: Actor): Prisma.EnrolmentWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return { batch: { OR: [batchesOfTeam(actor), ...batchesUnder(actor, "enrolments")] } };
}

/** The placements: seen by the team, the company and auditors. */
export function visiblePlacements(actor: Actor): Prisma.PlacementWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const places = placedGrants(actor, "placements");
  return {
    OR: [
      {
        enrolment: { batch: { OR: [batchesOfTeam(actor), ...batchesUnder(actor, "placements")] } },
      },
      ...places
        .filter((grant) => grant.institutionId)
        .map((grant) => ({ company: institutionCovered(grant) })),
    ],
  };
}

/** What includes the team and its members with a curriculum. */
export const ofTeam = {
  programme: { include: { team: { include: { members: true } } } },
} as const satisfies Prisma.CurriculumVersionInclude;

/**
 * Locks a learner's batch, so that seats are counted by one at a time, and gives the learner. To
 * whoever may not see the learner they do not exist.
 */
export async function lockEnrolment(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "BootcampBatch" b JOIN "Enrolment" e ON e."batchId" = b.id
    WHERE e.id = ${id}::uuid FOR UPDATE`;
  const enrolment = found(
    await tx.enrolment.findUnique({
      where: { id, AND: visibleEnrolments(actor) },
      include: {
        batch: {
          include: { curriculum: { include: { ...ofTeam, _count: { select: { units: true } } } } },
        },
      },
    }),
    "enrolment",
  );
  const { curriculum } = enrolment.batch;
  authorize(actor, operation, { ownerIds: memberIds(curriculum.programme.team) });
  return { ...enrolment, curriculum, teamId: curriculum.programme.teamId };
}
