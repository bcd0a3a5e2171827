import * as Audit from "../audit/index.ts";
import type { Reader, Transaction } from "../database/index.ts";
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
    include: { service: true, institution: { select: { mergedIntoId: true } } },
    orderBy: { id: "asc" },
    take: 1000,
  });
  return orders.map(({ id, institutionId, institution, service, ...order }) => ({
    id,
    institutionId: institution.mergedIntoId ?? institutionId,
    name: service.name,
    unit: service.unit,
    quantity: order.quantity,
    unitPrice: order.unitPrice,
    total: orderTotal(order),
    deliveredOn: fromNullable(order.deliveredOn),
  }));
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
  // In one order, so that two invoices at once cannot wait for each other.
  await tx.$queryRaw`SELECT 1 FROM "ServiceOrder" WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
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
  await Audit.append(
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
