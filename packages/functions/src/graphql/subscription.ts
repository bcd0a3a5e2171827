import type { InputFieldBuilder } from "@pothos/core";
import * as Billing from "@winner/core/billing/index.ts";
import { SubscriptionState } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Subscriptions from "@winner/core/subscription/index.ts";
import { PayerEnum } from "./billing-enum.ts";
import { BillingProfile } from "./billing-profile.ts";
import { builder } from "./builder.ts";
import { Plan, Product, Tier } from "./catalogue.ts";
import { globalId, localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";
import { Provider } from "./provider.ts";

type Types = (typeof builder)["$inferSchemaTypes"];

const StateEnum = builder.enumType(SubscriptionState, {
  name: "SubscriptionState",
  description: "ACTIVE is billed, PAUSED is not, ENDED is over.",
});

const Part = builder.objectRef<Billing.UpcomingPart>("UpcomingPart").implement({
  description: "What one payer will be asked for.",
  fields: (t) => ({
    payer: t.expose("payer", { type: PayerEnum, description: "As what it pays." }),
    institutionId: t.id({
      description: "Who pays.",
      resolve: (part) => globalId("Institution", part.institutionId),
    }),
    base: t.expose("base", { type: "Rupiah", description: "Before tax." }),
    tax: t.expose("tax", { type: "Rupiah", description: "PPN." }),
    total: t.expose("total", { type: "Rupiah", description: "Both." }),
  }),
});
export const Upcoming = builder.objectRef<Billing.UpcomingInvoice>("UpcomingInvoice").implement({
  description: "The invoices of a period to come, by the prices and the tax as known now.",
  fields: (t) => ({
    periodStart: t.field({
      type: "LocalDate",
      description: "First day, on which it is billed.",
      resolve: ({ period }) => period.start,
    }),
    periodEnd: t.field({
      type: "LocalDate",
      description: "The day after the last.",
      resolve: ({ period }) => period.end,
    }),
    price: t.expose("price", {
      type: "Rupiah",
      nullable: true,
      description: "Of the whole period; none when no price is set for then.",
    }),
    days: t.int({
      nullable: true,
      description: "Days billed.",
      resolve: ({ charge }) => charge?.days ?? null,
    }),
    periodDays: t.int({
      nullable: true,
      description: "Days of the whole period.",
      resolve: ({ charge }) => charge?.periodDays ?? null,
    }),
    discount: t.field({
      type: "Rupiah",
      nullable: true,
      description: "What is taken off.",
      resolve: ({ charge }) => charge?.discount ?? null,
    }),
    parts: t.expose("parts", { type: [Part], description: "By payer." }),
  }),
});

const day = (description: string) => ({
  type: "LocalDate" as const,
  nullable: true as const,
  description,
});
export const Subscription = builder.prismaNode("Subscription", {
  // GraphQL gives the plain name to its root type.
  name: "ServiceSubscription",
  description:
    "An institution's subscription to a plan, billed in advance. Seen by its provider and by the institutions that pay.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Subscriptions.visibleSubscriptions(actor) }),
  select: { id: true },
  fields: (t) => ({
    provider: t.relation("provider", { type: Provider, description: "Who serves." }),
    institution: t.relation("institution", { type: Institution, description: "Who subscribes." }),
    product: t.relation("product", { type: Product, description: "To what." }),
    plan: t.relation("plan", { type: Plan, description: "How it is sold." }),
    tier: t.relation("tier", { type: Tier, description: "The present tier." }),
    pendingTier: t.relation("pendingTier", {
      type: Tier,
      nullable: true,
      description: "The tier from the next period on.",
    }),
    state: t.expose("state", { type: StateEnum, description: "Where it is." }),
    startsOn: t.field({
      type: "LocalDate",
      description: "First day of service.",
      select: { startsOn: true },
      resolve: (row) => fromColumn(row.startsOn),
    }),
    trialEndsOn: t.field({
      ...day("The first paid day, when there is a trial."),
      select: { trialEndsOn: true },
      resolve: (row) => fromNullable(row.trialEndsOn),
    }),
    anchorDay: t.exposeInt("anchorDay", {
      description: "The day of the month on which periods begin.",
    }),
    intervalMonths: t.exposeInt("intervalMonths", { description: "1 is monthly." }),
    timeZone: t.exposeString("timeZone", { description: "In which its days are counted." }),
    nextPeriodStart: t.field({
      type: "LocalDate",
      description: "The first day that is not billed.",
      select: { nextPeriodStart: true },
      resolve: (row) => fromColumn(row.nextPeriodStart),
    }),
    endsOn: t.field({
      ...day("The first day that is no longer served."),
      select: { endsOn: true },
      resolve: (row) => fromNullable(row.endsOn),
    }),
    pausedOn: t.field({
      ...day("The first day of the pause."),
      select: { pausedOn: true },
      resolve: (row) => fromNullable(row.pausedOn),
    }),
    suspendedAt: t.expose("suspendedAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when access is withheld for want of payment.",
    }),
    discountBasisPoints: t.exposeInt("discountBasisPoints", {
      description: "Taken off each charge, in 1/10,000.",
    }),
    discountAmount: t.expose("discountAmount", {
      type: "Rupiah",
      description: "Taken off each whole period.",
    }),
    discountPeriodsLeft: t.exposeInt("discountPeriodsLeft", {
      nullable: true,
      description: "For how many periods still; none for ever.",
    }),
    sponsor: t.relation("sponsor", {
      type: Institution,
      nullable: true,
      description: "Who pays a part.",
    }),
    sponsorBasisPoints: t.exposeInt("sponsorBasisPoints", {
      description: "Which part, in 1/10,000.",
    }),
    billingProfile: t.field({
      type: BillingProfile,
      nullable: true,
      description: "How the subscriber is addressed on invoices.",
      select: (_args, _context, nested) => ({ institution: { select: { billing: nested() } } }),
      resolve: ({ institution }) => institution.billing,
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    upcoming: t.field({
      type: [Upcoming],
      description: "What its next invoices will be, at most 24.",
      args: { first: t.arg.int({ required: true, defaultValue: 3 }) },
      select: {
        providerId: true,
        institutionId: true,
        tierId: true,
        pendingTierId: true,
        anchorDay: true,
        anchoredOn: true,
        intervalMonths: true,
        nextPeriodStart: true,
        endsOn: true,
        discountBasisPoints: true,
        discountAmount: true,
        discountPeriodsLeft: true,
        sponsorId: true,
        sponsorBasisPoints: true,
        state: true,
      },
      resolve: (row, { first }, { db }) =>
        row.state === "ACTIVE" ? Billing.upcomingInvoices(db, row, bounded(first)) : [],
    }),
  }),
});

/** What is asked of a new subscription. */
export const plannedFields = (t: InputFieldBuilder<Types, "InputObject">) => ({
  institutionId: t.id({ required: true }),
  planId: t.id({ required: true }),
  startsOn: t.field({ type: "LocalDate", required: true, description: "First day of service." }),
  anchorDay: t.int({
    required: true,
    defaultValue: 1,
    description: "Periods begin on this day; 1 is the calendar month, its first one prorated.",
  }),
  trialDays: t.int({ required: true, defaultValue: 0 }),
  scale: t.int({
    description:
      "By the plan's measure: decides the tier. None: as it is recorded for the first day.",
  }),
  couponCode: t.string(),
  sponsorId: t.id({ description: "An institution that pays a part." }),
  sponsorBasisPoints: t.int({ description: "Which part, in 1/10,000." }),
});
const PlannedInput = builder.inputType("PlannedSubscriptionInput", {
  description: "A subscription that might be made.",
  fields: plannedFields,
});

/** The database id inside a subscription's global id. */
export const subscriptionId = (id: string): string => localId("ServiceSubscription", id);

/** With the database's own ids. */
export const readPlanned = <
  I extends { institutionId: string; planId: string; sponsorId?: string | null },
>(
  input: I,
) => ({
  ...input,
  institutionId: localId("Institution", input.institutionId),
  planId: localId("Plan", input.planId),
  sponsorId: input.sponsorId ? localId("Institution", input.sponsorId) : null,
});

/** Those that an actor may see, in one state or of one institution when it is given. */
const listed = (
  actor: Actor,
  { state, institutionId }: { state?: SubscriptionState | null; institutionId?: string | null },
) => ({
  AND: Subscriptions.visibleSubscriptions(actor),
  ...(state && { state }),
  ...(institutionId && { institutionId: localId("Institution", institutionId) }),
});

const bounded = (count: number) => Math.min(Math.max(count, 0), 24);

builder.queryFields((t) => ({
  subscriptions: t.prismaConnection({
    type: Subscription,
    cursor: "id",
    nullable: true,
    description: "The subscriptions that you may see.",
    args: {
      state: t.arg({ type: StateEnum }),
      institutionId: t.arg.id({ description: "That one institution has." }),
    },
    totalCount: (_root, args, context) =>
      query("subscriptions", context, () =>
        context.db.subscription.count({
          where: listed(context.actor, args),
        }),
      ),
    resolve: (select, _root, args, context) =>
      query("subscriptions", context, () =>
        context.db.subscription.findMany({
          ...select,
          where: listed(context.actor, args),
          orderBy: { id: "asc" },
        }),
      ),
  }),
  previewSubscription: t.field({
    type: [Upcoming],
    nullable: true,
    description: "What the first invoices of a new subscription would be, at most 24.",
    args: {
      input: t.arg({ type: PlannedInput, required: true }),
      first: t.arg.int({ required: true, defaultValue: 3 }),
    },
    resolve: (_root, { input, first }, context) =>
      query("previewSubscription", context, () =>
        Billing.previewSubscription(context.db, context.actor, readPlanned(input), bounded(first)),
      ),
  }),
}));
