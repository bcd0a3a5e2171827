import type { Database } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { runBilling, type Shop, subscribe } from "./billing.ts";
import { type Json, type openApi, role, setClock } from "./world.ts";

type Api = ReturnType<typeof openApi>;

export const changePayload = `change { kind effectiveOn base tax total
  documents { document payer base tax total institutionId lines { kind days periodDays unitPrice amount } } }
  subscription { state version nextPeriodStart endsOn pausedOn tier { name } pendingTier { name } }`;

/** A provider's person, and a way to change a subscription as it is now. */
export async function openDesk(api: Api, db: Database, shop: Shop) {
  const person = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const change = async (id: string, name: string, input: object = {}): Promise<Json> => {
    const { version } = await db.subscription.findUniqueOrThrow({ where: { id } });
    return api.run(
      person,
      name,
      {
        id: globalId("ServiceSubscription", id),
        expectedVersion: version,
        idempotencyKey: newId(),
        ...input,
      },
      changePayload,
    );
  };
  /** Noon of a day in Jakarta; then the run, as the schedule would. */
  const on = async (day: string, run = true) => {
    await setClock(db, `${day}T05:00:00Z`);
    if (run) await runBilling(db);
  };
  const begin = async (day: string, changes: object = {}) => {
    const id = await subscribe(db, shop, day, changes);
    await on(day);
    return id;
  };
  return {
    person,
    change,
    on,
    begin,
    tier: (index: number) => globalId("Tier", shop.tiers[index] ?? ""),
  };
}

/** What the payers are charged for each day, in the end: of each invoice its lines, less what was taken back. */
export async function chargedDays(db: Database, subscriptionId: string, payer = "SUBSCRIBER") {
  return db.$queryRaw<{ day: string; times: number }[]>`
    SELECT day::date::text AS day, count(*)::int AS times FROM "Invoice" i
    CROSS JOIN LATERAL generate_series(i."periodStart", coalesce(i."creditedFrom", i."periodEnd") - 1, interval '1 day') day
    WHERE i."subscriptionId" = ${subscriptionId}::uuid AND i.payer = ${payer}::"Payer" AND i.state <> 'VOID'
    GROUP BY 1 ORDER BY 1`;
}

/** Base of all invoices less credit notes: what a payer owes before tax. */
export async function owed(
  db: Database,
  subscriptionId: string,
  payer: "SUBSCRIBER" | "SPONSOR" = "SUBSCRIBER",
) {
  const { _sum } = await db.invoice.aggregate({
    where: { subscriptionId, payer, state: { not: "VOID" } },
    _sum: { base: true, creditedBase: true },
  });
  return (_sum.base ?? 0n) - (_sum.creditedBase ?? 0n);
}
