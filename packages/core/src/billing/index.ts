/** Invoices for subscriptions and services: exactly once, to the rupiah. */
export * from "./invoice-draft.ts";
export * from "./ledger.ts";
export * from "./number-series.ts";
export * from "./settlement.ts";
export * from "./tax.ts";
