import { database } from "./database.ts";
import { schedule } from "./schedule.ts";

/** A quarter past each hour: a day ends at three different hours in Indonesia. */
schedule("Agreements", "cron(15 * * * ? *)", {
  handler: "packages/functions/src/agreement/lambda.handler",
  timeout: "5 minutes",
  link: [database],
});
