import { planRuns } from "@winner/core/billing/index.ts";
import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";
import { createChunkQueue } from "./chunk-queue.ts";

const db = openLinkedDatabase();
const queue = createChunkQueue(Resource.BillingChunks.url);

/** Runs every hour, since a day begins at three hours in Indonesia: plans what is due and queues it. */
export const handler = job("billing-plan", async () => {
  const chunks = await planRuns(db);
  await queue.send(chunks);
  return { chunks: chunks.length };
});
