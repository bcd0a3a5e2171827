import {
  Gateway,
  HoldReason,
  PaymentMethod,
  PaymentRequestState,
  RefundState,
  VirtualAccountBank,
  WebhookState,
} from "@winner/core/database/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Payments from "@winner/core/payment/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";

export const GatewayEnum = builder.enumType(Gateway, {
  name: "Gateway",
  description: "A payment gateway.",
});
export const MethodEnum = builder.enumType(PaymentMethod, {
  name: "PaymentMethod",
  description: "How money comes.",
});
export const BankEnum = builder.enumType(VirtualAccountBank, {
  name: "VirtualAccountBank",
  description: "A bank at which a gateway gives virtual accounts.",
});
const RequestStateEnum = builder.enumType(PaymentRequestState, {
  name: "PaymentRequestState",
  description: "NEW until the gateway has answered; PENDING while it can be paid.",
});
const RefundStateEnum = builder.enumType(RefundState, {
  name: "RefundState",
  description: "Where a refund is.",
});
const WebhookStateEnum = builder.enumType(WebhookState, {
  name: "WebhookState",
  description: "HELD ones wait for a person.",
});
const HoldReasonEnum = builder.enumType(HoldReason, {
  name: "HoldReason",
  description: "Why a message of a gateway waits for a person.",
});

export const Allocation = builder.prismaObject("Allocation", {
  description: "A part of a payment, or of the balance, that settles an invoice.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "For reverseAllocation." }),
    invoiceId: t.id({
      description: "The invoice.",
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When." }),
    reversedAt: t.expose("reversedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was taken back.",
    }),
  }),
});

export const Payment = builder.prismaNode("Payment", {
  description: "Money that came in. What no invoice takes stays on the customer's balance.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Payments.visibleParties(actor, "payments") }),
  fields: (t) => ({
    providerId: t.id({
      description: "Who received it.",
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    institution: t.relation("institution", { type: Institution, description: "Who paid." }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
    receivedOn: t.field({
      type: "LocalDate",
      description: "When it came.",
      resolve: (row) => fromColumn(row.receivedOn),
    }),
    method: t.expose("method", { type: MethodEnum, description: "How it came." }),
    gateway: t.expose("gateway", {
      type: GatewayEnum,
      nullable: true,
      description: "Through which gateway.",
    }),
    externalId: t.exposeString("externalId", {
      nullable: true,
      description: "The gateway's own name of it.",
    }),
    reference: t.exposeString("reference", { nullable: true, description: "As written." }),
    reversedAt: t.expose("reversedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was taken back.",
    }),
    reversalReason: t.exposeString("reversalReason", { nullable: true, description: "Why." }),
    allocations: t.relation("allocations", {
      type: Allocation,
      description: "What it settles, at most 1,000.",
      query: { orderBy: { id: "asc" }, take: 1000 },
    }),
  }),
});

export const PaymentRequest = builder.prismaNode("PaymentRequest", {
  description: "A way to pay one invoice at a gateway: a virtual account or a QR code.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    invoice: Payments.visibleParties(actor, "paymentRequests"),
  }),
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice.",
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    orderId: t.exposeString("orderId", { description: "How the gateway knows it." }),
    gateway: t.expose("gateway", { type: GatewayEnum, description: "The gateway." }),
    method: t.expose("method", { type: MethodEnum, description: "VIRTUAL_ACCOUNT or QRIS." }),
    bank: t.expose("bank", { type: BankEnum, nullable: true, description: "Of the account." }),
    amount: t.expose("amount", { type: "Rupiah", description: "Exactly what is to be paid." }),
    state: t.expose("state", { type: RequestStateEnum, description: "Where it is." }),
    accountNumber: t.exposeString("accountNumber", {
      nullable: true,
      description: "Number of the virtual account.",
    }),
    qrText: t.exposeString("qrText", { nullable: true, description: "Text of the QR code." }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", description: "Until when." }),
  }),
});

export const TransferCode = builder.prismaNode("TransferCode", {
  description: "A transfer by hand of an amount that is like no other on the bank account.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    invoice: Payments.visibleParties(actor, "transferCodes"),
  }),
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice.",
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    bank: t.string({
      description: "The bank.",
      select: { bankAccount: true },
      resolve: (row) => row.bankAccount.bank,
    }),
    accountNumber: t.string({
      description: "The account.",
      select: { bankAccount: true },
      resolve: (row) => row.bankAccount.number,
    }),
    accountHolder: t.string({
      description: "Whose account it is.",
      select: { bankAccount: true },
      resolve: (row) => row.bankAccount.holder,
    }),
    code: t.exposeInt("code", { description: "1 to 999; goes to your balance." }),
    total: t.expose("total", { type: "Rupiah", description: "Transfer exactly this." }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", description: "Until when." }),
    releasedAt: t.expose("releasedAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when it no longer holds.",
    }),
  }),
});

export const WithholdingProof = builder.prismaNode("WithholdingProof", {
  description: "A proof (bukti potong) of PPh 23 that the payer withheld.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Payments.visibleParties(actor, "withholdingProofs") }),
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice that it settles a part of.",
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    institution: t.relation("institution", { type: Institution, description: "Who withheld." }),
    number: t.exposeString("number", { description: "Number of the proof." }),
    issuedOn: t.field({
      type: "LocalDate",
      description: "Its date.",
      resolve: (row) => fromColumn(row.issuedOn),
    }),
    amount: t.expose("amount", { type: "Rupiah", description: "2 % of the base." }),
  }),
});

export const Refund = builder.prismaNode("Refund", {
  description: "Money of the customer's balance that goes back. Two people: who asks, who decides.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Payments.visibleParties(actor, "refunds") }),
  fields: (t) => ({
    providerId: t.id({
      description: "Who pays it.",
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    institution: t.relation("institution", { type: Institution, description: "Who gets it." }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
    reason: t.exposeString("reason", { description: "Why." }),
    state: t.expose("state", { type: RefundStateEnum, description: "Where it is." }),
    decision: t.exposeString("decision", { nullable: true, description: "What was decided." }),
    bank: t.exposeString("bank", { description: "To which bank." }),
    accountNumber: t.exposeString("accountNumber", { description: "To which account." }),
    accountHolder: t.exposeString("accountHolder", { description: "Whose account." }),
    paidOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When it was transferred.",
      resolve: (row) => fromNullable(row.paidOn),
    }),
    reference: t.exposeString("reference", { nullable: true, description: "Of the transfer." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

export const Webhook = builder.prismaNode("Webhook", {
  description: "A genuine message of a gateway, and what became of it.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    ...(Payments.seesWebhooks(actor) ? {} : { orderId: { in: [] } }),
  }),
  fields: (t) => ({
    gateway: t.expose("gateway", { type: GatewayEnum, description: "Whose it is." }),
    orderId: t.exposeString("orderId", { description: "The order that it is about." }),
    eventKey: t.exposeString("eventKey", { description: "Names the event." }),
    body: t.string({
      description: "As it came.",
      resolve: (row) => Buffer.from(row.body).toString("utf8"),
    }),
    deliveries: t.exposeInt("deliveries", { description: "How often it came." }),
    attempts: t.exposeInt("attempts", { description: "How often it was processed." }),
    state: t.expose("state", { type: WebhookStateEnum, description: "What became of it." }),
    holdReason: t.expose("holdReason", {
      type: HoldReasonEnum,
      nullable: true,
      description: "Why it waits for a person.",
    }),
    note: t.exposeString("note", { nullable: true, description: "More about it." }),
    receivedAt: t.expose("receivedAt", { type: "DateTime", description: "When it came first." }),
  }),
});

const Balance = builder
  .objectRef<Awaited<ReturnType<typeof Payments.visibleBalances>>[number]>("CustomerBalance")
  .implement({
    description: "Money of an institution with a provider that settles nothing yet.",
    fields: (t) => ({
      institution: t.field({
        type: Institution,
        description: "Whose it is.",
        resolve: (row) => row.institution,
      }),
      balance: t.expose("balance", { type: "Rupiah", description: "All of it." }),
      reserved: t.expose("reserved", { type: "Rupiah", description: "Asked to be refunded." }),
      available: t.expose("available", { type: "Rupiah", description: "Free." }),
    }),
  });

const AwaitedProof = builder.objectRef<Payments.AwaitedProof>("AwaitedProof").implement({
  description:
    "An invoice paid but for the PPh 23 that its payer withheld: it waits for the proof.",
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice.",
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    number: t.exposeString("number", { description: "Its number." }),
    buyerName: t.exposeString("buyerName", { description: "Who pays it." }),
    amount: t.expose("amount", { type: "Rupiah", description: "What the proof must say." }),
  }),
});

export const PaymentProfile = builder.prismaObject("PaymentProfile", {
  description: "How a provider's new invoices can be paid without anybody asking.",
  fields: (t) => ({
    providerId: t.id({
      description: "The provider.",
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    gateway: t.expose("gateway", { type: GatewayEnum, description: "The gateway." }),
    method: t.expose("method", { type: MethodEnum, description: "VIRTUAL_ACCOUNT or QRIS." }),
    bank: t.expose("bank", { type: BankEnum, nullable: true, description: "Of the accounts." }),
    expiryHours: t.exposeInt("expiryHours", { description: "For how long each can be paid." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

builder.queryFields((t) => ({
  payments: t.prismaConnection({
    type: Payment,
    cursor: "id",
    nullable: true,
    description: "The payments that you may see, the newest first.",
    resolve: (select, _root, _args, context) =>
      query("payments", context, () =>
        context.db.payment.findMany({
          ...select,
          where: Payments.visibleParties(context.actor, "payments"),
          orderBy: { id: "desc" },
        }),
      ),
  }),
  paymentRequests: t.prismaConnection({
    type: PaymentRequest,
    cursor: "id",
    nullable: true,
    args: { invoiceId: t.arg.id({ description: "Of one invoice." }) },
    description: "The payment requests that you may see, the newest first.",
    resolve: (select, _root, { invoiceId }, context) =>
      query("paymentRequests", context, () =>
        context.db.paymentRequest.findMany({
          ...select,
          where: {
            invoice: Payments.visibleParties(context.actor, "paymentRequests"),
            ...(invoiceId && { invoiceId: localId("Invoice", invoiceId) }),
          },
          orderBy: { id: "desc" },
        }),
      ),
  }),
  transferCodes: t.prismaConnection({
    type: TransferCode,
    cursor: "id",
    nullable: true,
    description: "The transfers with a code that you may see, the newest first.",
    resolve: (select, _root, _args, context) =>
      query("transferCodes", context, () =>
        context.db.transferCode.findMany({
          ...select,
          where: { invoice: Payments.visibleParties(context.actor, "transferCodes") },
          orderBy: { id: "desc" },
        }),
      ),
  }),
  withholdingProofs: t.prismaConnection({
    type: WithholdingProof,
    cursor: "id",
    nullable: true,
    description: "The proofs of PPh 23 that you may see, the newest first.",
    resolve: (select, _root, _args, context) =>
      query("withholdingProofs", context, () =>
        context.db.withholdingProof.findMany({
          ...select,
          where: Payments.visibleParties(context.actor, "withholdingProofs"),
          orderBy: { id: "desc" },
        }),
      ),
  }),
  refunds: t.prismaConnection({
    type: Refund,
    cursor: "id",
    nullable: true,
    description: "The refunds that you may see, the newest first.",
    resolve: (select, _root, _args, context) =>
      query("refunds", context, () =>
        context.db.refund.findMany({
          ...select,
          where: Payments.visibleParties(context.actor, "refunds"),
          orderBy: { id: "desc" },
        }),
      ),
  }),
  webhooks: t.prismaConnection({
    type: Webhook,
    cursor: "id",
    nullable: true,
    args: { state: t.arg({ type: WebhookStateEnum, description: "HELD is the queue." }) },
    description: "What the gateways told, the newest first.",
    resolve: (select, _root, { state }, context) =>
      query("webhooks", context, () =>
        context.db.webhook.findMany({
          ...select,
          where: { ...(state && { state }) },
          orderBy: { id: "desc" },
        }),
      ),
  }),
  customerBalances: t.field({
    type: [Balance],
    nullable: true,
    args: {
      providerId: t.arg.id({ required: true, description: "With which provider." }),
      institutionId: t.arg.id({ description: "Of one institution." }),
    },
    description: "Balances of institutions with a provider, at most 100.",
    resolve: (_root, { providerId, institutionId }, context) =>
      query("customerBalances", context, () =>
        Payments.visibleBalances(context.db, context.actor, {
          providerId: localId("Provider", providerId),
          ...(institutionId && { institutionId: localId("Institution", institutionId) }),
        }),
      ),
  }),
  awaitedProofs: t.field({
    type: [AwaitedProof],
    nullable: true,
    description: "Invoices that wait for a proof of PPh 23 alone, at most 100.",
    resolve: (_root, _args, context) =>
      query("awaitedProofs", context, () => Payments.awaitedProofs(context.db, context.actor)),
  }),
  paymentProfiles: t.prismaField({
    type: [PaymentProfile],
    nullable: true,
    description: "How the providers that you may see let their invoices be paid, at most 100.",
    resolve: (select, _root, _args, context) =>
      query("paymentProfiles", context, () =>
        context.db.paymentProfile.findMany({
          ...select,
          where: { provider: Payments.visibleProviders(context.actor, "paymentProfiles") },
          orderBy: { providerId: "asc" },
          take: 100,
        }),
      ),
  }),
}));
