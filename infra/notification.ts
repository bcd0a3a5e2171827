import { downloadUrl } from "./api.ts";
import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { mail } from "./mail.ts";
import {
  linkSecret,
  midtransServerKey,
  vaultKey,
  xenditCallbackToken,
  xenditToken,
} from "./secret.ts";

const failed = new sst.aws.Queue("NotificationsFailed");

new sst.aws.CronV2("Notifications", {
  schedule: "rate(1 minute)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: failed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/notification/lambda.handler",
    timeout: "1 minute",
    nodejs: { install: ["pdfkit"] }, // reads its fonts from its own folder
    link: [
      database,
      mail,
      linkSecret,
      vaultKey,
      midtransServerKey,
      xenditToken,
      xenditCallbackToken,
    ],
    environment: { DOWNLOAD_URL: downloadUrl },
  },
});
