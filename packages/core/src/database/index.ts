export * from "./client.ts";
export * from "./once.ts";
