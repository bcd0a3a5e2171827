import type { Database } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import type { FileStore } from "@winner/core/kernel/file-store.ts";
import type { Vault } from "@winner/core/kernel/secret.ts";
import type { Gateways } from "@winner/core/payment/index.ts";
import type { Links } from "../http/link.ts";

/** What a request knows: who acts, in which language answers are told. */
export interface Context {
  db: Database;
  actor: Actor;
  language: "en" | "id";
  vault: Vault;
  files: FileStore;
  links: Links;
  gateways: Gateways;
  /** What time it is, asked of the database once a request. */
  now(): Promise<Date>;
}
