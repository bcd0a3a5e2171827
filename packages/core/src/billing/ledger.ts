import type { LedgerAccount, PostingReason, Reader, Transaction } from "../database/index.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";

/** An amount moved from one account to another. */
export interface Posting {
  providerId: string;
  institutionId: string | null;
  invoiceId?: string | null;
  postedOn: LocalDate;
  reason: PostingReason;
  /** What it is the consequence of: each source has each consequence once. */
  sourceId: string;
  debit: LedgerAccount;
  credit: LedgerAccount;
  amount: Rupiah;
}

/** Posts amounts to the ledger; those of zero are left out. The ledger is never changed, only added to. */
export async function post(tx: Transaction, ...postings: Posting[]): Promise<void> {
  const data = postings
    .filter(({ amount }) => amount !== 0n)
    .map((posting) => ({ ...posting, postedOn: toColumn(posting.postedOn) }));
  if (data.length > 0) await tx.ledgerPosting.createMany({ data });
}

/**
 * Balances of a provider's accounts up to a day, that day included: debits less credits, so that they
 * always add up to zero. For one institution when it is given.
 */
export async function balances(
  db: Reader,
  providerId: string,
  options: { through?: LocalDate; institutionId?: string } = {},
): Promise<Map<LedgerAccount, Rupiah>> {
  const { through = "9999-12-31" as LocalDate, institutionId = null } = options;
  const rows = await trialBalance(db, [providerId], through, institutionId);
  return new Map(rows.map(({ account, balance }) => [account, balance]));
}

/** The same of several providers together. */
export const trialBalance = (
  db: Reader,
  providers: readonly string[],
  through: LocalDate,
  institutionId: string | null = null,
): Promise<{ account: LedgerAccount; balance: Rupiah }[]> =>
  db.$queryRaw`
    SELECT account::text, sum(leg.moved)::bigint AS balance FROM "LedgerPosting" p
    CROSS JOIN LATERAL (VALUES (p.debit, p.amount), (p.credit, -p.amount)) AS leg(account, moved)
    WHERE p."providerId" = ANY(${[...providers]}::uuid[]) AND p."postedOn" <= ${through}::date
      AND (${institutionId}::uuid IS NULL OR p."institutionId" = ${institutionId}::uuid)
    GROUP BY account ORDER BY account`;
