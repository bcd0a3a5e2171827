import { readFileSync } from "node:fs";
import { voidInvoice } from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import {
  fingerprinted,
  readAmount,
  readCamt,
  readCsv,
  readDate,
} from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenInvariants } from "../support/invariants.ts";
import { brokenMoney, openTill } from "../support/till.ts";
import { freshDatabase, type Json, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-05T03:00:00Z");
const system = { kind: "SYSTEM", name: "test" } as const;
const data = (name: string) => readFileSync(`test/payment/data/${name}`, "utf8");
const word = {
  delimiter: ",",
  skipLines: 2,
  date: "Tanggal",
  dateFormat: "DD/MM/YYYY",
  description: ["Keterangan"],
  decimal: ".",
  amount: { kind: "WORD", column: "Jumlah", directionColumn: "Jumlah", credit: "CR" },
} as const;
const columns = {
  delimiter: ";",
  skipLines: 0,
  date: "Tgl",
  dateFormat: "YYYY-MM-DD",
  description: ["Uraian", "Rincian"],
  decimal: ",",
  amount: { kind: "TWO_COLUMNS", credit: "Kredit", debit: "Debet" },
} as const;

describe("reading", () => {
  test("a CSV with the word in the amount's cell, a heading and a closing balance", () => {
    const lines = readCsv(data("statement-word.csv"), word);
    expect(lines.map(({ bookedOn, direction, amount }) => [bookedOn, direction, amount])).toEqual([
      ["2026-03-02", "CREDIT", 333_000n],
      ["2026-03-02", "DEBIT", 15_000n],
      ["2026-03-03", "CREDIT", 333_000n],
      ["2026-03-03", "CREDIT", 333_000n],
      ["2026-03-03", "CREDIT", 1_235n],
    ]);
    const prints = fingerprinted(lines).map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size, "two equal cash payments of a day are two").toBe(5);
  });

  test("a CSV with a column for each way and Indonesian numbers", () => {
    expect(readCsv(data("statement-columns.csv"), columns)).toEqual([
      {
        bookedOn: "2026-03-02",
        direction: "CREDIT",
        amount: 330_500n,
        description: "BI-FAST DARI KLINIK A",
      },
      { bookedOn: "2026-03-02", direction: "DEBIT", amount: 25_000n, description: "BIAYA RTGS" },
    ]);
  });

  test("a CAMT.053: a batch is its parts, entities are text, another account is refused", () => {
    const content = data("statement-camt053.xml");
    expect(readCamt(content, "0123456789")).toEqual([
      {
        bookedOn: "2026-03-02",
        direction: "CREDIT",
        amount: 333_000n,
        description: "KLINIK A & B",
      },
      { bookedOn: "2026-03-02", direction: "CREDIT", amount: 333_000n, description: "E2E-2" },
      { bookedOn: "2026-03-02", direction: "DEBIT", amount: 6_500n, description: "BIAYA" },
    ]);
    const refused = (text: string, number = "0123456789") =>
      expect(() => readCamt(text, number)).toThrow("UNREADABLE_STATEMENT");
    refused(content, "999");
    refused(content.replace('Ccy="IDR">6500', 'Ccy="USD">6500'));
    refused(content.replace("<CdtDbtInd>DBIT", "<CdtDbtInd>BOTH"));
    refused(`<!DOCTYPE x [<!ENTITY a "b">]>${content}`);
    refused(content.slice(0, 500));
    refused("not xml");
  });

  test.each([
    ["333,000.00", ".", 333_000n],
    ["Rp 333.000,50", ",", 333_001n],
    ["-1.000", ",", -1_000n],
    ["+5", ".", 5n],
    ["", ".", undefined],
    ["12a", ".", undefined],
    ["1.234.567", ".", undefined],
  ] as const)("the amount %s with %s before its cents is %s", (text, decimal, amount) => {
    expect(readAmount(text, decimal)).toBe(amount);
  });

  test.each([
    ["2/3/2026", "DD/MM/YYYY", "2026-03-02"],
    ["02-03-2026 10:11:12", "DD-MM-YYYY", "2026-03-02"],
    ["02/03/26", "DD/MM/YY", "2026-03-02"],
    ["31/02/2026", "DD/MM/YYYY", undefined],
    ["02/03", "DD/MM/YYYY", undefined],
  ] as const)("the date %s as %s is %s", (text, format, date) => {
    expect(readDate(text, format)).toBe(date);
  });

  test("a broken line is told by its number", () => {
    const content = data("statement-word.csv").replace('"15,000.00 DB"', '"15x DB"');
    expect(() => readCsv(content, word)).toThrow(
      expect.objectContaining({ parameters: expect.objectContaining({ line: 5 }) }),
    );
  });
});

/** A provider of its own, with mapping. */
async function open() {
  const till = await openTill(db);
  const bankAccountId = globalId("BankAccount", till.account.id);
  await till.api.run(
    till.seller,
    "setStatementMapping",
    { bankAccountId, mapping: columns },
    "version",
  );
  const importing = (content: string, changes: Json = {}) =>
    till.api.run(
      till.seller,
      "importStatement",
      { bankAccountId, format: "CSV", fileName: "mutasi.csv", content, ...changes },
      "lines added known outgoing matched unmatched",
    );
  const csv = (...rows: [description: string, amount: bigint | number][]) =>
    importing(
      [
        "Tgl;Uraian;Rincian;Debet;Kredit",
        ...rows.map(([text, amount]) => `2026-03-04;${text};;;${amount}`),
      ].join("\n"),
    );
  const entryOf = async (description: string) =>
    db.statementEntry.findFirstOrThrow({
      where: { bankAccountId: till.account.id, description: { startsWith: description } },
      include: { payments: true },
    });
  const code = (invoiceId: string) =>
    till.api.run(
      till.seller,
      "requestTransferCode",
      { invoiceId: globalId("Invoice", invoiceId), bankAccountId, idempotencyKey: till.key() },
      "transferCode { code total }",
    );
  return { ...till, bankAccountId, importing, csv, entryOf, code };
}

describe("matching", () => {
  test("by code, number, exact amount, less a fee, less the tax withheld; each with its reason", async () => {
    const bank = await open();
    const bills = [];
    for (const base of [300_000n, 310_000n, 320_000n, 330_000n, 600_000n])
      bills.push(await bank.invoice(await bank.clinic(), base));
    const [coded, numbered, exact, less, withheld] = bills;
    const { transferCode } = await bank.code(coded?.id ?? "");
    const result = await bank.csv(
      ["A TRANSFER", transferCode.total],
      [`B ${numbered?.number?.replaceAll("/", " ")} LUNAS`, 100_000],
      ["C", 355_200],
      ["D BI-FAST", 366_300 - 2_500],
      ["E", 654_000],
      ["F", 77],
    );
    expect(result).toMatchObject({ lines: 6, added: 6, known: 0, matched: 5, unmatched: 1 });
    const reasons: Json = {};
    for (const name of ["A", "B", "C", "D", "E", "F"])
      reasons[name] = (await bank.entryOf(name)).matchReason;
    expect(reasons).toEqual({
      A: "UNIQUE_CODE",
      B: "INVOICE_NUMBER",
      C: "EXACT_AMOUNT",
      D: "TRANSFER_FEE",
      E: "WITHHELD",
      F: null,
    });
    expect(await bank.stateOf(coded?.id ?? "")).toEqual({ state: "PAID", open: 0n });
    expect(await bank.stateOf(numbered?.id ?? "")).toEqual({ state: "OPEN", open: 244_100n });
    expect(await bank.stateOf(exact?.id ?? "")).toEqual({ state: "PAID", open: 0n });
    expect(await bank.stateOf(less?.id ?? "")).toEqual({ state: "OPEN", open: 2_500n });
    expect(await bank.stateOf(withheld?.id ?? "")).toEqual({ state: "OPEN", open: 12_000n });
    const balances = await bank.seller.ask(
      `{ customerBalances(providerId: "${globalId("Provider", bank.providerId)}", institutionId: "${globalId("Institution", coded?.institutionId ?? "")}") { balance } }`,
    );
    expect(balances.data.customerBalances, "the code is the customer's money").toEqual([
      { balance: String(transferCode.code) },
    ]);
    expect({ ...(await brokenInvariants(db)), ...(await brokenMoney(db)) }).toEqual({});
  });

  test("the millionth invoice of a year is named by its number as the first is", async () => {
    const bank = await open();
    await db.numberSeries.create({
      data: { providerId: bank.providerId, document: "INVOICE", year: 2026, last: 1_000_000 },
    });
    const invoice = await bank.invoice(await bank.clinic(), 300_000n);
    const { numberPrefix } = await db.provider.findUniqueOrThrow({
      where: { id: bank.providerId },
    });
    expect(invoice.number).toBe(`${numberPrefix}/INV/2026/1000001`);
    await bank.csv(
      [`A ${invoice.number}`, 1_000],
      [`B ${invoice.number?.replaceAll("/", "-")}-7`, 2_000],
      [`C ${numberPrefix}INV20260000011`, 3_000],
    );
    for (const name of ["A", "B"])
      expect(await bank.entryOf(name)).toMatchObject({ matchReason: "INVOICE_NUMBER" });
    expect(await bank.entryOf("C")).toMatchObject({ unmatchedReason: "NOTHING_FITS" });
    expect(await bank.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 330_000n });
  });

  test("what names an invoice that was voided is told as that, and one that is paid as paid", async () => {
    const bank = await open();
    const [paid, voided] = [
      await bank.invoice(await bank.clinic(), 300_000n),
      await bank.invoice(await bank.clinic(), 300_000n),
    ];
    await bank.pay(paid.institutionId, paid.total);
    await inTransaction(db, (tx) =>
      voidInvoice(tx, system, { invoiceId: voided.id, reason: "Salah" }),
    );
    await bank.csv([`A ${paid.number}`, 333_000], [`B ${voided.number}`, 333_000]);
    expect(await bank.entryOf("A")).toMatchObject({ unmatchedReason: "PAID_ALREADY" });
    expect(await bank.entryOf("B")).toMatchObject({ unmatchedReason: "VOIDED" });
    const { data } = await bank.seller.ask(
      "{ statementEntries(state: UNMATCHED) { edges { node { description unmatchedReason } } } }",
    );
    const reasons = data.statementEntries.edges.map(({ node }: Json) => node.unmatchedReason);
    expect(reasons).toContain("VOIDED");
  });

  test("a code keeps its meaning when a bank took its fee from it", async () => {
    const bank = await open();
    const invoice = await bank.invoice(await bank.clinic(), 300_000n);
    await bank.invoice(await bank.clinic(), 300_000n);
    const { transferCode } = await bank.code(invoice.id);
    await bank.csv(["A", BigInt(transferCode.total) - 2_500n]);
    const entry = await bank.entryOf("A");
    expect(entry).toMatchObject({ matchReason: "TRANSFER_FEE" });
    expect(entry.payments[0]?.institutionId).toBe(invoice.institutionId);
  });

  test("where two customers fit nobody is guessed; all open invoices of one together fit", async () => {
    const bank = await open();
    await bank.invoice(await bank.clinic(), 300_000n);
    await bank.invoice(await bank.clinic(), 300_000n);
    const group = await bank.clinic();
    const bills = [await bank.invoice(group, 110_000n), await bank.invoice(group, 220_000n)];
    await bank.csv(["A", 333_000], ["B", 366_300]);
    expect(await bank.entryOf("A")).toMatchObject({ unmatchedReason: "SEVERAL_FIT" });
    expect(await bank.entryOf("B")).toMatchObject({ matchReason: "EXACT_AMOUNT" });
    for (const { id } of bills) expect(await bank.stateOf(id)).toMatchObject({ state: "PAID" });
  });

  test("the same file adds nothing, an overlapping one only what is new, at the same moment too", async () => {
    const bank = await open();
    const invoice = await bank.invoice(await bank.clinic(), 300_000n);
    const first = [
      "Tgl;Uraian;Rincian;Debet;Kredit",
      "2026-03-03;A;;;333000",
      "2026-03-03;SAMA;;;5",
    ];
    const results = await Promise.all([1, 2, 3].map(() => bank.importing(first.join("\n"))));
    expect(results.map(({ added }) => added).sort()).toEqual([0, 0, 2]);
    const more = await bank.importing(
      [...first, "2026-03-03;SAMA;;;5", "2026-03-04;B;;;7"].join("\n"),
    );
    expect(more).toMatchObject({ lines: 4, added: 2, known: 2, outgoing: 0, unmatched: 2 });
    expect(await db.payment.count({ where: { institutionId: invoice.institutionId } })).toBe(1);
    expect(await bank.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n });
  });

  test("what waits is matched by hand once, or ignored with a reason; what is taken back waits again", async () => {
    const bank = await open();
    const invoice = await bank.invoice(await bank.clinic(), 300_000n);
    await bank.csv(["A", 100], ["B", 200]);
    const queue = await bank.seller.ask(
      "{ statementEntries(state: UNMATCHED) { edges { node { id description version unmatchedReason } } } }",
    );
    const [b, a] = queue.data.statementEntries.edges.map((edge: Json) => edge.node);
    const match = (idempotencyKey: string) =>
      bank.api.run(
        bank.seller,
        "matchStatementEntry",
        {
          id: a.id,
          institutionId: globalId("Institution", invoice.institutionId),
          invoiceId: globalId("Invoice", invoice.id),
          expectedVersion: a.version,
          idempotencyKey,
        },
        "entry { state matchReason payments { id amount } }",
      );
    const same = bank.key();
    const matched = await Promise.all([match(same), match(same), match(bank.key())]);
    // Two under one key are one; the other key comes before or after, and is refused or refuses them.
    expect(matched.filter(({ code }) => code !== "STALE_VERSION")).not.toHaveLength(0);
    expect((await bank.entryOf("A")).payments).toHaveLength(1);
    expect(await bank.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 332_900n });
    const ignored = await bank.api.run(
      bank.seller,
      "ignoreStatementEntry",
      { id: b.id, reason: "Setoran modal", expectedVersion: b.version },
      "entry { state note }",
    );
    expect(ignored).toMatchObject({ entry: { state: "IGNORED", note: "Setoran modal" } });
    const [payment] = matched.find(({ entry }) => entry)?.entry.payments ?? [];
    await bank.api.run(
      bank.seller,
      "reversePayment",
      { id: payment.id, reason: "Salah" },
      "payment { id }",
    );
    expect(await bank.entryOf("A")).toMatchObject({ state: "UNMATCHED" });
    expect(await bank.stateOf(invoice.id)).toEqual({ state: "OPEN", open: 333_000n });
  });
});

test("whatever files come, in whatever order: each line is counted once, for what became of it", async () => {
  const bank = await open();
  const clinic = await bank.clinic();
  const row = fc.record({
    text: fc.constantFrom("A", "B"),
    amount: fc.integer({ min: 1, max: 4 }),
    out: fc.boolean(),
  });
  const file = fc.array(row, { maxLength: 8 });
  let days = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
      days += 1;
      const day = new Date(Date.UTC(2020, 0, days)).toISOString().slice(0, 10);
      // So that what pays exactly 3 is matched, as long as something is open; each is paid once.
      for (let open = 0; open < 2; open += 1) await bank.invoice(clinic, 3n);
      /** How many equal lines the entries so far have, and what waits of each file. */
      const entries = new Map<string, number>();
      const seen = new Map<string, { waits: number }>();
      for (const rows of files) {
        const lines = rows.map(({ text, amount, out }) =>
          [day, text, "", out ? amount : "", out ? "" : amount].join(";"),
        );
        const content = ["Tgl;Uraian;Rincian;Debet;Kredit", ...lines].join("\n");
        const result = await bank.importing(content);
        const again = seen.get(content);
        const counts = new Map<string, { out: boolean; times: number }>();
        rows.forEach(({ out }, index) => {
          const key = lines[index] ?? "";
          counts.set(key, { out, times: (counts.get(key)?.times ?? 0) + 1 });
        });
        const fresh = { in: 0, out: 0 };
        for (const [key, { out, times }] of counts) {
          const more = Math.max(0, times - (entries.get(key) ?? 0));
          fresh[out ? "out" : "in"] += more;
          entries.set(key, (entries.get(key) ?? 0) + more);
        }
        expect(result).toMatchObject({
          lines: rows.length,
          added: fresh.in + fresh.out,
          outgoing: fresh.out,
        });
        const { known, outgoing, matched, unmatched } = result;
        expect(known + outgoing + matched + unmatched).toBe(rows.length);
        expect(matched + unmatched, "what came in and waited").toBe(again?.waits ?? fresh.in);
        seen.set(content, { waits: unmatched });
      }
      expect(
        await db.statementEntry.count({
          where: { bankAccountId: bank.account.id, bookedOn: new Date(day) },
        }),
      ).toBe([...entries.values()].reduce((sum, times) => sum + times, 0));
    }),
    { numRuns: 25 },
  );
});

describe("codes", () => {
  test("asked for at the same moment no two are alike, and the same invoice keeps its own", async () => {
    const bank = await open();
    const bills = [];
    for (let number = 0; number < 12; number += 1)
      bills.push(await bank.invoice(await bank.clinic(), number % 2 === 0 ? 300_000n : 300_100n));
    const given = await Promise.all(bills.map(({ id }) => bank.code(id)));
    expect(new Set(given.map(({ transferCode }) => transferCode.total)).size).toBe(12);
    expect(await bank.code(bills[0]?.id ?? "")).toEqual(given[0]);
  });

  test("when all of an amount are taken a virtual account is advised; what expired is free again", async () => {
    const bank = await open();
    const invoice = await bank.invoice(await bank.clinic(), 300_000n);
    await db.$executeRaw`ALTER TABLE "TransferCode" DISABLE TRIGGER ALL`;
    await db.$executeRaw`
      INSERT INTO "TransferCode" ("invoiceId", "bankAccountId", amount, code, total, "expiresAt")
      SELECT uuidv7(), ${bank.account.id}::uuid, 333000, n, 333000 + n, winner_now() FROM generate_series(1, 900) n`;
    await db.$executeRaw`ALTER TABLE "TransferCode" ENABLE TRIGGER ALL`;
    expect(await bank.code(invoice.id)).toMatchObject({ code: "CODES_EXHAUSTED" });
    await db.$executeRaw`UPDATE "TransferCode" SET "releasedAt" = winner_now() WHERE code = 7`;
    expect((await bank.code(invoice.id)).transferCode.code, "the one that rested longest").toBe(
      901,
    );
  });
});
