import { alarm } from "./alarm.ts";
import { downloadUrl } from "./api.ts";
import { bundling } from "./bundling.ts";
import { database } from "./database.ts";
import { mail } from "./mail.ts";
import { schedule } from "./schedule.ts";
import { gatewaySecrets, linkSecret, vaultKey } from "./secret.ts";

schedule("Notifications", "rate(1 minute)", {
  handler: "packages/functions/src/notification/lambda.handler",
  timeout: "1 minute",
  nodejs: bundling("pdfkit"), // reads its fonts from its own folder
  link: [database, mail, linkSecret, vaultKey, ...gatewaySecrets],
  environment: { DOWNLOAD_URL: downloadUrl },
});

alarm("MessagesParked", {
  alarmDescription: "A mail, document or webhook was given up: see parkedMessages in the API.",
  namespace: "Winner",
  metricName: "ParkedMessages",
  statistic: "Maximum",
  threshold: 0,
});
