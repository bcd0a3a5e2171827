import { setTimeout } from "node:timers/promises";
import {
  Ended,
  inTransaction,
  openDatabase,
  type Transaction,
  within,
} from "@winner/core/database/index.ts";
import { afterAll, describe, expect, test, vi } from "vitest";
import { freshDatabase } from "../support/world.ts";

const { db, url } = await freshDatabase();
/** Small enough that a connection which is not given back is missed. */
const pool = openDatabase(url, 2);
afterAll(() => pool.$disconnect());

/** What PostgreSQL does for this database at the moment, but for the question itself. */
const active = () =>
  db.$queryRaw<{ query: string; state: string }[]>`
    SELECT query, state FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
/** PostgreSQL tells of an error a moment before its session is idle. */
const nothing = () => vi.waitFor(async () => expect(await active()).toEqual([]));
const sleep = (seconds: number) => pool.$queryRawUnsafe(`SELECT pg_sleep(${seconds})::text`);
const usable = () =>
  Promise.all([1, 2, 3, 4].map(() => pool.$queryRaw`SELECT 1 AS one, pg_sleep(0.01)::text`));

describe("work that takes too long", () => {
  test("is ended, and PostgreSQL goes on with nothing of it", async () => {
    const start = performance.now();
    await expect(within(200, undefined, () => Promise.all([sleep(30), sleep(30)]))).rejects.toThrow(
      Ended,
    );
    expect(performance.now() - start).toBeLessThan(1500);
    await nothing();
    await usable();
  });

  test("begins no further statement", async () => {
    let after = 0;
    await expect(
      within(150, undefined, async () => {
        await sleep(30).catch(() => {});
        for (; after < 100; after += 1) await pool.user.count();
      }),
    ).rejects.toThrow(Ended);
    await setTimeout(50);
    expect(after).toBe(0);
  });

  test("has its transaction taken back, between two statements too", async () => {
    for (const pause of [() => sleep(30), () => setTimeout(400)]) {
      const email = `${performance.now()}@test.invalid`;
      await expect(
        within(150, undefined, () =>
          inTransaction(pool, async (tx) => {
            await tx.user.create({
              data: { id: crypto.randomUUID(), name: "Not to be", email },
            });
            await pause();
            await tx.user.count();
          }),
        ),
      ).rejects.toThrow(Ended);
      await nothing();
      expect(await db.user.count({ where: { email } })).toBe(0);
      await usable();
    }
  });

  test("ends with all that it asked at once, sent together or one after the other", async () => {
    const quick = (tx: Transaction) => tx.$queryRaw`SELECT pg_sleep(0.01)::text AS quick`;
    const slow = (tx: Transaction, seconds: number) =>
      tx.$queryRaw`SELECT pg_sleep(${seconds}::float8)::text AS slow`;
    // The first time the statements are prepared, and so go alone.
    for (const seconds of [30, 0, 30]) {
      const start = performance.now();
      const work = within(seconds === 0 ? 5000 : 150, undefined, () =>
        inTransaction(pool, async (tx) => {
          await Promise.allSettled([quick(tx), slow(tx, seconds), quick(tx), slow(tx, seconds)]);
        }),
      );
      if (seconds === 0) await work;
      else await expect(work).rejects.toThrow(Ended);
      expect(performance.now() - start).toBeLessThan(1500);
      await nothing();
    }
    await usable();
  });

  test("keeps nothing when it comes to its end afterwards, nor what was to be written with it", async () => {
    const late = Promise.withResolvers<void>();
    const user = (name: string) => ({
      id: crypto.randomUUID(),
      name,
      email: `${name}@test.invalid`,
    });
    const done = within(100, undefined, () =>
      inTransaction(pool, async (tx) => {
        await tx.user.create({ data: user("late-1") });
        const { id, name, email } = user("late-2");
        tx.$atEnd`INSERT INTO "User" (id, name, email, "updatedAt") VALUES (${id}::uuid, ${name}, ${email}, now())`;
        await late.promise;
      }),
    );
    await setTimeout(200);
    late.resolve();
    await expect(done).rejects.toThrow(Ended);
    await usable();
    expect(await db.user.count({ where: { email: { startsWith: "late-" } } })).toBe(0);
  });

  test("waits no longer for a row that another has locked", async () => {
    const id = crypto.randomUUID();
    await db.user.create({ data: { id, name: "Locked", email: `${id}@test.invalid` } });
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = inTransaction(db, async (tx) => {
      await tx.$queryRaw`SELECT 1 AS one FROM "User" WHERE id = ${id}::uuid FOR UPDATE`;
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    await expect(
      within(150, undefined, () => pool.user.update({ where: { id }, data: { name: "Changed" } })),
    ).rejects.toThrow(Ended);
    expect((await active()).filter(({ query }) => query.startsWith("UPDATE"))).toEqual([]);
    release.resolve();
    await holder;
    expect(await db.user.findUnique({ where: { id } })).toMatchObject({ name: "Locked" });
  });

  test("ends alone: what others ask of the same pool at the same time is answered", async () => {
    const others = Array.from({ length: 30 }, async (_, index) => {
      await setTimeout(index * 10);
      return within(5000, undefined, () => pool.$queryRaw`SELECT ${index}::int AS index`);
    });
    const slow = Array.from({ length: 10 }, (_, index) =>
      within(50 + index * 20, undefined, () => sleep(index % 2 === 0 ? 0.04 : 30)).catch(
        (error) => error,
      ),
    );
    const answers = await Promise.all(others);
    expect(answers).toEqual(Array.from({ length: 30 }, (_, index) => [{ index }]));
    for (const result of await Promise.all(slow))
      if (result instanceof Error) expect(result).toBeInstanceOf(Ended);
    await usable();
    await nothing();
  });
});

test("work for which nobody waits any more is ended too", async () => {
  const client = new AbortController();
  const work = within(30_000, client.signal, () => sleep(30));
  await vi.waitFor(async () => expect(await active()).toHaveLength(1));
  client.abort();
  await expect(work).rejects.toThrow("nobody waits");
  await nothing();
});

test("work in time is left alone, and its pool has no memory of it", async () => {
  expect(await within(1000, undefined, async () => 7)).toBe(7);
  await expect(within(1000, undefined, () => pool.$queryRaw`SELECT 1 / 0`)).rejects.toThrow(
    /division/,
  );
  await usable();
});

test("PostgreSQL itself ends what nobody cancels, where the pool says so", async () => {
  const limited = openDatabase(url, 1, undefined, { statement: 200, idleInTransaction: 300 });
  await expect(limited.$queryRaw`SELECT pg_sleep(30)::text`).rejects.toThrow(/57014|canceling/);
  expect(await limited.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await expect(
    inTransaction(limited, async (tx) => {
      await tx.user.count();
      await setTimeout(700);
      await tx.user.count();
    }),
  ).rejects.toThrow();
  expect(await limited.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await limited.$disconnect();
});

test("a connection with limits is cancelled by the number that PostgreSQL knows it by", async () => {
  // Which is asked when it is opened: a proxy tells another.
  const limited = openDatabase(url, 1, undefined, { statement: 20_000, idleInTransaction: 20_000 });
  await expect(
    within(100, undefined, () => limited.$queryRaw`SELECT pg_sleep(10)::text`),
  ).rejects.toThrow(Ended);
  await nothing();
  await limited.$disconnect();
});
