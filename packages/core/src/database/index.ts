export * from "./client.ts";
export { apart, Ended, isEnded, within } from "./deadline.ts";
export * from "./failure.ts";
export { lockName } from "./lock.ts";
export * from "./once.ts";
export type { SessionLimits } from "./pool.ts";
export { statementName } from "./raw.ts";
