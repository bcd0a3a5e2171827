import { runDunning } from "@winner/core/billing/index.ts";
import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";

const db = openLinkedDatabase();

/** Runs each hour of the morning: reminds of open invoices and withholds access, each step once. */
export const handler = job("dunning", () => runDunning(db));
