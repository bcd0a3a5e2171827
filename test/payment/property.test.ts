import { issueCreditNote } from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { brokenInvariants } from "../support/invariants.ts";
import { brokenMoney, openTill } from "../support/till.ts";
import { freshDatabase, type Json, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T03:00:00Z");
const till = await openTill(db);
const { api, seller, key } = till;
const other = await api.person({ role: "PROVIDER", providerId: till.providerId });

/** Something that may happen to a clinic's money; refused or not, all must hold afterwards. */
const step = fc.record({
  kind: fc.constantFrom(
    "pay",
    "payNamed",
    "invoice",
    "apply",
    "allocate",
    "takeBack",
    "reverse",
    "withhold",
    "credit",
    "askRefund",
    "decideRefund",
    "payRefund",
  ),
  pick: fc.nat(20),
  amount: fc.oneof(fc.constantFrom(333_000n, 654_000n, 12_000n, 1n), fc.bigInt(1n, 900_000n)),
  /** Runs with the next one at the same moment. */
  together: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % list.length];

async function happen(institutionId: string, { kind, pick, amount }: Step): Promise<void> {
  const invoices = await db.invoice.findMany({ where: { institutionId }, orderBy: { id: "asc" } });
  const payments = await db.payment.findMany({ where: { institutionId }, orderBy: { id: "asc" } });
  const refunds = await db.refund.findMany({ where: { institutionId }, orderBy: { id: "asc" } });
  const invoice = at(invoices, pick);
  const payment = at(payments, pick);
  const refund = at(refunds, pick);
  const run = (name: string, input: Json, as = seller) => api.run(as, name, input, "__typename");
  const invoiceId = globalId("Invoice", invoice?.id ?? institutionId);
  const money = { amount: String(amount), idempotencyKey: key() };
  switch (kind) {
    case "pay":
      return void (await till.pay(institutionId, amount));
    case "payNamed":
      return void (await till.pay(institutionId, amount, { invoiceId }));
    case "invoice":
      return void (await till.invoice(institutionId, pick % 2 ? 300_000n : 600_000n));
    case "apply":
      return void (await run("applyBalance", till.ids(institutionId)));
    case "allocate": {
      const paymentId = globalId("Payment", payment?.id ?? institutionId);
      return void (await run("allocatePayment", { ...money, paymentId, invoiceId }));
    }
    case "takeBack": {
      const made = await db.allocation.findMany({
        where: { invoiceId: invoice?.id ?? institutionId },
      });
      const id = at(made, pick)?.id ?? institutionId;
      return void (await run("reverseAllocation", { id, reason: "Acak" }));
    }
    case "reverse": {
      const id = globalId("Payment", payment?.id ?? institutionId);
      return void (await run("reversePayment", { id, reason: "Acak" }));
    }
    case "withhold": {
      const proof = { invoiceId, number: key(), issuedOn: "2026-03-01", idempotencyKey: key() };
      const due = ((invoice?.base ?? 0n) - (invoice?.creditedBase ?? 0n)) / 50n;
      return void (await run("recordWithholding", { ...proof, amount: String(due) }));
    }
    case "credit": {
      const input = { invoiceId: invoice?.id ?? "", base: amount / 3n + 1n, reason: "Acak" };
      const note = inTransaction(db, (tx) => issueCreditNote(tx, seller.actor, input));
      return note.then(
        () => undefined,
        () => undefined,
      );
    }
    case "askRefund": {
      const to = { reason: "Acak", bank: "BCA", accountNumber: "1", accountHolder: "K" };
      return void (await run("requestRefund", { ...till.ids(institutionId), ...money, ...to }));
    }
    case "decideRefund": {
      const id = globalId("Refund", refund?.id ?? institutionId);
      const decision = { id, approve: pick % 3 > 0, decision: "Acak" };
      return void (await run(
        "decideRefund",
        { ...decision, expectedVersion: refund?.version ?? 1 },
        other,
      ));
    }
    case "payRefund": {
      const id = globalId("Refund", refund?.id ?? institutionId);
      const paid = { id, paidOn: "2026-03-02", reference: "T", idempotencyKey: key() };
      return void (await run("payRefund", paid, other));
    }
  }
}

test("whatever happens to a clinic's money, also at the same moment, every invariant holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 25 }), async (steps) => {
      const institutionId = await till.clinic();
      await till.invoice(institutionId, 300_000n);
      await till.invoice(institutionId, 600_000n);
      // Every other clinic has paid more than it owes, so that there is something to refund.
      if (steps.length % 2 === 0) await till.pay(institutionId, 2_000_000n);
      for (let index = 0; index < steps.length; ) {
        const [first, second] = [steps[index], steps[index + 1]];
        const now = first?.together && second ? [first, second] : first ? [first] : [];
        await Promise.all(now.map((one) => happen(institutionId, one)));
        index += Math.max(1, now.length);
      }
      expect({ ...(await brokenInvariants(db)), ...(await brokenMoney(db)) }).toEqual({});
    }),
    { numRuns: 15, seed: 20_260_301 },
  );
  // It was not all refused.
  expect(await db.withholdingProof.count()).toBeGreaterThan(0);
  expect(await db.creditNote.count()).toBeGreaterThan(0);
  expect(await db.refund.count()).toBeGreaterThan(0);
  expect(await db.payment.count({ where: { reversedAt: { not: null } } })).toBeGreaterThan(0);
}, 240_000);
