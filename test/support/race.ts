import type { Database, Transaction } from "@winner/core/database/index.ts";
import { expect } from "vitest";

/** Waits until so many sessions of this database wait for a lock. */
async function waiting(db: Database, sessions: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const [{ count } = { count: 0 }] = await db.$queryRaw<{ count: number }[]>`
          SELECT count(DISTINCT pid)::int AS count FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE NOT l.granted AND a.datname = current_database()`;
        return count;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThanOrEqual(sessions);
}

/**
 * Runs `first` until it waits for what `hold` has locked, then `second` beside it, which either ends or
 * waits too; then lets both go. What `hold` wrote is undone.
 */
export async function meanwhile<A, B>(
  db: Database,
  hold: (tx: Transaction) => Promise<unknown>,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  let running: Promise<[A, B]> | undefined;
  const undone = new Error("undone");
  await db
    .$transaction(async (tx) => {
      await hold(tx);
      const one = first();
      await waiting(db, 1);
      const two = second();
      running = Promise.all([one, two]);
      await Promise.race([two, waiting(db, 2)]);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  if (!running) throw new Error("nothing ran");
  return running;
}
