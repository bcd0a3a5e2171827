import { database } from "./database.ts";
import { defaults } from "./function.ts";

const failed = new sst.aws.Queue("DunningFailed");

/** Each hour of the morning: reminders come by day in every zone, and what one run missed the next makes up for. */
new sst.aws.CronV2("Dunning", {
  schedule: "cron(0 7-11 * * ? *)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: failed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/billing/dunning-lambda.handler",
    timeout: "5 minutes",
    link: [database],
  },
});
