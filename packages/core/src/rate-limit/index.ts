/** How often someone may do something. */
export * from "./bucket.ts";
export * from "./limiter.ts";
