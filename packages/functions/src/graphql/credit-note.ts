import * as Billing from "@winner/core/billing/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { billingDocumentLink } from "../http/document-link.ts";
import { builder } from "./builder.ts";

export const CreditNote = builder.prismaNode("CreditNote", {
  description: "Takes back a part of a final invoice. Immutable; seen like its invoice.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, invoice: Billing.visibleInvoices(actor) }),
  select: { id: true },
  fields: (t) => ({
    number: t.exposeString("number", { description: "Without gap per provider and year." }),
    issuedOn: t.field({
      type: "LocalDate",
      description: "When.",
      select: { issuedOn: true },
      resolve: (note) => fromColumn(note.issuedOn),
    }),
    reason: t.exposeString("reason", { description: "Why." }),
    base: t.expose("base", { type: "Rupiah", description: "Before tax." }),
    tax: t.expose("tax", { type: "Rupiah", description: "PPN that is taken back." }),
    total: t.expose("total", { type: "Rupiah", description: "Both." }),
    toBalance: t.expose("toBalance", {
      type: "Rupiah",
      description: "What was paid already, and so went to the customer's balance.",
    }),
    pdfUrl: t.string({
      description: "Where it can be read as PDF for five minutes.",
      resolve: ({ id }, _args, { links }) => billingDocumentLink(links, "CREDIT_NOTE", id),
    }),
    verificationCode: t.string({
      description: "For verifyDocument; it is printed on the PDF.",
      select: { number: true },
      resolve: ({ id, number }) => Billing.verificationCode("CREDIT_NOTE", number, id),
    }),
  }),
});
