export * from "./client.ts";
export { apart, Ended, isEnded, type SessionLimits, within } from "./deadline.ts";
export * from "./failure.ts";
export { lockName } from "./lock.ts";
export * from "./once.ts";
export { statementName } from "./raw.ts";
