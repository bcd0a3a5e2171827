import { randomBytes } from "node:crypto";
import { v7 } from "uuid";

/** Anything that can run a raw query: the client or a transaction. */
interface Queryable {
  $queryRaw<T>(query: TemplateStringsArray, ...values: unknown[]): Promise<T>;
}

/**
 * What time it is, as the database says, in production and in tests alike. It is the wall clock at
 * the moment of asking and not the start of the transaction, so that a request that waited for a
 * lock across a deadline is judged by the time at which it acts.
 */
export async function now(db: Queryable): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT winner_now() AS now`;
  if (!row) throw new Error("the database has no clock");
  return row.now;
}

/** The machine's own clock: only for what never decides about a person, such as cache ages. */
export const machineTime = (): number => Date.now();

/** A new UUIDv7: sorts by creation time. */
export const newId = (): string => v7();

/** A secret of `bytes` random bytes, URL-safe. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");
