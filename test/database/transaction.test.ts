import { inTransaction, openDatabase, type Transaction } from "@winner/core/database/index.ts";
import { afterAll, describe, expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const { db, url } = await freshDatabase();
/** One connection: what is not given back is missed by the next. */
const single = openDatabase(url, 1);
afterAll(() => single.$disconnect());

const found = (tx: Transaction, name: string) =>
  tx.organisation.create({ data: { name, kind: "MINISTRY" }, select: { id: true } });
const enter = (tx: Transaction, name: string) =>
  tx.$executeRaw`INSERT INTO "Organisation" (name, kind) VALUES (${name}, 'MINISTRY')`;
const read = async (tx: Pick<Transaction, "$queryRaw">, name: string) =>
  (
    await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM "Organisation" WHERE starts_with(name, ${name}) ORDER BY name`
  ).map((row) => row.name);
const backend = async (tx: Transaction) =>
  (
    await tx.$queryRaw<{ pid: number; xid: string }[]>`
    SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS xid`
  )[0];

describe("SQL and Prisma in one transaction", () => {
  test("see what the other wrote, and nobody else does before its end", async () => {
    await inTransaction(db, async (tx) => {
      await enter(tx, "both 1");
      expect(await tx.organisation.count({ where: { name: "both 1" } })).toBe(1);
      await found(tx, "both 2");
      expect(await read(tx, "both")).toEqual(["both 1", "both 2"]);
      expect(await read(db, "both")).toEqual([]);
      expect(await db.organisation.count({ where: { name: { startsWith: "both" } } })).toBe(0);
    });
    expect(await read(db, "both")).toEqual(["both 1", "both 2"]);
  });

  test.each([
    ["at its end", async () => {}],
    ["in SQL", (tx: Transaction) => tx.$queryRaw`SELECT 1 / 0`],
    [
      "in Prisma",
      (tx: Transaction) =>
        tx.organisation.findUniqueOrThrow({ where: { id: crypto.randomUUID() } }),
    ],
  ])("are both taken back by a failure %s, and the connection serves on", async (_where, fail) => {
    for (let time = 0; time < 3; time += 1)
      await expect(
        inTransaction(single, async (tx) => {
          await enter(tx, "undone 1");
          await found(tx, "undone 2");
          await fail(tx);
          throw new Error("no");
        }),
      ).rejects.toThrow();
    expect(await read(single, "undone")).toEqual([]);
    await inTransaction(single, (tx) => found(tx, `done ${_where}`));
    expect(await read(single, `done ${_where}`)).toHaveLength(1);
  });

  test("keep to their own, however many run at once", async () => {
    const own = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        inTransaction(db, async (tx) => {
          const before = await backend(tx);
          if (n % 3 > 0) await found(tx, `many ${n}`);
          await Promise.all([
            tx.organisation.findUnique({ where: { id: crypto.randomUUID() } }),
            enter(tx, `many ${n}`),
          ]);
          const after = await backend(tx);
          expect(after).toEqual(before);
          if (n % 5 === 0) throw new Error("no");
          return before?.xid;
        }).catch(() => undefined),
      ),
    );
    const kept = own.flatMap((xid, n) => (xid ? [n] : []));
    expect(kept).toHaveLength(48);
    expect(new Set(own.filter(Boolean)).size).toBe(48);
    const expected = kept.flatMap((n) =>
      Array.from({ length: n % 3 > 0 ? 2 : 1 }, () => `many ${n}`),
    );
    expect((await read(db, "many")).toSorted()).toEqual(expected.toSorted());
  });
});

describe("a transaction that is over", () => {
  test.each<[string, (tx: Transaction) => Promise<unknown>]>([
    ["SQL", (tx: Transaction) => enter(tx, "late")],
    ["Prisma that was asked before", (tx: Transaction) => found(tx, "late")],
  ])("takes no more of %s, also where its connection serves another", async (_what, late) => {
    for (const fails of [false, true]) {
      const { promise: other, resolve: begun } = Promise.withResolvers<void>();
      let straggler: Promise<unknown> | undefined;
      await inTransaction(single, async (tx) => {
        await found(tx, "in time");
        straggler = other.then(() => late(tx));
        straggler.catch(() => {});
        if (fails) throw new Error("no");
      }).catch(() => {});
      await inTransaction(single, async () => {
        begun();
        await expect(straggler).rejects.toThrow();
      });
      expect(await read(single, "late")).toEqual([]);
    }
  });

  test("takes no more of Prisma that was never asked before", async () => {
    let kept: Transaction | undefined;
    await inTransaction(single, async (tx) => {
      kept = tx;
      await enter(tx, "before");
    });
    await expect(kept && found(kept, "late")).rejects.toThrow("over");
    expect(await read(single, "late")).toEqual([]);
  });
});

test("a failure that was passed over is told at the end, when nothing can be kept", async () => {
  await expect(
    inTransaction(single, async (tx) => {
      await enter(tx, "passed over");
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => {});
    }),
  ).rejects.toThrow("nothing was kept");
  expect(await read(single, "passed over")).toEqual([]);
});

test("what is refused at the end is refused whole", async () => {
  await single.$executeRaw`CREATE TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
  await expect(
    inTransaction(single, async (tx) => {
      await tx.$executeRaw`INSERT INTO late VALUES (1), (1)`;
      await found(tx, "refused");
    }),
  ).rejects.toThrow("unique");
  expect(await read(single, "refused")).toEqual([]);
});

test("a database that is closed keeps no connection, whoever used it", async () => {
  const open = async () =>
    (
      await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()`
    )[0]?.count;
  const before = await open();
  const uses: ((tx: Transaction) => Promise<unknown>)[] = [
    (tx) => enter(tx, "closed"),
    (tx) => found(tx, "closed"),
  ];
  for (const use of uses) {
    const other = openDatabase(url, 2);
    await inTransaction(other, use);
    await other.$disconnect();
    await other.$disconnect();
  }
  await expect.poll(open).toBe(before);
});
