import * as Audit from "../audit/index.ts";
import type { Prisma, Reader, Transaction } from "../database/index.ts";
import { institutionOf } from "../institution/index.ts";
import { found, stateError } from "../kernel/error.ts";
import { fromNullable, type LocalDate } from "../kernel/local-date.ts";
import { orderTotal, serviceOrderMoves } from "./service-order-state.ts";
import { trainingStream } from "./training-visibility.ts";

export interface BillableOrder {
  id: string;
  /** Whom to bill: the institution into which it was merged, if it was. */
  institutionId: string;
  name: string;
  unit: string;
  quantity: number;
  /** Whole rupiah. */
  unitPrice: bigint;
  total: bigint;
  deliveredOn: LocalDate | null;
}

/** What a team has delivered and not invoiced, the oldest order first, at most 1,000. For billing. */
export async function billableOrders(db: Reader, teamId: string): Promise<BillableOrder[]> {
  const orders = await db.serviceOrder.findMany({
    where: { state: "DELIVERED", service: { teamId } },
    include: withBuyer,
    orderBy: { id: "asc" },
    take: 1000,
  });
  return orders.map(billable);
}

const withBuyer = {
  service: true,
  institution: { select: { mergedIntoId: true } },
} as const satisfies Prisma.ServiceOrderInclude;

const billable = ({
  id,
  institutionId,
  institution,
  service,
  ...order
}: Prisma.ServiceOrderGetPayload<{ include: typeof withBuyer }>): BillableOrder => ({
  id,
  institutionId: institution.mergedIntoId ?? institutionId,
  name: service.name,
  unit: service.unit,
  quantity: order.quantity,
  unitPrice: order.unitPrice,
  total: orderTotal(order),
  deliveredOn: fromNullable(order.deliveredOn),
});

/** Locks orders in one order, so that two invoices at once cannot wait for each other. */
const lockOrders = (tx: Transaction, ids: readonly string[]) =>
  tx.$queryRaw`SELECT 1 FROM "ServiceOrder" WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR UPDATE`;

/**
 * Locks delivered orders of a team for an institution, or for one that was merged into it, to put them on
 * an invoice; in the order in which they are named. One that is not theirs does not exist; one that is
 * not delivered, or on an invoice already, is refused.
 */
export async function lockDelivered(
  tx: Transaction,
  { teamId, institutionId }: { teamId: string; institutionId: string },
  orderIds: readonly string[],
): Promise<BillableOrder[]> {
  await lockOrders(tx, orderIds);
  const orders = await tx.serviceOrder.findMany({
    where: {
      id: { in: [...orderIds] },
      service: { teamId },
      institution: institutionOf(institutionId),
    },
    include: withBuyer,
  });
  return orderIds.map((id) => {
    const order = found(
      orders.find((one) => one.id === id),
      "order",
    );
    if (order.state !== "DELIVERED") throw stateError(order.state);
    return billable(order);
  });
}

/**
 * Marks delivered orders as being on an invoice, in the transaction that makes it. An order is on one
 * invoice: on the same again it changes nothing, on another or undelivered it is refused, and with it
 * the whole transaction.
 */
export async function markInvoiced(
  tx: Transaction,
  orderIds: readonly string[],
  invoiceId: string,
): Promise<void> {
  const ids = [...new Set(orderIds)];
  await lockOrders(tx, ids);
  const orders = await tx.serviceOrder.findMany({
    where: { id: { in: ids } },
    include: { service: true },
    orderBy: { id: "asc" },
  });
  found(orders.length === ids.length || undefined, "order");
  const open = orders.filter((order) => order.invoiceId !== invoiceId);
  for (const { state } of open)
    if (!serviceOrderMoves[state].includes("INVOICED")) throw stateError(state);
  await tx.serviceOrder.updateMany({
    where: { id: { in: open.map((order) => order.id) } },
    data: { state: "INVOICED", invoiceId },
  });
  Audit.append(
    tx,
    ...open.map((order) => ({
      stream: trainingStream(order.service.teamId),
      actor: "system:billing",
      action: "order.invoiced",
      subjectType: "ServiceOrder",
      subjectId: order.id,
      after: { invoiceId },
    })),
  );
}

/**
 * Gives the orders of an invoice back when it is voided, in the same transaction: they are delivered, and
 * can be invoiced anew. Without orders on it, or given back already, it changes nothing.
 */
export async function releaseInvoiced(tx: Transaction, invoiceId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "ServiceOrder" WHERE "invoiceId" = ${invoiceId}::uuid ORDER BY id FOR UPDATE`;
  const orders = await tx.serviceOrder.findMany({
    where: { invoiceId },
    include: { service: true },
    orderBy: { id: "asc" },
  });
  await tx.serviceOrder.updateMany({
    where: { invoiceId },
    data: { state: "DELIVERED", invoiceId: null },
  });
  Audit.append(
    tx,
    ...orders.map((order) => ({
      stream: trainingStream(order.service.teamId),
      actor: "system:billing",
      action: "order.released",
      subjectType: "ServiceOrder",
      subjectId: order.id,
      before: { invoiceId },
    })),
  );
}
