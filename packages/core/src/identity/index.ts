export * from "./actor.ts";
export * from "./api-key.ts";
export { erasePerson, erasureReasons } from "./erasure.ts";
export { ensureAdministrator } from "./first-administrator.ts";
export * from "./membership.ts";
export * from "./organisation-visibility.ts";
export * from "./own-data.ts";
export * from "./person.ts";
export * from "./rights.ts";
