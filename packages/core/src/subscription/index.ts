/** What is sold to institutions: providers, products, prices, and subscriptions to them. */
export * from "./period.ts";
export * from "./proration.ts";
