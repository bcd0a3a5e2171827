import type { PaymentRequestState } from "../database/index.ts";

/** The allowed moves; the trigger `payment_request_move` holds the same. A closed one can still be paid late. */
export const requestMoves: Readonly<Record<PaymentRequestState, readonly PaymentRequestState[]>> = {
  NEW: ["PENDING", "PAID", "EXPIRED", "CANCELLED", "FAILED"],
  PENDING: ["PAID", "EXPIRED", "CANCELLED", "FAILED"],
  PAID: ["FAILED"],
  EXPIRED: ["PAID"],
  CANCELLED: ["PAID"],
  FAILED: ["PAID"],
};

/** The states in which it can be paid as asked. */
export const liveStates = ["NEW", "PENDING"] as const satisfies readonly PaymentRequestState[];

/** How a gateway knows an attempt to pay an invoice: letters, digits and hyphens, as Midtrans takes them. */
export const orderIdOf = (invoiceNumber: string, attempt: number): string =>
  `${invoiceNumber.replace(/[^A-Za-z0-9]+/g, "-")}-${attempt}`;
