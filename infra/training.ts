import { database } from "./database.ts";
import { defaults } from "./function.ts";

const failed = new sst.aws.Queue("TrainingFailed");

/** Half past each hour, when the agreements' run is over. */
new sst.aws.CronV2("Training", {
  schedule: "cron(30 * * * ? *)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: failed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/training/lambda.handler",
    timeout: "5 minutes",
    link: [database],
  },
});
