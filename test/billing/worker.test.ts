import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { planRuns } from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { createChunkQueue } from "@winner/functions/billing/chunk-queue.ts";
import { finishBilling } from "@winner/functions/billing/finish.ts";
import { type ChunkEvent, createWorker } from "@winner/functions/billing/worker.ts";
import { startFauxqs } from "fauxqs";
import { afterAll, expect, test } from "vitest";
import { openShop, subscribe } from "../support/billing.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const server = await startFauxqs({ port: 0, logger: false });
afterAll(() => server.stop());
const settings = {
  endpoint: server.address,
  region: "ap-southeast-3",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const client = new SQSClient(settings);
const retries = 3;
const dead = server.createQueue("chunks-failed");
const chunks = server.createQueue("chunks", {
  attributes: {
    VisibilityTimeout: "0",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: retries }),
  },
});
const receive = async (QueueUrl: string) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ??
  [];

/** What Lambda does with a queue: hands over a batch, and deletes all but what is said to have failed. */
async function poll(worker: ReturnType<typeof createWorker>): Promise<number> {
  const messages = await receive(chunks.queueUrl);
  if (messages.length === 0) return 0;
  const event: ChunkEvent = {
    Records: messages.map(({ MessageId = "", Body = "" }) => ({
      messageId: MessageId,
      body: Body,
    })),
  };
  const { batchItemFailures } = await worker(event);
  const failed = new Set(batchItemFailures.map((one) => one.itemIdentifier));
  for (const { MessageId = "", ReceiptHandle } of messages)
    if (!failed.has(MessageId))
      await client.send(new DeleteMessageCommand({ QueueUrl: chunks.queueUrl, ReceiptHandle }));
  return messages.length;
}

test("chunks go through a queue: what fails comes again alone, what never works ends aside, and every period is billed once", async () => {
  await setClock(db, "2026-04-01T03:00:00Z");
  const shop = await openShop(db);
  for (let count = 0; count < 30; count += 1) await subscribe(db, shop, "2026-03-01");
  const planned = await planRuns(db, { size: 5 });
  expect(planned).toHaveLength(6);
  const queue = createChunkQueue(chunks.queueUrl, settings);
  // Sent twice, as a planner does that was cut off after sending.
  await queue.send(planned);
  await queue.send(planned);
  const poison = JSON.stringify({ chunkId: "00000000-0000-0000-0000-000000000000" });
  await client.send(new SendMessageCommand({ QueueUrl: chunks.queueUrl, MessageBody: poison }));

  // The second transaction of the first batch loses its connection.
  let transactions = 0;
  const shaky = new Proxy(db, {
    get(target, name) {
      if (name !== "$transaction") return Reflect.get(target, name);
      return (work: never) => {
        transactions += 1;
        return transactions === 2
          ? Promise.reject(new Error("connection lost"))
          : target.$transaction(work);
      };
    },
  }) as Database;
  const [first, second] = [createWorker(shaky), createWorker(db)];
  for (let round = 0; round < 12; round += 1) await Promise.all([poll(first), poll(second)]);
  expect(await receive(chunks.queueUrl)).toEqual([]);
  expect((await receive(dead.queueUrl)).map((message) => message.Body)).toEqual([poison]);

  expect(await finishBilling(db)).toMatchObject({ reconciled: 1, finalised: 60 });
  expect(await finishBilling(db)).toEqual({ reconciled: 0, finalised: 0, earning: 0 });
  expect(await db.billingRun.findMany()).toMatchObject([
    { state: "COMPLETE", due: 60, issued: 60, parked: 0 },
  ]);
  expect(await brokenInvariants(db)).toEqual({});
});

test("a run that does not add up is an alarm", async () => {
  await db.$executeRaw`UPDATE "BillingChunk" SET issued = issued - 1 WHERE id = (SELECT min(id::text)::uuid FROM "BillingChunk")`;
  await expect(finishBilling(db)).rejects.toThrow("does not reconcile");
});
