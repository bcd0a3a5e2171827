import type { Reader, Transaction } from "../database/index.ts";
import type { Rupiah } from "../kernel/money.ts";

/** A provider and an institution that pays it. */
export interface Parties {
  providerId: string;
  institutionId: string;
}

/**
 * Locks what two parties owe each other. Whoever moves the customer's balance does this before
 * anything else is locked, so that two never wait for one another.
 */
export async function lockAccount(tx: Transaction, parties: Parties): Promise<void> {
  const { providerId, institutionId } = parties;
  await tx.customerAccount.createMany({
    data: [{ providerId, institutionId }],
    skipDuplicates: true,
  });
  await tx.$queryRaw`SELECT 1 FROM "CustomerAccount"
    WHERE "providerId" = ${providerId}::uuid AND "institutionId" = ${institutionId}::uuid FOR UPDATE`;
}

export interface CustomerBalance {
  /** Money of the customer that settles nothing yet, as the ledger has it. */
  balance: Rupiah;
  /** Of which refunds are asked for or approved. */
  reserved: Rupiah;
  /** What can be allocated or refunded. */
  available: Rupiah;
}

/** Balances of institutions with a provider. */
export const customerBalances = (
  db: Reader,
  providerId: string,
  institutionIds: readonly string[],
): Promise<(CustomerBalance & { institutionId: string })[]> =>
  db.$queryRaw`
    SELECT customer AS "institutionId", balance, reserved, balance - reserved AS available
    FROM unnest(${[...institutionIds]}::uuid[]) AS customer
    CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN credit = 'CUSTOMER_BALANCE' THEN amount ELSE -amount END), 0)::bigint AS balance
      FROM "LedgerPosting" WHERE (debit = 'CUSTOMER_BALANCE' OR credit = 'CUSTOMER_BALANCE')
      AND "providerId" = ${providerId}::uuid AND "institutionId" = customer) AS moved
    CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0)::bigint AS reserved FROM "Refund" r
      WHERE r.state IN ('REQUESTED', 'APPROVED') AND r."providerId" = ${providerId}::uuid AND r."institutionId" = customer) AS asked`;

/** An institution's balance with a provider. */
export async function customerBalance(
  db: Reader,
  { providerId, institutionId }: Parties,
): Promise<CustomerBalance> {
  const [row] = await customerBalances(db, providerId, [institutionId]);
  return row ?? { balance: 0n, reserved: 0n, available: 0n };
}
