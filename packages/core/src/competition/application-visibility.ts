import type { Prisma } from "../database/index.ts";
import { type Actor, type Grant, grantsFor } from "../identity/index.ts";

const within = (grant: Grant): Prisma.ApplicationWhereInput => ({
  ...(grant.editionId && { editionId: grant.editionId }),
  ...(grant.provinceCode && { provinceCode: grant.provinceCode }),
});

/**
 * The applications that an actor may see: their own team's, and, once submitted, those under their
 * roles. Every read of applications goes through this, so that counts and pages cannot tell more.
 */
export function visibleApplications(actor: Actor): Prisma.ApplicationWhereInput {
  if (actor.kind === "SYSTEM") return {};
  if (actor.kind !== "USER") return { id: { in: [] } };
  const official = grantsFor(actor, "applications").map((grant) => ({
    ...within(grant),
    // A judge sees what is up for a vote.
    ...(grant.role === "JUDGE" && { entries: { some: { stage: { voteMode: { not: null } } } } }),
  }));
  return {
    OR: [
      { team: { members: { some: { userId: actor.id } } } },
      ...official.map((where) => ({ ...where, submittedAt: { not: null } })),
    ],
  };
}
