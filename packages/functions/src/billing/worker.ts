import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { PartialItemFailureResponse } from "@aws-lambda-powertools/batch/types";
import { issueChunk } from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";

/** What SQS hands over. */
export interface ChunkEvent {
  Records: { messageId: string; body: string }[];
}

/** Bills the chunks of a batch one after the other; those that failed, and only those, come again. */
export const createWorker = (db: Database) => {
  const processor = new BatchProcessor(EventType.SQS);
  return (event: ChunkEvent): Promise<PartialItemFailureResponse> =>
    processPartialResponse(
      event,
      async ({ body }: { body: string }) => {
        const { chunkId } = JSON.parse(body) as { chunkId: string };
        await issueChunk(db, chunkId);
      },
      processor,
      { processInParallel: false, throwOnFullBatchFailure: false },
    );
};
