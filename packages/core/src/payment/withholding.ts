import { withholdingOn } from "../billing/index.ts";
import type { Rupiah } from "../kernel/money.ts";

interface Settled {
  state: string;
  base: Rupiah;
  creditedBase: Rupiah;
  total: Rupiah;
  settled: Rupiah;
}

/** What is open of an invoice. */
export const openAmount = ({ total, settled }: Pick<Settled, "total" | "settled">): Rupiah =>
  total - settled;

/** PPh 23 that the payer of an invoice may withhold: 2 % of what is left of its base (PMK 141/PMK.03/2015). */
export const withholdable = ({ base, creditedBase }: Pick<Settled, "base" | "creditedBase">) =>
  withholdingOn(base - creditedBase);

/**
 * Whether an invoice is paid but for exactly the tax that its payer may withhold: it waits for the
 * proof, and no other money settles that rest by itself.
 */
export const waitsForProof = (invoice: Settled): boolean =>
  invoice.state === "OPEN" &&
  invoice.settled > 0n &&
  openAmount(invoice) > 0n &&
  openAmount(invoice) === withholdable(invoice);
