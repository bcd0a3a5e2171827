import type { Prisma } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Subscriptions from "@winner/core/subscription/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Warning } from "./institution.ts";
import { mutation, query } from "./operation.ts";
import { Team } from "./team.ts";

const TaxProfile = builder.prismaObject("TaxProfile", {
  description: "Whether a provider is a taxable firm (PKP), from a day on.",
  select: { id: true },
  fields: (t) => ({
    validFrom: t.field({
      type: "LocalDate",
      description: "First day.",
      select: { validFrom: true },
      resolve: (profile) => fromColumn(profile.validFrom),
    }),
    validTo: t.field({
      type: "LocalDate",
      nullable: true,
      description: "The first day on which it no longer holds.",
      select: { validTo: true },
      resolve: (profile) => fromNullable(profile.validTo),
    }),
    taxable: t.exposeBoolean("taxable", { description: "Whether it charges PPN." }),
    taxNumber: t.exposeString("taxNumber", { nullable: true, description: "NPWP, 16 digits." }),
    branch: t.exposeString("branch", { nullable: true, description: "NITKU, 22 digits." }),
  }),
});

const BankAccount = builder.prismaObject("BankAccount", {
  description: "Where customers pay into.",
  select: { id: true },
  fields: (t) => ({
    bank: t.exposeString("bank", { description: "The bank." }),
    number: t.exposeString("number", { description: "Account number." }),
    holder: t.exposeString("holder", { description: "In whose name." }),
    active: t.exposeBoolean("active", { description: "Whether it is shown to customers." }),
  }),
});

/** What only the provider's own people see. */
const own = (actor: Actor) => ({ provider: Subscriptions.visibleProviders(actor) });

/** What its customers see too. */
const dealing = (actor: Actor): { provider: Prisma.ProviderWhereInput } => ({
  provider: {
    OR: [
      Subscriptions.visibleProviders(actor),
      { subscriptions: { some: Subscriptions.visibleSubscriptions(actor) } },
    ],
  },
});

export const Provider = builder.prismaNode("Provider", {
  description: "Who sells a service: a finalist's team as a business. Public, with its catalogue.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id) => ({ id }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name on invoices." }),
    team: t.relation("team", { type: Team, description: "Whose business it is." }),
    address: t.exposeString("address", { description: "Its address on invoices." }),
    email: t.exposeString("email", { description: "For questions about invoices." }),
    numberPrefix: t.exposeString("numberPrefix", { description: "Begins its documents' numbers." }),
    graceHours: t.exposeInt("graceHours", {
      description: "Hours in which a draft invoice can still be looked at.",
    }),
    termDays: t.exposeInt("termDays", { description: "Days from issue to due date." }),
    maxPeriodsPerRun: t.exposeInt("maxPeriodsPerRun", {
      description: "Periods of one subscription that one run may issue.",
    }),
    billingStopped: t.exposeBoolean("billingStopped", {
      description: "Whether nothing is issued for it at the moment.",
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    products: t.relation("products", {
      description: "What it sells.",
      query: { orderBy: { code: "asc" }, take: 100 },
    }),
    taxProfiles: t.relation("taxProfiles", {
      type: TaxProfile,
      description: "The newest first. For its own people.",
      query: (_args, { actor }) => ({
        where: own(actor),
        orderBy: { validFrom: "desc" },
        take: 100,
      }),
    }),
    bankAccounts: t.relation("bankAccounts", {
      type: BankAccount,
      description: "For its own people and its customers.",
      query: (_args, { actor }) => ({ where: dealing(actor), orderBy: { id: "asc" }, take: 20 }),
    }),
    coupons: t.relation("coupons", {
      description: "For its own people, the newest first.",
      query: (_args, { actor }) => ({ where: own(actor), orderBy: { id: "desc" }, take: 100 }),
    }),
  }),
});

builder.queryField("providers", (t) =>
  t.prismaConnection({
    type: Provider,
    cursor: "id",
    nullable: true,
    description: "The providers with their catalogues.",
    totalCount: (_root, _args, context) =>
      query("providers", context, () => context.db.provider.count()),
    resolve: (select, _root, _args, context) =>
      query("providers", context, () =>
        context.db.provider.findMany({ ...select, orderBy: { id: "asc" } }),
      ),
  }),
);

mutation("createProvider", {
  description: "Makes a team that has an active agreement a provider.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    numberPrefix: t.string({ required: true, description: "Capitals and digits; never changes." }),
    name: t.string({ required: true }),
    address: t.string({ required: true }),
    email: t.string({ required: true }),
    graceHours: t.int({ required: true, defaultValue: 0 }),
    termDays: t.int({ required: true, defaultValue: 14 }),
    maxPeriodsPerRun: t.int({ required: true, defaultValue: 12 }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.createProvider(db, actor, { ...input, teamId: localId("Team", input.teamId) }),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.provider.findUnique({ where: { id } }),
  },
  payload: (t) => ({ provider: t.field({ type: Provider, resolve: (row) => row }) }),
});

mutation("changeProvider", {
  description: "Changes how a provider appears on invoices from now on, and how it bills.",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string({ required: true }),
    address: t.string({ required: true }),
    email: t.string({ required: true }),
    graceHours: t.int({ required: true }),
    termDays: t.int({ required: true }),
    maxPeriodsPerRun: t.int({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.changeProvider(db, actor, { ...input, id: localId("Provider", input.id) }),
  payload: (t) => ({ provider: t.field({ type: Provider, resolve: (row) => row }) }),
});

mutation("setTaxProfile", {
  description: "Says from a day on whether a provider is a taxable firm (PKP).",
  input: (t) => ({
    providerId: t.id({ required: true }),
    validFrom: t.field({ type: "LocalDate", required: true }),
    taxable: t.boolean({ required: true }),
    taxNumber: t.string({ description: "NPWP." }),
    branch: t.string({ description: "NITKU." }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.setTaxProfile(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  payload: (t) => ({
    taxProfile: t.field({ type: TaxProfile, resolve: (row) => row.profile }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("setBankAccount", {
  description: "Adds a bank account of a provider, or shows or hides one.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    bank: t.string({ required: true }),
    number: t.string({ required: true }),
    holder: t.string({ required: true }),
    active: t.boolean({ required: true, defaultValue: true }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.setBankAccount(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  payload: (t) => ({ bankAccount: t.field({ type: BankAccount, resolve: (row) => row }) }),
});
