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
import { institutionOf } from "../institution/index.ts";
import { found } from "../kernel/error.ts";
import { providerPlace, withOwners } from "../subscription/index.ts";

/** Grants that can be about invoices: those that are limited to an edition are about competitions. */
const grantsOn = (actor: Actor, operation: Operation): readonly Grant[] =>
  grantsFor(actor, operation).filter((grant) => !grant.editionId);

/** The sides of invoices and receipts that an actor may see by a role, each with the role. */
const visibleSides = (actor: Actor) =>
  grantsOn(actor, "invoices").map(({ role, provinceCode, institutionId, providerId }) => ({
    role,
    where: {
      ...anyRow,
      ...(providerId && { providerId }),
      ...((institutionId || provinceCode) && {
        institution: {
          ...(institutionId && institutionOf(institutionId)),
          ...(provinceCode && { provinceCode }),
        },
      }),
    },
  }));

/**
 * The invoices that an actor may see: of their own team or provider, and of their institution or one that was
 * merged into it, whose staff see none before it is final.
 */
export function visibleInvoices(actor: Actor): Prisma.InvoiceWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { provider: ofTeam(actor) },
      ...visibleSides(actor).map(({ role, where }) => ({
        ...where,
        ...(role === "INSTITUTION_STAFF" && { number: { not: null } }),
      })),
    ],
  };
}

/** What is read of an invoice to tell who may read why it was written off. */
export const withWriteOffReason = {
  writeOffReason: true,
  provider: { select: { id: true, ...withOwners } },
} as const;

/** Why an invoice was written off: the provider's judgment of its debtor, for its own side alone. */
export const writeOffReasonFor = (
  actor: Actor,
  invoice: { writeOffReason: string | null; provider: Parameters<typeof providerPlace>[0] },
): string | null =>
  may(actor, "writeOffInvoice", providerPlace(invoice.provider)) ? invoice.writeOffReason : null;

/** The receipts that an actor may see: those of the invoices that they may, which have the same two sides. */
export function visibleReceipts(actor: Actor): Prisma.ReceiptWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return { OR: [{ provider: ofTeam(actor) }, ...visibleSides(actor).map(({ where }) => where)] };
}

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
      include: withOwners,
    }),
    "provider",
  );
  const place = providerPlace(provider);
  found(may(actor, "invoices", place) || may(actor, operation, place) || undefined, "provider");
  authorize(actor, operation, place);
  return provider;
}
