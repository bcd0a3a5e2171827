import { Prisma, type Reader } from "../database/index.ts";
import { toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import type { ReportRange } from "./report-scope.ts";

/** What became of the invoices that were issued in a month. Whole rupiah, tax included. */
export interface CollectionMonth {
  month: string;
  invoices: number;
  billed: Rupiah;
  /** Voided or credited. */
  reduced: Rupiah;
  /** Given up as bad debt, and not recovered since. */
  writtenOff: Rupiah;
  /** Paid, or withheld for the state. */
  collected: Rupiah;
  open: Rupiah;
  /** Collected of what was billed and not reduced, in basis points; none when nothing is left of it. */
  rate: number | null;
}

/**
 * The collection rate by month of issue, from the ledger: billed = reduced + written off + collected + open. What is
 * written off was to be collected, so that giving up does not better the rate.
 */
export const collectionRate = (
  db: Reader,
  providers: readonly string[],
  { from, to }: ReportRange,
): Promise<CollectionMonth[]> =>
  db.$queryRaw<CollectionMonth[]>(Prisma.sql`
    WITH moved AS (
      SELECT to_char(i."issuedOn", 'YYYY-MM') AS month, i.id, p.reason::text AS reason,
        CASE WHEN p.debit = 'RECEIVABLE' THEN p.amount ELSE -p.amount END AS amount
      FROM "Invoice" i JOIN "LedgerPosting" p ON p."invoiceId" = i.id AND 'RECEIVABLE' IN (p.debit, p.credit)
      WHERE i."providerId" = ANY(${[...providers]}::uuid[]) AND i."issuedOn" BETWEEN ${toColumn(from)}::date AND ${toColumn(to)}::date),
    summed AS (
      SELECT month, count(DISTINCT id)::int AS invoices,
        coalesce(sum(amount) FILTER (WHERE reason IN ('INVOICE_BASE', 'INVOICE_TAX')), 0)::bigint AS billed,
        -coalesce(sum(amount) FILTER (WHERE reason LIKE 'VOID%' OR reason IN ('CREDIT_DEFERRED', 'CREDIT_REVENUE', 'CREDIT_TAX')), 0)::bigint AS reduced,
        -coalesce(sum(amount) FILTER (WHERE reason IN ('WRITTEN_OFF', 'WRITE_OFF_REVERSED')), 0)::bigint AS "writtenOff",
        -coalesce(sum(amount) FILTER (WHERE reason IN ('ALLOCATION', 'ALLOCATION_REVERSED', 'WITHHELD', 'CREDIT_TO_BALANCE')), 0)::bigint AS collected,
        sum(amount)::bigint AS open
      FROM moved GROUP BY month)
    SELECT *, CASE WHEN billed > reduced THEN (collected * 10000 / (billed - reduced))::int END AS rate FROM summed ORDER BY month`);
