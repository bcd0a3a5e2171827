import { database } from "./database.ts";
import { schedule } from "./schedule.ts";

/** Half past each hour, when the agreements' run is over. */
schedule("Training", "cron(30 * * * ? *)", {
  handler: "packages/functions/src/training/lambda.handler",
  timeout: "5 minutes",
  link: [database],
});
