import { database } from "./database.ts";
import { defaults } from "./function.ts";

const failed = new sst.aws.Queue("AgreementsFailed");

/** A quarter past each hour: a day ends at three different hours in Indonesia. */
new sst.aws.CronV2("Agreements", {
  schedule: "cron(15 * * * ? *)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: failed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/agreement/lambda.handler",
    timeout: "5 minutes",
    link: [database],
  },
});
