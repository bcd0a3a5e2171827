import type { Reader } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  grantsFor,
  may,
  nobody,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** A condition on whatever names a provider and an institution: payments, invoices, refunds. */
export interface PartyWhere {
  OR?: {
    providerId?: string | { not: string };
    institutionId?: string;
    provider?: { team: { members: { some: { userId: string } } } };
  }[];
}

/** The grants whose limits can be said of a provider and an institution. */
const partyGrants = (actor: Actor, operation: Operation) =>
  grantsFor(actor, operation).filter((grant) => !grant.editionId && !grant.provinceCode);

/** What an actor may see of the money between providers and institutions: their own side of it. */
export function visibleParties(actor: Actor, operation: Operation): PartyWhere {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { provider: { team: { members: { some: { userId: personId(actor) } } } } },
      ...partyGrants(actor, operation).map(({ providerId, institutionId }) => ({
        providerId: providerId ?? { not: nobody },
        ...(institutionId && { institutionId }),
      })),
    ],
  };
}

/** The providers whose own papers (statements, settings) an actor may see. */
export function visibleProviders(actor: Actor, operation: Operation) {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: { members: { some: { userId: personId(actor) } } } },
      ...partyGrants(actor, operation)
        .filter((grant) => !grant.institutionId)
        .map(({ providerId }) => (providerId ? { id: providerId } : anyRow)),
    ],
  };
}

/**
 * Lets an actor do an operation between a provider and an institution, or on the provider's own papers
 * when no institution is named. To someone who may see neither, they do not exist.
 */
export async function admit(
  tx: Reader,
  actor: Actor,
  operation: Operation,
  { providerId, institutionId }: { providerId: string; institutionId?: string },
): Promise<void> {
  const members = await tx.teamMember.findMany({
    where: { team: { provider: { id: providerId } } },
    select: { userId: true },
  });
  const place = {
    providerId,
    ...(institutionId && { institutionId }),
    ownerIds: members.map(({ userId }) => userId),
  };
  found(may(actor, "payments", place) || may(actor, operation, place) || undefined, "provider");
  authorize(actor, operation, place);
}

/** The chain of a provider's money in the audit. */
export const paymentStream = (providerId: string): string => `payment:${providerId}`;

/** Whether an actor may see what the gateways told, which is about every provider. */
export const seesWebhooks = (actor: Actor): boolean => may(actor, "webhooks", {});
