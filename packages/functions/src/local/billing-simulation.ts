import {
  finaliseDue,
  issueDue,
  recogniseRevenue,
  reconcileRuns,
} from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { consenting } from "@winner/core/institution/index.ts";
import { addDays, addMonths, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { createSubscription } from "@winner/core/subscription/index.ts";

const simulation: Actor = { kind: "SYSTEM", name: "simulation" };

/** What a month of the simulation came to. Whole rupiah. */
export interface SimulatedMonth {
  month: string;
  subscriptions: number;
  invoices: number;
  base: bigint;
  tax: bigint;
  total: bigint;
  /** Earned by the month's last day, of this month's days. */
  revenue: bigint;
  parked: number;
}

/** Subscribes every institution that accepted the provider's agreements and has no subscription, from a day on. */
export async function subscribeAll(
  db: Database,
  numberPrefix: string,
  startsOn: LocalDate,
): Promise<number> {
  const provider = await db.provider.findUniqueOrThrow({
    where: { numberPrefix },
    include: { products: { include: { plans: true } } },
  });
  const planId = provider.products[0]?.plans[0]?.id ?? "";
  const places = await db.agreementInstitution.findMany({
    where: {
      agreement: { teamId: provider.teamId },
      institution: {
        AND: consenting(provider.teamId),
        subscriptions: { none: { providerId: provider.id } },
      },
    },
    distinct: ["institutionId"],
    include: {
      institution: {
        include: { scales: { where: { measure: "VISITS_PER_MONTH" }, take: 1 } },
      },
    },
    orderBy: { institutionId: "asc" },
  });
  for (const { institutionId, institution } of places)
    await createSubscription(db, simulation, {
      institutionId,
      planId,
      startsOn,
      anchorDay: 1,
      trialDays: 0,
      scale: institution.scales[0]?.value ?? 0,
      idempotencyKey: `simulation:${institutionId}`,
    });
  return places.length;
}

/** Bills day by day under the test clock, for so many months, and gives what each came to. */
export async function* simulateMonths(
  db: Database,
  from: LocalDate,
  months: number,
): AsyncGenerator<SimulatedMonth> {
  for (let n = 0; n < months; n += 1) {
    const first = addMonths(from, n);
    const end = addMonths(from, n + 1);
    for (let day = first; day < end; day = addDays(day, 1)) {
      await db.testClock.deleteMany();
      await db.testClock.create({ data: { id: true, at: new Date(`${day}T05:00:00Z`) } });
      // What began long before takes more than one run: each issues a bounded number of periods.
      for (let moved = 1; moved > 0; ) {
        const { issued, existing, parked } = await issueDue(db);
        moved = issued + existing + parked;
      }
      const wrong = (await reconcileRuns(db)).filter((run) => run.state === "MISMATCH");
      if (wrong.length > 0) throw new Error(`the run of ${day} does not reconcile`);
      await finaliseDue(db);
    }
    await recogniseRevenue(db, addDays(end, -1));
    yield monthOf(db, first, end);
  }
}

async function monthOf(db: Database, first: LocalDate, end: LocalDate): Promise<SimulatedMonth> {
  const [row] = await db.$queryRaw<Omit<SimulatedMonth, "month">[]>`
    SELECT count(DISTINCT i."subscriptionId")::int AS subscriptions, count(*)::int AS invoices,
      coalesce(sum(i.base), 0)::bigint AS base, coalesce(sum(i.tax), 0)::bigint AS tax,
      coalesce(sum(i.total), 0)::bigint AS total,
      (SELECT coalesce(sum(amount), 0)::bigint FROM "LedgerPosting" WHERE reason = 'RECOGNITION'
        AND "postedOn" >= ${first}::date AND "postedOn" < ${end}::date) AS revenue,
      (SELECT count(*)::int FROM "Subscription" WHERE "parkedAt" IS NOT NULL) AS parked
    FROM "Invoice" i WHERE i."issuedOn" >= ${first}::date AND i."issuedOn" < ${end}::date`;
  if (!row) throw new Error("a count has one row");
  return { month: first.slice(0, 7), ...row };
}
