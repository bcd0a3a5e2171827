import type { Reader } from "../database/index.ts";

/** How often something may be done. */
export interface Rate {
  /** Is part of the bucket's key, and is told to clients. */
  name: string;
  perMinute: number;
  /** How many at once, after a time of nothing. */
  burst: number;
  /** The most that an instance takes at once; 1 where every single one is to be counted. */
  lease: number;
}

/** What a bucket gave. */
export interface Grant {
  granted: number;
  /** What is left in the bucket. */
  remaining: number;
  /** Milliseconds until there is enough for what was needed; 0 when it was granted. */
  wait: number;
  /** Milliseconds until the bucket is full. */
  full: number;
}

const minute = 60_000_000;

/**
 * Takes `wanted` from a bucket, or as much as there is, or nothing when there is less than `needed`. One
 * statement; others who ask for the same bucket wait for each other.
 */
export async function takeFromBucket(
  db: Reader,
  key: string,
  { perMinute, burst }: Rate,
  needed: number,
  wanted: number,
): Promise<Grant> {
  const step = Math.round(minute / perMinute);
  const whole = step * burst;
  // What a bucket gives that was not there yet, and so is full.
  const first = needed > burst ? 0 : Math.min(wanted, burst);
  const [row] = await db.$queryRaw<{ granted: number; used: bigint }[]>`
    WITH asked AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS at)
    INSERT INTO "RateBucket" AS bucket ("key", "freeAt", granted)
    SELECT ${key}, at + ${step}::bigint * ${first}::int, ${first}::int FROM asked
    ON CONFLICT ("key") DO UPDATE SET ("freeAt", granted) = (
      SELECT greatest(bucket."freeAt", at) + ${step}::bigint * given, given
      FROM asked, LATERAL (SELECT (${whole}::bigint - greatest(bucket."freeAt" - at, 0)) / ${step}::bigint AS free) AS here,
        LATERAL (SELECT CASE WHEN free >= ${needed}::int THEN least(free, ${wanted}::int) ELSE 0 END::int AS given) AS there)
    RETURNING granted, "freeAt" - (SELECT at FROM asked) AS used`;
  const used = Number(row?.used ?? 0);
  const granted = row?.granted ?? 0;
  return {
    granted,
    remaining: Math.max(0, Math.floor((whole - used) / step)),
    wait: granted > 0 ? 0 : Math.max(1, Math.ceil((used + needed * step - whole) / 1000)),
    full: Math.ceil(used / 1000),
  };
}

/** Removes buckets that have been full for an hour, which are as good as none. */
export async function removeFullBuckets(db: Reader): Promise<number> {
  return db.$executeRaw`
    DELETE FROM "RateBucket" WHERE "key" IN (
      SELECT "key" FROM "RateBucket"
      WHERE "freeAt" < (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - 3600000000
      LIMIT 10000 FOR UPDATE SKIP LOCKED)`;
}
