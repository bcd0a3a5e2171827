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
 * The places under which an agreement of a team holds over an institution: accepted and not ended, while the
 * agreement is in force, or has expired over a service that runs, as the public funnel counts it.
 */
export const holding = (team: Prisma.TeamWhereInput): Prisma.AgreementInstitutionWhereInput => ({
  state: "ACCEPTED",
  endedOn: null,
  OR: [
    { agreement: { team, state: "ACTIVE" } },
    { agreement: { team, state: "EXPIRED" }, liveOn: { not: null } },
  ],
});

/**
 * The contacts that an actor may see: of an institution where they are staff or officials, and of one
 * over which an agreement of their team holds.
 */
export function visibleContacts(actor: Actor): Prisma.InstitutionContactWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "saveInstitutionContact").filter((grant) => !grant.editionId);
  return {
    OR: [
      {
        institution: {
          agreements: { some: holding({ members: { some: { userId: personId(actor) } } }) },
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
