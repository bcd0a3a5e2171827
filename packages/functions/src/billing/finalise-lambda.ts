import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";
import { finishBilling } from "./finish.ts";

const db = openLinkedDatabase();

/** Runs four times an hour. A mismatch throws, which the alarm on errors sees. */
export const handler = job("billing-finalise", () => finishBilling(db));
