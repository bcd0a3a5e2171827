import { openLinkedDatabase } from "../cloud/database.ts";
import { createWorker } from "./worker.ts";

/** Takes chunks from the queue. */
export const handler = createWorker(openLinkedDatabase());
