/** Invoices for subscriptions and services: exactly once, to the rupiah. */

export * from "./change-document.ts";
export * from "./credit-note-write.ts";
export * from "./invoice-draft.ts";
export * from "./invoice-finalise.ts";
export * from "./invoice-void.ts";
export * from "./ledger.ts";
export * from "./number-series.ts";
export * from "./recognition.ts";
export * from "./run-control.ts";
export * from "./run-issue.ts";
export * from "./run-park.ts";
export * from "./run-plan.ts";
export * from "./run-reconcile.ts";
export * from "./run-visibility.ts";
export * from "./settlement.ts";
export * from "./subscription-cancel.ts";
export * from "./subscription-change.ts";
export * from "./subscription-pause.ts";
export * from "./subscription-terms.ts";
export * from "./subscription-tier.ts";
export * from "./tax.ts";
export * from "./upcoming-invoice.ts";
