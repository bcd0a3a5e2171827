import {
  type Database,
  inTransaction,
  Prisma,
  rehearse,
  type Transaction,
} from "../database/index.ts";
import { newId } from "../kernel/clock.ts";
import { found } from "../kernel/error.ts";
import { fromColumn, type LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { type DueScope, isDue, periodsDue } from "./run-due.ts";
import { issueRound } from "./run-issue-sql.ts";
import { databaseFault, park } from "./run-park.ts";
import { planRuns, scopesOf, todayIn } from "./run-plan.ts";

/** What billing a range of subscriptions did, in periods. */
export interface Issued {
  issued: number;
  /** Had their invoice already. */
  existing: number;
  parked: number;
}

/** Ids of subscriptions, sorted. */
interface Range {
  fromId: string;
  toId: string;
}

/**
 * Bills a chunk in one transaction: all due periods of all its subscriptions, or nothing. Who gets a
 * chunk that is done, or being done by another, changes nothing. A deadlock or a lost connection throws,
 * and the chunk is tried again.
 */
export async function issueChunk(db: Database, chunkId: string): Promise<Issued> {
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "BillingChunk" WHERE id = ${chunkId}::uuid FOR UPDATE`;
    const chunk = found(
      await tx.billingChunk.findUnique({ where: { id: chunkId }, include: { run: true } }),
      "chunk",
    );
    if (chunk.state === "DONE") return { issued: 0, existing: 0, parked: 0 };
    const scope = { timeZone: chunk.run.timeZone, today: fromColumn(chunk.run.runOn) };
    const { due, ...outcome } = await issueRange(tx, scope, chunk);
    await tx.$executeRaw`
      UPDATE "BillingChunk" SET state = 'DONE', "doneAt" = winner_now(),
        due = CASE WHEN "doneAt" IS NULL THEN 0 ELSE due END + ${due},
        issued = issued + ${outcome.issued}, existing = existing + ${outcome.existing}, parked = parked + ${outcome.parked}
      WHERE id = ${chunkId}::uuid`;
    return outcome;
  });
}

/** Plans what is due and bills it here and now, chunk by chunk, where no queue gives it to workers. */
export async function issueDue(
  db: Database,
  options: Parameters<typeof planRuns>[1] = {},
): Promise<Issued> {
  const total: Issued = { issued: 0, existing: 0, parked: 0 };
  for (const { chunkId } of await planRuns(db, options)) {
    const one = await issueChunk(db, chunkId);
    total.issued += one.issued;
    total.existing += one.existing;
    total.parked += one.parked;
  }
  return total;
}

/** Bills one subscription up to today, as before a change to it. */
export async function issueSubscription(tx: Transaction, subscriptionId: string): Promise<Issued> {
  const { timeZone } = found(
    await tx.subscription.findUnique({ where: { id: subscriptionId } }),
    "subscription",
  );
  const scope = { timeZone, today: await todayIn(tx, timeZone) };
  return issueRange(tx, scope, { fromId: subscriptionId, toId: subscriptionId });
}

const allIds: Range = {
  fromId: "00000000-0000-0000-0000-000000000000",
  toId: "ffffffff-ffff-ffff-ffff-ffffffffffff",
};

/** What a run by hand would do. */
export interface RunPreview extends Issued {
  /** The drafts of each provider, before they are finalised. Whole rupiah. */
  providers: { name: string; invoices: number; total: Rupiah }[];
}

/** Bills everything that is due on a day, by the same code, and takes it all back. */
export const previewRun = (db: Database, day?: LocalDate): Promise<RunPreview> =>
  rehearse(db, async (tx) => {
    const preview: RunPreview = { issued: 0, existing: 0, parked: 0, providers: [] };
    const before = newId();
    for (const scope of await scopesOf(tx, day)) {
      const outcome = await issueRange(tx, scope, allIds);
      preview.issued += outcome.issued;
      preview.existing += outcome.existing;
      preview.parked += outcome.parked;
    }
    preview.providers = await tx.$queryRaw<RunPreview["providers"]>`
      SELECT p.name, count(*)::int AS invoices, sum(i.total)::bigint AS total
      FROM "Invoice" i JOIN "Provider" p ON p.id = i."providerId"
      WHERE i.state = 'DRAFT' AND i.id > ${before}::uuid GROUP BY p.id, p.name ORDER BY p.name`;
    return preview;
  });

async function countDue(
  tx: Transaction,
  scope: DueScope,
  range: Range,
  round: number,
): Promise<number> {
  const rows = await tx.$queryRaw<{ periods: bigint | null }[]>`
    SELECT sum(${periodsDue(scope, round)}) AS periods FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
    WHERE s.id BETWEEN ${range.fromId}::uuid AND ${range.toId}::uuid AND ${isDue(scope)}`;
  return Number(rows[0]?.periods ?? 0);
}

/**
 * Round by round, one period of each subscription in a round, until what was due in the first is done.
 * What becomes due meanwhile is for the next run.
 */
async function issueRange(
  tx: Transaction,
  scope: DueScope,
  range: Range,
): Promise<Issued & { due: number }> {
  const total = { due: 0, issued: 0, existing: 0, parked: 0 };
  for (let round = 0; ; round += 1) {
    const { due, periods, ...outcome } = await issueOrSplit(tx, scope, range, round);
    if (round === 0) total.due = periods;
    total.issued += outcome.issued;
    total.existing += outcome.existing;
    total.parked += outcome.parked;
    if (due === 0 || total.issued + total.existing + total.parked >= total.due) return total;
  }
}

interface Round extends Issued {
  /** Subscriptions. */
  due: number;
  /** Periods of theirs, from this one on, that are due by the calendar. */
  periods: number;
}

/**
 * One round for a range. When the database refuses it, the range is halved until the one subscription
 * that cannot be billed is alone; it is parked with the reason, and all others are billed.
 */
async function issueOrSplit(
  tx: Transaction,
  scope: DueScope,
  range: Range,
  round: number,
): Promise<Round> {
  await tx.$executeRaw`SAVEPOINT round`;
  try {
    const rows = await tx.$queryRaw<Round[]>(issueRound(scope, range, round));
    await tx.$executeRaw`RELEASE SAVEPOINT round`;
    return found(rows[0], "round");
  } catch (error) {
    const fault = databaseFault(error);
    if (!fault) throw error;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT round`;
    const ids = await dueIds(tx, scope, range, round);
    const [first, last] = [ids[0], ids.at(-1)];
    if (!first || !last) throw error;
    if (ids.length === 1) {
      const periods = await countDue(tx, scope, range, round);
      await park(tx, first, fault);
      return { due: 1, periods, issued: 0, existing: 0, parked: periods };
    }
    const middle = ids.length >> 1;
    const left = { fromId: first, toId: ids[middle - 1] ?? first };
    const right = { fromId: ids[middle] ?? last, toId: last };
    const a = await issueOrSplit(tx, scope, left, round);
    const b = await issueOrSplit(tx, scope, right, round);
    return {
      due: a.due + b.due,
      periods: a.periods + b.periods,
      issued: a.issued + b.issued,
      existing: a.existing + b.existing,
      parked: a.parked + b.parked,
    };
  }
}

async function dueIds(tx: Transaction, scope: DueScope, range: Range, round: number) {
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT s.id FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
    WHERE s.id BETWEEN ${range.fromId}::uuid AND ${range.toId}::uuid AND ${isDue(scope)}
      AND ${round}::int < p."maxPeriodsPerRun" ORDER BY s.id`);
  return rows.map(({ id }) => id);
}
