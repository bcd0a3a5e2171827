import * as Billing from "@winner/core/billing/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { billingDocumentLink } from "../http/document-link.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Invoice } from "./invoice.ts";
import { mutation, query } from "./operation.ts";

const ReceiptLine = builder.prismaObject("ReceiptLine", {
  description: "What a payment settled of an invoice.",
  select: { receiptId: true, position: true },
  fields: (t) => ({
    invoice: t.relation("invoice", { type: Invoice, description: "The invoice." }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
  }),
});

export const Receipt = builder.prismaNode("Receipt", {
  description: "Acknowledges a payment (kuitansi). Seen like the invoices of its two sides.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Billing.visibleReceipts(actor) }),
  select: { id: true },
  fields: (t) => ({
    number: t.exposeString("number", { description: "Without gap per provider and year." }),
    issuedOn: t.field({
      type: "LocalDate",
      description: "When.",
      select: { issuedOn: true },
      resolve: (receipt) => fromColumn(receipt.issuedOn),
    }),
    total: t.expose("total", { type: "Rupiah", description: "All that came in." }),
    toBalance: t.field({
      type: "Rupiah",
      description: "What no invoice took of it: it went to the customer's balance.",
      select: { total: true, lines: { select: { amount: true } } },
      resolve: (receipt) => Billing.toBalance(receipt),
    }),
    totalInWords: t.string({
      description: "In Indonesian words (terbilang).",
      select: { total: true },
      resolve: (receipt) => Billing.amountInWords(receipt.total),
    }),
    needsStamp: t.boolean({
      description: "Whether it bears an e-meterai: above Rp5,000,000 (UU 10/2020).",
      select: { total: true },
      resolve: (receipt) => Billing.needsStamp(receipt.total),
    }),
    voidedAt: t.expose("voidedAt", {
      type: "DateTime",
      nullable: true,
      description: "When its payment was taken back.",
    }),
    stampSerial: t.exposeString("stampSerial", {
      nullable: true,
      description: "Serial number of the e-meterai.",
    }),
    lines: t.relation("lines", {
      type: ReceiptLine,
      description: "What it settled when it came in, in order.",
      query: { orderBy: { position: "asc" } },
    }),
    pdfUrl: t.string({
      description: "Where it can be read as PDF for five minutes.",
      resolve: ({ id }, _args, { links }) => billingDocumentLink(links, "RECEIPT", id),
    }),
    verificationCode: t.string({
      description: "For verifyDocument; it is printed on the PDF.",
      select: { number: true },
      resolve: ({ id, number }) => Billing.verificationCode("RECEIPT", number, id),
    }),
  }),
});

builder.queryField("receipts", (t) =>
  t.prismaConnection({
    type: Receipt,
    cursor: "id",
    nullable: true,
    description: "The receipts that you may see, newest first.",
    resolve: (select, _root, _args, context) =>
      query("receipts", context, () =>
        context.db.receipt.findMany({
          ...select,
          where: Billing.visibleReceipts(context.actor),
          orderBy: { id: "desc" },
        }),
      ),
  }),
);

mutation("setStampSerial", {
  description: "Notes the e-meterai that was put on a receipt of more than Rp5,000,000, once.",
  input: (t) => ({ id: t.id({ required: true }), serial: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.setStampSerial(db, actor, { ...input, id: localId("Receipt", input.id) }),
  payload: (t) => ({ receipt: t.field({ type: Receipt, resolve: (row) => row }) }),
});
