/** Clinics, schools and offices, and the numbers by which the state knows people and them. */
export * from "./identity-number.ts";
export * from "./institution-change.ts";
export * from "./institution-write.ts";
