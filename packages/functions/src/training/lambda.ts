import { runTraining } from "@winner/core/training/index.ts";
import { openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";

const db = openLinkedDatabase();

/** Runs every hour: puts the reminders of trainings that begin within a day into the outbox. */
export const handler = job("training", () => runTraining(db));
