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

/** The agreements that an actor may see: their team's, those of their institution, of their province. */
export function visibleAgreements(actor: Actor): Prisma.AgreementWhereInput {
  if (actor.kind === "SYSTEM") return {};
  if (actor.kind !== "USER") return { id: { in: [] } };
  return {
    OR: [
      { team: { members: { some: { userId: actor.id } } } },
      ...grantsFor(actor, "agreements")
        .filter((grant) => !grant.editionId)
        .map(({ provinceCode, institutionId }) => ({
          ...anyRow,
          ...(provinceCode && { provinceCode }),
          ...(institutionId && { institutions: { some: { institutionId } } }),
        })),
    ],
  };
}

/** The agreements of a finalist that are told to the public: in force, or expired over running services. */
export const publicAgreements: Prisma.AgreementWhereInput = {
  OR: [
    { state: "ACTIVE" },
    {
      state: "EXPIRED",
      institutions: { some: { liveOn: { not: null }, endedOn: null } },
    },
  ],
};

/** The places of an agreement's institutions that an actor may see: staff see their own alone. */
export function visiblePlaces(actor: Actor): Prisma.AgreementInstitutionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "agreements").filter((grant) => !grant.editionId);
  return {
    OR: [
      { agreement: { team: { members: { some: { userId: personId(actor) } } } } },
      ...grants.map(({ provinceCode, institutionId }) => ({
        agreement: { ...anyRow, ...(provinceCode && { provinceCode }) },
        ...(institutionId && { institutionId }),
      })),
    ],
  };
}

/**
 * Locks an agreement for an operation that the actor may do on it or, where one is named, at an institution
 * under it, which may lie in another province. To someone who may not see it, it does not exist.
 */
export async function lockAgreement(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
  institution?: { id: string; provinceCode: string },
) {
  await tx.$queryRaw`SELECT 1 FROM "Agreement" WHERE id = ${id}::uuid FOR UPDATE`;
  const agreement = found(
    await tx.agreement.findUnique({
      where: { id },
      include: {
        parties: { orderBy: { position: "asc" } },
        province: true,
        team: { include: { members: true } },
      },
    }),
    "agreement",
  );
  const own = {
    provinceCode: agreement.provinceCode,
    ownerIds: agreement.team.members.map((member) => member.userId),
  };
  const place = institution
    ? { ...own, provinceCode: institution.provinceCode, institutionId: institution.id }
    : own;
  found(may(actor, "agreements", own) || may(actor, operation, place) || undefined, "agreement");
  authorize(actor, operation, place);
  return agreement;
}

export const agreementStream = "agreement";
