import { type Database, openDatabase, type SessionLimits } from "@winner/core/database/index.ts";
import { Resource } from "sst";
import { noteSlow } from "./slow.ts";
import { noteStatement } from "./trace.ts";

/** The address of the linked database; the proxy's certificate is checked, unless it is this machine. */
export function databaseUrl(): string {
  const { host, port, username, password, database } = Resource.Database;
  const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  const sslmode = host === "127.0.0.1" ? "disable" : "verify-full";
  return `postgresql://${credentials}@${host}:${port}/${database}?sslmode=${sslmode}`;
}

function note(sql: string, milliseconds: number): void {
  noteSlow(sql, milliseconds);
  noteStatement(sql, milliseconds);
}

/** A small pool: one function serves one request at a time. */
export const openLinkedDatabase = (limits?: SessionLimits): Database =>
  openDatabase(databaseUrl(), 3, note, limits);

/**
 * For what someone waits for. The functions end requests earlier (graphql/limits.ts) and themselves
 * after 20 seconds; what is then left behind PostgreSQL ends, so that it keeps no lock and no processor.
 */
export const interactive: SessionLimits = { statement: 18_000, idleInTransaction: 20_000 };

/** For exports and documents, which may take as long as the function: no page of them takes a minute. */
export const streaming: SessionLimits = { statement: 60_000, idleInTransaction: 300_000 };
