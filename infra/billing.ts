import { alarm, watchFunction } from "./alarm.ts";
import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { failedQueue, workQueue } from "./queue.ts";
import { schedule } from "./schedule.ts";

/** Invisible for six times as long as a worker may take, so that no second one gets it meanwhile. */
export const chunks = workQueue("BillingChunks", {
  visibilityTimeout: "30 minutes",
  failed: failedQueue("BillingChunksFailed"),
  retry: 5,
});

const worker = chunks.subscribe(
  {
    ...defaults,
    handler: "packages/functions/src/billing/issue-lambda.handler",
    timeout: "5 minutes",
    concurrency: { reserved: 10 },
    link: [database],
  },
  {
    batch: { size: 2, partialResponses: true },
    // Takes no more messages than there are workers: the rest would count as failed attempts.
    transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 10 } } },
  },
);
watchFunction(
  "BillingIssue",
  worker.apply(({ nodes }) => nodes.function),
);

/** Five past each hour: a day begins at three hours in Indonesia. */
const plan = schedule("BillingPlan", "cron(5 * * * ? *)", {
  handler: "packages/functions/src/billing/plan-lambda.handler",
  timeout: "5 minutes",
  link: [database, chunks],
});

const finalise = schedule("BillingFinalise", "rate(15 minutes)", {
  handler: "packages/functions/src/billing/finalise-lambda.handler",
  timeout: "10 minutes",
  link: [database],
});

const logGroupOf = ({ nodes }: sst.aws.Function) =>
  $output(nodes.logGroup).apply((group) => $output(group?.name ?? ""));

const mismatch = new aws.cloudwatch.LogMetricFilter("BillingMismatch", {
  logGroupName: finalise.nodes.function.apply((one) => logGroupOf(one)),
  pattern: '"billing does not reconcile"',
  metricTransformation: { namespace: "Winner", name: "RunsNotReconciled", value: "1" },
});
alarm("BillingNotReconciled", {
  alarmDescription: "A run of billing differs from what was due: see docs/billing.md.",
  namespace: "Winner",
  metricName: mismatch.metricTransformation.name,
  statistic: "Sum",
  threshold: 0,
});

alarm("BillingPlanSilent", {
  alarmDescription: "Billing has not been planned for two hours.",
  namespace: "AWS/Lambda",
  metricName: "Invocations",
  dimensions: { FunctionName: plan.nodes.function.apply((one) => one.name) },
  statistic: "Sum",
  period: 7200,
  threshold: 1,
  below: true,
  treatMissingData: "breaching",
});

alarm("BillingChunksWait", {
  alarmDescription: "A chunk of billing has waited for an hour.",
  namespace: "AWS/SQS",
  metricName: "ApproximateAgeOfOldestMessage",
  dimensions: { QueueName: chunks.nodes.queue.name },
  statistic: "Maximum",
  threshold: 3600,
});
