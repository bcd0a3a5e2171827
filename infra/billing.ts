import { database } from "./database.ts";
import { defaults } from "./function.ts";

/** Chunks that failed five times wait here for people; the alarm looks at it. */
export const chunksFailed = new sst.aws.Queue("BillingChunksFailed");

/** Invisible for six times as long as a worker may take, so that no second one gets it meanwhile. */
const chunks = new sst.aws.Queue("BillingChunks", {
  visibilityTimeout: "30 minutes",
  dlq: { queue: chunksFailed.arn, retry: 5 },
});

chunks.subscribe(
  {
    ...defaults,
    handler: "packages/functions/src/billing/issue-lambda.handler",
    timeout: "5 minutes",
    // Below what the database can take at once.
    concurrency: { reserved: 10 },
    link: [database],
  },
  { batch: { size: 2, partialResponses: true } },
);

export const schedulesFailed = new sst.aws.Queue("BillingSchedulesFailed");

/** Five past each hour: a day begins at three hours in Indonesia. */
new sst.aws.CronV2("BillingPlan", {
  schedule: "cron(5 * * * ? *)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: schedulesFailed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/billing/plan-lambda.handler",
    timeout: "5 minutes",
    link: [database, chunks],
  },
});

new sst.aws.CronV2("BillingFinalise", {
  schedule: "rate(15 minutes)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: schedulesFailed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/billing/finalise-lambda.handler",
    timeout: "10 minutes",
    link: [database],
  },
});
