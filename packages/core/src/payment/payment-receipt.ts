import { issueReceipt } from "../billing/index.ts";
import type { Transaction } from "../database/index.ts";

/** Acknowledges a payment by its one receipt: all that came in, and what it has settled by now. */
export async function acknowledge(tx: Transaction, paymentId: string): Promise<void> {
  const { providerId, institutionId, amount, allocations } = await tx.payment.findUniqueOrThrow({
    where: { id: paymentId },
    select: {
      providerId: true,
      institutionId: true,
      amount: true,
      allocations: {
        where: { reversedAt: null },
        orderBy: { id: "asc" },
        select: { invoiceId: true, amount: true },
      },
    },
  });
  await issueReceipt(tx, {
    sourceId: paymentId,
    providerId,
    institutionId,
    total: amount,
    lines: allocations,
  });
}
