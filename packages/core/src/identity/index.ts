export * from "./actor.ts";
export * from "./api-key.ts";
export * from "./first-administrator.ts";
export * from "./membership.ts";
export * from "./organisation-visibility.ts";
export * from "./person.ts";
export * from "./rights.ts";
