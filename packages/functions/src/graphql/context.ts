import type { Database } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";

/** What a request knows: who acts, in which language answers are told. */
export interface Context {
  db: Database;
  actor: Actor;
  language: "en" | "id";
}
