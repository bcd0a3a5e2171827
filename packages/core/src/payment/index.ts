/** Money between institutions and providers: gateways, transfers, statements, allocations, refunds. */
export { applyBalance } from "./allocation.ts";
export * from "./customer-balance.ts";
export * from "./gateway.ts";
export * from "./invoice-write-off.ts";
export * from "./midtrans-signature.ts";
export * from "./payment-profile-write.ts";
export * from "./payment-read.ts";
export { receivePayment } from "./payment-receive.ts";
export * from "./payment-request.ts";
export * from "./payment-request-sync.ts";
export { ensurePaymentRequest, requestPayment } from "./payment-request-write.ts";
export * from "./payment-run.ts";
export * from "./payment-visibility.ts";
export {
  allocatePayment,
  applyCustomerBalance,
  recordPayment,
  reverseAllocation,
  reversePayment,
} from "./payment-write.ts";
export * from "./refund-write.ts";
export { fingerprinted, readAmount, readDate } from "./statement.ts";
export { readCamt } from "./statement-camt.ts";
export { readCsv } from "./statement-csv.ts";
export * from "./statement-import.ts";
export * from "./transfer-code-write.ts";
export * from "./webhook-process.ts";
export * from "./webhook-receive.ts";
export * from "./webhook-resolve.ts";
export * from "./withholding-write.ts";
