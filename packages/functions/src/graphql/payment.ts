import { queryFromInfo } from "@pothos/plugin-prisma";
import { Gateway, PaymentMethod, VirtualAccountBank } from "@winner/core/database/index.ts";
import { institutionOf } from "@winner/core/institution/index.ts";
import { fromColumn, toColumn } from "@winner/core/kernel/local-date.ts";
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
export const Allocation = builder.prismaObject("Allocation", {
  description: "A part of a payment, or of the balance, that settles an invoice.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For reverseAllocation; read with its payment.",
      resolve: ({ id }) => globalId("Allocation", id),
    }),
    invoiceId: t.id({
      description: "The invoice.",
      select: { invoiceId: true },
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
  select: { id: true },
  fields: (t) => ({
    providerId: t.id({
      description: "Who received it.",
      select: { providerId: true },
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    institution: t.relation("institution", { type: Institution, description: "Who paid." }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
    receivedOn: t.field({
      type: "LocalDate",
      description: "When it came.",
      select: { receivedOn: true },
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

builder.queryFields((t) => ({
  payments: t.prismaConnection({
    type: Payment,
    cursor: "id",
    nullable: true,
    description: "The payments that you may see, the newest first.",
    args: {
      institutionId: t.arg.id({ description: "Of one institution, and of those merged into it." }),
      from: t.arg({ type: "LocalDate", description: "Received on this day or later." }),
      to: t.arg({ type: "LocalDate", description: "Received on this day or earlier." }),
    },
    resolve: (select, _root, { institutionId, from, to }, context) =>
      query("payments", context, () =>
        context.db.payment.findMany({
          ...select,
          where: {
            AND: Payments.visibleParties(context.actor, "payments"),
            ...(institutionId && {
              institution: institutionOf(localId("Institution", institutionId)),
            }),
            receivedOn: { ...(from && { gte: toColumn(from) }), ...(to && { lte: toColumn(to) }) },
          },
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
    resolve: (_root, { providerId, institutionId }, context, info) =>
      query("customerBalances", context, () =>
        Payments.visibleBalances(
          context.db,
          context.actor,
          {
            providerId: localId("Provider", providerId),
            ...(institutionId && { institutionId: localId("Institution", institutionId) }),
          },
          queryFromInfo({ context, info, path: ["institution"], select: { id: true } }),
        ),
      ),
  }),
}));
