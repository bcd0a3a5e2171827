import { waitsForProof } from "../billing/index.ts";
import type { Database } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { institutionOf } from "../institution/index.ts";
import type { Rupiah } from "../kernel/money.ts";
import { customerBalances } from "./customer-balance.ts";
import { openAmount } from "./open-amount.ts";
import { visibleParties } from "./payment-visibility.ts";

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

/** The invoices that an actor may see which are paid but for the tax withheld, and wait for its proof: at most 100. */
export async function awaitedProofs(db: Database, actor: Actor): Promise<AwaitedProof[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Invoice" WHERE unsettled AND settled > 0
      AND total - settled = share_of(base - "creditedBase", 2, 100) AND total > settled
    ORDER BY id LIMIT 5000`;
  const invoices = await db.invoice.findMany({
    where: { id: { in: rows.map(({ id }) => id) }, AND: visibleParties(actor, "awaitedProofs") },
    orderBy: [{ dueOn: "asc" }, { id: "asc" }],
    take: 100,
  });
  return invoices.filter(waitsForProof).map(({ id, number, buyerName, ...amounts }) => ({
    invoiceId: id,
    number: number ?? "",
    buyerName,
    amount: openAmount(amounts),
  }));
}
