import { apart, type Reader } from "../database/index.ts";
import { machineTime } from "../kernel/clock.ts";
import { type Rate, removeFullBuckets, takeFromBucket } from "./bucket.ts";

/** Whether someone may go on, and what to tell them of it. */
export interface Verdict {
  rate: Rate;
  allowed: boolean;
  remaining: number;
  /** Seconds until all of it may be asked again. */
  fullAfter: number;
  /** Seconds after which to ask again; 0 when it is allowed. */
  retryAfter: number;
}

export interface Limiter {
  /** Takes `needed` from what `key` may do; refuses when there is not as much. Never throws. */
  take(rate: Rate, key: string, needed?: number): Promise<Verdict>;
}

/** What an instance knows of a bucket; times are of its own clock, in milliseconds. */
interface Lease {
  left: number;
  until: number;
  size: number;
  remaining: number;
  fullAt: number;
  /** Until then there is not enough for this many. */
  refused: { needed: number; until: number };
  asking?: Promise<void> | undefined;
}

/** Milliseconds for which an instance keeps what it has leased. */
const kept = 10_000;
/** Milliseconds for which everything is let through after a statement failed. */
const pause = 1000;
const hour = 3_600_000;
/** So many buckets are remembered at most. */
const most = 10_000;

/** Limits how often someone does something; `onFailure` hears why it could not be counted. */
export function createLimiter(db: Reader, onFailure: (error: unknown) => void): Limiter {
  const leases = new Map<string, Lease>();
  let openUntil = 0;
  let cleanedAt = 0;

  function leaseOf(bucket: string): Lease {
    const before = leases.get(bucket);
    if (before) return before;
    // Forgetting a lease loses no count: it was taken from the bucket before.
    if (leases.size >= most) leases.clear();
    const lease = {
      left: 0,
      until: 0,
      size: 0,
      remaining: 0,
      fullAt: 0,
      refused: { needed: 0, until: 0 },
    };
    leases.set(bucket, lease);
    return lease;
  }

  async function ask(bucket: string, rate: Rate, lease: Lease, needed: number): Promise<void> {
    const soon = machineTime() < lease.until;
    lease.size = soon ? Math.min(lease.size * 2, rate.lease) : 1;
    try {
      const wanted = Math.max(needed, lease.size);
      const grant = await takeFromBucket(db, bucket, rate, needed, wanted);
      const at = machineTime();
      lease.left += grant.granted;
      lease.until = at + kept;
      lease.remaining = grant.remaining;
      lease.fullAt = at + grant.full;
      if (grant.granted === 0) lease.refused = { needed, until: at + grant.wait };
      if (at - cleanedAt > hour) {
        cleanedAt = at;
        await removeFullBuckets(db);
      }
    } catch (error) {
      openUntil = machineTime() + pause;
      onFailure(error);
    }
  }

  const verdict = (rate: Rate, lease: Lease, retryAfter: number): Verdict => ({
    rate,
    allowed: retryAfter === 0,
    remaining: lease.remaining + lease.left,
    fullAfter: Math.max(0, Math.ceil((lease.fullAt - machineTime()) / 1000)),
    retryAfter,
  });

  return {
    async take(rate, key, needed = 1) {
      const bucket = `${rate.name}:${key}`;
      const lease = leaseOf(bucket);
      for (;;) {
        const at = machineTime();
        if (at < openUntil) return verdict(rate, lease, 0);
        if (at >= lease.until) lease.left = 0;
        if (lease.left >= needed) {
          lease.left -= needed;
          return verdict(rate, lease, 0);
        }
        const { refused } = lease;
        if (at < refused.until && needed >= refused.needed)
          return verdict(rate, lease, Math.max(1, Math.ceil((refused.until - at) / 1000)));
        // Who comes while it is asked waits for the answer, and looks again.
        lease.asking ??= apart(() => ask(bucket, rate, lease, needed)).finally(() => {
          lease.asking = undefined;
        });
        await lease.asking;
      }
    },
  };
}
