import { RefundState } from "@winner/core/database/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Payments from "@winner/core/payment/index.ts";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";

const RefundStateEnum = builder.enumType(RefundState, {
  name: "RefundState",
  description: "Where a refund is.",
});
export const WithholdingProof = builder.prismaNode("WithholdingProof", {
  description: "A proof (bukti potong) of PPh 23 that the payer withheld.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Payments.visibleParties(actor, "withholdingProofs") }),
  select: { id: true },
  fields: (t) => ({
    invoiceId: t.id({
      description: "The invoice that it settles a part of.",
      select: { invoiceId: true },
      resolve: (row) => globalId("Invoice", row.invoiceId),
    }),
    institution: t.relation("institution", { type: Institution, description: "Who withheld." }),
    number: t.exposeString("number", { description: "Number of the proof." }),
    issuedOn: t.field({
      type: "LocalDate",
      description: "Its date.",
      select: { issuedOn: true },
      resolve: (row) => fromColumn(row.issuedOn),
    }),
    amount: t.expose("amount", {
      type: "Rupiah",
      description: "2 % of the base less what was credited of it.",
    }),
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

export const Refund = builder.prismaNode("Refund", {
  description: "Money of the customer's balance that goes back. Two people: who asks, who decides.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Payments.visibleParties(actor, "refunds") }),
  select: { id: true },
  fields: (t) => ({
    providerId: t.id({
      description: "Who pays it.",
      select: { providerId: true },
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
      select: { paidOn: true },
      resolve: (row) => fromNullable(row.paidOn),
    }),
    reference: t.exposeString("reference", { nullable: true, description: "Of the transfer." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

builder.queryFields((t) => ({
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
  awaitedProofs: t.field({
    type: [AwaitedProof],
    nullable: true,
    description: "Invoices that wait for a proof of PPh 23 alone, at most 100.",
    resolve: (_root, _args, context) =>
      query("awaitedProofs", context, () => Payments.awaitedProofs(context.db, context.actor)),
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
}));
