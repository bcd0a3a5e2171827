/** What is sold to institutions: providers, products, prices, and subscriptions to them. */
export * from "./billing-profile-write.ts";
export * from "./catalogue-write.ts";
export * from "./charge.ts";
export * from "./coupon-write.ts";
export { texts } from "./error.ts";
export * from "./period.ts";
export * from "./proration.ts";
export * from "./provider-write.ts";
export * from "./subscription-plan.ts";
export * from "./subscription-visibility.ts";
export * from "./subscription-write.ts";
export * from "./tax-profile-write.ts";
export * from "./tier.ts";
export * from "./upcoming.ts";
