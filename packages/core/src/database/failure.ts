import { DatabaseError } from "pg";

/** Codes of Prisma: not reachable, timed out, closed, no connection to be had, transaction lost. */
const ofPrisma = new Set(["P1001", "P1002", "P1008", "P1011", "P1017", "P2024", "P2028"]);
/** Kinds of the driver's adapter for the same. */
const ofAdapter = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TlsConnectionError",
]);
/** SQLSTATE: connection exceptions, shutting down or starting up, read-only after a failover, too many. */
const ofPostgres = /^(08\w{3}|57P0[1-5]|25006|53300)$/;
const ofNetwork = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND"]);
const told =
  /Connection terminated|terminating connection|Connection ended unexpectedly|Client has encountered a connection error|timeout exceeded when trying to connect|the database system is/i;

/** An error, what it was made of, and what that was made of, as Prisma and GraphQL wrap them. */
function* causesOf(error: unknown): Generator<Record<string, unknown>> {
  for (let cause = error, depth = 0; cause instanceof Object && depth < 6; depth += 1) {
    yield cause as Record<string, unknown>;
    const { meta, originalError, cause: next } = cause as Record<string, unknown>;
    const inner = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
    cause = inner ?? originalError ?? next;
  }
}

/** Whether PostgreSQL ended a statement or its session because it took too long, or was told to. */
export function isCancelled(error: unknown): boolean {
  for (const { code, originalCode, reason } of causesOf(error))
    if ([code, originalCode].some((one) => one === "57014" || one === "25P03") || reason === "TIME")
      return true;
  return false;
}

/**
 * Whether an error means that the database was away or going, as in a failover, and not that the
 * statement was wrong: the same work may succeed in a moment. Whether it was done is not known.
 */
export function isUnavailable(error: unknown): boolean {
  for (const { code, kind, originalCode, message } of causesOf(error)) {
    if (ofPrisma.has(String(code)) || ofAdapter.has(String(kind))) return true;
    if ([code, originalCode].some((one) => ofPostgres.test(String(one)))) return true;
    if (ofNetwork.has(String(code)) || told.test(String(message))) return true;
  }
  return false;
}

/**
 * Whether PostgreSQL ended a transaction because two waited for each other: as when a payment gives a
 * subscription its access back while the subscription is being changed. Done again, it comes after the other.
 */
export function isDeadlock(error: unknown): boolean {
  for (const { code, originalCode } of causesOf(error))
    if (code === "P2034" || code === "40P01" || originalCode === "40P01") return true;
  return false;
}

/** What PostgreSQL refused a statement for: its SQLSTATE, and what it says to that. */
export function refusalOf(error: unknown): { state: string; text: string } | undefined {
  return error instanceof DatabaseError && error.code
    ? { state: error.code, text: error.message }
    : undefined;
}
