export * from "./audit-append.ts";
