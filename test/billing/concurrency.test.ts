import {
  draftInvoice,
  finaliseInvoices,
  issueChunk,
  issueCreditNote,
  issueSubscription,
  planRuns,
  recogniseRevenue,
  reconcileRuns,
} from "@winner/core/billing/index.ts";
import { type Database, inTransaction } from "@winner/core/database/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { afterEach, describe, expect, test } from "vitest";
import { date, openShop, runBilling, type Shop, subscribe } from "../support/billing.ts";
import { crashing } from "../support/crash.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const system = { kind: "SYSTEM", name: "test" } as const;
afterEach(async () => {
  expect(await brokenInvariants(db)).toEqual({});
  await db.subscription.updateMany({ data: { state: "ENDED", endsOn: date("2020-01-01") } });
});

async function shopWith(count: number, startsOn: string): Promise<Shop> {
  const shop = await openShop(db);
  for (let index = 0; index < count; index += 1)
    await subscribe(db, shop, startsOn, { tierId: shop.tiers[index % 3] ?? "" });
  return shop;
}

/** All that billing left behind for a shop, without ids and times. */
async function stateOf(on: Database, { providerId }: Shop) {
  const invoices = await on.invoice.findMany({
    where: { providerId },
    select: {
      periodStart: true,
      periodEnd: true,
      state: true,
      year: true,
      sequence: true,
      issuedOn: true,
      base: true,
      tax: true,
      lines: { select: { amount: true, description: true } },
    },
    orderBy: { sequence: "asc" },
  });
  const subscriptions = await on.subscription.findMany({
    where: { providerId },
    select: { nextPeriodStart: true, parkedAt: true },
    orderBy: { id: "asc" },
  });
  const postings = await on.ledgerPosting.groupBy({
    by: ["reason", "debit", "credit", "amount"],
    where: { providerId },
    _count: true,
    orderBy: [{ reason: "asc" }, { amount: "asc" }],
  });
  return { invoices, subscriptions, postings };
}

describe("workers at the same time", () => {
  test("given the same chunks bill every period once", async () => {
    await setClock(db, "2026-03-05T03:00:00Z");
    const shop = await shopWith(60, "2026-01-10");
    const [plan, again] = await Promise.all([
      planRuns(db, { size: 10 }),
      planRuns(db, { size: 10 }),
    ]);
    expect(plan.map((chunk) => chunk.chunkId).sort()).toEqual(
      again.map((chunk) => chunk.chunkId).sort(),
    );
    const work = async (chunks: typeof plan) => {
      let issued = 0;
      for (const { chunkId } of chunks) issued += (await issueChunk(db, chunkId)).issued;
      return issued;
    };
    const counts = await Promise.all([work(plan), work([...plan].reverse()), work(plan)]);
    expect(counts.reduce((a, b) => a + b)).toBe(120);
    expect(await reconcileRuns(db)).toMatchObject([{ due: 120, issued: 120, state: "COMPLETE" }]);
    expect(await db.invoice.count({ where: { providerId: shop.providerId } })).toBe(120);
  });

  test("a change that bills a subscription at the same moment is no mismatch of the run", async () => {
    await setClock(db, "2026-03-07T03:00:00Z");
    const shop = await shopWith(3, "2026-03-01");
    const [{ chunkId } = { chunkId: "" }] = await planRuns(db);
    const { id } = await db.subscription.findFirstOrThrow({
      where: { providerId: shop.providerId },
    });
    let running: Promise<unknown> = Promise.resolve();
    await inTransaction(db, async (tx) => {
      await issueSubscription(tx, id);
      running = issueChunk(db, chunkId);
      for (let waiting = 0; waiting === 0; ) {
        const [row] = await db.$queryRaw<{ waiting: number }[]>`
          SELECT count(*)::int AS waiting FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE NOT l.granted AND a.datname = current_database()`;
        waiting = row?.waiting ?? 0;
      }
    });
    expect(await running).toMatchObject({ issued: 2, existing: 0 });
    expect(await reconcileRuns(db)).toMatchObject([{ due: 2, issued: 2, state: "COMPLETE" }]);
  });

  test("two that wait for each other both come to their end", async () => {
    const shop = await shopWith(2, "2026-03-01");
    const [a, b] = await db.subscription.findMany({ where: { providerId: shop.providerId } });
    let begun = 0;
    const raise = (ids: (string | undefined)[]) =>
      inTransaction(db, async (tx) => {
        for (const id of ids) {
          await tx.subscription.updateMany({
            where: { id: id ?? "" },
            data: { version: { increment: 1 } },
          });
          begun += 1;
          while (begun < 2) await new Promise((done) => setTimeout(done, 10));
        }
      });
    await Promise.all([raise([a?.id, b?.id]), raise([b?.id, a?.id])]);
    expect(begun).toBeGreaterThan(4);
    const after = await db.subscription.findMany({ where: { providerId: shop.providerId } });
    expect(after.map(({ version }) => version)).toEqual([3, 3]);
  });

  test("a hundred finalisers number without a gap, and a credit note has a series of its own", async () => {
    await setClock(db, "2026-05-02T03:00:00Z");
    const shop = await shopWith(150, "2026-05-01");
    for (const { chunkId } of await planRuns(db, { size: 50 })) await issueChunk(db, chunkId);
    const counts = await Promise.all(
      Array.from({ length: 100 }, () => finaliseInvoices(db, shop.providerId, 3)),
    );
    const left = await finaliseInvoices(db, shop.providerId);
    expect(counts.reduce((a, b) => a + b) + left).toBe(150);
    const invoices = await db.invoice.findMany({ where: { providerId: shop.providerId } });
    expect(invoices.map((one) => one.sequence).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 1),
    );
    const notes = await Promise.all(
      invoices
        .slice(0, 20)
        .map(({ id }) =>
          inTransaction(db, (tx) =>
            issueCreditNote(tx, system, { invoiceId: id, base: 100_000n, reason: "Uji" }),
          ),
        ),
    );
    expect(notes.map((note) => note.sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test("a number that a failed transaction took is given to the next", async () => {
    const shop = await openShop(db);
    const { institutionId } = await db.subscription.findUniqueOrThrow({
      where: { id: await subscribe(db, shop, "2026-01-01") },
    });
    const draft = () =>
      inTransaction(db, (tx) =>
        draftInvoice(tx, {
          ...shop,
          institutionId,
          kind: "ONE_OFF",
          timeZone: "Asia/Jakarta",
          taxedOn: "2026-01-01" as LocalDate,
          lines: [{ kind: "SERVICE", description: "Pelatihan", unitPrice: 5n, amount: 5n }],
        }),
      );
    await setClock(db, "2026-12-31T16:59:00Z");
    const first = await draft();
    await finaliseInvoices(db, shop.providerId);
    // The lines do not add up, which the database finds at the end of the statement.
    const bad = await draft();
    await db.invoice.update({ where: { id: bad }, data: { base: 6n, total: 6n } });
    await expect(finaliseInvoices(db, shop.providerId)).rejects.toThrow("do not add up");
    await db.invoice.update({ where: { id: bad }, data: { base: 5n, total: 5n } });
    await finaliseInvoices(db, shop.providerId);
    await setClock(db, "2026-12-31T17:00:00Z");
    const next = await draft();
    await finaliseInvoices(db, shop.providerId);
    const numbers = await Promise.all(
      [first, bad, next].map(async (id) =>
        (await db.invoice.findUniqueOrThrow({ where: { id } })).number?.slice(-11),
      ),
    );
    expect(numbers).toEqual(["2026/000001", "2026/000002", "2027/000001"]);
  });
});

describe("a crash", () => {
  test("after any statement leaves nothing half done: run again, all ends in the same state", async () => {
    const run = async (on: Database) => {
      await setClock(db, "2026-03-20T03:00:00Z");
      await runBilling(on, 2);
      await recogniseRevenue(on, "2026-03-20" as LocalDate);
    };
    const whole = await shopWith(3, "2026-02-15");
    await run(db);
    const expected = await stateOf(db, whole);
    expect(expected.invoices).toHaveLength(6);
    let last = true;
    let n = 0;
    for (n = 1; last; n += 1) {
      await db.subscription.updateMany({ data: { state: "ENDED", endsOn: date("2020-01-01") } });
      // The day's run as if it had never been.
      await db.billingChunk.deleteMany();
      await db.billingRun.deleteMany();
      const shop = await shopWith(3, "2026-02-15");
      const { broken, crashed } = crashing(db, n);
      await run(broken).catch((error: Error) => expect(error.message).toContain("crash"));
      await run(db);
      expect(await stateOf(db, shop), `crash after statement ${n}`).toEqual(expected);
      last = crashed();
    }
    expect(n).toBeGreaterThan(30);
  });

  test("of the server's connection leaves nothing half done either", async () => {
    await setClock(db, "2026-07-02T03:00:00Z");
    const shop = await shopWith(40, "2026-07-01");
    const chunks = await planRuns(db, { size: 10 });
    const work = chunks.map(({ chunkId }) => issueChunk(db, chunkId).catch(() => "lost"));
    await db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
    await Promise.all(work);
    await runBilling(db, 10);
    expect(await db.invoice.count({ where: { providerId: shop.providerId } })).toBe(40);
  });
});
