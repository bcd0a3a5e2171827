import { type Database, inTransaction, type Reader, type Transaction } from "../database/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { type DueScope, isDue, periodsDue } from "./run-due.ts";

/** Subscriptions that one worker bills in one transaction. */
export const chunkSize = 5_000;
/** Subscriptions that one planning takes up; what is left is due again an hour later. */
export const runBound = 2_000_000;

/** A chunk that waits for a worker. */
export interface PlannedChunk {
  chunkId: string;
}

/**
 * Plans what is due now, zone by zone, since a day begins at three hours in Indonesia. One run per local
 * day and zone, cut into chunks by ranges of ids. Planning again, or twice at once, adds nothing that is
 * planned already; chunks that nobody has done yet are given again, so that a lost message is no loss.
 * With a day, what is due on it, in every zone: for a run by hand.
 */
export async function planRuns(
  db: Database,
  { size = chunkSize, day }: { size?: number; day?: LocalDate } = {},
): Promise<PlannedChunk[]> {
  const planned: PlannedChunk[] = [];
  for (const scope of await scopesOf(db, day))
    planned.push(...(await inTransaction(db, (tx) => planZone(tx, scope, size))));
  return planned;
}

/** The local day of each zone now, or the same given day in all of them. */
export async function scopesOf(db: Reader, day?: LocalDate): Promise<DueScope[]> {
  const at = await now(db);
  const zones = await db.$queryRaw<{ timeZone: string }[]>`
    SELECT DISTINCT "timeZone" FROM "Province" ORDER BY 1`;
  return zones.map(({ timeZone }) => ({ timeZone, today: day ?? localDateAt(at, timeZone) }));
}

async function planZone(tx: Transaction, scope: DueScope, size: number): Promise<PlannedChunk[]> {
  await endSubscriptions(tx, scope);
  const runId = await runOf(tx, scope);
  if (!runId) return [];
  const waiting = await waitingChunks(tx, runId);
  if (waiting.length > 0) return waiting;
  await tx.$executeRaw`
    INSERT INTO "BillingChunk" AS c ("runId", "fromId", "toId", due)
    SELECT ${runId}::uuid, min(id::text)::uuid, max(id::text)::uuid, sum(periods)
    FROM (SELECT s.id, ${periodsDue(scope)} AS periods, (row_number() OVER (ORDER BY s.id) - 1) / ${size} AS chunk
      FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
      WHERE ${isDue(scope)} ORDER BY s.id LIMIT ${runBound}) due
    GROUP BY chunk ORDER BY 2
    ON CONFLICT ("runId", "fromId") DO UPDATE
      SET state = 'PLANNED', "toId" = excluded."toId" WHERE c.state = 'DONE'`;
  return waitingChunks(tx, runId);
}

/** The run of a day and zone, made when something is due; undefined when there is nothing to do. */
async function runOf(tx: Transaction, scope: DueScope): Promise<string | undefined> {
  const { timeZone, today } = scope;
  const key = { runOn_timeZone: { runOn: toColumn(today), timeZone } };
  const anything = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId" WHERE ${isDue(scope)} LIMIT 1`;
  if (anything.length > 0)
    await tx.billingRun.createMany({
      data: [{ id: newId(), runOn: toColumn(today), timeZone }],
      skipDuplicates: true,
    });
  // Two planners at once take turns.
  await tx.$queryRaw`
    SELECT 1 FROM "BillingRun" WHERE "runOn" = ${today}::date AND "timeZone" = ${timeZone} FOR UPDATE`;
  return (await tx.billingRun.findUnique({ where: key }))?.id;
}

const waitingChunks = (tx: Transaction, runId: string) =>
  tx.$queryRaw<PlannedChunk[]>`
    SELECT id AS "chunkId" FROM "BillingChunk" WHERE "runId" = ${runId}::uuid AND state = 'PLANNED' ORDER BY "fromId"`;

/** Subscriptions whose last served day is over, and billed to it, have ended. */
const endSubscriptions = (tx: Transaction, { timeZone, today }: DueScope) =>
  tx.$executeRaw`
    WITH ended AS (
      UPDATE "Subscription" SET state = 'ENDED', "pausedOn" = NULL, version = version + 1
      WHERE state <> 'ENDED' AND "timeZone" = ${timeZone} AND "endsOn" <= ${today}::date
        AND ("nextPeriodStart" >= "endsOn" OR state = 'PAUSED') RETURNING id, "endsOn")
    INSERT INTO "SubscriptionEvent" ("subscriptionId", kind, "effectiveOn")
    SELECT id, 'CANCELLED', "endsOn" FROM ended`;

/** The local day of a zone now. */
export const todayIn = async (tx: Transaction, timeZone: string): Promise<LocalDate> =>
  localDateAt(await now(tx), timeZone);
