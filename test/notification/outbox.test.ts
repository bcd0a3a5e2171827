import { inTransaction } from "@winner/core/database/index.ts";
import {
  backoffSeconds,
  countParked,
  deliver,
  enqueueMail,
  forgetMails,
  type Mail,
  mailDays,
  maxAttempts,
} from "@winner/core/notification/index.ts";
import { beforeEach, expect, test } from "vitest";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const start = Date.parse("2026-01-05T01:00:00Z");
const at = (seconds: number) => setClock(db, new Date(start + seconds * 1000).toISOString());
const mail = (key: string) => ({ key, to: "a@test.invalid", subject: key, text: "Isi" });
const write = (...keys: string[]) =>
  inTransaction(db, (tx) => enqueueMail(tx, ...keys.map((key) => mail(key))));
const collect = () => {
  const sent: string[] = [];
  const run = () =>
    deliver<Mail>(db, "MAIL", async ({ payload }) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      sent.push(payload.subject);
    });
  return { sent, run };
};

beforeEach(async () => {
  await db.outboxMessage.deleteMany();
  await at(0);
});

test("a message is written once, also by two at the same moment, and not by a transaction that fails", async () => {
  await Promise.all([write("a", "b"), write("b", "c"), write("a")]);
  await expect(
    inTransaction(db, async (tx) => {
      await enqueueMail(tx, mail("lost"));
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  const { sent, run } = collect();
  expect(await run()).toEqual({ delivered: 3, failed: 0, parked: 0 });
  expect(sent.sort()).toEqual(["a", "b", "c"]);
  await write("a");
  expect(await run()).toEqual({ delivered: 0, failed: 0, parked: 0 });
});

test("two workers never send the same message", async () => {
  const keys = Array.from({ length: 150 }, (_, index) => `m${index}`);
  await write(...keys);
  const { sent, run } = collect();
  await Promise.all([run(), run(), run(), run()]);
  await run();
  expect(sent.sort()).toEqual(keys.sort());
});

test("a message that another worker delivered is not given up by one that failed late", async () => {
  await write("slow");
  await db.outboxMessage.updateMany({ data: { attempts: maxAttempts - 1 } });
  await deliver<Mail>(db, "MAIL", async () => {
    await db.outboxMessage.updateMany({ data: { deliveredAt: new Date(start) } });
    throw new Error("timed out");
  });
  expect(await countParked(db)).toBe(0);
});

test("a failure is tried again later and later, and parked in the end", async () => {
  await write("bad", "good");
  let tries = 0;
  const run = () =>
    deliver<Mail>(db, "MAIL", async ({ payload }) => {
      if (payload.subject !== "bad") return;
      tries += 1;
      throw new TypeError("no such host");
    });
  expect(await run()).toEqual({ delivered: 1, failed: 1, parked: 0 });
  expect(await run()).toEqual({ delivered: 0, failed: 0, parked: 0 });
  let clock = 0;
  for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
    clock += backoffSeconds(attempt);
    await at(clock - 1);
    await run();
    expect(tries).toBe(attempt);
    await at(clock);
    await run();
    expect(tries).toBe(attempt + 1);
  }
  await at(clock + 10 * 86_400);
  await run();
  expect(tries).toBe(maxAttempts);
  const parked = await db.outboxMessage.findFirstOrThrow({ where: { parkedAt: { not: null } } });
  expect(parked.lastError).toBe("TypeError: no such host");

  expect(await countParked(db)).toBe(1);
  const ask = "{ parkedMessages { edges { node { topic key attempts lastError } } } }";
  const administrator = await api.person(role("ADMINISTRATOR"));
  const { data } = await administrator.ask(ask);
  expect(data?.parkedMessages.edges).toEqual([
    {
      node: { topic: "MAIL", key: "mail:bad", attempts: 10, lastError: "TypeError: no such host" },
    },
  ]);
  const retry = (topic: string) => api.run(administrator, "retryDeliveries", { topic }, "count");
  expect(await retry("INVOICE")).toMatchObject({ count: 0 });
  await at(clock + 11 * 86_400);
  expect(await retry("MAIL")).toMatchObject({ count: 1 });
  expect(await countParked(db)).toBe(0);
  const { sent, run: deliverAgain } = collect();
  await deliverAgain();
  expect(sent).toEqual(["bad"]);
});

test("what a worker took and did not finish comes back after its time", async () => {
  await write("slow");
  await db.$executeRaw`UPDATE "OutboxMessage" SET attempts = 1, "availableAt" = winner_now() + interval '300 seconds'`;
  const { sent, run } = collect();
  await at(299);
  await run();
  expect(sent).toEqual([]);
  await at(300);
  await run();
  expect(sent).toEqual(["slow"]);
});

test("a mail that was delivered 90 days ago is deleted, in batches; what waits, is parked or is no mail stays", async () => {
  await write("a", "b", "c");
  await collect().run();
  await write("waiting", "parked");
  await db.outboxMessage.update({
    where: { key: "mail:parked" },
    data: { parkedAt: new Date(start) },
  });
  await db.outboxMessage.create({
    data: { topic: "INVOICE", key: "invoice:1", payload: {}, deliveredAt: new Date(start) },
  });
  const day = 86_400;
  await at(mailDays * day);
  expect(await forgetMails(db)).toBe(0);
  await at(mailDays * day + 1);
  expect(await forgetMails(db, 2)).toBe(2);
  expect(await forgetMails(db, 2)).toBe(1);
  expect(await forgetMails(db, 2)).toBe(0);
  const left = await db.outboxMessage.findMany({ orderBy: { id: "asc" } });
  expect(left.map((one) => one.key)).toEqual(["mail:waiting", "mail:parked", "invoice:1"]);
});
