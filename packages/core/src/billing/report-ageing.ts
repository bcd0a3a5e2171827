import { Prisma, type Reader } from "../database/index.ts";
import { nobody } from "../identity/index.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";

/** What is open of a provider's invoices on a day, by days since they were due. */
export interface Ageing {
  providerId: string;
  /** Not due yet, or due on the day. */
  current: Rupiah;
  days30: Rupiah;
  days60: Rupiah;
  days90: Rupiah;
  older: Rupiah;
  total: Rupiah;
  invoices: number;
}

/** What is open of each invoice at the end of a day, as the ledger has it: so past days come out as they were. */
const openOn = (providers: readonly string[], on: LocalDate, after = nobody) => Prisma.sql`
  SELECT i.id, i."providerId", i.number, i."buyerName", i."issuedOn", i."dueOn", greatest(0, ${toColumn(on)}::date - i."dueOn") AS late,
    sum(CASE WHEN p.debit = 'RECEIVABLE' THEN p.amount ELSE -p.amount END)::bigint AS open
  FROM "LedgerPosting" p JOIN "Invoice" i ON i.id = p."invoiceId"
  WHERE p."providerId" = ANY(${[...providers]}::uuid[]) AND p."postedOn" <= ${toColumn(on)}::date
    AND 'RECEIVABLE' IN (p.debit, p.credit) AND i.id > ${after}::uuid
  GROUP BY i.id HAVING sum(CASE WHEN p.debit = 'RECEIVABLE' THEN p.amount ELSE -p.amount END) <> 0`;

/** Receivables by age on a day, by provider. Their sum is the balance of the ledger's receivables. */
export const receivableAgeing = (
  db: Reader,
  providers: readonly string[],
  on: LocalDate,
): Promise<Ageing[]> =>
  db.$queryRaw<Ageing[]>(Prisma.sql`
    WITH opened AS (${openOn(providers, on)})
    SELECT "providerId",
      coalesce(sum(open) FILTER (WHERE late = 0), 0)::bigint AS current,
      coalesce(sum(open) FILTER (WHERE late BETWEEN 1 AND 30), 0)::bigint AS days30,
      coalesce(sum(open) FILTER (WHERE late BETWEEN 31 AND 60), 0)::bigint AS days60,
      coalesce(sum(open) FILTER (WHERE late BETWEEN 61 AND 90), 0)::bigint AS days90,
      coalesce(sum(open) FILTER (WHERE late > 90), 0)::bigint AS older,
      sum(open)::bigint AS total, count(*)::int AS invoices
    FROM opened GROUP BY 1 ORDER BY 1`);

export interface OpenItem {
  id: string;
  providerId: string;
  number: string;
  buyerName: string;
  issuedOn: Date;
  dueOn: Date;
  late: number;
  open: Rupiah;
}

/** The invoices behind the ageing, page by page in the order of their ids. */
export const openItems = (
  db: Reader,
  providers: readonly string[],
  on: LocalDate,
  page: { after: string; limit: number },
): Promise<OpenItem[]> =>
  db.$queryRaw<OpenItem[]>(Prisma.sql`
    ${openOn(providers, on, page.after)} ORDER BY i.id LIMIT ${page.limit}`);
