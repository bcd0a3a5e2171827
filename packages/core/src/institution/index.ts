/** Clinics, schools, companies and offices, and the numbers by which the state knows people and them. */
export * from "./identity-number.ts";
export * from "./institution-change.ts";
export * from "./institution-consent.ts";
export * from "./institution-contact.ts";
export * from "./institution-merge.ts";
export * from "./institution-number.ts";
export * from "./institution-scale.ts";
export * from "./institution-visibility.ts";
export * from "./institution-write.ts";
