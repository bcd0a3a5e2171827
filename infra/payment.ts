import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { midtransServerKey, xenditCallbackToken, xenditToken } from "./secret.ts";

const link = [database, midtransServerKey, xenditToken, xenditCallbackToken];

/** Takes the gateways' messages at /webhooks/midtrans and /webhooks/xendit, apart from the API and its load. */
const webhooks = new sst.aws.Function("PaymentWebhooks", {
  ...defaults,
  handler: "packages/functions/src/payment/webhook-lambda.handler",
  url: true,
  timeout: "10 seconds",
  link,
});

/** What the gateways are told to call. */
export const webhookUrl = webhooks.url;

const failed = new sst.aws.Queue("PaymentsFailed");

new sst.aws.CronV2("Payments", {
  schedule: "rate(1 minute)",
  timezone: "Asia/Jakarta",
  retries: 3,
  dlq: failed.arn,
  function: {
    ...defaults,
    handler: "packages/functions/src/payment/run-lambda.handler",
    timeout: "5 minutes",
    link,
  },
});
