import { finaliseDue, recogniseRevenue, reconcileRuns } from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { now } from "@winner/core/kernel/clock.ts";
import { addDays, localDateAt } from "@winner/core/kernel/local-date.ts";

/**
 * What follows the workers: compares each run with what was due, makes drafts final whose grace is over,
 * and posts what is earned through yesterday by the day of Jakarta, where a day ends last.
 */
export async function finishBilling(
  db: Database,
): Promise<{ reconciled: number; finalised: number; earning: number }> {
  const runs = await reconcileRuns(db);
  const finalised = await finaliseDue(db);
  const yesterday = addDays(localDateAt(await now(db), "Asia/Jakarta"), -1);
  const earning = await recogniseRevenue(db, yesterday);
  const wrong = runs.filter(({ state }) => state === "MISMATCH");
  if (wrong.length > 0)
    throw new Error(`billing does not reconcile: ${wrong.map((run) => run.runId).join(", ")}`);
  return { reconciled: runs.length, finalised, earning };
}
