import type { BillingRunState, Database } from "../database/index.ts";

export interface Reconciled {
  runId: string;
  runOn: string;
  timeZone: string;
  state: BillingRunState;
  due: number;
  issued: number;
  existing: number;
  parked: number;
}

/**
 * Compares what was due in each run that is done with what became of it: due = issued + had its invoice
 * + parked, where due is reckoned from the calendar and the others are counted as rows were written. A
 * difference is a MISMATCH, which is an alarm and never mended silently. Gives the runs that changed.
 */
export async function reconcileRuns(db: Database): Promise<Reconciled[]> {
  return db.$queryRaw<Reconciled[]>`
    WITH sums AS (
      SELECT c."runId", sum(c.due)::int AS due, sum(c.issued)::int AS issued, sum(c.existing)::int AS existing,
        sum(c.parked)::int AS parked FROM "BillingChunk" c
      GROUP BY c."runId" HAVING bool_and(c.state = 'DONE'))
    UPDATE "BillingRun" r SET due = s.due, issued = s.issued, existing = s.existing, parked = s.parked,
      "reconciledAt" = winner_now(),
      state = (CASE WHEN s.due <> s.issued + s.existing + s.parked THEN 'MISMATCH'
        WHEN s.parked > 0 THEN 'EXCEPTIONS' ELSE 'COMPLETE' END)::"BillingRunState"
    FROM sums s WHERE s."runId" = r.id AND (r."reconciledAt" IS NULL
      OR (r.due, r.issued, r.existing, r.parked) IS DISTINCT FROM (s.due, s.issued, s.existing, s.parked))
    RETURNING r.id AS "runId", r."runOn"::text, r."timeZone", r.state::text, r.due, r.issued, r.existing, r.parked`;
}
