import { watchFunction } from "./alarm.ts";
import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { schedule } from "./schedule.ts";
import { gatewaySecrets } from "./secret.ts";
import { production } from "./stage.ts";

const link = [database, ...gatewaySecrets];

/** Takes the gateways' messages at /webhooks/midtrans and /webhooks/xendit, apart from the API and its load. */
const webhooks = new sst.aws.Function("PaymentWebhooks", {
  ...defaults,
  handler: "packages/functions/src/payment/webhook-lambda.handler",
  url: { cors: false },
  timeout: "10 seconds",
  concurrency: { reserved: production ? 10 : 2 },
  link,
});
watchFunction("PaymentWebhooks", webhooks.nodes.function);

/** What the gateways are told to call. */
export const webhookUrl = webhooks.url;

schedule("Payments", "rate(1 minute)", {
  handler: "packages/functions/src/payment/run-lambda.handler",
  timeout: "5 minutes",
  link,
});
