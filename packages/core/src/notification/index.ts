/** What must be told to the world outside: an outbox. */
export * from "./outbox.ts";
export * from "./outbox-parked.ts";
