export * from "./client.ts";
export { apart, Ended, isEnded, type SessionLimits, within } from "./deadline.ts";
export * from "./failure.ts";
export * from "./once.ts";
