import { type Database, openDatabase, statementName } from "@winner/core/database/index.ts";
import { Resource } from "sst";
import { log } from "./log.ts";

/** The address of the linked database; the proxy's certificate is checked, unless it is this machine. */
export function databaseUrl(): string {
  const { host, port, username, password, database } = Resource.Database;
  const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  const sslmode = host === "127.0.0.1" ? "disable" : "verify-full";
  return `postgresql://${credentials}@${host}:${port}/${database}?sslmode=${sslmode}`;
}

/** A statement that takes longer than this many milliseconds is noted. */
const slow = 200;

/** Notes a slow statement by its name and the start of its text, in which values are `$1`, `$2`. */
export function noteSlow(sql: string, milliseconds: number): void {
  if (milliseconds < slow) return;
  const text = sql.replaceAll(/'[^']*'/g, "'?'").slice(0, 300);
  log.warn("slow statement", { milliseconds, statement: statementName(sql), text });
}

/** A small pool: one function serves one request at a time. */
export const openLinkedDatabase = (): Database => openDatabase(databaseUrl(), 3, noteSlow);
