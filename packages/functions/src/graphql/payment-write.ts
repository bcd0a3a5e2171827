import * as Payments from "@winner/core/payment/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { Allocation, BankEnum, GatewayEnum, MethodEnum, Payment } from "./payment.ts";
import { Refund, WithholdingProof } from "./payment-refund.ts";
import { PaymentProfile, PaymentRequest, TransferCode, Webhook } from "./payment-request.ts";

/** The ids of a provider and of an institution that pays it. */
const parties = (input: { providerId: string; institutionId: string }) => ({
  providerId: localId("Provider", input.providerId),
  institutionId: localId("Institution", input.institutionId),
});
const invoiceOf = (id: string | null | undefined) => (id ? localId("Invoice", id) : null);

mutation("setPaymentProfile", {
  description: "Sets how a provider's new invoices can be paid without anybody asking.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    gateway: t.field({ type: GatewayEnum, required: true }),
    method: t.field({ type: MethodEnum, required: true }),
    bank: t.field({ type: BankEnum }),
    expiryHours: t.int({ required: true, defaultValue: 336 }),
    expectedVersion: t.int({ description: "When there is one already." }),
  }),
  run: ({ db, actor, gateways }, input) =>
    Payments.setPaymentProfile(db, gateways, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  payload: (t) => ({ profile: t.field({ type: PaymentProfile, resolve: (row) => row }) }),
});

mutation("requestPayment", {
  description:
    "Lets an open invoice be paid by virtual account or QRIS. Another way than before takes its place.",
  input: (t) => ({
    invoiceId: t.id({ required: true }),
    gateway: t.field({ type: GatewayEnum, description: "Else as the provider has set." }),
    method: t.field({ type: MethodEnum, description: "VIRTUAL_ACCOUNT or QRIS." }),
    bank: t.field({ type: BankEnum, description: "For a virtual account." }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor, gateways }, input) =>
    Payments.requestPayment(db, gateways, actor, {
      ...input,
      invoiceId: localId("Invoice", input.invoiceId),
    }),
  payload: (t) => ({ request: t.field({ type: PaymentRequest, resolve: (row) => row }) }),
});

mutation("requestTransferCode", {
  description: "Gives an open invoice a unique amount to transfer by hand, for 72 hours.",
  input: (t) => ({
    invoiceId: t.id({ required: true }),
    bankAccountId: t.id({ required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.requestTransferCode(db, actor, {
      ...input,
      invoiceId: localId("Invoice", input.invoiceId),
      bankAccountId: localId("BankAccount", input.bankAccountId),
    }),
  payload: (t) => ({ transferCode: t.field({ type: TransferCode, resolve: (row) => row }) }),
});

const ByHandEnum = builder.enumType("PaymentByHand", {
  description: "How money came that no gateway tells of.",
  values: ["BANK_TRANSFER", "CASH"] as const,
});
mutation("recordPayment", {
  description: "Books a payment that came without a gateway and without a bank statement.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    invoiceId: t.id({ description: "What it is for; the rest settles the oldest." }),
    amount: t.field({ type: "Rupiah", required: true }),
    receivedOn: t.field({ type: "LocalDate", required: true }),
    method: t.field({ type: ByHandEnum, required: true }),
    reference: t.string(),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.recordPayment(db, actor, {
      ...input,
      ...parties(input),
      invoiceId: invoiceOf(input.invoiceId),
    }),
  payload: (t) => ({ payment: t.field({ type: Payment, resolve: (row) => row }) }),
});

mutation("allocatePayment", {
  description: "Settles a part of an invoice by hand with what a payment has left.",
  input: (t) => ({
    paymentId: t.id({ required: true }),
    invoiceId: t.id({ required: true }),
    amount: t.field({ type: "Rupiah", required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.allocatePayment(db, actor, {
      ...input,
      paymentId: localId("Payment", input.paymentId),
      invoiceId: localId("Invoice", input.invoiceId),
    }),
  payload: (t) => ({ allocation: t.field({ type: Allocation, resolve: (row) => row }) }),
});

mutation("reverseAllocation", {
  description: "Takes an allocation back; its money is on the customer's balance then.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Payments.reverseAllocation(db, actor, { ...input, id: localId("Allocation", input.id) }),
  payload: (t) => ({ allocation: t.field({ type: Allocation, resolve: (row) => row }) }),
});

mutation("applyBalance", {
  description: "Settles an institution's open invoices from its balance, the oldest first.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
  }),
  run: ({ db, actor }, input) => Payments.applyCustomerBalance(db, actor, parties(input)),
  payload: (t) => ({ used: t.expose("used", { type: "Rupiah" }) }),
});

mutation("reversePayment", {
  description: "Takes back a payment that was booked by hand or from a statement.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Payments.reversePayment(db, actor, { ...input, id: localId("Payment", input.id) }),
  payload: (t) => ({ payment: t.field({ type: Payment, resolve: (row) => row }) }),
});

mutation("recordWithholding", {
  description: "Records the proof of PPh 23 that settles 2 % of an invoice's base.",
  input: (t) => ({
    invoiceId: t.id({ required: true }),
    number: t.string({ required: true }),
    issuedOn: t.field({ type: "LocalDate", required: true }),
    amount: t.field({ type: "Rupiah", required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.recordWithholding(db, actor, {
      ...input,
      invoiceId: localId("Invoice", input.invoiceId),
    }),
  payload: (t) => ({ proof: t.field({ type: WithholdingProof, resolve: (row) => row }) }),
});

mutation("requestRefund", {
  description: "Asks for money of the customer's balance to be paid back; it is reserved at once.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    creditNoteId: t.id({ description: "When it pays out a credit note." }),
    amount: t.field({ type: "Rupiah", required: true }),
    reason: t.string({ required: true }),
    bank: t.string({ required: true }),
    accountNumber: t.string({ required: true }),
    accountHolder: t.string({ required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.requestRefund(db, actor, {
      ...input,
      ...parties(input),
      creditNoteId: input.creditNoteId ? localId("CreditNote", input.creditNoteId) : null,
    }),
  payload: (t) => ({ refund: t.field({ type: Refund, resolve: (row) => row }) }),
});

mutation("decideRefund", {
  description: "Approves or rejects a refund; another person than who asked for it.",
  input: (t) => ({
    id: t.id({ required: true }),
    approve: t.boolean({ required: true }),
    decision: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.decideRefund(db, actor, { ...input, id: localId("Refund", input.id) }),
  payload: (t) => ({ refund: t.field({ type: Refund, resolve: (row) => row }) }),
});

mutation("payRefund", {
  description: "Books that an approved refund was transferred.",
  input: (t) => ({
    id: t.id({ required: true }),
    paidOn: t.field({ type: "LocalDate", required: true }),
    reference: t.string({ required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.payRefund(db, actor, { ...input, id: localId("Refund", input.id) }),
  payload: (t) => ({ refund: t.field({ type: Refund, resolve: (row) => row }) }),
});

const ResolutionEnum = builder.enumType("WebhookResolution", {
  description:
    "RETRY asks the gateway again, BOOK takes over whatever it says was paid, IGNORE closes it.",
  values: ["RETRY", "BOOK", "IGNORE"] as const,
});
mutation("resolveWebhook", {
  description: "Decides on a gateway's message that was kept for a person.",
  input: (t) => ({
    id: t.id({ required: true }),
    resolution: t.field({ type: ResolutionEnum, required: true }),
    note: t.string({ required: true }),
  }),
  run: ({ db, actor, gateways }, input) =>
    Payments.resolveWebhook(db, gateways, actor, { ...input, id: localId("Webhook", input.id) }),
  payload: (t) => ({ webhook: t.field({ type: Webhook, resolve: (row) => row }) }),
});
