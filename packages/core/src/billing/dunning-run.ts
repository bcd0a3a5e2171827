import {
  type Database,
  type DunningAction,
  type DunningChannel,
  inTransaction,
  type Payer,
  Prisma,
  type Transaction,
} from "../database/index.ts";
import { enqueueMail } from "../notification/index.ts";
import { reminderMail, type Subscriber, withheldMail } from "./dunning-mail.ts";
import { suspend } from "./dunning-suspend.ts";
import { isAwaitingProof } from "./withholding.ts";

/** Invoices that one transaction reminds of. */
const batch = 500;

/** A step that was just taken for an invoice, with what its message says. */
export interface DunningTaken {
  invoiceId: string;
  stepId: string;
  done: boolean;
  action: DunningAction;
  channel: DunningChannel;
  afterDays: number;
  subscriptionId: string | null;
  payer: Payer;
  number: string;
  dueOn: Date;
  open: bigint;
  today: Date;
  sellerName: string;
  providerEmail: string;
  buyerName: string;
  buyerEmail: string | null;
  /** All but the PPh 23 that the payer may withhold is paid: not money, but its proof is missing. */
  awaitsProof: boolean;
}

export interface DunningOutcome {
  reminded: number;
  suspended: number;
}

/**
 * Takes the steps of every ladder whose day has come in the invoice's own zone and that were not taken, for open invoices.
 * Of several reminders that are due at once, as after days without a run, only the last is sent; access is withheld in any
 * case, but where the money is there (`isCovered`): that step waits. A step is taken once, however often and by however
 * many this is run.
 */
export async function runDunning(db: Database): Promise<DunningOutcome> {
  const outcome = { reminded: 0, suspended: 0 };
  for (let more = true; more; ) {
    const taken = await inTransaction(db, async (tx) => {
      const steps = await takeSteps(tx);
      await act(tx, steps);
      return steps;
    });
    outcome.reminded += taken.filter((one) => one.done && one.action === "REMIND").length;
    outcome.suspended += taken.filter((one) => one.action === "SUSPEND").length;
    more = taken.length > 0;
  }
  return outcome;
}

/**
 * Of `i`, an open Invoice: all but the PPh 23 that is to be proved is paid, or the provider holds as much of the
 * customer's money as is open, which the next invoice, or `applyBalance`, uses for it.
 */
const isCovered = Prisma.sql`(${isAwaitingProof} OR i.total - i.settled <= (
  SELECT coalesce(sum(CASE WHEN l.credit = 'CUSTOMER_BALANCE' THEN l.amount ELSE -l.amount END), 0) FROM "LedgerPosting" l
  WHERE (l.debit = 'CUSTOMER_BALANCE' OR l.credit = 'CUSTOMER_BALANCE')
    AND l."providerId" = i."providerId" AND l."institutionId" = i."institutionId"))`;

/** Notes the steps that are due of a batch of invoices as taken, in one statement, and gives them. */
const takeSteps = (tx: Transaction): Promise<DunningTaken[]> => tx.$queryRaw<DunningTaken[]>`
  WITH clock AS MATERIALIZED (SELECT winner_now() AS at),
  picked AS MATERIALIZED (
    SELECT i.id, i."providerId", i."dueOn", (clock.at AT TIME ZONE i."timeZone")::date AS today, ${isAwaitingProof} AS awaits,
      ${isCovered} AS covered
    FROM "Invoice" i CROSS JOIN clock
    WHERE i.unsettled AND i.state = 'OPEN' AND EXISTS (
      SELECT 1 FROM "DunningStep" s
      WHERE s."providerId" = i."providerId" AND s.active
        AND i."dueOn" + s."afterDays" <= (clock.at AT TIME ZONE i."timeZone")::date
        AND NOT (s.action = 'SUSPEND' AND ${isCovered})
        AND NOT EXISTS (SELECT 1 FROM "DunningNotice" n WHERE n."invoiceId" = i.id AND n."stepId" = s.id))
    ORDER BY i.id LIMIT ${batch} FOR NO KEY UPDATE OF i SKIP LOCKED),
  due AS (
    SELECT p.id, p.today, p.awaits, s.id AS step, s.action, s.channel, s."afterDays",
      s.action = 'SUSPEND' OR s."afterDays" = max(s."afterDays") OVER (PARTITION BY p.id, s.action) AS last
    FROM picked p JOIN "DunningStep" s ON s."providerId" = p."providerId" AND s.active
      AND p."dueOn" + s."afterDays" <= p.today AND NOT (s.action = 'SUSPEND' AND p.covered)
      AND NOT EXISTS (SELECT 1 FROM "DunningNotice" n WHERE n."invoiceId" = p.id AND n."stepId" = s.id)),
  noted AS (
    INSERT INTO "DunningNotice" ("invoiceId", "stepId", done)
    SELECT id, step, last FROM due ORDER BY id, step ON CONFLICT DO NOTHING
    RETURNING "invoiceId", "stepId", done)
  SELECT noted.*, due.action::text, due.channel::text, due."afterDays", due.today, i."subscriptionId", i.payer::text, i.number, i."dueOn",
    i.total - i.settled AS open, due.awaits AS "awaitsProof", i."sellerName", p.email AS "providerEmail", i."buyerName", i."buyerEmail"
  FROM noted JOIN due ON due.id = noted."invoiceId" AND due.step = noted."stepId"
  JOIN "Invoice" i ON i.id = noted."invoiceId" JOIN "Provider" p ON p.id = i."providerId"
  ORDER BY i."subscriptionId", i.id, due."afterDays"`;

/** Whose access it is, and where they are reached: as the invoices are sent, else the first contact with an address. */
async function subscriberOf(tx: Transaction, subscriptionId: string): Promise<Subscriber> {
  const { product, institution } = await tx.subscription.findUniqueOrThrow({
    where: { id: subscriptionId },
    select: {
      product: { select: { name: true } },
      institution: {
        select: {
          name: true,
          billing: { select: { email: true } },
          contacts: {
            where: { email: { not: null } },
            select: { email: true },
            orderBy: { id: "asc" },
            take: 1,
          },
        },
      },
    },
  });
  const email = institution.billing?.email ?? institution.contacts[0]?.email ?? null;
  return { name: institution.name, email, service: product.name };
}

async function act(tx: Transaction, steps: readonly DunningTaken[]): Promise<void> {
  const mails: ReturnType<typeof reminderMail> = [];
  for (const step of steps) {
    const { action, subscriptionId, invoiceId, number } = step;
    const withheld =
      action === "SUSPEND" && subscriptionId !== null
        ? await suspend(tx, subscriptionId, { invoiceId, number })
        : undefined;
    if (step.done) mails.push(...reminderMail(step, withheld !== undefined));
    // A sponsor's debt withholds the access of another, who hears of it by this alone.
    if (withheld === "NOW" && subscriptionId && step.payer === "SPONSOR")
      mails.push(withheldMail(step, await subscriberOf(tx, subscriptionId)));
  }
  await enqueueMail(tx, ...mails);
}
