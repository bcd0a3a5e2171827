import { Prisma } from "../database/index.ts";
import type { Rupiah } from "../kernel/money.ts";
import { withholdingOn } from "./tax.ts";

/** What is read of an invoice to tell whether it waits for a proof. */
export const withProof = { withholding: { select: { id: true } } } as const;

interface Settled {
  state: string;
  base: Rupiah;
  creditedBase: Rupiah;
  total: Rupiah;
  settled: Rupiah;
  /** The proof that is recorded already: an invoice has one at most. */
  withholding: { id: string } | null;
}

/** PPh 23 that the payer of an invoice may withhold: 2 % of what is left of its base (PMK 141/PMK.03/2015). */
export const withholdable = ({ base, creditedBase }: Pick<Settled, "base" | "creditedBase">) =>
  withholdingOn(base - creditedBase);

/**
 * Whether an invoice is paid but for exactly the tax that its payer may withhold: it waits for the
 * proof, and no other money settles that rest by itself.
 */
export const waitsForProof = (invoice: Settled): boolean =>
  invoice.state === "OPEN" &&
  !invoice.withholding &&
  invoice.settled > 0n &&
  invoice.total > invoice.settled &&
  invoice.total - invoice.settled === withholdable(invoice);

/** The same of `i`, an open Invoice. */
export const isAwaitingProof: Prisma.Sql = Prisma.sql`
  (i.settled > 0 AND i.total > i.settled AND i.total - i.settled = share_of(i.base - i."creditedBase", 2, 100)
    AND NOT EXISTS (SELECT 1 FROM "WithholdingProof" w WHERE w."invoiceId" = i.id))`;
