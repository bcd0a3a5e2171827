import {
  balances,
  collectionRate,
  invoiceMoves,
  receivableAgeing,
  runDunning,
  setLadder,
  taxInvoices,
  usualLadder,
  verificationCode,
  verifyDocument,
} from "@winner/core/billing/index.ts";
import { InvoiceState, type LedgerAccount } from "@winner/core/database/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { runPayments } from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { createVerification } from "@winner/functions/http/verification.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { subscribe } from "../support/billing.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { giveUp, issued } from "../support/invoice.ts";
import {
  brokenMoney,
  openGateways,
  openTill,
  statement,
  statementMapping,
} from "../support/till.ts";
import { freshDatabase, type Json, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const sim = await openGateways(db);
const noon = (day: string) => setClock(db, `${day}T05:00:00Z`);
const issueDay = "2026-03-02";
/** Due on the 16th. */
const overdue = "2026-04-20";
const system = { kind: "SYSTEM", name: "test" } as const;
const accounts = ["RECEIVABLE", "BAD_DEBT", "TAX_PAYABLE", "CUSTOMER_BALANCE"] as const;

beforeEach(() => noon(issueDay));

/** A provider with an invoice of 333,000 to a clinic. */
async function owing() {
  const till = await openTill(db, sim.gateways);
  const institutionId = await till.clinic();
  const invoice = await till.invoice(institutionId, 300_000n);
  const id = globalId("Invoice", invoice.id);
  const version = async () =>
    (await db.invoice.findUniqueOrThrow({ where: { id: invoice.id } })).version;
  const writeOff = async (
    changes: Json = {},
    as: Parameters<typeof till.api.run>[0] = till.seller,
  ) =>
    till.api.run(
      as,
      "writeOffInvoice",
      {
        id,
        reason: "Klinik tutup",
        expectedVersion: await version(),
        idempotencyKey: till.key(),
        ...changes,
      },
      "invoice { state open writtenOff settled writtenOffAt writeOffReason version }",
    );
  const takeBack = async (
    changes: Json = {},
    as: Parameters<typeof till.api.run>[0] = till.seller,
  ) =>
    till.api.run(
      as,
      "reverseWriteOff",
      {
        id,
        reason: "Salah klinik",
        expectedVersion: await version(),
        idempotencyKey: till.key(),
        ...changes,
      },
      "invoice { state open writtenOff settled writtenOffAt writeOffReason version }",
    );
  /** Pays so much for the invoice, or for another one. */
  const settle = (amount = 333_000n, invoiceId = invoice.id) =>
    till.pay(institutionId, amount, { invoiceId: globalId("Invoice", invoiceId) });
  const credit = (base: bigint, invoiceId = invoice.id) =>
    till.api.run(
      till.seller,
      "issueCreditNote",
      {
        invoiceId: globalId("Invoice", invoiceId),
        base: String(base),
        reason: "Batal",
        idempotencyKey: till.key(),
      },
      "creditNote { total toBalance }",
    );
  const ledger = async (of: readonly LedgerAccount[] = accounts) => {
    const now = await balances(db, till.providerId);
    return of.map((account) => now.get(account) ?? 0n);
  };
  const events = async () =>
    (
      await db.billingEvent.findMany({ where: { subjectId: invoice.id }, orderBy: { id: "asc" } })
    ).map(({ kind, detail }) => [kind, detail]);
  const state = async () => (await till.stateOf(invoice.id)).state;
  return {
    ...till,
    till,
    institutionId,
    invoice,
    id,
    writeOff,
    takeBack,
    settle,
    credit,
    ledger,
    events,
    state,
    version,
  };
}

/** The same, when it is overdue and written off after a third was paid. */
async function writtenOff() {
  const debt = await owing();
  await debt.pay(debt.institutionId, 111_000n);
  await noon(overdue);
  expect(await debt.writeOff()).toMatchObject({ invoice: { state: "UNCOLLECTIBLE" } });
  return debt;
}

const sound = async () =>
  expect({ ...(await brokenInvariants(db)), ...(await brokenMoney(db)) }).toEqual({});

test("the moves of a final invoice are the same in the code and in the database", async () => {
  const { invoice } = await owing();
  const { id, total } = invoice;
  const written = { writtenOffAt: new Date(), writeOffReason: "x" };
  const as = (state: InvoiceState, was: { writtenOffAt: Date | null }) => ({
    state,
    settled: state === "PAID" ? total : 0n,
    voidedAt: state === "VOID" ? new Date() : null,
    ...(state === "UNCOLLECTIBLE" && !was.writtenOffAt && written),
    ...(state === "OPEN" && { writtenOffAt: null, writeOffReason: null }),
  });
  const final = Object.values(InvoiceState).filter((state) => state !== "DRAFT");
  for (const from of final)
    for (const to of Object.values(InvoiceState)) {
      // What is paid goes back to where it was: open, or written off.
      const before = from === "PAID" && to === "UNCOLLECTIBLE" ? written : { writtenOffAt: null };
      const start = { ...as(from, before), ...(before.writtenOffAt && before) };
      const moved = db.$transaction(async (tx) => {
        await tx.$executeRaw`ALTER TABLE "Invoice" DISABLE TRIGGER invoice_frozen`;
        await tx.invoice.update({ where: { id }, data: start });
        await tx.$executeRaw`ALTER TABLE "Invoice" ENABLE TRIGGER invoice_frozen`;
        const now = { writtenOffAt: start.writtenOffAt ?? null };
        await tx.invoice.update({ where: { id }, data: as(to, now) });
        throw new Error("allowed");
      });
      const allowed = from === to || invoiceMoves[from].includes(to);
      await expect(moved, `${from} to ${to}`).rejects.toThrow(
        allowed ? "allowed" : /does not go|Invoice_written_off/,
      );
    }
});

test("what was paid without being written off does not become uncollectible, and the reason stays", async () => {
  const debt = await owing();
  const { id } = debt.invoice;
  await debt.settle();
  const change = (data: Json) => db.invoice.update({ where: { id }, data });
  await expect(
    change({ state: "UNCOLLECTIBLE", settled: 0n, writtenOffAt: new Date(), writeOffReason: "x" }),
  ).rejects.toThrow("is final");
  const given = await writtenOff();
  await expect(
    db.invoice.update({ where: { id: given.invoice.id }, data: { writeOffReason: "lain" } }),
  ).rejects.toThrow("is final");
});

describe("writing off", () => {
  test("what is open of an overdue invoice becomes bad debt, once; its PPN stays owed to the state", async () => {
    const debt = await owing();
    await debt.pay(debt.institutionId, 111_000n);
    expect(await debt.ledger()).toEqual([222_000n, 0n, -33_000n, 0n]);
    const idempotencyKey = debt.key();
    for (const day of [issueDay, "2026-03-16"]) {
      await noon(day);
      expect(await debt.writeOff({ idempotencyKey })).toMatchObject({ code: "NOT_OVERDUE" });
    }
    await noon("2026-03-17");
    expect(await debt.writeOff({ reason: " " })).toMatchObject({ faults: [{ path: ["reason"] }] });
    expect(await debt.writeOff({ expectedVersion: 1 })).toMatchObject({ code: "STALE_VERSION" });
    const expectedVersion = await debt.version();
    const both = await Promise.all([
      debt.writeOff({ idempotencyKey, expectedVersion }),
      debt.writeOff({ idempotencyKey, expectedVersion }),
    ]);
    for (const one of [...both, await debt.writeOff()])
      expect(one).toMatchObject({
        invoice: {
          state: "UNCOLLECTIBLE",
          open: "0",
          writtenOff: "222000",
          settled: "111000",
          writtenOffAt: "2026-03-17T05:00:00.000Z",
          writeOffReason: "Klinik tutup",
          version: expectedVersion + 1,
        },
      });
    expect(await debt.ledger()).toEqual([0n, 222_000n, -33_000n, 0n]);
    const number = debt.invoice.number;
    expect((await debt.events()).at(-1)).toEqual([
      "INVOICE_WRITTEN_OFF",
      { number, amount: "222000" },
    ]);
    const audit = await db.auditEvent.findMany({
      where: { subjectId: debt.invoice.id, action: "invoice.written-off" },
    });
    expect(audit.map(({ after }) => after)).toEqual([
      { number, amount: "222000", reason: "Klinik tutup" },
    ]);
    await sound();
  });

  test("only an open invoice, by the provider's people alone; a payment at the same moment is before or after", async () => {
    const debt = await owing();
    await noon(overdue);
    const stranger = await debt.api.person(
      role("PROVIDER", { providerId: (await owing()).providerId }),
    );
    const staff = await debt.api.person(
      role("INSTITUTION_STAFF", { institutionId: debt.institutionId }),
    );
    for (const as of [stranger, staff])
      expect(await debt.writeOff({}, as)).toMatchObject({ code: "NOT_FOUND" });
    for (const as of [role("ADMINISTRATOR"), role("AUDITOR")])
      expect(await debt.writeOff({}, await debt.api.person(as))).toMatchObject({
        code: "FORBIDDEN",
      });
    await Promise.all([debt.writeOff(), debt.settle(333_000n)]);
    expect(await debt.state()).toBe("PAID");
    expect(await debt.ledger()).toEqual([0n, 0n, -33_000n, 0n]);
    const { writtenOffAt } = await db.invoice.findUniqueOrThrow({ where: { id: debt.invoice.id } });
    if (!writtenOffAt) expect(await debt.writeOff()).toMatchObject({ code: "WRONG_STATE" });
    const [paid, voided] = [await owing(), await owing()];
    await paid.settle();
    await debt.api.run(voided.seller, "voidInvoice", { id: voided.id, reason: "x" }, "__typename");
    await noon(overdue);
    for (const one of [paid, voided])
      expect(await one.writeOff()).toMatchObject({ code: "WRONG_STATE" });
    await sound();
  });

  test("nobody is reminded any more; access that was withheld is not given back until it is paid", async () => {
    const debt = await owing();
    await setLadder(db, system, { providerId: debt.providerId, steps: usualLadder });
    const subscriptionId = await subscribe(db, debt.shop, issueDay, {
      institutionId: debt.institutionId,
    });
    const make = () =>
      issued(db, {
        providerId: debt.providerId,
        institutionId: debt.institutionId,
        subscriptionId,
      });
    const [given, other] = [await make(), await make()];
    await noon("2026-03-17");
    await giveUp(db, debt.invoice.id);
    await runDunning(db);
    await noon(overdue);
    await runDunning(db);
    const notices = (invoiceId: string) => db.dunningNotice.count({ where: { invoiceId } });
    expect([await notices(debt.invoice.id), await notices(given)]).toEqual([0, usualLadder.length]);
    const suspended = async () =>
      (await db.subscription.findUniqueOrThrow({ where: { id: subscriptionId } })).suspendedAt !==
      null;
    await giveUp(db, given);
    await debt.settle(333_000n, other);
    expect(await suspended()).toBe(true);
    await debt.settle(1n, given);
    expect(await suspended()).toBe(true);
    await debt.settle(332_999n, given);
    expect(await suspended()).toBe(false);
  });

  test("reports: no receivable from its day on, bad debt in the balances, and no better rate of collection", async () => {
    const debt = await writtenOff();
    const providers = [debt.providerId];
    const on = async (day: string) =>
      (await receivableAgeing(db, providers, day as LocalDate))[0]?.total ?? 0n;
    expect([await on("2026-04-19"), await on(overdue)]).toEqual([222_000n, 0n]);
    const range = { from: issueDay as LocalDate, to: overdue as LocalDate };
    const month = { month: "2026-03", billed: 333_000n, reduced: 0n, open: 0n };
    expect(await collectionRate(db, providers, range)).toMatchObject([
      { ...month, writtenOff: 222_000n, collected: 111_000n, rate: 3_333 },
    ]);
    await noon("2026-05-04");
    await debt.settle(100_000n);
    expect(await collectionRate(db, providers, range)).toMatchObject([
      { ...month, writtenOff: 122_000n, collected: 211_000n, rate: 6_336 },
    ]);
    expect([await on(overdue), await on("2026-05-04")]).toEqual([0n, 0n]);
    const file = { providerId: debt.providerId, month: "2026-03", part: 0 };
    const faktur = (await Array.fromAsync(taxInvoices(db, system, file))).flat();
    expect(faktur.map(({ number }) => number)).toEqual([debt.invoice.number]);
  });
});

describe("recovery", () => {
  test("money that names it takes its part out of the bad debt; all of it and it is paid", async () => {
    const debt = await writtenOff();
    const receipts = () => db.receipt.count({ where: { institutionId: debt.institutionId } });
    const before = await receipts();
    const part = await debt.settle(100_000n);
    expect(part.payment.allocations).toMatchObject([{ amount: "100000" }]);
    expect(await receipts()).toBe(before + 1);
    expect(await debt.state()).toBe("UNCOLLECTIBLE");
    expect(await debt.ledger()).toEqual([0n, 122_000n, -33_000n, 0n]);
    await debt.settle(130_000n);
    expect(await debt.state()).toBe("PAID");
    expect(await debt.ledger()).toEqual([0n, 0n, -33_000n, -8_000n]);
    expect((await debt.events()).map(([kind]) => kind).slice(-2)).toEqual([
      "INVOICE_WRITTEN_OFF",
      "INVOICE_PAID",
    ]);
    await sound();
  });

  test("money that does not name it settles what is open and stays the customer's, until it is allocated by hand", async () => {
    const debt = await writtenOff();
    const newer = await debt.api.run(
      debt.seller,
      "recordPayment",
      {
        ...debt.ids(debt.institutionId),
        amount: "222000",
        receivedOn: overdue,
        method: "CASH",
        idempotencyKey: debt.key(),
      },
      "payment { id }",
    );
    expect(await debt.stateOf(debt.invoice.id)).toEqual({ state: "UNCOLLECTIBLE", open: 222_000n });
    expect(await debt.ledger()).toEqual([0n, 222_000n, -33_000n, -222_000n]);
    const applied = await debt.api.run(
      debt.seller,
      "applyBalance",
      debt.ids(debt.institutionId),
      "used",
    );
    expect(applied).toMatchObject({ used: "0" });
    await debt.api.run(
      debt.seller,
      "allocatePayment",
      {
        paymentId: newer.payment.id,
        invoiceId: debt.id,
        amount: "222000",
        idempotencyKey: debt.key(),
      },
      "__typename",
    );
    expect(await debt.state()).toBe("PAID");
    expect(await debt.ledger()).toEqual([0n, 0n, -33_000n, 0n]);
    await sound();
  });

  test("a bank statement is matched by its number; by its amount alone nobody is guessed", async () => {
    const debt = await writtenOff();
    const bankAccountId = globalId("BankAccount", debt.account.id);
    await debt.api.run(
      debt.seller,
      "setStatementMapping",
      { bankAccountId, mapping: statementMapping },
      "version",
    );
    const number = debt.invoice.number ?? "";
    const content = statement("2026-04-19", ["TANPA NOMOR", 222_000], [number, 222_000]);
    expect(
      await debt.api.run(
        debt.seller,
        "importStatement",
        { bankAccountId, format: "CSV", fileName: "april.csv", content },
        "matched unmatched",
      ),
    ).toMatchObject({ matched: 1, unmatched: 1 });
    expect(await debt.state()).toBe("PAID");
    const entries = await db.statementEntry.findMany({
      where: { bankAccountId: debt.account.id },
      orderBy: { amount: "asc" },
    });
    expect(
      entries.map(({ matchReason, unmatchedReason }) => matchReason ?? unmatchedReason).sort(),
    ).toEqual(["INVOICE_NUMBER", "NOTHING_FITS"]);
    await sound();
  });

  test("the link ends, the code too; what was paid by the link all the same is booked", async () => {
    const [ended, late] = [await owing(), await owing()];
    const link = async ({ api, seller, key, id }: typeof ended) =>
      (
        await api.run(
          seller,
          "requestPayment",
          {
            invoiceId: id,
            gateway: "MIDTRANS",
            method: "VIRTUAL_ACCOUNT",
            bank: "BCA",
            idempotencyKey: key(),
          },
          "request { orderId }",
        )
      ).request.orderId as string;
    const code = await ended.api.run(
      ended.seller,
      "requestTransferCode",
      {
        invoiceId: ended.id,
        bankAccountId: globalId("BankAccount", ended.account.id),
        idempotencyKey: ended.key(),
      },
      "transferCode { total }",
    );
    expect(code.transferCode).toBeTruthy();
    const orders = [await link(ended), await link(late)];
    await noon("2026-03-17");
    await ended.writeOff();
    await late.writeOff();
    await sim.move("MIDTRANS", orders[1] ?? "", "settlement");
    await runPayments(db, sim.gateways);
    const states = await db.paymentRequest.findMany({
      where: { orderId: { in: orders } },
      orderBy: { id: "asc" },
    });
    expect(states.map(({ state }) => state)).toEqual(["CANCELLED", "PAID"]);
    expect(
      await db.transferCode.count({ where: { invoiceId: ended.invoice.id, releasedAt: null } }),
    ).toBe(0);
    expect([await ended.state(), await late.state()]).toEqual(["UNCOLLECTIBLE", "PAID"]);
    expect(await late.ledger()).toEqual([0n, 0n, -33_000n, 0n]);
    expect(
      await ended.api.run(
        ended.seller,
        "requestPayment",
        { invoiceId: ended.id, gateway: "MIDTRANS", method: "QRIS", idempotencyKey: ended.key() },
        "__typename",
      ),
    ).toMatchObject({ code: "WRONG_STATE" });
    await sound();
  });

  test("a payment that bounces makes it bad debt again, whether it came before or after", async () => {
    const debt = await writtenOff();
    await debt.settle(222_000n);
    expect(await debt.state()).toBe("PAID");
    const payments = await db.payment.findMany({
      where: { institutionId: debt.institutionId },
      orderBy: { id: "asc" },
    });
    const expected = [
      [0n, 111_000n, -33_000n, 0n],
      [0n, 333_000n, -33_000n, 0n],
    ];
    for (const [index, { id }] of payments.entries()) {
      await debt.api.run(
        debt.seller,
        "reversePayment",
        { id: globalId("Payment", id), reason: "Bank" },
        "__typename",
      );
      expect(await debt.state()).toBe("UNCOLLECTIBLE");
      expect(await debt.ledger()).toEqual(expected[index]);
    }
    await sound();
  });

  test("a proof of PPh 23 that comes late settles its part", async () => {
    const debt = await owing();
    await debt.settle(327_000n);
    await noon(overdue);
    await debt.writeOff();
    await debt.api.run(
      debt.seller,
      "recordWithholding",
      {
        invoiceId: debt.id,
        number: debt.key(),
        issuedOn: issueDay,
        amount: "6000",
        idempotencyKey: debt.key(),
      },
      "__typename",
    );
    expect(await debt.state()).toBe("PAID");
    expect(await debt.ledger(["BAD_DEBT", "WITHHOLDING", "RECEIVABLE"])).toEqual([0n, 6_000n, 0n]);
    await sound();
  });
});

test("a credit note takes back what should not have been billed: revenue, PPN and bad debt; what was paid goes to the balance", async () => {
  const debt = await writtenOff();
  expect(await debt.credit(100_000n)).toMatchObject({
    creditNote: { total: "111000", toBalance: "0" },
  });
  expect(await debt.state()).toBe("UNCOLLECTIBLE");
  expect(await debt.ledger()).toEqual([0n, 111_000n, -22_000n, 0n]);
  expect(await debt.credit(200_000n)).toMatchObject({
    creditNote: { total: "222000", toBalance: "111000" },
  });
  expect(await debt.state()).toBe("PAID");
  expect(await debt.ledger()).toEqual([0n, 0n, 0n, -111_000n]);
  expect((await debt.events()).at(-1)?.[0]).toBe("INVOICE_PAID");
  await sound();
});

describe("what the customer has with the provider", () => {
  /** Money that settles nothing by itself: it came before the invoice that it is not for. */
  const onBalance = async (debt: Awaited<ReturnType<typeof owing>>, amount: bigint) => {
    const { id } = debt.invoice;
    await debt.settle(amount);
    const { id: allocation } = await db.allocation.findFirstOrThrow({ where: { invoiceId: id } });
    await debt.api.run(
      debt.seller,
      "reverseAllocation",
      { id: globalId("Allocation", allocation), reason: "Salah" },
      "__typename",
    );
    expect((await debt.ledger(["CUSTOMER_BALANCE"]))[0]).toBe(-amount);
  };

  test("settles the invoice first, and only the rest is bad debt", async () => {
    const debt = await owing();
    await onBalance(debt, 100_000n);
    await noon(overdue);
    const [idempotencyKey, expectedVersion] = [debt.key(), await debt.version()];
    for (const _ of [1, 2])
      expect(await debt.writeOff({ idempotencyKey, expectedVersion })).toMatchObject({
        invoice: { state: "UNCOLLECTIBLE", settled: "100000", writtenOff: "233000" },
      });
    expect(await debt.ledger()).toEqual([0n, 233_000n, -33_000n, 0n]);
    await sound();
  });

  test("pays it where it is enough, also one that waits for a proof; nothing is written off then", async () => {
    const [all, proof] = [await owing(), await owing()];
    await onBalance(all, 333_000n);
    await proof.settle(327_000n);
    const other = await proof.till.invoice(proof.institutionId, 10_000n);
    await proof.settle(11_100n, other.id);
    await proof.credit(10_000n, other.id);
    await noon(overdue);
    for (const debt of [all, proof]) {
      const answer = await debt.writeOff();
      expect(answer).toMatchObject({ invoice: { state: "PAID", writtenOffAt: null } });
    }
    expect(await all.ledger()).toEqual([0n, 0n, -33_000n, 0n]);
    expect(await proof.ledger()).toEqual([0n, 0n, -33_000n, -5_100n]);
    await sound();
  });

  test("stays the customer's where a refund of it is asked for, or the invoice is not overdue", async () => {
    const debt = await owing();
    await onBalance(debt, 50_000n);
    expect(await debt.writeOff()).toMatchObject({ code: "NOT_OVERDUE" });
    expect((await debt.ledger(["CUSTOMER_BALANCE"]))[0]).toBe(-50_000n);
    const asked = await debt.api.run(
      debt.seller,
      "requestRefund",
      {
        ...debt.ids(debt.institutionId),
        amount: "50000",
        reason: "Diminta kembali",
        bank: "BCA",
        accountNumber: "1234567890",
        accountHolder: "Klinik",
        idempotencyKey: debt.key(),
      },
      "refund { state }",
    );
    expect(asked).toMatchObject({ refund: { state: "REQUESTED" } });
    await noon(overdue);
    expect(await debt.writeOff()).toMatchObject({ invoice: { writtenOff: "333000" } });
    expect(await debt.ledger()).toEqual([0n, 333_000n, -33_000n, -50_000n]);
    await sound();
  });
});

describe("a write-off that was a mistake", () => {
  test("is taken back once: owed, in the ageing and payable again, as if it had not been", async () => {
    const debt = await writtenOff();
    const before = await debt.version();
    expect(await debt.takeBack({ reason: " " })).toMatchObject({ faults: [{ path: ["reason"] }] });
    expect(await debt.takeBack({ expectedVersion: 1 })).toMatchObject({ code: "STALE_VERSION" });
    await noon("2026-05-04");
    const once = { idempotencyKey: debt.key(), expectedVersion: before };
    const both = await Promise.all([debt.takeBack(once), debt.takeBack(once)]);
    for (const one of [...both, await debt.takeBack()])
      expect(one).toMatchObject({
        invoice: {
          state: "OPEN",
          open: "222000",
          writtenOff: "0",
          settled: "111000",
          writtenOffAt: null,
          writeOffReason: null,
          version: before + 1,
        },
      });
    expect(await debt.ledger()).toEqual([222_000n, 0n, -33_000n, 0n]);
    const on = async (day: string) =>
      (await receivableAgeing(db, [debt.providerId], day as LocalDate))[0]?.total ?? 0n;
    expect([await on("2026-04-19"), await on(overdue), await on("2026-05-04")]).toEqual([
      222_000n,
      0n,
      222_000n,
    ]);
    const range = { from: issueDay as LocalDate, to: "2026-05-04" as LocalDate };
    expect(await collectionRate(db, [debt.providerId], range)).toMatchObject([
      { writtenOff: 0n, collected: 111_000n, open: 222_000n },
    ]);
    const number = debt.invoice.number;
    expect((await debt.events()).slice(-2)).toEqual([
      ["INVOICE_WRITTEN_OFF", { number, amount: "222000" }],
      ["INVOICE_WRITE_OFF_REVERSED", { number, amount: "222000" }],
    ]);
    const audit = await db.auditEvent.findMany({
      where: { subjectId: debt.invoice.id, action: "invoice.write-off-reversed" },
    });
    expect(audit).toMatchObject([
      {
        before: { state: "UNCOLLECTIBLE", reason: "Klinik tutup" },
        after: { number, amount: "222000", reason: "Salah klinik" },
      },
    ]);
    await sound();
    await debt.settle(222_000n);
    expect(await debt.state()).toBe("PAID");
    await sound();
  });

  test("is taken back for what is still open of it; a payment reversed later opens it, and it can be written off anew", async () => {
    const debt = await writtenOff();
    await debt.settle(100_000n);
    await debt.credit(10_000n);
    expect(await debt.takeBack()).toMatchObject({ invoice: { state: "OPEN", open: "110900" } });
    expect(await debt.ledger()).toEqual([110_900n, 0n, -31_900n, 0n]);
    const [first] = await db.payment.findMany({
      where: { institutionId: debt.institutionId },
      orderBy: { id: "asc" },
    });
    await debt.api.run(
      debt.seller,
      "reversePayment",
      { id: globalId("Payment", first?.id ?? ""), reason: "Bank" },
      "__typename",
    );
    expect(await debt.stateOf(debt.invoice.id)).toEqual({ state: "OPEN", open: 221_900n });
    expect(await debt.writeOff()).toMatchObject({ invoice: { writtenOff: "221900" } });
    expect(await debt.takeBack()).toMatchObject({ invoice: { state: "OPEN", open: "221900" } });
    expect(await debt.ledger()).toEqual([221_900n, 0n, -31_900n, 0n]);
    await sound();
  });

  test("by who may write off, of what is written off alone; a payment at the same moment is before or after", async () => {
    const debt = await writtenOff();
    const stranger = await debt.api.person(
      role("PROVIDER", { providerId: (await owing()).providerId }),
    );
    const staff = await debt.api.person(
      role("INSTITUTION_STAFF", { institutionId: debt.institutionId }),
    );
    for (const as of [stranger, staff])
      expect(await debt.takeBack({}, as)).toMatchObject({ code: "NOT_FOUND" });
    for (const as of [role("ADMINISTRATOR"), role("AUDITOR")])
      expect(await debt.takeBack({}, await debt.api.person(as))).toMatchObject({
        code: "FORBIDDEN",
      });
    await Promise.all([debt.takeBack(), debt.settle(222_000n)]);
    expect(await debt.state()).toBe("PAID");
    expect(await debt.ledger()).toEqual([0n, 0n, -33_000n, 0n]);
    expect(await debt.takeBack()).toMatchObject({ code: "WRONG_STATE" });
    await sound();
  });

  test("reminders go on where they are by now: what was taken is not taken again, of the others the last", async () => {
    const debt = await owing();
    await setLadder(db, system, { providerId: debt.providerId, steps: usualLadder });
    const mails = () =>
      db.outboxMessage.count({
        where: { key: { startsWith: `mail:dunning:${debt.invoice.id}` } },
      });
    await noon("2026-03-17");
    await runDunning(db);
    expect(await mails()).toBe(1);
    await debt.writeOff();
    await noon("2026-04-01");
    await runDunning(db);
    expect(await mails()).toBe(1);
    await debt.takeBack();
    for (const _ of [1, 2]) await runDunning(db);
    expect(await mails()).toBe(2);
    const taken = await db.dunningNotice.findMany({
      where: { invoiceId: debt.invoice.id },
      include: { step: true },
    });
    expect(
      taken
        .map(({ step, done }) => [step.afterDays, done])
        .sort(([a], [b]) => Number(a) - Number(b)),
    ).toEqual([
      [-3, false],
      [1, true],
      [7, false],
      [14, true],
    ]);
  });
});

test("the judgment of a debtor is the provider's: its reason is not shown to others, nor its state to the public", async () => {
  const debt = await writtenOff();
  const reasonFor = async (as: Parameters<typeof debt.api.run>[0]) =>
    (
      await as.ask(
        "query($id: ID!) { node(id: $id) { ... on Invoice { number writeOffReason } } }",
        {
          id: debt.id,
        },
      )
    ).data.node;
  const { number } = debt.invoice;
  const { teamId } = await db.provider.findUniqueOrThrow({ where: { id: debt.providerId } });
  const member = await debt.api.person();
  await db.teamMember.create({ data: { teamId, userId: member.id, role: "MEMBER" } });
  for (const as of [debt.seller, member, await debt.api.person(role("PROVIDER"))])
    expect(await reasonFor(as)).toEqual({ number, writeOffReason: "Klinik tutup" });
  const staff = role("INSTITUTION_STAFF", { institutionId: debt.institutionId });
  for (const as of [staff, role("AUDITOR"), role("ADMINISTRATOR")])
    expect(await reasonFor(await debt.api.person(as))).toEqual({ number, writeOffReason: null });
  const code = verificationCode("INVOICE", number ?? "", debt.invoice.id);
  expect(await verifyDocument(db, code)).toMatchObject({ number, state: "OPEN" });
  const page = await createVerification(db)(
    new Request(`https://winner.test/verify?code=${encodeURIComponent(code)}`),
  );
  expect(await page.text()).toContain("Status: belum lunas");
});
