import { runAgreements } from "@winner/core/agreement/index.ts";
import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";

const db = openLinkedDatabase();

/** Runs every hour, since a day ends at three hours in Indonesia: ends what has passed and notes the reminders that are due. */
export const handler = job("agreements", () => runAgreements(db));
