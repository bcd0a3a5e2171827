import {
  finaliseDue,
  issueDue,
  recogniseRevenue,
  reconcileRuns,
  runDunning,
  setLadder,
  usualLadder,
} from "../../packages/core/src/billing/index.ts";
import { type Database, inTransaction } from "../../packages/core/src/database/index.ts";
import { now } from "../../packages/core/src/kernel/clock.ts";
import {
  addDays,
  fromColumn,
  type LocalDate,
  localDateAt,
} from "../../packages/core/src/kernel/local-date.ts";
import { receivePayment } from "../../packages/core/src/payment/index.ts";

const seed = { kind: "SYSTEM", name: "seed" } as const;

/**
 * Bills every seeded subscription for the months since it began, month by month under the test clock, which
 * runs freely again afterwards. What is paid, and how late, is generated: most pay within ten days, some
 * after a month and a half, some have not paid for the last three months and are reminded and suspended.
 */
export async function seedBilling(db: Database): Promise<void> {
  const today = localDateAt(await now(db), "Asia/Jakarta");
  const providers = await db.provider.findMany({ select: { id: true } });
  for (const { id: providerId } of providers) {
    await setLadder(db, seed, { providerId, steps: usualLadder });
    await db.paymentProfile.create({
      data: { providerId, gateway: "MIDTRANS", method: "VIRTUAL_ACCOUNT", bank: "BCA" },
    });
  }
  const first = await db.subscription.findFirstOrThrow({ orderBy: { nextPeriodStart: "asc" } });
  for (const day of runDays(fromColumn(first.nextPeriodStart), today)) {
    await setClock(db, new Date(`${day}T02:00:00Z`));
    await issueDue(db);
    await reconcileRuns(db);
    await finaliseDue(db);
    await seedPayments(db, day, today);
    await runDunning(db);
    if (day.endsWith("-01")) await recogniseRevenue(db, addDays(day, -1));
  }
  await setClock(db, undefined);
  // What happened long ago was mailed long ago.
  await db.$executeRaw`UPDATE "OutboxMessage" SET "deliveredAt" = "createdAt" WHERE "deliveredAt" IS NULL`;
}

/** Until when open invoices are paid on a day, by the customer's habit. */
function payableBefore(customer: number, day: LocalDate, today: LocalDate): LocalDate {
  if (customer % 15 === 7 && day > addDays(today, -95)) return "0000-01-01" as LocalDate;
  return addDays(day, customer % 6 === 2 ? -40 : -10);
}

/** Pays what is payable on a day: in the last weeks as customers do, before that in one statement. */
async function seedPayments(db: Database, day: LocalDate, today: LocalDate): Promise<void> {
  const customers = await db.institution.findMany({
    where: { invoices: { some: {} } },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  const order = new Map(customers.map(({ id }, index) => [id, index]));
  const open = await db.invoice.findMany({
    where: { state: "OPEN", settled: 0n },
    orderBy: { id: "asc" },
  });
  const payable = open.filter(
    ({ institutionId, issuedOn }) =>
      issuedOn && fromColumn(issuedOn) <= payableBefore(order.get(institutionId) ?? 0, day, today),
  );
  if (day < addDays(today, -45)) return payAtOnce(db, day, payable);
  for (const { id: invoiceId, providerId, institutionId, total: amount } of payable)
    await inTransaction(db, (tx) =>
      receivePayment(tx, {
        providerId,
        institutionId,
        invoiceId,
        amount,
        receivedOn: day,
        method: "BANK_TRANSFER",
        reference: "Data buatan",
      }),
    );
}

/** A payment for each of these invoices, with all that belongs to it but receipts: years of them, in one statement. */
async function payAtOnce(
  db: Database,
  day: LocalDate,
  invoices: readonly { id: string }[],
): Promise<void> {
  await db.$executeRaw`
    WITH paid AS MATERIALIZED (
      SELECT i.*, uuidv7() AS payment, uuidv7() AS allocation FROM "Invoice" i
      WHERE i.id = ANY (${invoices.map(({ id }) => id)}::uuid[]) ORDER BY i.id),
    received AS (
      INSERT INTO "Payment" (id, "providerId", "institutionId", amount, "receivedOn", method, reference)
      SELECT payment, "providerId", "institutionId", total, ${day}::date, 'BANK_TRANSFER', 'Data buatan' FROM paid),
    allocated AS (
      INSERT INTO "Allocation" (id, "paymentId", "invoiceId", amount) SELECT allocation, payment, id, total FROM paid),
    settled AS (
      UPDATE "Invoice" i SET settled = paid.total, state = 'PAID', version = i.version + 1 FROM paid WHERE i.id = paid.id)
    INSERT INTO "LedgerPosting" ("providerId", "institutionId", "invoiceId", "postedOn", reason, "sourceId", debit, credit, amount)
    SELECT p."providerId", p."institutionId", leg.invoice, ${day}::date, leg.reason, leg.source, leg.debit, leg.credit, p.total
    FROM paid p CROSS JOIN LATERAL (VALUES
      (NULL::uuid, 'PAYMENT'::"PostingReason", p.payment, 'CASH'::"LedgerAccount", 'CUSTOMER_BALANCE'::"LedgerAccount"),
      (p.id, 'ALLOCATION', p.allocation, 'CUSTOMER_BALANCE', 'RECEIVABLE')) AS leg(invoice, reason, source, debit, credit)`;
}

/** The first of each month from a day on up to today, and in the last months the sixteenth too. */
function runDays(from: LocalDate, today: LocalDate): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = from; day <= today; day = addDays(day, 1))
    if (day.endsWith("-01") || (day.endsWith("-16") && day > addDays(today, -100))) days.push(day);
  return days;
}

/** Stops the clock at an instant; undefined lets it run. */
async function setClock(db: Database, at: Date | undefined): Promise<void> {
  await db.testClock.deleteMany();
  if (at) await db.testClock.create({ data: { id: true, at } });
}
