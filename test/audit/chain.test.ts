import { append, verifyChains } from "@winner/core/audit/index.ts";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const entry = (index: number) => ({
  stream: "s",
  actor: "a",
  action: "x",
  subjectType: "T",
  subjectId: String(index),
  after: { index },
});

test("parallel writers make one chain without gap, and any later change is found", async () => {
  const { db } = await freshDatabase();
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => db.$transaction((tx) => append(tx, entry(index)))),
  );
  expect(await verifyChains(db)).toEqual({ events: 40, faults: [] });
  await expect(db.auditEvent.deleteMany()).rejects.toThrow("append-only");
  await expect(db.auditEvent.updateMany({ data: { actor: "b" } })).rejects.toThrow("append-only");

  await db.$executeRaw`ALTER TABLE "AuditEvent" DISABLE TRIGGER audit_append_only`;
  await db.$executeRaw`UPDATE "AuditEvent" SET after = '{"index": 99}' WHERE seq = 7`;
  expect((await verifyChains(db)).faults).toEqual([{ stream: "s", seq: 7n, fault: "HASH" }]);
  await db.$executeRaw`DELETE FROM "AuditEvent" WHERE seq IN (7, 40)`;
  expect((await verifyChains(db)).faults.map(({ seq, fault }) => [Number(seq), fault])).toEqual([
    [8, "GAP"],
    [40, "HEAD"],
  ]);
});

test("an event of a transaction that fails does not exist, and leaves no gap", async () => {
  const { db } = await freshDatabase();
  const failing = db.$transaction(async (tx) => {
    append(tx, entry(1));
    throw new Error("later");
  });
  await expect(failing).rejects.toThrow("later");
  await db.$transaction((tx) => append(tx, entry(2)));
  expect(await verifyChains(db)).toEqual({ events: 1, faults: [] });
});
