import { watchFunction } from "./alarm.ts";
import { defaults } from "./function.ts";
import { failedQueue } from "./queue.ts";

/**
 * Runs a function by the clock of Jakarta, one at a time. The scheduler tries again when it cannot
 * hand the event over, and Lambda when the function fails; what neither brings about goes to a queue
 * of its own with an alarm.
 */
export function schedule(
  name: string,
  expression: `cron(${string})` | `rate(${string})`,
  options: Pick<
    sst.aws.FunctionArgs,
    "handler" | "timeout" | "link" | "environment" | "nodejs" | "memory"
  >,
) {
  const failed = failedQueue(`${name}Failed`);
  const cron = new sst.aws.CronV2(name, {
    schedule: expression,
    timezone: "Asia/Jakarta",
    retries: 3,
    dlq: failed.arn,
    function: {
      ...defaults,
      ...options,
      concurrency: { reserved: 1 },
      retries: 2,
      permissions: [{ actions: ["sqs:SendMessage"], resources: [failed.arn] }],
      transform: {
        ...defaults.transform,
        eventInvokeConfig: { destinationConfig: { onFailure: { destination: failed.arn } } },
      },
    },
  });
  watchFunction(name, cron.nodes.function);
  return cron;
}
