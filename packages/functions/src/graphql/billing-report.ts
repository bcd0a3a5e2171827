import * as Billing from "@winner/core/billing/index.ts";
import { LedgerAccount } from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { reportLink } from "../http/report-export.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const rupiah = (description: string) => ({ type: "Rupiah" as const, description });

const MrrMonth = builder.objectRef<Billing.MrrMonth>("MrrMonth").implement({
  description: "Monthly recurring revenue: opening and movements add up to closing.",
  fields: (t) => ({
    month: t.exposeString("month", { description: "As 2026-02." }),
    opening: t.expose("opening", rupiah("At the end of the month before.")),
    gained: t.expose("gained", rupiah("New subscriptions.")),
    expanded: t.expose("expanded", rupiah("Of subscriptions that bring more.")),
    contracted: t.expose("contracted", rupiah("Of subscriptions that bring less; not positive.")),
    churned: t.expose("churned", rupiah("Of subscriptions that stopped; not positive.")),
    reactivated: t.expose("reactivated", rupiah("Of subscriptions that came back.")),
    closing: t.expose("closing", rupiah("At the end of the month.")),
    subscriptions: t.exposeInt("subscriptions", { description: "That bring revenue." }),
  }),
});
const Ageing = builder.objectRef<Billing.Ageing>("ReceivableAgeing").implement({
  description: "What is open of a provider's invoices, by days since they were due.",
  fields: (t) => ({
    providerId: t.id({
      description: "The provider.",
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    current: t.expose("current", rupiah("Not overdue.")),
    days30: t.expose("days30", rupiah("1 to 30 days.")),
    days60: t.expose("days60", rupiah("31 to 60 days.")),
    days90: t.expose("days90", rupiah("61 to 90 days.")),
    older: t.expose("older", rupiah("More than 90 days.")),
    total: t.expose("total", rupiah("All; the ledger's receivables.")),
    invoices: t.exposeInt("invoices", { description: "How many are open." }),
  }),
});
const Collection = builder.objectRef<Billing.CollectionMonth>("CollectionMonth").implement({
  description:
    "What became of the invoices of a month: billed = reduced + writtenOff + collected + open.",
  fields: (t) => ({
    month: t.exposeString("month", { description: "Of issue." }),
    invoices: t.exposeInt("invoices", { description: "How many." }),
    billed: t.expose("billed", rupiah("Tax included.")),
    reduced: t.expose("reduced", rupiah("Voided or credited.")),
    writtenOff: t.expose("writtenOff", rupiah("Given up as bad debt, and not recovered since.")),
    collected: t.expose("collected", rupiah("Paid or withheld.")),
    open: t.expose("open", rupiah("Still to be paid.")),
    rateBasisPoints: t.exposeInt("rate", {
      nullable: true,
      description: "Collected of what was billed and not reduced, in basis points.",
    }),
  }),
});
const Deferred = builder.objectRef<Billing.DeferredDay>("DeferredRevenueDay").implement({
  description: "Billed and not earned yet, at the end of a day.",
  fields: (t) => ({
    day: t.field({
      type: "LocalDate",
      description: "The day.",
      resolve: (row) => fromColumn(row.day),
    }),
    deferred: t.expose("deferred", rupiah("Not earned yet.")),
    earned: t.expose("earned", rupiah("Earned on the day.")),
  }),
});
const Region = builder.objectRef<Billing.RegionRevenue>("RegionRevenue").implement({
  description: "Recurring revenue of a provider in one regency.",
  fields: (t) => ({
    providerId: t.id({
      description: "The provider.",
      resolve: (row) => globalId("Provider", row.providerId),
    }),
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    regencyCode: t.exposeString("regencyCode", { nullable: true, description: "Kemendagri code." }),
    subscriptions: t.exposeInt("subscriptions", { description: "How many." }),
    recurring: t.expose("recurring", rupiah("A month.")),
  }),
});
const AccountEnum = builder.enumType(LedgerAccount, {
  name: "LedgerAccount",
  description: "An account of a provider's ledger.",
});
const Balance = builder
  .objectRef<{ account: LedgerAccount; balance: bigint }>("LedgerBalance")
  .implement({
    description: "Debits less credits of an account; all together they are zero.",
    fields: (t) => ({
      account: t.expose("account", { type: AccountEnum, description: "The account." }),
      balance: t.expose("balance", rupiah("Debits less credits.")),
    }),
  });

interface Report extends Billing.ReportRange {
  providers: string[];
}
const ReportObject = builder.objectRef<Report>("BillingReport").implement({
  description:
    "What billing came to in a range of days. Each part is computed when it is asked for.",
  fields: (t) => ({
    mrr: t.field({
      type: [MrrMonth],
      description: "By month.",
      resolve: (report, _args, { db }) => Billing.mrrMovements(db, report.providers, report),
    }),
    ageing: t.field({
      type: [Ageing],
      description: "On the last day, by provider.",
      resolve: ({ providers, to }, _args, { db }) => Billing.receivableAgeing(db, providers, to),
    }),
    collection: t.field({
      type: [Collection],
      description: "By month of issue.",
      resolve: (report, _args, { db }) => Billing.collectionRate(db, report.providers, report),
    }),
    deferred: t.field({
      type: [Deferred],
      description: "By day.",
      resolve: (report, _args, { db }) => Billing.deferredRevenue(db, report.providers, report),
    }),
    regions: t.field({
      type: [Region],
      description: "On the last day, by provider and regency.",
      resolve: ({ providers, to }, _args, { db }) => Billing.recurringByRegion(db, providers, to),
    }),
    balances: t.field({
      type: [Balance],
      description: "The ledger at the end of the last day.",
      resolve: ({ providers, to }, _args, { db }) => Billing.trialBalance(db, providers, to),
    }),
  }),
});

builder.queryField("billingReport", (t) =>
  t.field({
    type: ReportObject,
    nullable: true,
    description: "Reports on a provider, or on all that you may read.",
    args: {
      providerId: t.arg.id(),
      from: t.arg({ type: "LocalDate", required: true }),
      to: t.arg({ type: "LocalDate", required: true }),
    },
    resolve: (_root, { providerId, from, to }, context) =>
      query("billingReport", context, async () => {
        Billing.checkRange({ from, to });
        const id = providerId ? localId("Provider", providerId) : undefined;
        return {
          from,
          to,
          providers: await Billing.reportProviders(context.db, context.actor, id),
        };
      }),
  }),
);

const KindEnum = builder.enumType("BillingReportKind", {
  description: "A report as a table. AGEING lists the open invoices themselves.",
  values: Billing.reportKinds,
});
mutation("exportBillingReport", {
  description: "A report as CSV.",
  input: (t) => ({
    kind: t.field({ type: KindEnum, required: true }),
    providerId: t.id(),
    from: t.field({ type: "LocalDate", required: true }),
    to: t.field({ type: "LocalDate", required: true }),
  }),
  run: async ({ db, actor, links }, { kind, providerId, from, to }) => {
    const id = providerId ? localId("Provider", providerId) : null;
    Billing.checkRange({ from, to });
    await Billing.reportProviders(db, actor, id);
    return { url: reportLink(links, actor, kind, { providerId: id, from, to }) };
  },
  payload: (t) => ({ url: t.exposeString("url", { description: "Good for five minutes." }) }),
});
