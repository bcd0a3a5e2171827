import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { requireConsent } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { checkMove, DomainError, found, refuseFaults, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { fromNullable, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { serviceOrderMoves } from "./service-order-state.ts";
import { lockOrder, visibleServices } from "./service-visibility.ts";
import { unitPrice } from "./service-write.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

const orderLimits = z.looseObject({
  quantity: z.int().min(1).max(10_000),
  unitPrice: unitPrice.nullish(),
  idempotencyKey: line(100),
});

/**
 * Orders a service for an institution, at the catalogue's price unless the team agrees on another. The
 * team notes those of institutions that consented to it. The same key of an institution is the same
 * order, whatever is lost on the way.
 */
export async function orderService(
  db: Database,
  actor: Actor,
  input: {
    serviceId: string;
    institutionId: string;
    quantity: number;
    /** Whole rupiah a unit; none: the catalogue's. */
    unitPrice?: bigint | null;
    idempotencyKey: string;
  },
) {
  const { serviceId, institutionId } = input;
  const { quantity, idempotencyKey, unitPrice: agreed = null } = readInput(orderLimits, input);
  return inTransaction(db, async (tx) => {
    // So that the price that is read is the price of this moment.
    await tx.$queryRaw`SELECT 1 FROM "TeamService" WHERE id = ${serviceId}::uuid FOR SHARE`;
    const service = found(
      await tx.teamService.findUnique({
        where: { id: serviceId, AND: visibleServices(actor) },
        include: { team: { include: { members: true } } },
      }),
      "service",
    );
    const ownerIds = memberIds(service.team);
    authorize(actor, "orderService", { ownerIds, institutionId });
    if (agreed !== null && !ownerIds.includes(personId(actor)))
      refuseFaults([{ message: texts.priceOfTeam, path: ["unitPrice"] }]);
    found(
      await tx.institution.findUnique({ where: { id: institutionId, mergedIntoId: null } }),
      "institution",
    );
    const key = { institutionId_idempotencyKey: { institutionId, idempotencyKey } };
    const asked = { serviceId, quantity };
    const known = await tx.serviceOrder.findUnique({ where: key });
    if (!known) {
      if (!service.active) throw new DomainError("STATE", texts.notOffered);
      await requireConsent(tx, actor, { institutionId, teamId: service.teamId });
    }
    const { count } = await tx.serviceOrder.createMany({
      data: [
        {
          ...asked,
          institutionId,
          idempotencyKey,
          unitPrice: agreed ?? service.price,
          orderedAt: await now(tx),
        },
      ],
      skipDuplicates: true,
    });
    const order = await tx.serviceOrder.findUniqueOrThrow({ where: key });
    const same =
      order.serviceId === serviceId &&
      order.quantity === quantity &&
      (agreed === null || order.unitPrice === agreed);
    if (!same) throw new DomainError("CONFLICT", texts.keyReused, { path: ["idempotencyKey"] });
    if (count > 0)
      Audit.append(tx, {
        stream: trainingStream(service.teamId),
        actor: actorName(actor),
        action: "order.placed",
        subjectType: "ServiceOrder",
        subjectId: order.id,
        after: { ...asked, institutionId, unitPrice: String(order.unitPrice) },
      });
    return order;
  });
}

/** Notes on which day an order was delivered; until it is invoiced the day can be corrected. */
export async function deliverServiceOrder(
  db: Database,
  actor: Actor,
  input: { id: string; on: LocalDate },
) {
  const { id, on } = input;
  return inTransaction(db, async (tx) => {
    const order = await lockOrder(tx, actor, "deliverServiceOrder", id);
    const before = fromNullable(order.deliveredOn);
    if (before === on) return order;
    if (order.state !== "ORDERED" && order.state !== "DELIVERED") throw stateError(order.state);
    const today = localDateAt(await now(tx), order.institution.province.timeZone);
    if (on > today) refuseFaults([{ message: texts.future, path: ["on"] }]);
    const delivered = await tx.serviceOrder.update({
      where: { id },
      data: { state: "DELIVERED", deliveredOn: toColumn(on) },
    });
    Audit.append(tx, {
      stream: trainingStream(order.service.teamId),
      actor: actorName(actor),
      action: "order.delivered",
      subjectType: "ServiceOrder",
      subjectId: id,
      before: { deliveredOn: before },
      after: { deliveredOn: on },
    });
    return delivered;
  });
}

/** The institution or the team cancels an order that was not delivered. */
export async function cancelServiceOrder(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  const { id } = input;
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const order = await lockOrder(tx, actor, "cancelServiceOrder", id);
    if (order.state === "CANCELLED") return order;
    checkMove(serviceOrderMoves, order.state, "CANCELLED");
    const cancelled = await tx.serviceOrder.update({
      where: { id },
      data: { state: "CANCELLED", stateReason: reason },
    });
    Audit.append(tx, {
      stream: trainingStream(order.service.teamId),
      actor: actorName(actor),
      action: "order.cancelled",
      subjectType: "ServiceOrder",
      subjectId: id,
      after: { reason },
    });
    return cancelled;
  });
}
