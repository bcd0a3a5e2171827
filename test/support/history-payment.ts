import { withholdingOn } from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import {
  applyCustomerBalance,
  decideRefund,
  payRefund,
  recordPayment,
  recordWithholding,
  requestRefund,
  reversePayment,
} from "@winner/core/payment/index.ts";
import { type Draw, type History, today } from "./history.ts";
import { invoice, maybe, oneOf, type Plan, part } from "./history-plan.ts";

const pay = (history: History, institutionId: string, amount: bigint, invoiceId?: string) => {
  const input = {
    providerId: history.shop.providerId,
    institutionId,
    amount,
    receivedOn: today(history),
    method: "BANK_TRANSFER" as const,
    idempotencyKey: newId(),
    ...(invoiceId && { invoiceId }),
  };
  return (on: Database) => recordPayment(on, history.seller, input);
};

/** An institution: mostly one that has paid already. */
async function payer({ db, clinics, sponsors }: History, draw: Draw): Promise<string> {
  const payments = await db.payment.findMany({ orderBy: { id: "asc" } });
  const paid = maybe(draw, 4) ? undefined : oneOf(draw, payments)?.institutionId;
  return paid ?? oneOf(draw, [...clinics, ...sponsors]) ?? "";
}

/** Steps by which money comes in and goes out. */
export const payments = {
  /** All that is open, oldest first. */
  payAll: async (history, draw) => {
    const debtors = await history.db.invoice.groupBy({
      by: ["institutionId"],
      where: { state: "OPEN" },
      _sum: { total: true, settled: true },
      orderBy: { institutionId: "asc" },
    });
    const debtor = oneOf(draw, debtors);
    const owed = (debtor?._sum.total ?? 0n) - (debtor?._sum.settled ?? 0n);
    if (!debtor || owed === 0n) return undefined;
    const over = maybe(draw, 4) ? BigInt(draw(200_000)) : 0n;
    return pay(history, debtor.institutionId, owed + over);
  },
  payPart: invoice(["OPEN"], (history, { id, institutionId, open }, draw) =>
    pay(history, institutionId, part(draw, open), maybe(draw, 2) ? id : undefined),
  ),
  /** Money that names an invoice which was written off: all of it, a part, or more. */
  recover: invoice(["UNCOLLECTIBLE"], (history, { id, institutionId, open }, draw) =>
    pay(history, institutionId, maybe(draw, 3) ? open + BigInt(draw(9_000)) : part(draw, open), id),
  ),
  payOver: async (history, draw) =>
    pay(history, await payer(history, draw), BigInt(1 + draw(1_000_000))),
  reverse: async ({ db, seller }, draw) => {
    const payment = oneOf(draw, await db.payment.findMany({ orderBy: { id: "asc" } }));
    return payment && ((on) => reversePayment(on, seller, { id: payment.id, reason: "Uji" }));
  },
  withhold: invoice(["OPEN", "UNCOLLECTIBLE"], (history, one, draw) => {
    const { id, institutionId, base, creditedBase, open } = one;
    const amount = withholdingOn(base - creditedBase);
    const first = maybe(draw, 2) && open > amount && pay(history, institutionId, open - amount, id);
    const input = {
      invoiceId: id,
      number: newId(),
      issuedOn: today(history),
      amount,
      idempotencyKey: newId(),
    };
    return async (on) => {
      if (first) await first(on);
      await recordWithholding(on, history.seller, input);
    };
  }),
  /** Asked for by one, decided by another, and paid; or left at any of these. */
  refund: async (history, draw) => {
    const { db, shop, seller, manager } = history;
    const waiting = oneOf(draw, await db.refund.findMany({ orderBy: { id: "asc" } }));
    const version = { expectedVersion: waiting?.version ?? 0 };
    const approve = !maybe(draw, 2);
    if (waiting?.state === "REQUESTED")
      return (on) => {
        const decision = { id: waiting.id, decision: "Uji", ...version };
        return decideRefund(on, manager, { ...decision, approve });
      };
    if (waiting?.state === "APPROVED") {
      const paid = { id: waiting.id, paidOn: today(history), reference: "TRF" };
      const idempotencyKey = newId();
      return (on) => payRefund(on, manager, { ...paid, idempotencyKey });
    }
    const input = {
      providerId: shop.providerId,
      institutionId: await payer(history, draw),
      amount: BigInt(1 + draw(80_000)),
      reason: "Uji",
      bank: "BCA",
      accountNumber: "1",
      accountHolder: "Klinik",
      idempotencyKey: newId(),
    };
    return (on) => requestRefund(on, seller, input);
  },
  balance: async (history, draw) => {
    const { providerId } = history.shop;
    const parties = { providerId, institutionId: await payer(history, draw) };
    return (on) => applyCustomerBalance(on, history.seller, parties);
  },
} satisfies Record<string, Plan>;
