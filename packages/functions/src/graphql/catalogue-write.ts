import * as Subscriptions from "@winner/core/subscription/index.ts";
import { builder } from "./builder.ts";
import { Coupon, Plan, PriceObject, Product } from "./catalogue.ts";
import { localId } from "./global-id.ts";
import { MeasureEnum } from "./institution.ts";
import { mutation } from "./operation.ts";

mutation("createProduct", {
  description: "Adds a product to a provider's catalogue.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    code: t.string({ required: true }),
    name: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.createProduct(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.product.findUnique({ where: { id } }),
  },
  payload: (t) => ({ product: t.field({ type: Product, resolve: (row) => row }) }),
});

const TierInput = builder.inputType("TierInput", {
  description: "A step of a plan, from the smallest scale on.",
  fields: (t) => ({
    name: t.string({ required: true }),
    upTo: t.int({ description: "The largest scale; only the last may have none." }),
    price: t.field({ type: "Rupiah", required: true, description: "Per interval, before tax." }),
  }),
});
mutation("createPlan", {
  description: "Adds a plan to a product, with its tiers by scale and their first prices.",
  input: (t) => ({
    productId: t.id({ required: true }),
    name: t.string({ required: true }),
    measure: t.field({ type: MeasureEnum, required: true }),
    intervalMonths: t.int({ required: true, defaultValue: 1 }),
    validFrom: t.field({ type: "LocalDate", required: true }),
    tiers: t.field({ type: [TierInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.createPlan(db, actor, {
      ...input,
      productId: localId("Product", input.productId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.plan.findUnique({ where: { id } }),
  },
  payload: (t) => ({ plan: t.field({ type: Plan, resolve: (row) => row }) }),
});

mutation("setPrice", {
  description: "Gives a tier a new price from a day on. What was billed stays as it was.",
  input: (t) => ({
    tierId: t.id({ required: true }),
    validFrom: t.field({ type: "LocalDate", required: true }),
    amount: t.field({ type: "Rupiah", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.setPrice(db, actor, { ...input, tierId: localId("Tier", input.tierId) }),
  payload: (t) => ({ price: t.field({ type: PriceObject, resolve: (row) => row }) }),
});

mutation("createCoupon", {
  description: "Adds a coupon: a share or an amount off, with its limits.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    code: t.string({ required: true }),
    basisPoints: t.int({ description: "Share of each charge, in 1/10,000." }),
    amount: t.field({ type: "Rupiah", description: "Or an amount per whole period." }),
    periods: t.int({ description: "For how many periods; none for ever." }),
    validFrom: t.field({ type: "LocalDate", required: true }),
    validTo: t.field({ type: "LocalDate" }),
    maxRedemptions: t.int(),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.createCoupon(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.coupon.findUnique({ where: { id, provider: Subscriptions.visibleProviders(actor) } }),
  },
  payload: (t) => ({ coupon: t.field({ type: Coupon, resolve: (row) => row }) }),
});
