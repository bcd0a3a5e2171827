import * as Billing from "@winner/core/billing/index.ts";
import { writeOffInvoice } from "@winner/core/payment/index.ts";
import { coretaxLink } from "../http/document-link.ts";
import { builder } from "./builder.ts";
import { CreditNote } from "./credit-note.ts";
import { localId } from "./global-id.ts";
import { Invoice } from "./invoice.ts";
import { mutation } from "./operation.ts";

const LineInput = builder.inputType("InvoiceLineInput", {
  description: "A service or a piece to bill.",
  fields: (t) => ({
    description: t.string({ required: true }),
    quantity: t.int({ required: true, defaultValue: 1 }),
    unitPrice: t.field({ type: "Rupiah", required: true }),
  }),
});

mutation("createInvoice", {
  description: "Drafts an invoice beside any subscription, once for its key.",
  input: (t) => ({
    idempotencyKey: t.string({ required: true }),
    providerId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    lines: t.field({ type: [LineInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Billing.createInvoice(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("invoiceServiceOrders", {
  description:
    "Drafts one invoice for orders that the provider's team delivered, a line for each at its agreed price, and marks them as invoiced: once for its key.",
  input: (t) => ({
    idempotencyKey: t.string({ required: true }),
    providerId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    orderIds: t.idList({ required: true, description: "At most 100." }),
  }),
  run: ({ db, actor }, input) =>
    Billing.invoiceServiceOrders(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
      institutionId: localId("Institution", input.institutionId),
      orderIds: input.orderIds.map((id) => localId("ServiceOrder", id)),
    }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("finaliseInvoice", {
  description: "Makes a draft final now: it gets its number and is sent. Done already is done.",
  input: (t) => ({ id: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.finaliseNow(db, actor, { id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("discardInvoice", {
  description: "Throws a draft away. What is final is voided or credited instead.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.discardInvoice(db, actor, { ...input, id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("voidInvoice", {
  description:
    "Voids an invoice of which nothing is settled; its number stays used, and service orders on it can be invoiced anew.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.voidNow(db, actor, { ...input, id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("writeOffInvoice", {
  description:
    "Writes off what is open of an overdue invoice as bad debt, its PPN included, which stays owed to the state. What the customer has free on its balance settles it first; where that covers it all, it is paid and nothing is written off. It is reminded of no more and cannot be paid by link; money that comes in for it recovers it. Once for its key; written off already is done.",
  input: (t) => ({
    idempotencyKey: t.string({ required: true }),
    id: t.id({ required: true }),
    reason: t.string({
      required: true,
      description: "Why; read by the provider's side alone.",
    }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    writeOffInvoice(db, actor, { ...input, id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("reverseWriteOff", {
  description:
    "Takes back a write-off that was a mistake: what is still open of the invoice is owed and asked for again. What was recovered or credited meanwhile stays. Once for its key; an invoice that is open already stays as it is.",
  input: (t) => ({
    idempotencyKey: t.string({ required: true }),
    id: t.id({ required: true }),
    reason: t.string({ required: true, description: "Why; kept in the audit." }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Billing.reverseWriteOff(db, actor, { ...input, id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("issueCreditNote", {
  description:
    "Takes back a part of a final invoice by a numbered note, once for its key. What was paid of it goes to the customer's balance.",
  input: (t) => ({
    idempotencyKey: t.string({ required: true }),
    invoiceId: t.id({ required: true }),
    base: t.field({ type: "Rupiah", required: true, description: "Before tax." }),
    reason: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Billing.creditOnce(db, actor, { ...input, invoiceId: localId("Invoice", input.invoiceId) }),
  payload: (t) => ({ creditNote: t.field({ type: CreditNote, resolve: (row) => row }) }),
});

mutation("setFakturNumber", {
  description: "Notes the number of the faktur pajak (NSFP, 17 digits) that Coretax gave, once.",
  input: (t) => ({ id: t.id({ required: true }), fakturNumber: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.setFakturNumber(db, actor, { ...input, id: localId("Invoice", input.id) }),
  payload: (t) => ({ invoice: t.field({ type: Invoice, resolve: (row) => row }) }),
});

mutation("exportTaxInvoices", {
  description:
    "The taxed invoices of a month as files for the upload of Coretax, 1,000 in each. Credit notes are entered as retur by hand.",
  input: (t) => ({ providerId: t.id({ required: true }), month: t.string({ required: true }) }),
  run: async ({ db, actor, links }, input) => {
    const of = { providerId: localId("Provider", input.providerId), month: input.month };
    const files = await Billing.recordTaxExport(db, actor, of);
    return {
      urls: Array.from({ length: files }, (_, part) => coretaxLink(links, actor, { ...of, part })),
    };
  },
  payload: (t) => ({
    urls: t.exposeStringList("urls", { description: "Each good for five minutes." }),
  }),
});
