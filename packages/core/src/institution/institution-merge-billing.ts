import type { Transaction } from "../database/index.ts";
import { DomainError } from "../kernel/error.ts";
import { texts } from "./error.ts";

/**
 * Locks the accounts and the subscriptions of an institution that is to be merged, in the order in which
 * those who move its money and bill it do: before the institution itself.
 */
export async function lockBilling(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "CustomerAccount" WHERE "institutionId" = ${id}::uuid ORDER BY "providerId" FOR UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM "Subscription"
    WHERE "institutionId" = ${id}::uuid OR "sponsorId" = ${id}::uuid ORDER BY id FOR UPDATE`;
}

/**
 * Moves the subscriptions of an institution, and those that it sponsors, to the one that it turned out to
 * be. Its invoices are immutable and stay; so nothing of them may be open, and no provider may hold money
 * of it. Gives how many there were of each.
 */
export async function moveSubscriptions(
  tx: Transaction,
  id: string,
  intoId: string,
): Promise<{ subscriptions: number; sponsored: number }> {
  await refuseOpenMoney(tx, id);
  await refuseDouble(tx, id, intoId);
  const version = { increment: 1 };
  const subscriptions = await tx.subscription.updateMany({
    where: { institutionId: id },
    data: { institutionId: intoId, version },
  });
  const sponsored = await tx.subscription.updateMany({
    where: { sponsorId: id },
    data: { sponsorId: intoId, version },
  });
  return { subscriptions: subscriptions.count, sponsored: sponsored.count };
}

async function refuseOpenMoney(tx: Transaction, id: string): Promise<void> {
  const count = await tx.invoice.count({
    where: { institutionId: id, state: { in: ["DRAFT", "OPEN"] } },
  });
  if (count > 0) throw new DomainError("STATE", texts.openInvoices, { parameters: { count } });
  const held = await tx.$queryRaw<{ name: string }[]>`
    SELECT p.name FROM "LedgerPosting" l JOIN "Provider" p ON p.id = l."providerId"
    WHERE l."institutionId" = ${id}::uuid AND 'CUSTOMER_BALANCE' IN (l.debit, l.credit)
    GROUP BY p.id HAVING sum(CASE WHEN l.credit = 'CUSTOMER_BALANCE' THEN l.amount ELSE -l.amount END) <> 0
    ORDER BY p.name`;
  if (held.length > 0)
    throw new DomainError("STATE", texts.moneyHeld, {
      parameters: { provider: held.map(({ name }) => name).join(", ") },
    });
}

/** To one product an institution has one subscription at a time, and it does not sponsor itself. */
async function refuseDouble(tx: Transaction, id: string, intoId: string): Promise<void> {
  const both = [id, intoId];
  const running = await tx.subscription.findMany({
    where: { institutionId: { in: both }, state: { not: "ENDED" } },
    include: { product: true, provider: true },
    orderBy: { id: "asc" },
  });
  const named = ({ product, provider }: (typeof running)[number]) => ({
    parameters: { product: `${product.name} (${provider.name})` },
  });
  const kept = new Set(
    running.filter((one) => one.institutionId === intoId).map((one) => one.productId),
  );
  const double = running.find((one) => one.institutionId === id && kept.has(one.productId));
  if (double) throw new DomainError("STATE", texts.subscribedTwice, named(double));
  const own = running.find(({ sponsorId }) => sponsorId !== null && both.includes(sponsorId));
  if (own) throw new DomainError("STATE", texts.sponsorsItself, named(own));
}
