import { runAgreements } from "@winner/core/agreement/index.ts";
import { issueDue, runDunning } from "@winner/core/billing/index.ts";
import { forgetSignIns } from "@winner/core/identity/index.ts";
import { deliver, forgetMails, type Mail } from "@winner/core/notification/index.ts";
import { type Gateways, runPayments } from "@winner/core/payment/index.ts";
import { runTraining } from "@winner/core/training/index.ts";
import { finishBilling } from "../billing/finish.ts";
import { type BillingDelivery, deliverBilling } from "../notification/billing-delivery.ts";
import { createPaymentWays } from "../payment/payment-ways.ts";
import { writeMail } from "./outbox.ts";

export interface Job {
  name: string;
  everySeconds: number;
  run(): Promise<unknown>;
}

const minute = 60;
const hour = 60 * minute;

/** What the jobs need besides the database. */
export interface JobServices extends Omit<BillingDelivery, "ensurePaymentWays"> {
  gateways: Gateways;
}

/** What the cloud's schedules run, for the local server. */
export function scheduledJobs(services: JobServices): Job[] {
  const { db, gateways } = services;
  const billing = { ...services, ensurePaymentWays: createPaymentWays(db, gateways) };
  const job = (name: string, everySeconds: number, run: Job["run"]): Job => ({
    name,
    everySeconds,
    run,
  });
  return [
    job("agreements", hour, () => runAgreements(db)),
    job("training", hour, () => runTraining(db)),
    job("billing", hour, async () => {
      await issueDue(db);
      await finishBilling(db);
    }),
    job("dunning", hour, () => runDunning(db)),
    job("payments", minute, () => runPayments(db, gateways)),
    job("documents", minute, () => deliverBilling(billing)),
    job("mail", minute, async () => {
      await deliver<Mail>(db, "MAIL", ({ payload }) => writeMail(payload));
      await forgetMails(db);
      await forgetSignIns(db);
    }),
  ];
}

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
