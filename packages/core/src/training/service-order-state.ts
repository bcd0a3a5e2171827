import type { ServiceOrderState } from "../database/index.ts";

/** The allowed moves; the trigger `service_order_move` holds the same. */
export const serviceOrderMoves: Readonly<Record<ServiceOrderState, readonly ServiceOrderState[]>> =
  {
    ORDERED: ["DELIVERED", "CANCELLED"],
    DELIVERED: ["INVOICED"],
    INVOICED: [],
    CANCELLED: [],
  };

/** What an order costs, in whole rupiah. */
export const orderTotal = ({ quantity, unitPrice }: { quantity: number; unitPrice: bigint }) =>
  BigInt(quantity) * unitPrice;
