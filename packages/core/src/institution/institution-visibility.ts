import type { Prisma } from "../database/index.ts";
import { type Actor, anyRow, grantsFor, noRow, personId } from "../identity/index.ts";

/** The institutions that an actor may see under their roles. */
export function visibleInstitutions(actor: Actor): Prisma.InstitutionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "institutions").filter((grant) => !grant.editionId);
  return {
    OR: [
      noRow,
      ...grants.map(({ institutionId, provinceCode }) => ({
        AND: anyRow,
        ...(institutionId && { id: institutionId }),
        ...(provinceCode && { provinceCode }),
      })),
    ],
  };
}

/**
 * The contacts that an actor may see: of an institution where they are staff or officials, and of one
 * that accepted an agreement with their team.
 */
export function visibleContacts(actor: Actor): Prisma.InstitutionContactWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "saveInstitutionContact").filter((grant) => !grant.editionId);
  return {
    OR: [
      {
        institution: {
          agreements: {
            some: {
              state: "ACCEPTED",
              agreement: { team: { members: { some: { userId: personId(actor) } } } },
            },
          },
        },
      },
      ...grants.map(({ institutionId, provinceCode }) => ({
        ...anyRow,
        ...(institutionId && { institutionId }),
        ...(provinceCode && { institution: { provinceCode } }),
      })),
    ],
  };
}
