import { processWebhooks } from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { brokenInvariants } from "../support/invariants.ts";
import {
  brokenMoney,
  openGateways,
  openTill,
  statement,
  statementMapping,
} from "../support/till.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T03:00:00Z");
const sim = await openGateways(db);

/** An invoice of 333,000 that is asked for at a gateway, and paid into the bank account with the order's name. */
async function paidAtBank() {
  const till = await openTill(db, sim.gateways);
  const { api, seller, key } = till;
  const bankAccountId = globalId("BankAccount", till.account.id);
  await api.run(
    seller,
    "setStatementMapping",
    { bankAccountId, mapping: statementMapping },
    "version",
  );
  const institutionId = await till.clinic();
  const invoice = await till.invoice(institutionId, 300_000n);
  const { request } = await api.run(
    seller,
    "requestPayment",
    {
      invoiceId: globalId("Invoice", invoice.id),
      gateway: "MIDTRANS",
      method: "VIRTUAL_ACCOUNT",
      bank: "BCA",
      idempotencyKey: key(),
    },
    "request { orderId accountNumber }",
  );
  const orderId = request.orderId as string;
  const content = statement("2026-03-02", [orderId, 333_000]);
  const importing = () =>
    api.run(
      seller,
      "importStatement",
      { bankAccountId, format: "CSV", fileName: "maret.csv", content },
      "matched unmatched",
    );
  expect(await importing()).toMatchObject({ matched: 1 });
  const [payment] = await db.payment.findMany({ where: { institutionId } });
  const told = async (status: string) => {
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, status));
    await processWebhooks(db, sim.gateways);
  };
  const takeBack = () =>
    api.run(
      seller,
      "reversePayment",
      { id: globalId("Payment", payment?.id ?? ""), reason: "Salah" },
      "payment { id }",
    );
  const standing = async () =>
    (await db.payment.findMany({ where: { institutionId, reversedAt: null } })).map(
      ({ gateway, amount }) => [gateway, amount],
    );
  const requestState = async () =>
    (await db.paymentRequest.findUniqueOrThrow({ where: { orderId } })).state;
  return { ...till, invoice, importing, told, takeBack, standing, requestState };
}

const sound = async () =>
  expect({ ...(await brokenInvariants(db)), ...(await brokenMoney(db)) }).toEqual({});

test.each(["expire", "cancel", "deny"])(
  "a gateway's %s of an order that was paid at the bank takes no money of the bank back",
  async (status) => {
    const paid = await paidAtBank();
    await paid.told(status);
    expect(await paid.standing()).toEqual([[null, 333_000n]]);
    expect(await paid.stateOf(paid.invoice.id)).toEqual({ state: "PAID", open: 0n });
    await sound();
  },
);

test("after a transfer was taken back its order can be paid at the gateway, or by the same line again", async () => {
  const [later, again] = [await paidAtBank(), await paidAtBank()];
  for (const paid of [later, again]) {
    await paid.takeBack();
    expect(await paid.stateOf(paid.invoice.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await paid.requestState()).toBe("FAILED");
  }
  await later.told("settlement");
  expect(await later.standing()).toEqual([["MIDTRANS", 333_000n]]);
  expect(await later.stateOf(later.invoice.id)).toEqual({ state: "PAID", open: 0n });
  expect(await again.importing()).toMatchObject({ matched: 1 });
  expect(await again.standing()).toEqual([[null, 333_000n]]);
  expect(await again.stateOf(again.invoice.id)).toEqual({ state: "PAID", open: 0n });
  await sound();
});
