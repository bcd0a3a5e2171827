import { runAgreements } from "@winner/core/agreement/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { deliver, type Mail } from "@winner/core/notification/index.ts";
import { writeMail } from "./outbox.ts";

export interface Job {
  name: string;
  everySeconds: number;
  run(): Promise<unknown>;
}

const minute = 60;
const hour = 60 * minute;

/** What the cloud's schedules run, for the local server. */
export const scheduledJobs = (db: Database): Job[] => [
  { name: "agreements", everySeconds: hour, run: () => runAgreements(db) },
  {
    name: "mail",
    everySeconds: minute,
    run: () => deliver<Mail>(db, "MAIL", ({ payload }) => writeMail(payload, payload.subject)),
  },
];

/**
 * Runs each job at once and then again and again, never the same one twice at a time. A job that fails
 * is told and tried again at its next time. `stop` waits for what is running.
 */
export function startSchedule(jobs: readonly Job[]): { stop(): Promise<void> } {
  const running = new Map<string, Promise<void>>();
  const start = ({ name, run }: Job) => {
    if (running.has(name)) return;
    const work = run()
      .then(
        () => undefined,
        (error: unknown) => console.error(`The scheduled job ${name} failed:`, error),
      )
      .finally(() => running.delete(name));
    running.set(name, work);
  };
  const timers = jobs.map((job) => {
    start(job);
    return setInterval(() => start(job), job.everySeconds * 1000);
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
