import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { Resource } from "sst";

/** The address of the linked database; the proxy's certificate is checked. */
export function databaseUrl(): string {
  const { host, port, username, password, database } = Resource.Database;
  const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return `postgresql://${credentials}@${host}:${port}/${database}?sslmode=verify-full`;
}

/** A small pool: one function serves one request at a time. */
export const openLinkedDatabase = (): Database => openDatabase(databaseUrl(), 3);
