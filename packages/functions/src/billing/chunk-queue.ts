import { randomUUID } from "node:crypto";
import { SendMessageBatchCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import type { PlannedChunk } from "@winner/core/billing/index.ts";

/** Messages that SQS takes at once. */
const batchSize = 10;

/** Gives chunks to the workers. */
export interface ChunkQueue {
  send(chunks: readonly PlannedChunk[]): Promise<void>;
}

/**
 * A queue in SQS. Sending the same chunk again is harmless: a chunk that is done is done. What SQS does
 * not take throws, and the next planning sends it.
 */
export function createChunkQueue(url: string, config: SQSClientConfig = {}): ChunkQueue {
  const client = new SQSClient(config);
  return {
    async send(chunks) {
      for (let start = 0; start < chunks.length; start += batchSize) {
        const { Failed } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: url,
            Entries: chunks.slice(start, start + batchSize).map((chunk) => ({
              Id: randomUUID(),
              MessageBody: JSON.stringify(chunk),
            })),
          }),
        );
        if (Failed && Failed.length > 0)
          throw new Error(`the queue refused ${Failed.length} chunks: ${Failed[0]?.Code}`);
      }
    },
  };
}
