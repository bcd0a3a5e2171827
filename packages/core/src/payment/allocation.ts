import {
  owedStates,
  settleInvoice,
  unsettleInvoice,
  waitsForProof,
  withProof,
} from "../billing/index.ts";
import type { Transaction } from "../database/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { minOf, type Rupiah } from "../kernel/money.ts";
import { customerBalance, lockAccount, type Parties } from "./customer-balance.ts";
import { openAmount } from "./open-amount.ts";

/** Settles a part of an invoice with a payment, or with the customer's balance when none is named. */
export async function allocate(
  tx: Transaction,
  allocation: { paymentId: string | null; invoiceId: string; amount: Rupiah },
): Promise<string> {
  const id = newId();
  await tx.allocation.create({ data: { id, ...allocation, createdAt: await now(tx) } });
  const { invoiceId, amount } = allocation;
  await settleInvoice(tx, { invoiceId, amount, reason: "ALLOCATION", sourceId: id });
  return id;
}

/** Takes an allocation back: the invoice is open again, the money is on the customer's balance. */
export async function takeBack(
  tx: Transaction,
  { id, invoiceId, amount }: { id: string; invoiceId: string; amount: Rupiah },
): Promise<void> {
  await tx.allocation.update({ where: { id }, data: { reversedAt: await now(tx) } });
  await unsettleInvoice(tx, { invoiceId, amount, sourceId: id });
}

const pageSize = 100;

/**
 * Allocates money of a customer whose account is locked: first to the named invoice, then to the open
 * ones from the oldest on. Those that wait for a proof of withholding are left to it unless named, and
 * those that were written off are recovered only when named.
 * Gives what is left, which stays on the balance.
 */
export async function allocateOldest(
  tx: Transaction,
  { providerId, institutionId }: Parties,
  money: { paymentId: string | null; amount: Rupiah; firstInvoiceId?: string | null },
): Promise<Rupiah> {
  const { paymentId, firstInvoiceId } = money;
  let left = money.amount;
  const settle = async (invoice: { id: string; total: Rupiah; settled: Rupiah }) => {
    const amount = minOf(left, openAmount(invoice));
    if (amount <= 0n) return;
    await allocate(tx, { paymentId, invoiceId: invoice.id, amount });
    left -= amount;
  };
  const parties = { providerId, institutionId };
  if (firstInvoiceId) {
    const first = await tx.invoice.findFirst({
      where: { ...parties, id: firstInvoiceId, state: { in: [...owedStates] } },
    });
    if (first) await settle(first);
  }
  for (let skip = 0; left > 0n; ) {
    const page = await tx.invoice.findMany({
      where: { ...parties, state: "OPEN" },
      include: withProof,
      orderBy: [{ dueOn: "asc" }, { issuedOn: "asc" }, { id: "asc" }],
      skip,
      take: pageSize,
    });
    for (const invoice of page)
      if (left > 0n && !waitsForProof(invoice)) await settle(invoice);
      else skip += 1;
    if (page.length < pageSize) break;
  }
  return left;
}

/**
 * Settles open invoices from what an institution has on its balance and no refund is asked for. Called
 * for each new invoice, in its own transaction. Gives what was used.
 */
export async function applyBalance(
  tx: Transaction,
  providerId: string,
  institutionId: string,
  firstInvoiceId?: string,
): Promise<Rupiah> {
  const parties = { providerId, institutionId };
  await lockAccount(tx, parties);
  const { available } = await customerBalance(tx, parties);
  if (available <= 0n) return 0n;
  const money = { paymentId: null, amount: available, firstInvoiceId: firstInvoiceId ?? null };
  return available - (await allocateOldest(tx, parties, money));
}
