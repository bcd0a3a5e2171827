import { issueReceipt } from "../billing/index.ts";
import type { Transaction } from "../database/index.ts";

/**
 * Acknowledges a payment by its one receipt, over what it has settled. Money that has settled nothing yet
 * is acknowledged with its first allocation.
 */
export async function acknowledge(tx: Transaction, paymentId: string): Promise<void> {
  const allocations = await tx.allocation.findMany({
    where: { paymentId, reversedAt: null },
    orderBy: { id: "asc" },
    select: { invoiceId: true, amount: true },
  });
  if (allocations.length > 0) await issueReceipt(tx, { sourceId: paymentId, lines: allocations });
}
