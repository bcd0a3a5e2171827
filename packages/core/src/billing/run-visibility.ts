import type { Prisma } from "../database/index.ts";
import { type Actor, anyRow, grantsFor, noRow } from "../identity/index.ts";

/** The parked subscriptions that an actor may see: a provider's staff those of their provider. */
export function visibleExceptions(actor: Actor): Prisma.BillingExceptionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      noRow,
      ...grantsFor(actor, "billingExceptions").map(({ providerId }) => ({
        ...anyRow,
        ...(providerId && { subscription: { providerId } }),
      })),
    ],
  };
}
