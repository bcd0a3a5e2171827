import type { Prisma } from "../database/index.ts";
import { type Actor, anyRow, grantsFor, noRow, personId } from "../identity/index.ts";

/** An institution, or one that was merged into it. */
export const institutionOf = (id: string): Prisma.InstitutionWhereInput => ({
  OR: [{ id }, { mergedIntoId: id }],
});

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

/** The consents to an actor's own team or provider. */
export function ownTeamsConsents(actor: Actor): Prisma.TeamConsentWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: { members: { some: { userId: personId(actor) } } } },
      ...consentGrants(actor).flatMap(({ providerId }) =>
        providerId ? [{ team: { provider: { id: providerId } } }] : [],
      ),
    ],
  };
}

/** The consents that an actor may see of an institution: those to their team or provider, or under their roles. */
export function visibleConsents(actor: Actor): Prisma.TeamConsentWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      ownTeamsConsents(actor),
      ...consentGrants(actor)
        .filter(({ providerId }) => !providerId)
        .map(({ institutionId, provinceCode }) => ({
          institution: { ...anyRow, ...(provinceCode && { provinceCode }) },
          ...(institutionId && { institutionId }),
        })),
    ],
  };
}

const consentGrants = (actor: Actor) =>
  grantsFor(actor, "institutions").filter((grant) => !grant.editionId);
