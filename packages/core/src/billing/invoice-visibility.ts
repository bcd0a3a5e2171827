import type { Prisma, Reader } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  type Grant,
  grantsFor,
  may,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** Grants that can be about invoices: those that are limited to an edition are about competitions. */
const grantsOn = (actor: Actor, operation: Operation): readonly Grant[] =>
  grantsFor(actor, operation).filter((grant) => !grant.editionId);

/**
 * The invoices that an actor may see: of their own team or provider, and of their institution, whose staff see
 * none before it is final.
 */
export function visibleInvoices(actor: Actor): Prisma.InvoiceWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { provider: ofTeam(actor) },
      ...grantsOn(actor, "invoices").map(({ role, provinceCode, institutionId, providerId }) => ({
        ...anyRow,
        ...(providerId && { providerId }),
        ...(institutionId && { institutionId }),
        ...(provinceCode && { institution: { provinceCode } }),
        ...(role === "INSTITUTION_STAFF" && { number: { not: null } }),
      })),
    ],
  };
}

/** The receipts of the invoices that an actor may see. */
export const visibleReceipts = (actor: Actor): Prisma.ReceiptWhereInput => ({
  lines: { some: { invoice: visibleInvoices(actor) } },
});

const ofTeam = (actor: Actor): Prisma.ProviderWhereInput => ({
  team: { members: { some: { userId: personId(actor) } } },
});

/** The providers for which an actor may do an operation. */
export function providersFor(actor: Actor, operation: Operation): Prisma.ProviderWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      ofTeam(actor),
      ...grantsOn(actor, operation)
        .filter(({ provinceCode, institutionId }) => !provinceCode && !institutionId)
        .map(({ providerId }) => (providerId ? { id: providerId } : anyRow)),
    ],
  };
}

/** Lets only those go on who may do an operation for a provider; to others it does not exist. */
export async function authorizeProvider(
  db: Reader,
  actor: Actor,
  operation: Operation,
  providerId: string,
) {
  const provider = found(
    await db.provider.findUnique({
      where: { id: providerId },
      include: { team: { include: { members: true } } },
    }),
    "provider",
  );
  const ownerIds = provider.team.members.map((member) => member.userId);
  const place = { providerId, ownerIds };
  found(may(actor, "invoices", place) || may(actor, operation, place) || undefined, "provider");
  authorize(actor, operation, place);
  return provider;
}
