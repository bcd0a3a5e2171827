import { readFileSync } from "node:fs";
import { PaymentRequestState } from "@winner/core/database/index.ts";
import {
  ensurePaymentRequest,
  midtransSignature,
  processWebhooks,
  requestMoves,
  runPayments,
} from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { openGateways, openTill } from "../support/till.ts";
import { freshDatabase, type Json, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T03:00:00Z");
const sim = await openGateways(db);
const till = await openTill(db, sim.gateways);
const { api, seller, key } = till;

const ask = (invoiceId: string, changes: Json = {}) =>
  api.run(
    seller,
    "requestPayment",
    {
      invoiceId: globalId("Invoice", invoiceId),
      gateway: "MIDTRANS",
      method: "VIRTUAL_ACCOUNT",
      bank: "BCA",
      idempotencyKey: key(),
      ...changes,
    },
    "request { id orderId state amount accountNumber qrText expiresAt }",
  );
const process = () => processWebhooks(db, sim.gateways);
const paymentsOf = (institutionId: string) =>
  db.payment.findMany({ where: { institutionId }, orderBy: { id: "asc" } });

/** A clinic's invoice of 333,000 with a request at a gateway. */
async function asked(changes: Json = {}) {
  const institutionId = await till.clinic();
  const invoice = await till.invoice(institutionId, 300_000n);
  const { request } = await ask(invoice.id, changes);
  return { institutionId, invoice, request, orderId: request.orderId as string };
}

beforeEach(async () => {
  await setClock(db, "2026-03-02T03:00:00Z");
  await db.$executeRaw`UPDATE "Webhook" SET state = 'PROCESSED' WHERE state = 'RECEIVED'`;
});

test("the signature of Midtrans' notifications is as its golden case", () => {
  const { cases } = JSON.parse(readFileSync("test/payment/data/golden.json", "utf8"));
  for (const one of cases.filter(({ kind }: Json) => kind === "midtrans-signature"))
    expect(midtransSignature(one.orderId, one.statusCode, one.grossAmount, one.serverKey)).toBe(
      one.sha512,
    );
});

test("the moves of a payment request are the same in the code and in the database", async () => {
  const { request } = await asked();
  const id = (await db.paymentRequest.findUniqueOrThrow({ where: { orderId: request.orderId } }))
    .id;
  for (const from of Object.values(PaymentRequestState))
    for (const to of Object.values(PaymentRequestState)) {
      const moved = db.$transaction(async (tx) => {
        await tx.$executeRaw`ALTER TABLE "PaymentRequest" DISABLE TRIGGER payment_request_move`;
        await tx.paymentRequest.update({ where: { id }, data: { state: from } });
        await tx.$executeRaw`ALTER TABLE "PaymentRequest" ENABLE TRIGGER payment_request_move`;
        await tx.paymentRequest.update({ where: { id }, data: { state: to } });
        throw new Error("allowed");
      });
      const allowed = from === to || requestMoves[from].includes(to);
      await expect(moved).rejects.toThrow(allowed ? "allowed" : "does not go");
    }
});

const gateways = [
  { gateway: "MIDTRANS", method: "VIRTUAL_ACCOUNT", bank: "BNI", paid: "settlement" },
  { gateway: "MIDTRANS", method: "VIRTUAL_ACCOUNT", bank: "PERMATA", paid: "settlement" },
  { gateway: "MIDTRANS", method: "QRIS", bank: null, paid: "settlement" },
  { gateway: "XENDIT", method: "VIRTUAL_ACCOUNT", bank: "MANDIRI", paid: "SUCCEEDED" },
  { gateway: "XENDIT", method: "QRIS", bank: null, paid: "SUCCEEDED" },
] as const;
test.each(gateways)(
  "$gateway by $method ($bank): asked, paid over HTTP, settled once, with one receipt",
  async ({ paid, ...terms }) => {
    const { institutionId, invoice, request, orderId } = await asked(terms);
    expect(request).toMatchObject({
      state: "PENDING",
      amount: "333000",
      orderId: `${invoice.number?.replaceAll("/", "-")}-1`,
    });
    const payTo = terms.method === "QRIS" ? request.qrText : request.accountNumber;
    const answer = await fetch(`${sim.base}/gateway/pay`, {
      method: "POST",
      body: JSON.stringify({ payTo }),
    });
    expect(await answer.json()).toMatchObject({ webhook: 200 });
    expect(sim.gateways.get(terms.gateway)).toBeDefined();
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await process()).toEqual({ processed: 1, held: 0, failed: 0 });
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
    const [payment] = await paymentsOf(institutionId);
    expect(payment).toMatchObject({ amount: 333_000n, gateway: terms.gateway });
    const receipt = await db.receipt.findUniqueOrThrow({ where: { sourceId: payment?.id ?? "" } });
    const told = { key: `receipt:${receipt.id}`, topic: "RECEIPT" as const };
    expect(await db.outboxMessage.findFirst({ where: told })).toMatchObject({
      payload: { receiptId: receipt.id },
    });
    expect(sim.gateways.get(terms.gateway)?.name).toBe(terms.gateway);
    expect(sim.statusOf(terms.gateway, orderId), "the gateway and we say the same").toBe(paid);
  },
);

describe("requests", () => {
  test("asked with the same key, or again in the same way, it is one request at the gateway", async () => {
    const institutionId = await till.clinic();
    const invoice = await till.invoice(institutionId, 300_000n);
    const idempotencyKey = key();
    const answers = await Promise.all([1, 2, 3].map(() => ask(invoice.id, { idempotencyKey })));
    const again = await ask(invoice.id);
    expect(new Set([...answers, again].map(({ request }) => request.orderId)).size).toBe(1);
    expect(await db.paymentRequest.count({ where: { invoiceId: invoice.id } })).toBe(1);
  });

  test("another way takes the place of the first, which can be paid no more", async () => {
    const { invoice, orderId } = await asked();
    const second = await ask(invoice.id, { gateway: "XENDIT", method: "QRIS", bank: null });
    expect(second.request.orderId).toBe(orderId.replace(/-1$/, "-2"));
    expect(sim.statusOf("MIDTRANS", orderId)).toBe("cancel");
    expect(await db.paymentRequest.findUnique({ where: { orderId } })).toMatchObject({
      state: "CANCELLED",
    });
  });

  test("a virtual account needs a bank that its gateway has", async () => {
    const invoice = await till.invoice(await till.clinic(), 300_000n);
    expect(await ask(invoice.id, { bank: null })).toMatchObject({ code: "METHOD_AND_BANK" });
    expect(await ask(invoice.id, { bank: "MANDIRI" })).toMatchObject({ code: "BANK_UNSUPPORTED" });
    expect(await ask(invoice.id, { gateway: null })).toMatchObject({ code: "NO_PAYMENT_PROFILE" });
    expect(await db.paymentRequest.count({ where: { invoiceId: invoice.id } })).toBe(0);
  });

  test("for a new invoice the balance is used first, then the rest is asked for, once", async () => {
    const institutionId = await till.clinic();
    await till.pay(institutionId, 100_000n);
    const invoice = await till.invoice(institutionId, 300_000n);
    expect(await ensurePaymentRequest(db, sim.gateways, invoice.id)).toBeNull();
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 233_000n });
    await api.run(
      seller,
      "setPaymentProfile",
      {
        providerId: globalId("Provider", till.providerId),
        gateway: "XENDIT",
        method: "VIRTUAL_ACCOUNT",
        bank: "BSI",
      },
      "profile { version }",
    );
    const made = await Promise.all(
      [1, 2, 3].map(() => ensurePaymentRequest(db, sim.gateways, invoice.id)),
    );
    expect(new Set(made.map((one) => one?.id)).size).toBe(1);
    expect(made[0]).toMatchObject({ amount: 233_000n, state: "PENDING", bank: "BSI" });
    await till.pay(institutionId, 33_000n);
    await runPayments(db, sim.gateways);
    const requests = await db.paymentRequest.findMany({
      where: { invoiceId: invoice.id },
      orderBy: { attempt: "asc" },
    });
    expect(requests.map(({ state, amount }) => [state, amount])).toEqual([
      ["EXPIRED", 233_000n],
      ["PENDING", 200_000n],
    ]);
    await till.pay(institutionId, 200_000n);
    await runPayments(db, sim.gateways);
    const live = { invoiceId: invoice.id, state: { in: ["NEW", "PENDING"] as const } };
    expect(
      await db.paymentRequest.count({ where: { ...live, state: { in: ["NEW", "PENDING"] } } }),
    ).toBe(0);
  });

  test("a gateway that does not answer leaves a request that the scheduled run places", async () => {
    const invoice = await till.invoice(await till.clinic(), 300_000n);
    const midtrans = sim.gateways.get("MIDTRANS");
    if (!midtrans) throw new Error("no gateway");
    sim.breakDown("MIDTRANS", true);
    expect(await ask(invoice.id)).toMatchObject({ code: "GATEWAY_UNAVAILABLE" });
    const where = { invoiceId: invoice.id };
    expect(await db.paymentRequest.findFirst({ where })).toMatchObject({ state: "NEW" });
    sim.breakDown("MIDTRANS", false);
    await setClock(db, "2026-03-02T03:02:00Z");
    expect(await runPayments(db, sim.gateways)).toMatchObject({ placed: 1 });
    expect(await db.paymentRequest.findFirst({ where })).toMatchObject({ state: "PENDING" });
  });

  test("however many cannot be cancelled while a gateway is down, those of the other are", async () => {
    const institutionId = await till.clinic();
    for (let n = 0; n < 51; n += 1) {
      const { id: invoiceId } = await till.invoice(institutionId, 1_000n);
      await db.paymentRequest.create({
        data: {
          invoiceId,
          attempt: 1,
          orderId: `stale-${n}`,
          gateway: n < 50 ? "MIDTRANS" : "XENDIT",
          method: "QRIS",
          qrText: "x",
          state: "PENDING",
          // Not what is open.
          amount: 1n,
          expiresAt: new Date("2026-03-03T03:00:00Z"),
        },
      });
    }
    sim.breakDown("MIDTRANS", true);
    for (const _ of [1, 2]) await runPayments(db, sim.gateways);
    sim.breakDown("MIDTRANS", false);
    const left = await db.paymentRequest.groupBy({
      by: ["gateway", "state"],
      where: { orderId: { startsWith: "stale-" } },
      orderBy: { gateway: "asc" },
    });
    expect(left).toEqual([
      { gateway: "MIDTRANS", state: "PENDING" },
      { gateway: "XENDIT", state: "CANCELLED" },
    ]);
    await db.paymentRequest.updateMany({
      where: { orderId: { startsWith: "stale-" }, state: "PENDING" },
      data: { state: "CANCELLED" },
    });
  });

  test("an expired one whose message was lost is found by asking; a lost payment too", async () => {
    const lost = await asked();
    const over = await asked();
    sim.move("MIDTRANS", lost.orderId, "settlement");
    sim.move("MIDTRANS", over.orderId, "expire");
    await setClock(db, "2026-03-30T03:00:00Z");
    await runPayments(db, sim.gateways);
    expect(await till.stateOf(lost.invoice.id)).toMatchObject({ state: "PAID" });
    expect(await db.paymentRequest.findUnique({ where: { orderId: over.orderId } })).toMatchObject({
      state: "EXPIRED",
    });
  });
});

describe("webhooks", () => {
  test("one that is not genuine leaves nothing behind", async () => {
    const { invoice, orderId } = await asked();
    const { body, headers } = sim.move("MIDTRANS", orderId, "settlement");
    const before = await db.webhook.count();
    const forged = [
      body.replace('"settlement"', '"deny"').replace(/"status_code":"200"/, '"status_code":"202"'),
      body.replace("333000.00", "1000.00"),
      body.replace(/"signature_key":"..../, '"signature_key":"0000'),
      body.replace(/,"signature_key":"\w+"/, ""),
      "not json",
    ];
    for (const one of forged)
      expect((await sim.deliver("MIDTRANS", { body: one, headers })).status).toBe(401);
    const xendit = await sim.deliver("XENDIT", {
      body: JSON.stringify({ id: "x", external_id: orderId, status: "PAID", amount: 333000 }),
      headers: { "x-callback-token": "wrong" },
    });
    expect(xendit.status).toBe(401);
    expect(await db.webhook.count()).toBe(before);
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "OPEN" });
  });

  test("the callback token is kept nowhere", async () => {
    const { orderId } = await asked({ gateway: "XENDIT" });
    const message = sim.move("XENDIT", orderId, "SUCCEEDED");
    await sim.deliver("XENDIT", message);
    const { headers } = await db.webhook.findFirstOrThrow({ where: { orderId } });
    expect(headers).toEqual({
      "content-type": "application/json",
      "webhook-id": expect.any(String),
      "user-agent": expect.any(String),
    });
    expect(JSON.stringify(headers)).not.toContain(message.headers["x-callback-token"]);
  });

  test("replayed five times, also at once and after it was processed, it is one payment", async () => {
    const { institutionId, invoice, orderId } = await asked();
    const message = sim.move("MIDTRANS", orderId, "settlement");
    await Promise.all([1, 2, 3, 4, 5].map(() => sim.deliver("MIDTRANS", message)));
    await Promise.all([process(), process(), process()]);
    await sim.deliver("MIDTRANS", message);
    await process();
    expect(await paymentsOf(institutionId)).toHaveLength(1);
    expect(await db.webhook.findMany({ where: { orderId } })).toMatchObject([
      { deliveries: 6, state: "PROCESSED" },
    ]);
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
  });

  test("in any order the end is what the gateway says", async () => {
    const { institutionId, invoice, orderId } = await asked();
    const deny = sim.move("MIDTRANS", orderId, "deny");
    const settlement = sim.move("MIDTRANS", orderId, "settlement");
    await sim.deliver("MIDTRANS", settlement);
    await process();
    await sim.deliver("MIDTRANS", deny);
    await process();
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "PAID" });
    expect(await paymentsOf(institutionId)).toMatchObject([{ reversedAt: null }]);
  });

  test("settled, then denied, then settled again: the payment is taken back and booked anew", async () => {
    const { institutionId, invoice, orderId } = await asked();
    for (const status of ["settlement", "deny"]) {
      await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, status));
      await process();
    }
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await paymentsOf(institutionId)).toMatchObject([{ reversalReason: "gateway: FAILED" }]);
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, "settlement"));
    await process();
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
    const payments = await paymentsOf(institutionId);
    expect(payments.map(({ reversedAt }) => reversedAt === null)).toEqual([false, true]);
  });

  test.each([
    ["cancel", "CANCELLED"],
    ["expire", "EXPIRED"],
    ["failure", "FAILED"],
    ["deny", "FAILED"],
    ["pending", "PENDING"],
    ["authorize", "PENDING"],
    ["capture", "PAID"],
  ])("Midtrans' %s makes a request %s", async (status, state) => {
    const { orderId } = await asked();
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, status));
    await process();
    expect(await db.paymentRequest.findUnique({ where: { orderId } })).toMatchObject({ state });
  });

  test.each([
    ["PAID", "PAID"],
    ["SETTLED", "PAID"],
    ["EXPIRED", "EXPIRED"],
  ])("Xendit's flat callback with %s makes a request %s", async (status, state) => {
    const { orderId } = await asked({ gateway: "XENDIT" });
    const { headers } = sim.move("XENDIT", orderId, status === "EXPIRED" ? "EXPIRED" : "SUCCEEDED");
    const body = JSON.stringify({
      id: `x-${orderId}`,
      external_id: orderId,
      status,
      amount: 333000,
    });
    await sim.deliver("XENDIT", { body, headers });
    await process();
    expect(await db.paymentRequest.findUnique({ where: { orderId } })).toMatchObject({ state });
  });

  test("a refund at the gateway takes the payment back; a part of one waits for a person", async () => {
    const { invoice, orderId } = await asked();
    for (const status of ["settlement", "partial_refund"]) {
      await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, status));
      await process();
    }
    expect(await db.webhook.findFirst({ where: { orderId, state: "HELD" } })).toMatchObject({
      holdReason: "PARTIAL_REFUND",
    });
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "PAID" });
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, "refund"));
    await process();
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "OPEN" });
  });

  test("a message that tells of money which the gateway does not confirm moves nothing and is asked about later", async () => {
    const { invoice, orderId } = await asked();
    const message = sim.move("MIDTRANS", orderId, "settlement");
    sim.move("MIDTRANS", orderId, "pending");
    await sim.deliver("MIDTRANS", message);
    expect(await process()).toEqual({ processed: 0, held: 0, failed: 1 });
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "OPEN" });
    sim.move("MIDTRANS", orderId, "settlement");
    await setClock(db, "2026-03-02T03:05:00Z");
    expect(await process()).toEqual({ processed: 1, held: 0, failed: 0 });
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "PAID" });
  });

  test("a wrong amount and an unknown order wait with their reason until an administrator decides", async () => {
    const { institutionId, invoice, orderId } = await asked();
    const wrong = sim.move("MIDTRANS", orderId, "settlement", { amount: 300000 });
    await sim.deliver("MIDTRANS", wrong);
    await process();
    const held = await db.webhook.findFirstOrThrow({ where: { orderId } });
    expect(held).toMatchObject({ state: "HELD", holdReason: "WRONG_AMOUNT" });
    expect(await paymentsOf(institutionId)).toEqual([]);
    const unknown = sim.foreignMessage("KG-INV-2025-000009-1");
    await sim.deliver("MIDTRANS", unknown);
    await process();
    expect(
      await db.webhook.findFirst({ where: { orderId: "KG-INV-2025-000009-1" } }),
    ).toMatchObject({ state: "HELD", holdReason: "UNKNOWN_ORDER" });
    const administrator = await api.person({ role: "ADMINISTRATOR" });
    const resolve = (resolution: string) =>
      api.run(
        administrator,
        "resolveWebhook",
        { id: globalId("Webhook", held.id), resolution, note: "Dicek dengan bank" },
        "webhook { state holdReason }",
      );
    expect(await resolve("RETRY")).toMatchObject({ webhook: { state: "HELD" } });
    expect(await resolve("BOOK")).toMatchObject({ webhook: { state: "PROCESSED" } });
    expect(await resolve("IGNORE")).toMatchObject({ code: "WRONG_STATE" });
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 33_000n });
    const queue = await administrator.ask(
      "{ webhooks(state: HELD) { edges { node { orderId holdReason body } } } }",
    );
    expect(JSON.stringify(queue.data)).toContain("KG-INV-2025-000009-1");
  });

  test("a crash after each step is taken up again, and books once", async () => {
    const { institutionId, invoice, orderId } = await asked();
    const message = sim.move("MIDTRANS", orderId, "settlement");
    await sim.deliver("MIDTRANS", message);
    // After it was taken: nobody else has it until its minute is over.
    await db.$executeRaw`UPDATE "Webhook" SET attempts = 1, "availableAt" = winner_now() + interval '60 seconds' WHERE "orderId" = ${orderId}`;
    expect(await process()).toEqual({ processed: 0, held: 0, failed: 0 });
    // While the gateway is asked.
    await setClock(db, "2026-03-02T03:01:00Z");
    sim.breakDown("MIDTRANS", true);
    expect(await process()).toEqual({ processed: 0, held: 0, failed: 1 });
    sim.breakDown("MIDTRANS", false);
    // Inside the transaction, whose first half is taken back.
    await db.$executeRaw`CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''crash''; END'`;
    await db.$executeRaw`CREATE TRIGGER crash BEFORE INSERT ON "Allocation" FOR EACH ROW EXECUTE FUNCTION crash()`;
    await setClock(db, "2026-03-02T03:30:00Z");
    expect(await process()).toEqual({ processed: 0, held: 0, failed: 1 });
    expect(await paymentsOf(institutionId)).toEqual([]);
    await db.$executeRaw`DROP TRIGGER crash ON "Allocation"`;
    await setClock(db, "2026-03-02T05:00:00Z");
    expect(await process()).toEqual({ processed: 1, held: 0, failed: 0 });
    // After the transaction, before it was noted.
    await db.$executeRaw`UPDATE "Webhook" SET state = 'RECEIVED' WHERE "orderId" = ${orderId}`;
    await setClock(db, "2026-03-02T06:00:00Z");
    expect(await process()).toEqual({ processed: 1, held: 0, failed: 0 });
    expect(await paymentsOf(institutionId)).toHaveLength(1);
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
  });

  test("what was refunded to the customer meanwhile keeps a reversal for a person", async () => {
    const { institutionId, invoice, orderId } = await asked();
    await till.pay(institutionId, 333_000n);
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, "settlement"));
    await process();
    await refundAll(institutionId, 333_000n);
    await sim.deliver("MIDTRANS", sim.move("MIDTRANS", orderId, "deny"));
    await process();
    expect(await db.webhook.findFirst({ where: { orderId, state: "HELD" } })).toMatchObject({
      holdReason: "BALANCE_SPENT",
    });
    expect(await till.stateOf(invoice.id)).toMatchObject({ state: "PAID" });
  });
});

async function refundAll(institutionId: string, amount: bigint) {
  const asking = {
    ...till.ids(institutionId),
    amount: String(amount),
    reason: "Dibayar dua kali",
    bank: "BCA",
    accountNumber: "1",
    accountHolder: "Klinik",
    idempotencyKey: key(),
  };
  const { refund } = await api.run(seller, "requestRefund", asking, "refund { id version }");
  const other = await api.person({ role: "PROVIDER", providerId: till.providerId });
  const decision = { id: refund.id, approve: true, decision: "Benar", expectedVersion: 1 };
  await api.run(other, "decideRefund", decision, "refund { state }");
  const paid = { id: refund.id, paidOn: "2026-03-02", reference: "TRF1", idempotencyKey: key() };
  expect(await api.run(other, "payRefund", paid, "refund { state }")).toMatchObject({
    refund: { state: "PAID" },
  });
}
