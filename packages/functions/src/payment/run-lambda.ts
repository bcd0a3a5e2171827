import { runPayments } from "@winner/core/payment/index.ts";
import { openLinkedDatabase } from "../cloud/database.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { job } from "../cloud/job.ts";

const db = openLinkedDatabase();
const gateways = openLinkedGateways();

/** Runs every minute: processes webhooks, and keeps requests and the gateways' orders the same. */
export const handler = job("payments", () => runPayments(db, gateways));
