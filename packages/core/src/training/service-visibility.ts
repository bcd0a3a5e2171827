import type { Prisma, Transaction } from "../database/index.ts";
import { type Actor, anyRow, authorize, type Operation } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { institutionCovered, memberIds, ownTeams, placedGrants } from "./training-visibility.ts";

/** The services that an actor may see: their team's, and under a role those that are offered. */
export function visibleServices(actor: Actor): Prisma.TeamServiceWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: ownTeams(actor) },
      ...placedGrants(actor, "teamServices").map(() => ({ ...anyRow, active: true })),
    ],
  };
}

/** The orders that an actor may see: of their team, their institution, their province. */
export function visibleOrders(actor: Actor): Prisma.ServiceOrderWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { service: { team: ownTeams(actor) } },
      ...placedGrants(actor, "serviceOrders").map((grant) => ({
        institution: institutionCovered(grant),
      })),
    ],
  };
}

/**
 * Locks an order for an operation of the team or, where the rights have them, of the institution's
 * staff. To whoever may not see it, it does not exist.
 */
export async function lockOrder(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "ServiceOrder" WHERE id = ${id}::uuid FOR UPDATE`;
  const order = found(
    await tx.serviceOrder.findUnique({
      where: { id, AND: visibleOrders(actor) },
      include: {
        institution: { include: { province: true } },
        service: { include: { team: { include: { members: true } } } },
      },
    }),
    "order",
  );
  authorize(actor, operation, {
    ownerIds: memberIds(order.service.team),
    institutionId: order.institution.mergedIntoId ?? order.institutionId,
  });
  return order;
}
