import { openLinkedDatabase } from "../cloud/database.ts";
import { type HttpEvent, requestOf, resultOf } from "../cloud/event.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { createWebhooks } from "./webhook.ts";

const webhooks = createWebhooks(openLinkedDatabase(), openLinkedGateways());

/** Keeps the gateways' messages and answers; the scheduled run processes them. */
export const handler = async (event: HttpEvent) => resultOf(await webhooks(requestOf(event)));
