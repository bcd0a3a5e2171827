import type { Database } from "@winner/core/database/index.ts";

const tables = [
  "Subscription",
  "SubscriptionEvent",
  "BillingException",
  "Invoice",
  "InvoiceLine",
  "CreditNote",
  "LedgerPosting",
  "NumberSeries",
  "OutboxMessage",
  "DunningNotice",
  "Payment",
  "Allocation",
  "WithholdingProof",
  "Refund",
  "Coupon",
  "Price",
  "IdempotentResult",
];
const contents = tables
  .map((name) => `SELECT '${name}' AS name, to_jsonb(t)::text AS row FROM "${name}" t`)
  .join(" UNION ALL ");

/** What is in the tables of billing, as one text: the same as long as nothing changes. */
export async function fingerprint(db: Database): Promise<string> {
  const rows = await db.$queryRawUnsafe<{ hash: string }[]>(
    `SELECT md5(coalesce(string_agg(name || row, '|' ORDER BY name, row), '')) AS hash FROM (${contents}) q`,
  );
  return rows[0]?.hash ?? "";
}

interface Final {
  id: string;
  hash: string;
}
interface Reached {
  id: string;
  next: string;
  givenBack: number;
  issued: number;
}

/** Remembers what may never change or go back, and compares it with what is there later. */
export class Witness {
  readonly #db: Database;
  #finals = new Map<string, string>();
  #reached = new Map<string, Reached>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** What changed that may not (I6, I10, I11), when no more than so many periods may be issued of each subscription. */
  async compare(bound: number): Promise<string[]> {
    const wrong: string[] = [];
    const finals = await this.#db.$queryRaw<Final[]>`
      SELECT i.id, md5((to_jsonb(i) - ARRAY['state', 'settled', 'creditedBase', 'creditedTax', 'creditedFrom', 'recognised',
          'voidedAt', 'voidReason', 'writtenOffAt', 'writeOffReason', 'version', 'unsettled'])::text || coalesce((SELECT jsonb_agg(to_jsonb(l) ORDER BY l.position)
          FROM "InvoiceLine" l WHERE l."invoiceId" = i.id)::text, '')) AS hash
      FROM "Invoice" i WHERE i.number IS NOT NULL
      UNION ALL SELECT id, md5(to_jsonb(c)::text) FROM "CreditNote" c`;
    const now = new Map(finals.map(({ id, hash }) => [id, hash]));
    for (const [id, hash] of this.#finals)
      if (now.get(id) !== hash) wrong.push(`I10: a final document changed: ${id}`);
    this.#finals = now;
    const reached = await this.#db.$queryRaw<Reached[]>`
      SELECT s.id, s."nextPeriodStart"::text AS next,
        (SELECT count(*)::int FROM "SubscriptionEvent" e WHERE e."subscriptionId" = s.id
          AND e.kind IN ('PAUSED', 'CANCELLED', 'CANCELLATION_PLANNED')) AS "givenBack",
        (SELECT count(*)::int FROM "Invoice" i WHERE i."subscriptionId" = s.id AND i.kind = 'RECURRING' AND i.payer = 'SUBSCRIBER') AS issued
      FROM "Subscription" s`;
    for (const one of reached) {
      const before = this.#reached.get(one.id);
      if (before && one.next < before.next && one.givenBack === before.givenBack)
        wrong.push(`I6: ${one.id} went back from ${before.next} to ${one.next}`);
      if (one.issued - (before?.issued ?? 0) > bound)
        wrong.push(`I11: ${one.id} was billed for more than ${bound} periods`);
    }
    this.#reached = new Map(reached.map((one) => [one.id, one]));
    return wrong;
  }
}

/** Subscriptions that are due although a run has just been: none, but for what its bound left (I8, I12). */
export const leftDue = (db: Database) =>
  db.$queryRaw<unknown[]>`
    SELECT s.id, s."nextPeriodStart" FROM "Subscription" s
    WHERE s.state = 'ACTIVE' AND s."parkedAt" IS NULL AND (s."endsOn" IS NULL OR s."nextPeriodStart" < s."endsOn")
      AND s."nextPeriodStart" <= (winner_now() AT TIME ZONE s."timeZone")::date`;
