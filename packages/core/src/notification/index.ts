/** What must be told to the world outside: an outbox. */
export * from "./outbox.ts";
