import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Subscriptions from "@winner/core/subscription/index.ts";
import { builder } from "./builder.ts";
import { MeasureEnum } from "./institution.ts";

export const PriceObject = builder.prismaObject("Price", {
  description: "What a tier costs per interval from a day on, before tax.",
  select: { id: true },
  fields: (t) => ({
    validFrom: t.field({
      type: "LocalDate",
      description: "First day.",
      select: { validFrom: true },
      resolve: (price) => fromColumn(price.validFrom),
    }),
    validTo: t.field({
      type: "LocalDate",
      nullable: true,
      description: "The first day on which it no longer holds.",
      select: { validTo: true },
      resolve: (price) => fromNullable(price.validTo),
    }),
    amount: t.expose("amount", { type: "Rupiah", description: "Whole rupiah." }),
  }),
});

export const Tier = builder.prismaNode("Tier", {
  description: "A step of a plan: for institutions up to a scale. Public.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id) => ({ id }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    upTo: t.exposeInt("upTo", {
      nullable: true,
      description: "The largest scale that it is for; none in the last.",
    }),
    prices: t.relation("prices", {
      description: "Its prices, the newest first.",
      query: { orderBy: { validFrom: "desc" }, take: 100 },
    }),
  }),
});

export const Plan = builder.prismaNode("Plan", {
  description: "How a product is sold: by scale, and how often it is billed. Public.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id) => ({ id }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    measure: t.expose("measure", { type: MeasureEnum, description: "By what scale is measured." }),
    intervalMonths: t.exposeInt("intervalMonths", { description: "1 is monthly, 12 yearly." }),
    tiers: t.relation("tiers", {
      description: "From the smallest scale on.",
      query: { orderBy: { position: "asc" }, take: 50 },
    }),
  }),
});

export const Product = builder.prismaNode("Product", {
  description: "What a provider sells. Public.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id) => ({ id }),
  select: { id: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "Unique for its provider." }),
    name: t.exposeString("name", { description: "Its name." }),
    plans: t.relation("plans", {
      description: "How it is sold.",
      query: { orderBy: { id: "asc" }, take: 100 },
    }),
  }),
});

export const Coupon = builder.prismaNode("Coupon", {
  description: "A discount that subscriptions can redeem. Seen by its provider.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, provider: Subscriptions.visibleProviders(actor) }),
  select: { id: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "What is entered." }),
    basisPoints: t.exposeInt("basisPoints", {
      nullable: true,
      description: "Share of each charge, in 1/10,000.",
    }),
    amount: t.expose("amount", {
      type: "Rupiah",
      nullable: true,
      description: "Or an amount per whole period.",
    }),
    periods: t.exposeInt("periods", {
      nullable: true,
      description: "For how many periods; none for ever.",
    }),
    validFrom: t.field({
      type: "LocalDate",
      description: "First day on which it can be redeemed.",
      select: { validFrom: true },
      resolve: (coupon) => fromColumn(coupon.validFrom),
    }),
    validTo: t.field({
      type: "LocalDate",
      nullable: true,
      description: "The first day on which it no longer can.",
      select: { validTo: true },
      resolve: (coupon) => fromNullable(coupon.validTo),
    }),
    maxRedemptions: t.exposeInt("maxRedemptions", {
      nullable: true,
      description: "How often in all.",
    }),
    redeemed: t.exposeInt("redeemed", { description: "How often so far." }),
  }),
});
