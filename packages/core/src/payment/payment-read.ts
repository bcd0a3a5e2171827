import { waitsForProof, withProof } from "../billing/index.ts";
import type { Database } from "../database/index.ts";
import { type Actor, nobody } from "../identity/index.ts";
import { institutionOf } from "../institution/index.ts";
import type { Rupiah } from "../kernel/money.ts";
import { customerBalances } from "./customer-balance.ts";
import { openAmount } from "./open-amount.ts";
import { type PartyWhere, visibleParties } from "./payment-visibility.ts";

/**
 * Balances with a provider of those institutions that an actor may see, at most 100, with what is asked
 * for of each institution: its id at least.
 */
export async function visibleBalances(
  db: Database,
  actor: Actor,
  { providerId, institutionId }: { providerId: string; institutionId?: string },
  institution: { select: { id: true } },
) {
  const accounts = await db.customerAccount.findMany({
    where: {
      providerId,
      ...(institutionId && { institution: institutionOf(institutionId) }),
      AND: visibleParties(actor, "customerBalances"),
    },
    select: { institutionId: true, institution },
    orderBy: { institutionId: "asc" },
    take: 100,
  });
  const ids = accounts.map(({ institutionId }) => institutionId);
  const balances = await customerBalances(db, providerId, ids);
  const of = new Map(balances.map((balance) => [balance.institutionId, balance]));
  return accounts.flatMap(({ institution, institutionId }) => {
    const balance = of.get(institutionId);
    return balance ? [{ institution, ...balance }] : [];
  });
}

export interface AwaitedProof {
  invoiceId: string;
  number: string;
  buyerName: string;
  /** What the proof must say. */
  amount: Rupiah;
}

const listed = 100;

/**
 * The invoices that an actor may see which are paid but for the tax withheld, and wait for its proof: at most 100, the
 * longest due first. All that wait anywhere are gone through, so that many of others hide none of the actor's own.
 */
export async function awaitedProofs(
  db: Database,
  actor: Actor,
  batch = 5000,
): Promise<AwaitedProof[]> {
  const visible = visibleParties(actor, "awaitedProofs");
  let oldest: AwaitingInvoice[] = [];
  for (let after = nobody, more = true; more; ) {
    const ids = await awaitingIds(db, after, batch);
    const found = await awaitingAmong(db, ids, visible);
    oldest = [...oldest, ...found.filter(waitsForProof)].sort(byDueDay).slice(0, listed);
    after = ids.at(-1) ?? after;
    more = ids.length === batch;
  }
  return oldest.map(({ id, number, buyerName, ...amounts }) => ({
    invoiceId: id,
    number: number ?? "",
    buyerName,
    amount: openAmount(amounts),
  }));
}

async function awaitingIds(db: Database, after: string, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Invoice" WHERE unsettled AND settled > 0 AND id > ${after}::uuid
      AND total - settled = share_of(base - "creditedBase", 2, 100) AND total > settled
    ORDER BY id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

const awaitingAmong = (db: Database, ids: string[], visible: PartyWhere) =>
  db.invoice.findMany({
    where: { id: { in: ids }, AND: visible },
    include: withProof,
    orderBy: [{ dueOn: "asc" }, { id: "asc" }],
    take: listed,
  });

type AwaitingInvoice = Awaited<ReturnType<typeof awaitingAmong>>[number];

const dueDay = ({ dueOn }: AwaitingInvoice): number => dueOn?.getTime() ?? 0;
const byDueDay = (a: AwaitingInvoice, b: AwaitingInvoice): number =>
  dueDay(a) - dueDay(b) || (a.id < b.id ? -1 : 1);
