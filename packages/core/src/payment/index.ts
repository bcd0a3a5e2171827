/** Money that comes in: gateways, bank statements, payments, what they settle, and what goes back. */
export * from "./midtrans-signature.ts";
