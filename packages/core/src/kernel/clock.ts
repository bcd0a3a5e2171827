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

/** Random bytes for many ids: to ask the system for those of each takes several times what the rest of an id does. */
let bytes = new Uint8Array();
/** Of the last id: ids of one millisecond are told apart, and sorted, by a number that goes up from a random one. */
let msecs = 0;
let seq = 0;

/** A new UUIDv7: sorts by creation time. */
export function newId(): string {
  if (bytes.length < 16) bytes = randomBytes(4096);
  const random = bytes.subarray(0, 16);
  bytes = bytes.subarray(16);
  const present = Date.now();
  if (present > msecs) {
    msecs = present;
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) >>> 1;
  } else seq += 1;
  return v7({ random, msecs, seq });
}

/** A secret of `bytes` random bytes, URL-safe. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString("base64url");
