import { type Database, inTransaction, Prisma, type Transaction } from "../database/index.ts";

/** Drafts that one transaction finalises: few enough that whoever numbers next waits only shortly. */
export const finaliseBatch = 5_000;

/** The last draft of a batch, in the order in which drafts are finalised. */
interface Place {
  finaliseAfter: Date;
  id: string;
}
interface Batch {
  count: number;
  last?: Place | undefined;
}
const start: Place = { finaliseAfter: new Date(0), id: "00000000-0000-0000-0000-000000000000" };

/**
 * Makes drafts of a provider whose grace is over final: gives them numbers without gap in the order of
 * their ids, the day of issue in their zone and the due date, posts them to the ledger, and puts them
 * into the outbox. All in one statement; drafts that another worker holds are left to it. Nothing to
 * pay (a total of zero) is paid at once. Gives how many there were.
 */
export async function finaliseInvoices(
  db: Database,
  providerId: string,
  limit = finaliseBatch,
): Promise<number> {
  return (await finaliseAfter(db, providerId, start, limit)).count;
}

/** Finalises one draft now, whatever is left of its grace. Done already changes nothing. */
export const finaliseInvoice = async (tx: Transaction, id: string): Promise<number> =>
  (await finalise(tx, Prisma.sql`i.id = ${id}::uuid`, 1)).count;

/** Finalises all drafts whose grace is over, provider by provider. */
export async function finaliseDue(db: Database): Promise<number> {
  const providers = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM "Provider" p WHERE EXISTS (SELECT 1 FROM "Invoice" i
      WHERE i."providerId" = p.id AND i.unsettled AND i.state = 'DRAFT' AND i."finaliseAfter" <= (SELECT winner_now()))
    ORDER BY p.id`;
  let total = 0;
  for (const { id } of providers)
    for (let place: Place | undefined = start; place; ) {
      const { count, last }: Batch = await finaliseAfter(db, id, place, finaliseBatch);
      total += count;
      // The next goes on behind this one: what was made open now is not walked through again.
      place = count === finaliseBatch ? last : undefined;
    }
  return total;
}

const finaliseAfter = (db: Database, providerId: string, place: Place, limit: number) =>
  inTransaction(db, async (tx) => {
    // A batch is read in the index's order; a bitmap would gather all that wait, again for each batch.
    await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
    return finalise(
      tx,
      Prisma.sql`i."providerId" = ${providerId}::uuid AND i."finaliseAfter" <= (SELECT winner_now())
        AND (i."finaliseAfter", i.id) > (${place.finaliseAfter}::timestamptz, ${place.id}::uuid)`,
      limit,
    );
  });

async function finalise(tx: Transaction, which: Prisma.Sql, limit: number): Promise<Batch> {
  const rows = await tx.$queryRaw<(Place & { count: number })[]>`
    WITH clock AS MATERIALIZED (SELECT winner_now() AS at),
    picked AS MATERIALIZED (
      SELECT i.*, extract(year FROM i.today)::int AS year, p."numberPrefix", p."termDays"
      FROM (
        SELECT i.id, i."providerId", i."institutionId", i.base, i.tax, i.total, (clock.at AT TIME ZONE i."timeZone")::date AS today
        FROM "Invoice" i CROSS JOIN clock WHERE i.unsettled AND i.state = 'DRAFT' AND ${which}
        ORDER BY i."providerId", i."finaliseAfter", i.id LIMIT ${limit}
        FOR NO KEY UPDATE OF i SKIP LOCKED) i
      JOIN "Provider" p ON p.id = i."providerId"),
    counted AS (
      SELECT "providerId", year, count(*)::int AS many FROM picked GROUP BY 1, 2),
    series AS (
      INSERT INTO "NumberSeries" AS s ("providerId", document, year, last)
      SELECT "providerId", 'INVOICE', year, many FROM counted ORDER BY "providerId", year
      ON CONFLICT ("providerId", document, year) DO UPDATE SET last = s.last + excluded.last
      RETURNING "providerId", year, last),
    numbered AS (
      SELECT picked.*, (last - many + row_number() OVER (PARTITION BY "providerId", year ORDER BY id))::int AS sequence
      FROM picked JOIN counted USING ("providerId", year) JOIN series USING ("providerId", year)),
    finalised AS (
      UPDATE "Invoice" i SET state = (CASE WHEN n.total = 0 THEN 'PAID' ELSE 'OPEN' END)::"InvoiceState",
        year = n.year, sequence = n.sequence, "issuedOn" = n.today, "dueOn" = n.today + n."termDays",
        number = n."numberPrefix" || '/INV/' || n.year || '/' || lpad(n.sequence::text, greatest(6, length(n.sequence::text)), '0'),
        version = i.version + 1
      FROM numbered n WHERE i.id = n.id RETURNING i."finaliseAfter", i.id),
    posted AS (
      INSERT INTO "LedgerPosting" ("providerId", "institutionId", "invoiceId", "postedOn", reason, "sourceId", debit, credit, amount)
      SELECT n."providerId", n."institutionId", n.id, n.today, leg.reason, n.id, 'RECEIVABLE', leg.credit, leg.amount
      FROM numbered n CROSS JOIN LATERAL (VALUES
        ('INVOICE_BASE'::"PostingReason", 'DEFERRED_REVENUE'::"LedgerAccount", n.base),
        ('INVOICE_TAX', 'TAX_PAYABLE', n.tax)) AS leg(reason, credit, amount)
      WHERE leg.amount > 0),
    boxed AS (
      INSERT INTO "OutboxMessage" (topic, key, payload, "createdAt", "availableAt")
      SELECT 'INVOICE', 'invoice:' || n.id, jsonb_build_object('invoiceId', n.id), clock.at, clock.at
      FROM numbered n CROSS JOIN clock)
    SELECT (SELECT count(*) FROM finalised)::int AS count, "finaliseAfter", id
    FROM finalised ORDER BY 2 DESC, 3 DESC LIMIT 1`;
  return { count: rows[0]?.count ?? 0, last: rows[0] };
}
