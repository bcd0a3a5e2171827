import * as z from "zod";
import { type Database, inTransaction, once } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { line, readInput } from "../kernel/input.ts";
import { formatDate } from "../kernel/local-date.ts";
import { lockDelivered, markInvoiced } from "../training/index.ts";
import { authorizeProvider } from "./invoice-visibility.ts";
import { auditDraft, draftServices } from "./invoice-write.ts";

const limits = z.looseObject({
  idempotencyKey: line(100),
  orderIds: z.array(z.string()).min(1).max(100),
});

/**
 * Drafts one invoice for orders that the provider's team delivered to an institution, once for a key: a
 * line for each at its agreed price, in the order in which they are named. In the same transaction the
 * orders become INVOICED; one that is on an invoice already, and one that is not delivered, refuses the
 * whole.
 */
export async function invoiceServiceOrders(
  db: Database,
  actor: Actor,
  input: {
    providerId: string;
    institutionId: string;
    orderIds: readonly string[];
    idempotencyKey: string;
  },
) {
  const { idempotencyKey, ...read } = readInput(limits, input);
  const { providerId, institutionId } = input;
  const orderIds = [...new Set(read.orderIds)];
  return inTransaction(db, async (tx) => {
    const { teamId } = await authorizeProvider(tx, actor, "invoiceServiceOrders", providerId);
    const key = {
      actor: actorName(actor),
      operation: "invoiceServiceOrders",
      key: idempotencyKey,
      input: { providerId, institutionId, orderIds },
    };
    const id = await once(tx, key, async () => {
      const orders = await lockDelivered(tx, { teamId, institutionId }, orderIds);
      const created = await draftServices(tx, {
        providerId,
        institutionId,
        lines: orders.map(({ id: sourceId, name, unit, deliveredOn, quantity, unitPrice }) => ({
          description: [`${name} (${unit})`, deliveredOn && formatDate(deliveredOn)]
            .filter(Boolean)
            .join(", "),
          quantity,
          unitPrice,
          sourceId,
        })),
      });
      await markInvoiced(tx, orderIds, created);
      await auditDraft(tx, actor, providerId, created, { institutionId, orderIds });
      return created;
    });
    return tx.invoice.findUniqueOrThrow({ where: { id } });
  });
}
