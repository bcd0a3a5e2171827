import * as Billing from "@winner/core/billing/index.ts";
import {
  DunningAction,
  DunningChannel,
  InvoiceKind,
  InvoiceState,
} from "@winner/core/database/index.ts";
import { fromNullable } from "@winner/core/kernel/local-date.ts";
import { billingDocumentLink } from "../http/document-link.ts";
import { LineKindEnum, PayerEnum } from "./billing-enum.ts";
import { builder } from "./builder.ts";
import { CreditNote } from "./credit-note.ts";
import { globalId, localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";
import { Provider } from "./provider.ts";
import { Subscription } from "./subscription.ts";

export const InvoiceStateEnum = builder.enumType(InvoiceState, {
  name: "InvoiceState",
  description: "Where an invoice is. From OPEN on it is final: corrections are credit notes.",
});
const InvoiceKindEnum = builder.enumType(InvoiceKind, {
  name: "InvoiceKind",
  description: "A period of a subscription, a change within one, or a service beside any.",
});
export const DunningActionEnum = builder.enumType(DunningAction, {
  name: "DunningAction",
  description: "Reminds, or withholds access; never touches data.",
});
export const DunningChannelEnum = builder.enumType(DunningChannel, {
  name: "DunningChannel",
  description: "How the customer is reached; calls and letters are asked of the provider by mail.",
});

const Line = builder.prismaObject("InvoiceLine", {
  name: "InvoiceLine",
  description: "A line of an invoice, rounded once to the rupiah.",
  select: { invoiceId: true, position: true },
  fields: (t) => ({
    position: t.exposeInt("position", { description: "From 0." }),
    kind: t.expose("kind", { type: LineKindEnum, description: "What it is." }),
    description: t.exposeString("description", { description: "As it is printed." }),
    quantity: t.exposeInt("quantity", { description: "How many." }),
    unitPrice: t.expose("unitPrice", {
      type: "Rupiah",
      description: "Of the whole period, or of one piece.",
    }),
    days: t.exposeInt("days", { nullable: true, description: "Days that are billed." }),
    periodDays: t.exposeInt("periodDays", {
      nullable: true,
      description: "Days of the whole period.",
    }),
    sourceId: t.id({
      nullable: true,
      description: "The service order that a service line bills.",
      select: { sourceId: true },
      resolve: ({ sourceId }) => sourceId && globalId("ServiceOrder", sourceId),
    }),
    amount: t.expose("amount", { type: "Rupiah", description: "Before tax." }),
  }),
});

const Reminder = builder.prismaObject("DunningNotice", {
  name: "Reminder",
  description: "A step of the provider's ladder that the invoice took.",
  select: { invoiceId: true, stepId: true },
  fields: (t) => ({
    afterDays: t.int({
      description: "Days after the due date at which it was to be taken.",
      select: { step: { select: { afterDays: true } } },
      resolve: (notice) => notice.step.afterDays,
    }),
    action: t.field({
      type: DunningActionEnum,
      description: "What it does.",
      select: { step: { select: { action: true } } },
      resolve: (notice) => notice.step.action,
    }),
    channel: t.field({
      type: DunningChannelEnum,
      description: "How.",
      select: { step: { select: { channel: true } } },
      resolve: (notice) => notice.step.channel,
    }),
    done: t.exposeBoolean("done", {
      description: "Whether it was done; not when a later reminder was due at once.",
    }),
    at: t.expose("at", { type: "DateTime", description: "When." }),
  }),
});

export const Invoice = builder.prismaNode("Invoice", {
  description:
    "A claim on an institution. Seen by the provider and, once it is final, by the institution that pays.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Billing.visibleInvoices(actor) }),
  select: { id: true },
  fields: (t) => ({
    number: t.exposeString("number", {
      nullable: true,
      description: "Without gap per provider and year; none while it is a draft.",
    }),
    kind: t.expose("kind", { type: InvoiceKindEnum, description: "What it is for." }),
    state: t.expose("state", { type: InvoiceStateEnum, description: "Where it is." }),
    payer: t.expose("payer", { type: PayerEnum, description: "Who pays." }),
    provider: t.relation("provider", { type: Provider, description: "Who sells." }),
    subscription: t.relation("subscription", {
      type: Subscription,
      nullable: true,
      description: "The subscription that it bills.",
    }),
    institution: t.relation("institution", { type: Institution, description: "Who pays." }),
    periodStart: t.field({
      type: "LocalDate",
      nullable: true,
      description: "First day of its period.",
      select: { periodStart: true },
      resolve: (invoice) => fromNullable(invoice.periodStart),
    }),
    periodEnd: t.field({
      type: "LocalDate",
      nullable: true,
      description: "The day after the last of its period.",
      select: { periodEnd: true },
      resolve: (invoice) => fromNullable(invoice.periodEnd),
    }),
    issuedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When it became final, in its zone.",
      select: { issuedOn: true },
      resolve: (invoice) => fromNullable(invoice.issuedOn),
    }),
    dueOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "The last day to pay.",
      select: { dueOn: true },
      resolve: (invoice) => fromNullable(invoice.dueOn),
    }),
    finaliseAfter: t.expose("finaliseAfter", {
      type: "DateTime",
      description: "A draft becomes final from here on.",
    }),
    timeZone: t.exposeString("timeZone", { description: "The zone of its days." }),
    sellerName: t.exposeString("sellerName", { description: "As it was at the time." }),
    sellerAddress: t.exposeString("sellerAddress", { description: "As it was at the time." }),
    sellerTaxNumber: t.exposeString("sellerTaxNumber", { nullable: true, description: "NPWP." }),
    buyerName: t.exposeString("buyerName", { description: "As it was at the time." }),
    buyerAddress: t.exposeString("buyerAddress", { description: "As it was at the time." }),
    buyerTaxNumber: t.exposeString("buyerTaxNumber", { nullable: true, description: "NPWP." }),
    buyerEmail: t.exposeString("buyerEmail", { nullable: true, description: "Where it is sent." }),
    base: t.expose("base", { type: "Rupiah", description: "The sum of the lines, before tax." }),
    tax: t.expose("tax", { type: "Rupiah", description: "PPN, rounded down to the rupiah." }),
    total: t.expose("total", { type: "Rupiah", description: "Base and tax." }),
    totalInWords: t.string({
      description: "The total in Indonesian words (terbilang).",
      select: { total: true },
      resolve: (invoice) => Billing.amountInWords(invoice.total),
    }),
    settled: t.expose("settled", {
      type: "Rupiah",
      description: "Paid, withheld or credited of it.",
    }),
    open: t.field({
      type: "Rupiah",
      description: "Still to be paid; nothing of one that was written off.",
      select: { state: true, total: true, settled: true },
      resolve: (invoice) => Billing.openAmount(invoice),
    }),
    writtenOff: t.field({
      type: "Rupiah",
      description: "Written off of it as bad debt, and neither recovered nor credited since.",
      select: { state: true, total: true, settled: true },
      resolve: (invoice) => Billing.writtenOffAmount(invoice),
    }),
    writtenOffAt: t.expose("writtenOffAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was written off, also when it was paid after that.",
    }),
    writeOffReason: t.string({
      nullable: true,
      description: "Why it was written off; read by the provider's side alone.",
      select: Billing.withWriteOffReason,
      resolve: (invoice, _args, { actor }) => Billing.writeOffReasonFor(actor, invoice),
    }),
    fakturCode: t.exposeString("fakturCode", {
      nullable: true,
      description: "Transaction code of the faktur pajak; none when the seller is not PKP.",
    }),
    fakturNumber: t.exposeString("fakturNumber", {
      nullable: true,
      description: "NSFP, 17 digits, as Coretax gave it.",
    }),
    voidReason: t.exposeString("voidReason", { nullable: true, description: "Why it was voided." }),
    version: t.exposeInt("version", { description: "Counts its changes." }),
    lines: t.relation("lines", {
      type: Line,
      description: "In order.",
      query: { orderBy: { position: "asc" } },
    }),
    creditNotes: t.relation("creditNotes", {
      type: CreditNote,
      description: "What was taken back, at most 100.",
      query: { orderBy: { id: "asc" }, take: 100 },
    }),
    reminders: t.relation("dunning", {
      type: Reminder,
      description: "Steps of the ladder that it took.",
      query: { orderBy: { at: "asc" }, take: 100 },
    }),
    pdfUrl: t.string({
      nullable: true,
      description: "Where it can be read as PDF for five minutes; none while it has no number.",
      select: { number: true },
      resolve: ({ id, number }, _args, { links }) =>
        number && billingDocumentLink(links, "INVOICE", id),
    }),
    verificationCode: t.string({
      nullable: true,
      description: "For verifyDocument; it is printed on the PDF.",
      select: { number: true },
      resolve: ({ id, number }) => number && Billing.verificationCode("INVOICE", number, id),
    }),
  }),
});

const Filter = builder.inputType("InvoiceFilter", {
  description: "Which invoices; what is absent does not matter.",
  fields: (t) => ({
    state: t.field({ type: InvoiceStateEnum }),
    overdue: t.boolean(),
    providerId: t.id(),
    institutionId: t.id(),
    from: t.field({ type: "LocalDate" }),
    to: t.field({ type: "LocalDate" }),
  }),
});
type FilterInput = typeof Filter.$inferInput;
const filterOf = (filter: FilterInput | null | undefined): Billing.InvoiceFilter => ({
  ...filter,
  providerId: filter?.providerId ? localId("Provider", filter.providerId) : undefined,
  institutionId: filter?.institutionId ? localId("Institution", filter.institutionId) : undefined,
});

builder.queryField("invoices", (t) =>
  t.prismaConnection({
    type: Invoice,
    cursor: "id",
    nullable: true,
    description: "The invoices that you may see, newest first.",
    args: { filter: t.arg({ type: Filter }) },
    totalCount: (_root, args, context) =>
      query("invoices", context, async () =>
        context.db.invoice.count({
          where: Billing.listedInvoices(context.actor, filterOf(args.filter), await context.now()),
        }),
      ),
    resolve: (select, _root, args, context) =>
      query("invoices", context, async () =>
        context.db.invoice.findMany({
          ...select,
          where: Billing.listedInvoices(context.actor, filterOf(args.filter), await context.now()),
          orderBy: { id: "desc" },
        }),
      ),
  }),
);
