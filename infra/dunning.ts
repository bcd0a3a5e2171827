import { database } from "./database.ts";
import { schedule } from "./schedule.ts";

/** Each hour of the morning: reminders come by day in every zone, and what one run missed the next makes up for. */
schedule("Dunning", "cron(0 7-11 * * ? *)", {
  handler: "packages/functions/src/billing/dunning-lambda.handler",
  timeout: "5 minutes",
  link: [database],
});
