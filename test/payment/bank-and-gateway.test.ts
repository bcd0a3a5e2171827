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

/**
 * An invoice of 333,000 that is asked for at a gateway, and paid into the bank account: by a transfer that names the
 * order, or to the account number that the gateway gave.
 */
async function paidAtBank(named: "orderId" | "accountNumber" = "orderId") {
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
  const content = statement("2026-03-02", [request[named] as string, 333_000]);
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
  const webhook = () =>
    db.webhook.findFirstOrThrow({ where: { orderId }, orderBy: { id: "desc" } });
  const administrator = await api.person({ role: "ADMINISTRATOR" });
  const resolve = async (resolution: "RETRY" | "BOOK" | "IGNORE") => {
    const id = globalId("Webhook", (await webhook()).id);
    const input = { id, resolution, note: "Dicek dengan bank" };
    const { webhook: told } = await api.run(
      administrator,
      "resolveWebhook",
      input,
      "webhook { state holdReason }",
    );
    return told;
  };
  const standing = async () =>
    (await db.payment.findMany({ where: { institutionId, reversedAt: null } })).map(
      ({ gateway, amount }) => [gateway, amount],
    );
  const requestState = async () =>
    (await db.paymentRequest.findUniqueOrThrow({ where: { orderId } })).state;
  return { ...till, invoice, importing, told, takeBack, standing, requestState, webhook, resolve };
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

test("money that a gateway tells of, after a transfer that names the order, waits for a person: it may be other money", async () => {
  const [same, other] = [await paidAtBank(), await paidAtBank()];
  for (const paid of [same, other]) {
    await paid.told("settlement");
    expect(await paid.webhook()).toMatchObject({ state: "HELD", holdReason: "PAID_AT_BANK" });
    expect(await paid.resolve("RETRY")).toEqual({ state: "HELD", holdReason: "PAID_AT_BANK" });
    expect(await paid.standing()).toEqual([[null, 333_000n]]);
  }
  expect(await same.resolve("IGNORE")).toMatchObject({ state: "IGNORED" });
  expect(await same.standing()).toEqual([[null, 333_000n]]);
  expect(await other.resolve("BOOK")).toMatchObject({ state: "PROCESSED" });
  expect(await other.standing()).toEqual([
    [null, 333_000n],
    ["MIDTRANS", 333_000n],
  ]);
  expect(await other.stateOf(other.invoice.id)).toEqual({ state: "PAID", open: 0n });
  await sound();
  // What the gateway brought goes back there, and the order stays paid by the transfer.
  await other.told("refund");
  expect(await other.standing()).toEqual([[null, 333_000n]]);
  expect(await other.requestState()).toBe("PAID");
  await other.takeBack();
  expect(await other.requestState()).toBe("FAILED");
  await sound();
});

test("a transfer to the gateway's account number is the money that the gateway tells of", async () => {
  const paid = await paidAtBank("accountNumber");
  await paid.told("settlement");
  expect(await paid.webhook()).toMatchObject({ state: "PROCESSED" });
  expect(await paid.standing()).toEqual([[null, 333_000n]]);
  await sound();
});
