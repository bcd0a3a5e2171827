import { interactive, openLinkedDatabase } from "../cloud/database.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { serve } from "../cloud/serve.ts";
import { createWebhooks } from "./webhook.ts";

const webhooks = createWebhooks(openLinkedDatabase(interactive), openLinkedGateways());

/** Keeps the gateways' messages and answers; the scheduled run processes them. */
export const handler = serve("payment-webhooks", webhooks);
