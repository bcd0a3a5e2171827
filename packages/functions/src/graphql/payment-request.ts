import { HoldReason, PaymentRequestState, WebhookState } from "@winner/core/database/index.ts";
import * as Payments from "@winner/core/payment/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { query } from "./operation.ts";
import { BankEnum, GatewayEnum, MethodEnum } from "./payment.ts";

const RequestStateEnum = builder.enumType(PaymentRequestState, {
  name: "PaymentRequestState",
  description: "NEW until the gateway has answered; PENDING while it can be paid.",
});
const WebhookStateEnum = builder.enumType(WebhookState, {
  name: "WebhookState",
  description: "HELD ones wait for a person.",
});
const HoldReasonEnum = builder.enumType(HoldReason, {
  name: "HoldReason",
  description: "Why a message of a gateway waits for a person.",
});

export const PaymentProfile = builder.prismaObject("PaymentProfile", {
  description: "How a provider's new invoices can be paid without anybody asking.",
  select: { providerId: true },
  fields: (t) => ({
    providerId: t.id({
      description: "The provider.",
      select: { providerId: true },
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    gateway: t.expose("gateway", { type: GatewayEnum, description: "The gateway." }),
    method: t.expose("method", { type: MethodEnum, description: "VIRTUAL_ACCOUNT or QRIS." }),
    bank: t.expose("bank", { type: BankEnum, nullable: true, description: "Of the accounts." }),
    expiryHours: t.exposeInt("expiryHours", { description: "For how long each can be paid." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
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
  select: { id: true },
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice.",
      select: { invoiceId: true },
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
  select: { id: true },
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice.",
      select: { invoiceId: true },
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    bank: t.string({
      description: "The bank.",
      select: { bankAccount: { select: { bank: true } } },
      resolve: (row) => row.bankAccount.bank,
    }),
    accountNumber: t.string({
      description: "The account.",
      select: { bankAccount: { select: { number: true } } },
      resolve: (row) => row.bankAccount.number,
    }),
    accountHolder: t.string({
      description: "Whose account it is.",
      select: { bankAccount: { select: { holder: true } } },
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

export const Webhook = builder.prismaNode("Webhook", {
  description: "A genuine message of a gateway, and what became of it.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    ...(Payments.seesWebhooks(actor) ? {} : { orderId: { in: [] } }),
  }),
  select: { id: true },
  fields: (t) => ({
    gateway: t.expose("gateway", { type: GatewayEnum, description: "Whose it is." }),
    orderId: t.exposeString("orderId", { description: "The order that it is about." }),
    eventKey: t.exposeString("eventKey", { description: "Names the event." }),
    body: t.string({
      description: "As it came.",
      select: { body: true },
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

builder.queryFields((t) => ({
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
}));
