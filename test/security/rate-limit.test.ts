import { setTimeout } from "node:timers/promises";
import { Ended, inTransaction, openDatabase, within } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import {
  createLimiter,
  type Rate,
  removeFullBuckets,
  takeFromBucket,
} from "@winner/core/rate-limit/index.ts";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const statements: string[] = [];
const { db, url } = await freshDatabase((sql) => statements.push(sql));
const other = openDatabase(url, 5, (sql) => statements.push(sql));
afterAll(() => other.$disconnect());

const fail = (error: unknown) => {
  throw error;
};
/** So slow that nothing comes back while a test runs. */
const rate: Rate = { name: "test", perMinute: 1, burst: 50, lease: 10 };

test("a bucket gives what it holds, then what comes back with time, and all or nothing", async () => {
  const fast = { name: "fast", perMinute: 6000, burst: 5, lease: 1 };
  expect(await takeFromBucket(db, "a", fast, 1, 3)).toMatchObject({ granted: 3, remaining: 2 });
  const slow = { ...rate, burst: 5 };
  expect(await takeFromBucket(db, "b", slow, 1, 3)).toMatchObject({ granted: 3, remaining: 2 });
  expect(await takeFromBucket(db, "b", slow, 3, 3)).toMatchObject({ granted: 0, remaining: 2 });
  expect(await takeFromBucket(db, "b", slow, 1, 3)).toMatchObject({ granted: 2, remaining: 0 });
  const empty = await takeFromBucket(db, "b", slow, 1, 1);
  expect(empty).toMatchObject({ granted: 0, remaining: 0 });
  expect(empty.wait).toBeGreaterThan(58_000);
  expect(empty.wait).toBeLessThanOrEqual(60_000);
  expect(empty.full).toBeGreaterThan(298_000);
  expect(await takeFromBucket(db, "c", fast, 5, 5)).toMatchObject({ granted: 5 });
  expect(await takeFromBucket(db, "c", fast, 5, 5)).toMatchObject({ granted: 0 });
  await setTimeout(60);
  expect((await takeFromBucket(db, "c", fast, 5, 5)).granted).toBe(5);
});

test("whatever is asked in whatever order, a bucket never gives more than it holds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })), {
        minLength: 1,
        maxLength: 20,
      }),
      async (burst, asked) => {
        const key = newId();
        let left = burst;
        for (const [needed, more] of asked) {
          const wanted = needed + more;
          const { granted } = await takeFromBucket(db, key, { ...rate, burst }, needed, wanted);
          expect(granted).toBe(left >= needed ? Math.min(left, wanted) : 0);
          left -= granted;
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("two instances together let through what one may, and others are not touched", async () => {
  const instances = [createLimiter(db, fail), createLimiter(other, fail)];
  const verdicts = await Promise.all(
    Array.from({ length: 200 }, (_, index) => instances[index % 2]?.take(rate, "greedy")),
  );
  const allowed = verdicts.filter((verdict) => verdict?.allowed).length;
  expect(allowed).toBeLessThanOrEqual(50);
  // Leases that were not used up are the only ones lost.
  expect(allowed).toBeGreaterThanOrEqual(41);
  for (const instance of instances)
    expect(await instance.take(rate, "modest")).toMatchObject({ allowed: true, retryAfter: 0 });
  const refused = verdicts.find((verdict) => verdict?.allowed === false);
  expect(refused?.retryAfter).toBeGreaterThan(50);
  expect(refused?.retryAfter).toBeLessThanOrEqual(60);
});

test("many requests cost few statements, and refused ones none", async () => {
  const limiter = createLimiter(db, fail);
  await limiter.take(rate, "warm"); // an instance's first also removes old buckets
  statements.length = 0;
  for (let index = 0; index < 50; index += 1)
    expect((await limiter.take(rate, "steady")).allowed).toBe(true);
  expect(statements.length).toBeLessThanOrEqual(9); // 1, 2, 4, 8, 10, 10, 10, 5
  statements.length = 0;
  for (let index = 0; index < 50; index += 1)
    expect((await limiter.take(rate, "steady")).allowed).toBe(false);
  expect(statements.length).toBe(1);
});

test("a batch takes all of its operations or none", async () => {
  const limiter = createLimiter(db, fail);
  const small = { ...rate, burst: 12 };
  expect((await limiter.take(small, "batch", 10)).allowed).toBe(true);
  expect((await limiter.take(small, "batch", 10)).allowed).toBe(false);
  expect((await limiter.take(small, "batch")).allowed).toBe(true);
  expect((await limiter.take(small, "batch")).allowed).toBe(true);
  expect((await limiter.take(small, "batch")).allowed).toBe(false);
});

test("what cannot be counted is let through and told, and is counted again soon", async () => {
  const failures: unknown[] = [];
  const limiter = createLimiter(db, (error) => failures.push(error));
  await db.$executeRaw`ALTER TABLE "RateBucket" RENAME TO "Away"`;
  const verdicts = await Promise.all(
    Array.from({ length: 60 }, () => limiter.take({ ...rate, burst: 1 }, "any")),
  );
  expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
  expect(failures).toHaveLength(1); // and not a statement for each while it is away
  await db.$executeRaw`ALTER TABLE "Away" RENAME TO "RateBucket"`;
  await setTimeout(1100);
  expect((await limiter.take({ ...rate, burst: 1 }, "any")).allowed).toBe(true);
  expect((await limiter.take({ ...rate, burst: 1 }, "any")).allowed).toBe(false);
});

test("who goes away while it is counted opens the way for nobody", async () => {
  const failures: unknown[] = [];
  const limiter = createLimiter(db, (error) => failures.push(error));
  const one = { ...rate, burst: 2 };
  expect((await limiter.take(one, "shared")).allowed).toBe(true);
  await setTimeout(10);
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holder = inTransaction(other, async (tx) => {
    await tx.$executeRaw`UPDATE "RateBucket" SET granted = granted WHERE "key" = 'test:shared'`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  await expect(within(100, undefined, () => limiter.take(one, "shared"))).rejects.toThrow(Ended);
  const waiting = Promise.all([limiter.take(one, "shared"), limiter.take(one, "shared")]);
  release.resolve();
  await holder;
  expect((await waiting).filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(1);
  expect(failures).toEqual([]);
});

test("buckets that have long been full are removed, others stay", async () => {
  await db.$executeRaw`INSERT INTO "RateBucket" VALUES ('old', 1, 1)`;
  await takeFromBucket(db, "young", rate, 1, 1);
  expect(await removeFullBuckets(db)).toBe(1);
  expect(await db.rateBucket.count({ where: { key: { in: ["old", "young"] } } })).toBe(1);
});
