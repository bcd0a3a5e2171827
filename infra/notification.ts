import { database } from "./database.ts";
import { mail } from "./mail.ts";
import { schedule } from "./schedule.ts";

schedule("Notifications", "rate(1 minute)", {
  handler: "packages/functions/src/notification/lambda.handler",
  timeout: "1 minute",
  link: [database, mail],
});
