/** What it all changed per region. */
export * from "./action-plan.ts";
export * from "./audience.ts";
export * from "./dashboard.ts";
export * from "./hdi.ts";
export * from "./hdi-write.ts";
export * from "./indicator-read.ts";
export * from "./indicator-write.ts";
export * from "./progress.ts";
export * from "./reach-read.ts";
export * from "./suppression.ts";
