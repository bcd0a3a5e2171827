import * as Billing from "@winner/core/billing/index.ts";
import { BillingFault, BillingRunState } from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const RunStateEnum = builder.enumType(BillingRunState, {
  name: "BillingRunState",
  description:
    "PLANNED: under way. COMPLETE: due = issued + existing. EXCEPTIONS: some were parked. MISMATCH: the sums differ, which is an alarm.",
});
const FaultEnum = builder.enumType(BillingFault, {
  name: "BillingFault",
  description: "Why a subscription could not be billed.",
});

const Run = builder.prismaObject("BillingRun", {
  description: "The billing of one local day in one time zone.",
  select: { id: true },
  fields: (t) => ({
    runOn: t.field({
      type: "LocalDate",
      description: "The day.",
      select: { runOn: true },
      resolve: (run) => fromColumn(run.runOn),
    }),
    timeZone: t.exposeString("timeZone", { description: "The zone." }),
    state: t.expose("state", { type: RunStateEnum, description: "What became of it." }),
    due: t.exposeInt("due", { description: "Periods that were due." }),
    issued: t.exposeInt("issued", {
      description: "Periods that were billed; one that a sponsor shares has two invoices.",
    }),
    existing: t.exposeInt("existing", { description: "Periods that had their invoice already." }),
    parked: t.exposeInt("parked", { description: "Periods of subscriptions that were parked." }),
    waiting: t.relationCount("chunks", {
      where: { state: "PLANNED" },
      description: "Chunks that no worker has done yet.",
    }),
    plannedAt: t.expose("plannedAt", { type: "DateTime", description: "When it was planned." }),
    reconciledAt: t.expose("reconciledAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was last compared.",
    }),
  }),
});
builder.queryField("billingRuns", (t) =>
  t.prismaConnection({
    type: Run,
    cursor: "id",
    nullable: true,
    description: "The runs, newest first.",
    resolve: (select, _root, _args, context) =>
      query("billingRuns", context, () =>
        context.db.billingRun.findMany({ ...select, orderBy: { id: "desc" } }),
      ),
  }),
);

const Exception = builder.prismaObject("BillingException", {
  description: "Why a subscription was parked: taken out of the runs until it is tried again.",
  select: { id: true },
  fields: (t) => ({
    subscriptionId: t.id({
      description: "The subscription.",
      select: { subscriptionId: true },
      resolve: (row) => globalId("ServiceSubscription", row.subscriptionId),
    }),
    periodStart: t.field({
      type: "LocalDate",
      description: "First day of the period that could not be billed.",
      select: { periodStart: true },
      resolve: (row) => fromColumn(row.periodStart),
    }),
    fault: t.expose("fault", { type: FaultEnum, description: "What kind of reason." }),
    detail: t.exposeString("detail", { description: "What the database said." }),
    at: t.expose("at", { type: "DateTime", description: "When." }),
    resolvedAt: t.expose("resolvedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was let try again.",
    }),
  }),
});
builder.queryField("billingExceptions", (t) =>
  t.prismaConnection({
    type: Exception,
    cursor: "id",
    nullable: true,
    description: "What was parked, oldest first: what waits, or what was let try again.",
    args: { resolved: t.arg.boolean({ defaultValue: false }) },
    resolve: (select, _root, { resolved }, context) =>
      query("billingExceptions", context, () =>
        context.db.billingException.findMany({
          ...select,
          where: {
            AND: Billing.visibleExceptions(context.actor),
            resolvedAt: resolved ? { not: null } : null,
          },
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

mutation("retryParked", {
  description: "Lets the runs try a parked subscription again, after its cause is mended.",
  input: (t) => ({ subscriptionId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Billing.retryParked(db, actor, {
      subscriptionId: localId("ServiceSubscription", input.subscriptionId),
    }),
  payload: (t) => ({
    subscriptionId: t.id({ resolve: (row) => globalId("ServiceSubscription", row.id) }),
  }),
});

mutation("setBillingStopped", {
  description: "Stops or resumes all invoicing of a provider; what was missed is caught up.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    stopped: t.boolean({ required: true }),
    reason: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Billing.setBillingStopped(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  payload: (t) => ({ stopped: t.boolean({ resolve: (row) => row.billingStopped }) }),
});
