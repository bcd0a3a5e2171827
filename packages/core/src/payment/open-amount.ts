import type { Rupiah } from "../kernel/money.ts";

/** What no money, proof or credit has settled of an invoice yet. */
export const openAmount = ({ total, settled }: { total: Rupiah; settled: Rupiah }): Rupiah =>
  total - settled;
