import type { Prisma, Transaction } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  grantsFor,
  type Operation,
  type Place,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** The chain of a provider's catalogue and subscriptions in the audit. */
export const subscriptionStream = (providerId: string): string => `subscription:${providerId}`;

/** The providers whose own affairs (coupons, tax profiles, settings) an actor may see. */
export function visibleProviders(actor: Actor): Prisma.ProviderWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: { members: { some: { userId: personId(actor) } } } },
      ...grantsFor(actor, "subscriptions")
        .filter((grant) => !grant.editionId && !grant.provinceCode && !grant.institutionId)
        .filter((grant) => grant.role !== "INSTITUTION_STAFF")
        .map(({ providerId }) => ({ ...anyRow, ...(providerId && { id: providerId }) })),
    ],
  };
}

/**
 * The subscriptions that an actor may see: those of their team as a provider, of the provider for which
 * they act, and of the institution (as subscriber or as sponsor) whose staff they are.
 */
export function visibleSubscriptions(actor: Actor): Prisma.SubscriptionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { provider: { team: { members: { some: { userId: personId(actor) } } } } },
      ...grantsFor(actor, "subscriptions")
        .filter((grant) => !grant.editionId)
        .map(({ providerId, institutionId, provinceCode }) => ({
          ...anyRow,
          ...(providerId && { providerId }),
          ...(institutionId && { OR: [{ institutionId }, { sponsorId: institutionId }] }),
          ...(provinceCode && { institution: { provinceCode } }),
        })),
    ],
  };
}

/** The place of what a provider owns. */
export const providerPlace = (provider: {
  id: string;
  team: { members: readonly { userId: string }[] };
}): Place => ({
  providerId: provider.id,
  ownerIds: provider.team.members.map(({ userId }) => userId),
});

/** What is read of a provider to tell whose it is. */
export const withOwners = { team: { select: { members: { select: { userId: true } } } } } as const;

/** Locks a provider for an operation that the actor may do on it. */
export async function lockProvider(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "Provider" WHERE id = ${id}::uuid FOR UPDATE`;
  const provider = found(
    await tx.provider.findUnique({ where: { id }, include: withOwners }),
    "provider",
  );
  authorize(actor, operation, providerPlace(provider));
  return provider;
}

/**
 * Locks a subscription for an operation that the actor may do on it. To someone who may not see it, it
 * does not exist.
 */
export async function lockSubscription(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "Subscription" WHERE id = ${id}::uuid FOR UPDATE`;
  const subscription = found(
    await tx.subscription.findFirst({
      where: { id, AND: visibleSubscriptions(actor) },
      include: { provider: { include: withOwners } },
    }),
    "subscription",
  );
  const { provider, ...row } = subscription;
  authorize(actor, operation, { ...providerPlace(provider), institutionId: row.institutionId });
  return row;
}
