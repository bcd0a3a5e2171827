import { readFileSync } from "node:fs";
import { issueCreditNote } from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { awaitedProofs, customerBalance } from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { describe, expect, test } from "vitest";
import { brokenInvariants } from "../support/invariants.ts";
import { brokenMoney, openTill } from "../support/till.ts";
import { freshDatabase, type Json, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await setClock(db, "2026-03-02T03:00:00Z");
const till = await openTill(db);
const { api, seller, key, pay, ids } = till;
const other = await api.person({ role: "PROVIDER", providerId: till.providerId });
const balanceOf = async (institutionId: string) =>
  (await customerBalance(db, { providerId: till.providerId, institutionId })).balance;
const allWell = async () =>
  expect({ ...(await brokenInvariants(db)), ...(await brokenMoney(db)) }).toEqual({});

const golden = JSON.parse(readFileSync("test/payment/data/golden.json", "utf8")).cases.find(
  ({ id }: Json) => id === "W1",
);
const proof = (invoiceId: string, changes: Json = {}) =>
  api.run(
    seller,
    "recordWithholding",
    {
      invoiceId: globalId("Invoice", invoiceId),
      number: `2503${key()}`,
      issuedOn: "2026-03-01",
      amount: String(golden.pph23),
      idempotencyKey: key(),
      ...changes,
    },
    "proof { number amount }",
  );

describe("receipts", () => {
  const receiptsOf = async (institutionId: string) => {
    const staff = await api.person(role("INSTITUTION_STAFF", { institutionId }));
    const { data } = await staff.ask(
      "{ receipts { edges { node { total toBalance needsStamp lines { amount } } } } }",
    );
    return data.receipts.edges.map(({ node }: Json) => node);
  };

  test("all that came in is acknowledged at once, also what no invoice takes, and only once", async () => {
    const institutionId = await till.clinic();
    await till.invoice(institutionId, 300_000n);
    await pay(institutionId, 1_000_000n);
    const one = {
      total: "1000000",
      toBalance: "667000",
      needsStamp: false,
      lines: [{ amount: "333000" }],
    };
    expect(await receiptsOf(institutionId)).toEqual([one]);
    // The balance pays the next invoice: no money came in, so nothing is acknowledged.
    const next = await till.invoice(institutionId, 300_000n);
    await api.run(seller, "applyBalance", ids(institutionId), "used");
    expect(await till.stateOf(next.id)).toEqual({ state: "PAID", open: 0n });
    expect(await receiptsOf(institutionId)).toEqual([one]);
    await allWell();
  });

  test("a year in advance, before any invoice, has its receipt with the e-meterai that it needs", async () => {
    const institutionId = await till.clinic();
    await pay(institutionId, 7_200_000n);
    expect(await receiptsOf(institutionId)).toEqual([
      { total: "7200000", toBalance: "7200000", needsStamp: true, lines: [] },
    ]);
    await allWell();
  });
});

test("whoever checks the receipt of a payment that was taken back is told that it is void", async () => {
  const institutionId = await till.clinic();
  const { payment } = await pay(institutionId, 100_000n);
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId }));
  const { data } = await staff.ask("{ receipts { edges { node { verificationCode voidedAt } } } }");
  const { verificationCode: code, voidedAt } = data.receipts.edges[0].node;
  expect(voidedAt).toBeNull();
  const checked = async () => {
    const text = "query($code: String!) { verifyDocument(code: $code) { document state total } }";
    return (await api.ask(undefined, text, { code })).data.verifyDocument;
  };
  const receipt = { document: "RECEIPT", total: "100000" };
  expect(await checked()).toEqual({ ...receipt, state: null });
  await api.run(seller, "reversePayment", { id: payment.id, reason: "Salah" }, "payment { id }");
  expect(await checked()).toEqual({ ...receipt, state: "VOID" });
  await allWell();
});

describe("allocation", () => {
  test("money goes to the named invoice, then to the oldest; the rest stays as balance for the next", async () => {
    const institutionId = await till.clinic();
    const first = await till.invoice(institutionId, 300_000n);
    const second = await till.invoice(institutionId, 450_000n);
    await pay(institutionId, 100_000n, { invoiceId: globalId("Invoice", second.id) });
    expect(await till.stateOf(second.id)).toEqual({ state: "OPEN", open: 399_500n });
    await pay(institutionId, 800_000n);
    expect(await till.stateOf(first.id)).toMatchObject({ state: "PAID" });
    expect(await till.stateOf(second.id)).toMatchObject({ state: "PAID" });
    expect(await balanceOf(institutionId)).toBe(67_500n);
    const third = await till.invoice(institutionId, 300_000n);
    const apply = () => api.run(seller, "applyBalance", ids(institutionId), "used");
    const used = await Promise.all([apply(), apply()]);
    expect(used.map((one) => one.used).sort()).toEqual(["0", "67500"]);
    expect(await till.stateOf(third.id)).toEqual({ state: "OPEN", open: 265_500n });
    await allWell();
  });

  test("by hand: taken back to the balance, allocated anew, never more than the payment or the invoice has", async () => {
    const institutionId = await till.clinic();
    const first = await till.invoice(institutionId, 300_000n);
    const second = await till.invoice(institutionId, 300_000n);
    const { payment } = await pay(institutionId, 333_000n);
    const [allocation] = payment.allocations;
    const reverse = () =>
      api.run(
        seller,
        "reverseAllocation",
        { id: allocation.id, reason: "Salah" },
        "allocation { id }",
      );
    const allocate = (invoiceId: string, amount: string, idempotencyKey = key()) =>
      api.run(
        seller,
        "allocatePayment",
        {
          paymentId: payment.id,
          invoiceId: globalId("Invoice", invoiceId),
          amount,
          idempotencyKey,
        },
        "allocation { id amount }",
      );
    expect(await allocate(second.id, "1")).toMatchObject({ code: "MORE_THAN_PAYMENT" });
    await Promise.all([reverse(), reverse()]);
    expect(await balanceOf(institutionId)).toBe(333_000n);
    expect(await till.stateOf(first.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await allocate(second.id, "333001")).toMatchObject({ code: "MORE_THAN_PAYMENT" });
    const same = key();
    const twice = await Promise.all([
      allocate(second.id, "300000", same),
      allocate(second.id, "300000", same),
    ]);
    expect(new Set(twice.map((one) => one.allocation.id)).size).toBe(1);
    expect(await allocate(second.id, "33000")).toMatchObject({ code: "ALLOCATED_ALREADY" });
    const foreign = await till.invoice(await till.clinic(), 300_000n);
    expect(await allocate(foreign.id, "1")).toMatchObject({ code: "OTHER_CUSTOMER" });
    expect(await allocate(first.id, "33000")).toMatchObject({ allocation: { amount: "33000" } });
    expect(await till.stateOf(second.id)).toEqual({ state: "OPEN", open: 33_000n });
    await allWell();
  });

  test("a payment that is taken back opens what it settled, and what its rest settled later", async () => {
    const institutionId = await till.clinic();
    const first = await till.invoice(institutionId, 300_000n);
    const { payment } = await pay(institutionId, 400_000n);
    const second = await till.invoice(institutionId, 300_000n);
    await api.run(seller, "applyBalance", ids(institutionId), "used");
    const reverse = () =>
      api.run(
        seller,
        "reversePayment",
        { id: payment.id, reason: "Salah buku" },
        "payment { reversedAt }",
      );
    await Promise.all([reverse(), reverse()]);
    expect(await till.stateOf(first.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await till.stateOf(second.id)).toEqual({ state: "OPEN", open: 333_000n });
    expect(await balanceOf(institutionId)).toBe(0n);
    await allWell();
  });

  test("of many invoices that a balance settled no more are read, and the newest opened, than a payment needs", async () => {
    const institutionId = await till.clinic();
    const { payment: spare } = await pay(institutionId, 111n * 130n);
    const invoices: string[] = [];
    for (let made = 0; made < 130; made += 1)
      invoices.push((await till.invoice(institutionId, 100n)).id);
    await api.run(seller, "applyBalance", ids(institutionId), "used");
    const { payment: late } = await pay(institutionId, 111n);
    const last = await till.invoice(institutionId, 100n);
    await api.run(seller, "applyBalance", ids(institutionId), "used");
    const reverse = ({ id }: Json) =>
      api.run(seller, "reversePayment", { id, reason: "Salah buku" }, "payment { reversedAt }");
    const opened = () =>
      db.invoice.count({ where: { institutionId, state: "OPEN", settled: 0, total: 111n } });

    statements.length = 0;
    expect(await reverse(late)).toHaveProperty("payment.reversedAt");
    const reads = statements.filter((sql) => /^SELECT .*"paymentId" IS NULL/.test(sql));
    expect(reads).toHaveLength(1);
    expect(reads[0]).toContain("LIMIT");
    expect(await opened()).toBe(1);
    expect(await till.stateOf(last.id)).toEqual({ state: "OPEN", open: 111n });
    expect(await till.stateOf(invoices.at(-1) ?? "")).toMatchObject({ state: "PAID" });
    expect(await reverse(spare)).toHaveProperty("payment.reversedAt");
    expect(await opened()).toBe(131);
    await allWell();
  });

  test("the same key books a payment once, also at once; another input under it is refused", async () => {
    const institutionId = await till.clinic();
    const idempotencyKey = key();
    const made = await Promise.all([1, 2, 3].map(() => pay(institutionId, 5n, { idempotencyKey })));
    expect(new Set(made.map(({ payment }) => payment.id)).size).toBe(1);
    expect(await pay(institutionId, 6n, { idempotencyKey })).toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
    expect(await pay(institutionId, 0n)).toMatchObject({ __typename: "InputError" });
    expect(await pay(institutionId, 5n, { receivedOn: "2026-03-03" })).toMatchObject({
      code: "IN_THE_FUTURE",
    });
    expect(await balanceOf(institutionId)).toBe(5n);
  });
});

describe("withholding", () => {
  test("W1: paid short by exactly 2 % of the base it waits, visibly, and the proof settles it", async () => {
    const institutionId = await till.clinic("Klinik Pemotong");
    const invoice = await till.invoice(institutionId, BigInt(golden.base));
    expect(invoice).toMatchObject({ tax: BigInt(golden.ppn), total: 666_000n });
    await pay(institutionId, BigInt(golden.paid));
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 12_000n });
    const { data } = await seller.ask("{ awaitedProofs { invoiceId number buyerName amount } }");
    expect(data.awaitedProofs).toEqual([
      {
        invoiceId: globalId("Invoice", invoice.id),
        number: invoice.number,
        buyerName: "Klinik Pemotong",
        amount: "12000",
      },
    ]);
    // Later money does not fill what the proof is for, unless it is said.
    await pay(institutionId, 50_000n);
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 12_000n });
    expect(await proof(invoice.id, { amount: "11999" })).toMatchObject({
      code: "WRONG_WITHHOLDING",
    });
    expect(await proof(invoice.id, { issuedOn: "2026-03-03" })).toMatchObject({
      code: "IN_THE_FUTURE",
    });
    const made = await proof(invoice.id, { number: "BP-1" });
    expect(made).toMatchObject({ proof: { amount: "12000" } });
    expect((await till.stateOf(invoice.id)).state === "PAID").toBe(golden.settles);
    expect((await seller.ask("{ awaitedProofs { invoiceId } }")).data.awaitedProofs).toEqual([]);
    await allWell();
  });

  test("a payer uses a proof once, an invoice has one, at the same moment too; another payer may have the number", async () => {
    const institutionId = await till.clinic();
    const [one, two] = [
      await till.invoice(institutionId, 600_000n),
      await till.invoice(institutionId, 600_000n),
    ];
    const results = await Promise.all([
      proof(one.id, { number: "BP-9" }),
      proof(two.id, { number: "BP-9" }),
    ]);
    expect(results.filter((result) => result.code === "PROOF_USED")).toHaveLength(1);
    const settled = results[0]?.proof ? one : two;
    expect(await proof(settled.id)).toMatchObject({ code: "PROOF_USED" });
    const elsewhere = await till.invoice(await till.clinic(), 600_000n);
    expect(await proof(elsewhere.id, { number: "BP-9" })).toMatchObject({
      proof: { number: "BP-9" },
    });
    await allWell();
  });

  test("whose proof is there already waits for none: what is short of the rest is money", async () => {
    const institutionId = await till.clinic();
    const invoice = await till.invoice(institutionId, 600_000n);
    await proof(invoice.id);
    // The tax was taken off once more by mistake.
    await pay(institutionId, 642_000n);
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 12_000n });
    const { data } = await seller.ask("{ awaitedProofs { invoiceId } }");
    expect(data.awaitedProofs).not.toContainEqual({ invoiceId: globalId("Invoice", invoice.id) });
    await pay(institutionId, 12_000n);
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
    await allWell();
  });

  test("however many wait elsewhere, none of one's own is hidden, and the longest due comes first", async () => {
    const [elsewhere, mine] = [await openTill(db), await openTill(db)];
    const make = async ({ clinic, invoice, pay: paying }: typeof mine) => {
      const institutionId = await clinic();
      const { id } = await invoice(institutionId, 600_000n);
      await paying(institutionId, 654_000n);
      return id;
    };
    for (const _ of [1, 2, 3]) await make(elsewhere);
    const own = [await make(mine), await make(mine)];
    const grant = { role: "PROVIDER", providerId: mine.providerId } as const;
    const actor = { kind: "USER", id: mine.seller.id, grants: [grant] } as const;
    for (const batch of [1, 2, 5000])
      expect((await awaitedProofs(db, actor, batch)).map(({ invoiceId }) => invoiceId)).toEqual(
        own,
      );
  });

  test("a paid invoice takes no proof", async () => {
    const institutionId = await till.clinic();
    const invoice = await till.invoice(institutionId, 600_000n);
    await pay(institutionId, 666_000n);
    expect(await proof(invoice.id)).toMatchObject({ __typename: "StateError" });
    expect(await db.withholdingProof.count({ where: { invoiceId: invoice.id } })).toBe(0);
  });
});

describe("refunds", () => {
  const ask = (institutionId: string, amount: bigint, changes: Json = {}) =>
    api.run(
      seller,
      "requestRefund",
      {
        ...ids(institutionId),
        amount: String(amount),
        reason: "Lebih bayar",
        bank: "BCA",
        accountNumber: "123",
        accountHolder: "Klinik",
        idempotencyKey: key(),
        ...changes,
      },
      "refund { id state version }",
    );
  const decide = (id: string, approve: boolean, as = other, expectedVersion = 1) =>
    api.run(
      as,
      "decideRefund",
      { id, approve, decision: "Diperiksa", expectedVersion },
      "refund { state version }",
    );
  const payOut = (id: string, idempotencyKey = key()) =>
    api.run(
      other,
      "payRefund",
      { id, paidOn: "2026-03-02", reference: "TRF", idempotencyKey },
      "refund { state }",
    );

  test("asked, approved by another person, paid once; what is asked for is reserved", async () => {
    const institutionId = await till.clinic();
    await pay(institutionId, 100_000n);
    const both = await Promise.all([ask(institutionId, 60_000n), ask(institutionId, 60_000n)]);
    const made = both.find((one) => one.refund);
    expect(both.filter((one) => one.code === "MORE_THAN_BALANCE")).toHaveLength(1);
    const id = made?.refund.id;
    expect(await payOut(id)).toMatchObject({ code: "WRONG_STATE" });
    expect(await decide(id, true, seller)).toMatchObject({ code: "SAME_PERSON" });
    expect(await decide(id, true, other, 7)).toMatchObject({ code: "STALE_VERSION" });
    expect(await decide(id, true)).toMatchObject({ refund: { state: "APPROVED" } });
    const invoice = await till.invoice(institutionId, 300_000n);
    await api.run(seller, "applyBalance", ids(institutionId), "used");
    expect(await till.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 293_000n });
    const same = key();
    await Promise.all([payOut(id, same), payOut(id, same), payOut(id)]);
    expect(await balanceOf(institutionId)).toBe(0n);
    const paid = { reason: "REFUND" as const, sourceId: (await lastRefund()).id };
    expect(await db.ledgerPosting.findMany({ where: paid })).toMatchObject([{ amount: 60_000n }]);
    await allWell();
  });
  const lastRefund = () => db.refund.findFirstOrThrow({ orderBy: { id: "desc" } });

  test("what was rejected is free again", async () => {
    const institutionId = await till.clinic();
    await pay(institutionId, 10_000n);
    const { refund } = await ask(institutionId, 10_000n);
    expect(await ask(institutionId, 1n)).toMatchObject({ code: "MORE_THAN_BALANCE" });
    expect(await decide(refund.id, false)).toMatchObject({ refund: { state: "REJECTED" } });
    expect(await ask(institutionId, 10_000n)).toMatchObject({ refund: { state: "REQUESTED" } });
  });

  test("for a credit note at most what it gave to the balance", async () => {
    const institutionId = await till.clinic();
    const invoice = await till.invoice(institutionId, 300_000n);
    await pay(institutionId, 433_000n);
    const note = await inTransaction(db, (tx) =>
      issueCreditNote(tx, seller.actor, { invoiceId: invoice.id, base: 100_000n, reason: "Turun" }),
    );
    const creditNoteId = globalId("CreditNote", note.id);
    expect(await balanceOf(institutionId)).toBe(211_000n);
    expect(await ask(institutionId, 111_001n, { creditNoteId })).toMatchObject({
      code: "MORE_THAN_CREDITED",
    });
    expect(await ask(institutionId, 111_000n, { creditNoteId })).toMatchObject({
      refund: { state: "REQUESTED" },
    });
    expect(await ask(institutionId, 1n, { creditNoteId })).toMatchObject({
      code: "MORE_THAN_CREDITED",
    });
    await allWell();
  });

  test("the database itself refuses one person for both, and a jump over a state", async () => {
    const institutionId = await till.clinic();
    await pay(institutionId, 10_000n);
    await ask(institutionId, 10_000n);
    const { id } = await lastRefund();
    const alone = { state: "APPROVED" as const, decidedById: seller.id };
    await expect(db.refund.update({ where: { id }, data: alone })).rejects.toThrow("two_people");
    const jump = {
      state: "PAID" as const,
      decidedById: other.id,
      paidOn: new Date("2026-03-02"),
      reference: "x",
    };
    await expect(db.refund.update({ where: { id }, data: jump })).rejects.toThrow("does not go");
    await expect(db.refund.update({ where: { id }, data: { amount: 1n } })).rejects.toThrow("stay");
  });
});
