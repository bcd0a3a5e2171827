import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";
import { createWorker } from "./worker.ts";

/** Takes chunks from the queue. */
export const handler = job("billing-issue", createWorker(openLinkedDatabase()));
