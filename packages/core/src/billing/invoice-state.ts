import type { InvoiceState } from "../database/index.ts";
import type { Rupiah } from "../kernel/money.ts";

/**
 * The allowed moves; the trigger `invoice_frozen` holds the same of what is final. PAID becomes OPEN again when a
 * payment is taken back, and UNCOLLECTIBLE when it had been written off before it was paid. UNCOLLECTIBLE becomes OPEN
 * only when the write-off itself is taken back.
 */
export const invoiceMoves: Readonly<Record<InvoiceState, readonly InvoiceState[]>> = {
  DRAFT: ["OPEN", "PAID", "VOID"],
  OPEN: ["PAID", "VOID", "UNCOLLECTIBLE"],
  PAID: ["OPEN", "UNCOLLECTIBLE"],
  VOID: [],
  UNCOLLECTIBLE: ["PAID", "OPEN"],
};

/** The states in which something is owed: to write a claim off does not waive it (hapus buku, not hapus tagih). */
export const owedStates = ["OPEN", "UNCOLLECTIBLE"] as const satisfies readonly InvoiceState[];

export const isOwed = (state: InvoiceState): boolean => owedStates.some((owed) => owed === state);

/** The state of a final invoice once so much of it is settled. */
export const stateWhenSettled = (
  { total, writtenOffAt }: { total: Rupiah; writtenOffAt: Date | null },
  settled: Rupiah,
): InvoiceState => {
  if (settled === total) return "PAID";
  return writtenOffAt ? "UNCOLLECTIBLE" : "OPEN";
};
