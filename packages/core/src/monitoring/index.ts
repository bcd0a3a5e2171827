/** What it all changed per region. */
export * from "./action-plan.ts";
export * from "./hdi.ts";
export * from "./hdi-write.ts";
