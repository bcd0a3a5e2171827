import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import {
  amountInWords,
  documentFacts,
  draftInvoice,
  issueCreditNote,
  issueReceipt,
  verificationCode,
  verifyDocument,
  voidInvoice,
} from "@winner/core/billing/index.ts";
import { inTransaction, type NumberedDocument } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { formatDate, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { formatRupiah } from "@winner/core/kernel/money.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { renderBilling } from "@winner/functions/document/billing-pdf.ts";
import { printable } from "@winner/functions/document/pdf.ts";
import { createBillingDocuments } from "@winner/functions/http/billing-document.ts";
import { createVerification } from "@winner/functions/http/verification.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { openShop } from "../support/billing.ts";
import { customer, issued, pay, service } from "../support/invoice.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-02-01T03:00:00Z");
const shop = await openShop(db);
await db.bankAccount.create({
  data: {
    providerId: shop.providerId,
    bank: "Bank Contoh",
    number: "1234567890",
    holder: "KlinikGo",
  },
});
const institutionId = await customer(db);
const system = { kind: "SYSTEM", name: "test" } as const;

const factsOf = async (document: NumberedDocument, id: string) => {
  const facts = await documentFacts(db, document, id);
  if (!facts) throw new Error("no document");
  return facts;
};
const address = (code: string) =>
  `https://winner.test/documents/verify?code=${encodeURIComponent(code)}`;
const draw = async (document: NumberedDocument, id: string) =>
  renderBilling(await factsOf(document, id), address);

/** The texts of a PDF, in order. */
function textOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const raw = bytes.toString("latin1");
  let text = "";
  for (const { index, 0: start } of raw.matchAll(/stream\r?\n/g)) {
    if (raw.slice(index - 3, index) === "end") continue;
    const from = index + start.length;
    const part = bytes.subarray(from, raw.indexOf("endstream", from));
    const content = (() => {
      try {
        return inflateSync(part).toString("latin1");
      } catch {
        return "";
      }
    })();
    for (const [, line = ""] of content.matchAll(/\[((?:<[0-9a-f]*>|[\s\d.-])*)\] TJ/g))
      text += `${[...line.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1")).join("")}\n`;
  }
  return text;
}

describe("amounts and days in Indonesian", () => {
  test.each([
    [0n, "nol rupiah", "Rp 0"],
    [11n, "sebelas rupiah", "Rp 11"],
    [1_000n, "seribu rupiah", "Rp 1.000"],
    [333_000n, "tiga ratus tiga puluh tiga ribu rupiah", "Rp 333.000"],
    [1_000_000_000n, "satu miliar rupiah", "Rp 1.000.000.000"],
  ])("%s is %s and %s", (amount, words, figures) => {
    expect(amountInWords(amount)).toBe(words);
    expect(formatRupiah(amount)).toBe(figures);
    expect(`${amountInWords(amount)}${formatRupiah(amount)}`).not.toContain("\u00a0");
  });

  test("a day is written as people write it", () => {
    expect(formatDate("2026-02-01" as LocalDate)).toBe("1 Februari 2026");
    expect(formatDate("2025-12-31" as LocalDate)).toBe("31 Desember 2025");
  });
});

describe("documents", () => {
  let invoiceId = "";
  beforeAll(async () => {
    invoiceId = await issued(db, { providerId: shop.providerId, institutionId });
  });

  test("an invoice of a taxable firm shows PPN, words, due date and account; one of another firm no PPN", async () => {
    const text = textOf(await draw("INVOICE", invoiceId));
    for (const part of [
      "Rp 333.000",
      "PPN 12%",
      "Rp 275.000",
      "Rp 33.000",
      "tiga ratus tiga puluh tiga ribu rupiah",
      "1 Februari 2026",
      "15 Februari 2026",
      "Bank Contoh 1234567890 a.n. KlinikGo",
      "PT Klinik Sehat",
    ])
      expect(text).toContain(part);
    const plain = await openShop(db, { taxable: false });
    const other = textOf(
      await draw("INVOICE", await issued(db, { providerId: plain.providerId, institutionId })),
    );
    expect(other).toContain("Rp 300.000");
    expect(other).not.toMatch(/PPN|DPP/);
  });

  test("the same invoice is the same bytes: again, in another process and in another time zone", async () => {
    const first = sha256(await draw("INVOICE", invoiceId));
    expect(sha256(await draw("INVOICE", invoiceId))).toBe(first);
    const facts = JSON.stringify(await factsOf("INVOICE", invoiceId), (_key, value) =>
      typeof value === "bigint" ? { rupiah: value.toString() } : value,
    );
    const script = `
      import { renderBilling } from "@winner/functions/document/billing-pdf.ts";
      import { createHash } from "node:crypto";
      const facts = JSON.parse(process.env.FACTS, (_key, value) => value?.rupiah ? BigInt(value.rupiah) : value);
      const pdf = await renderBilling(facts, (code) => "https://winner.test/documents/verify?code=" + encodeURIComponent(code));
      console.log(createHash("sha256").update(pdf).digest("hex"));`;
    for (const TZ of ["Asia/Jayapura", "America/Los_Angeles"]) {
      const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
        env: { ...process.env, TZ, FACTS: facts },
        encoding: "utf8",
      });
      expect(printed.trim()).toBe(first);
    }
  });

  test("a long invoice has its lines on several pages, each with a heading", async () => {
    const lines = Array.from({ length: 90 }, (_, index) =>
      service(10_000n, `Layanan ke-${index + 1}`),
    );
    const id = await issued(db, { providerId: shop.providerId, institutionId, lines });
    const pdf = await draw("INVOICE", id);
    const text = textOf(pdf);
    expect(text.match(/Uraian/g)?.length).toBeGreaterThan(2);
    for (const { description } of lines) expect(text).toContain(description);
    expect(text).toContain("Rp 999.000");
    if (process.env.LOOK) writeFileSync("/tmp/long.pdf", pdf);
  });

  test("letters that the fonts lack do no harm", () => {
    expect(printable("Klinik Sãn–漢 Ş\u00a0x\u0007")).toBe("Klinik Sãn–? S x?");
  });

  test("a void invoice says so and asks for no payment", async () => {
    const id = await issued(db, { providerId: shop.providerId, institutionId });
    await inTransaction(db, (tx) => voidInvoice(tx, system, { invoiceId: id, reason: "Keliru" }));
    const text = textOf(await draw("INVOICE", id));
    expect(text).toContain("DIBATALKAN");
    expect(text).not.toContain("Bank Contoh");
  });

  test("a receipt sums the invoices of a payment, and bears an e-meterai above Rp5,000,000", async () => {
    const big = await issued(db, {
      providerId: shop.providerId,
      institutionId,
      lines: [service(4_504_504n)],
    });
    const small = await issued(db, {
      providerId: shop.providerId,
      institutionId,
      lines: [service(1_000n)],
    });
    const totals = await db.invoice.findMany({
      where: { id: { in: [big, small] } },
      orderBy: { total: "desc" },
    });
    expect(totals.map((one) => one.total)).toEqual([4_999_999n, 1_110n]);
    const receipt = (lines: { invoiceId: string; amount: bigint }[], sourceId = newId()) =>
      inTransaction(db, (tx) => {
        const total = lines.reduce((sum, { amount }) => sum + amount, 0n);
        const { providerId } = shop;
        return issueReceipt(tx, { sourceId, providerId, institutionId, total, lines });
      });
    const edge = await receipt([
      { invoiceId: big, amount: 4_999_999n },
      { invoiceId: small, amount: 1n },
    ]);
    expect(edge.total).toBe(5_000_000n);
    expect(textOf(await draw("RECEIPT", edge.id))).not.toContain("meterai");
    const sourceId = newId();
    const lines = [
      { invoiceId: big, amount: 4_999_999n },
      { invoiceId: small, amount: 1_110n },
    ];
    const above = await receipt(lines, sourceId);
    expect(await receipt(lines, sourceId)).toEqual(above);
    const text = textOf(await draw("RECEIPT", above.id));
    expect(text).toContain("lima juta seribu seratus sembilan rupiah");
    expect(text).toContain("UU 10/2020");
    for (const one of totals) expect(text).toContain(one.number);

    const staff = await api.person(role("PROVIDER", { providerId: shop.providerId }));
    const stamp = (id: string, serial: string) =>
      api.run(
        staff,
        "setStampSerial",
        { id: btoa(`Receipt:${id}`), serial },
        "receipt { stampSerial }",
      );
    expect(await stamp(edge.id, "1234567890123456789012")).toMatchObject({ code: "NO_STAMP_DUTY" });
    expect(await stamp(above.id, "12345")).toMatchObject({ faults: [{ path: ["serial"] }] });
    const done = { receipt: { stampSerial: "1234567890123456789012" } };
    expect(await stamp(above.id, "1234567890123456789012")).toMatchObject(done);
    expect(await stamp(above.id, "1234567890123456789012")).toMatchObject(done);
    expect(await stamp(above.id, "2234567890123456789012")).toMatchObject({ code: "STAMP_SET" });
    expect(textOf(await draw("RECEIPT", above.id))).toContain("1234567890123456789012");
    await expect(
      db.receipt.update({ where: { id: above.id }, data: { total: 1n } }),
    ).rejects.toThrow("final");
    if (process.env.LOOK) writeFileSync("/tmp/receipt.pdf", await draw("RECEIPT", above.id));
  });

  test("a receipt of money in advance names both sides as they are called then, and is stamped too", async () => {
    const { providerId } = shop;
    const payment = { sourceId: newId(), providerId, institutionId, total: 7_200_000n, lines: [] };
    const { id, number } = await inTransaction(db, (tx) => issueReceipt(tx, payment));
    const text = textOf(await draw("RECEIPT", id));
    expect(text).toContain("tujuh juta dua ratus ribu rupiah");
    expect(text).toContain("Saldo untuk tagihan berikutnya");
    expect(text).toContain("UU 10/2020");
    const { seller, buyer, buyerEmail } = await factsOf("RECEIPT", id);
    const provider = await db.provider.findUniqueOrThrow({ where: { id: providerId } });
    expect([seller.name, seller.address]).toEqual([provider.name, provider.address]);
    const institution = await db.institution.findUniqueOrThrow({ where: { id: institutionId } });
    await db.institution.update({ where: { id: institutionId }, data: { name: "Nama baru" } });
    expect((await factsOf("RECEIPT", id)).buyer).toEqual(buyer);
    expect(await verifyDocument(db, verificationCode("RECEIPT", number, id))).toMatchObject({
      number,
      seller: provider.name,
      total: 7_200_000n,
    });
    await db.institution.update({
      where: { id: institutionId },
      data: { name: institution.name },
    });
    // As the code of before issues one while the new is deployed: it does not know the names.
    const older = newId();
    await db.$executeRaw`
      INSERT INTO "Receipt" (id, "providerId", "institutionId", "sourceId", "issuedOn", year, sequence, number, total)
      VALUES (${older}::uuid, ${providerId}::uuid, ${institutionId}::uuid, ${newId()}::uuid, '2026-02-01', 2025, 1, 'X/KW/1', 1)`;
    const facts = await factsOf("RECEIPT", older);
    expect([facts.seller, facts.buyer, facts.buyerEmail]).toEqual([seller, buyer, buyerEmail]);
  });

  test("a credit note names its invoice and reason", async () => {
    const note = await inTransaction(db, (tx) =>
      issueCreditNote(tx, system, {
        invoiceId,
        base: 100_000n,
        reason: "Layanan terhenti 10 hari",
      }),
    );
    const pdf = await draw("CREDIT_NOTE", note.id);
    const text = textOf(pdf);
    for (const part of [
      "NOTA KREDIT",
      "Layanan terhenti 10 hari",
      "Rp 111.000",
      "seratus sebelas ribu rupiah",
    ])
      expect(text).toContain(part);
    if (process.env.LOOK) {
      writeFileSync("/tmp/note.pdf", pdf);
      writeFileSync("/tmp/invoice.pdf", await draw("INVOICE", invoiceId));
    }
  });

  test("a signed link serves it and keeps its hash; anybody can check it by its code and bytes, and learns no more", async () => {
    const { data } = await (
      await api.person(role("PROVIDER", { providerId: shop.providerId }))
    ).ask(
      "query($id: ID!) { node(id: $id) { ... on Invoice { pdfUrl verificationCode number } } }",
      {
        id: btoa(`Invoice:${invoiceId}`),
      },
    );
    const { pdfUrl, verificationCode: code, number } = data.node;
    const serve = createBillingDocuments(db, api.links);
    const response = await serve(new Request(pdfUrl));
    const pdf = new Uint8Array(await response.arrayBuffer());
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe("%PDF-");
    await serve(new Request(pdfUrl));
    expect(await db.documentHash.count({ where: { subjectId: invoiceId } })).toBe(1);
    expect((await serve(new Request(pdfUrl.replace(invoiceId, newId())))).status).toBe(403);

    const verify = async (given: string, hash?: string) =>
      (
        await api.ask(
          undefined,
          "query($code: String!, $hash: String) { verifyDocument(code: $code, sha256: $hash) { document number seller issuedOn total state genuine } }",
          { code: given, hash },
        )
      ).data.verifyDocument;
    const facts = {
      document: "INVOICE",
      number,
      seller: "KlinikGo",
      issuedOn: "2026-02-01",
      total: "333000",
      state: "OPEN",
    };
    expect(await verify(code)).toEqual({ ...facts, genuine: null });
    expect(await verify(code, sha256(pdf))).toEqual({ ...facts, genuine: true });
    expect(await verify(code, sha256("forged"))).toEqual({ ...facts, genuine: false });
    await pay(db, invoiceId);
    expect(await verify(code.toLowerCase())).toMatchObject({ state: "PAID" });
    const forged = verificationCode("INVOICE", number, newId());
    for (const wrong of [forged, number, "", ".", `${number}.`])
      expect(await verify(wrong)).toBeNull();
    const page = createVerification(db);
    expect(await (await page(new Request(address(code)))).text()).toContain("Status: lunas");
    expect((await page(new Request(address(forged)))).status).toBe(404);
    const accept = { accept: "text/html,*/*" };
    const read = await page(new Request(address(code), { headers: accept }));
    expect(read.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await read.text()).toContain("<dt>Status</dt><dd>lunas</dd>");
    await expect(db.documentHash.deleteMany({ where: { subjectId: invoiceId } })).rejects.toThrow(
      "append-only",
    );
  });

  test("a receipt and a credit note tell the code that is printed on them, by which anybody checks them", async () => {
    const owner = await api.person(role("PROVIDER", { providerId: shop.providerId }));
    const told = "number total verificationCode";
    for (const [document, type, { id }] of [
      ["RECEIPT", "Receipt", await db.receipt.findFirstOrThrow()],
      ["CREDIT_NOTE", "CreditNote", await db.creditNote.findFirstOrThrow({ where: { invoiceId } })],
    ] as const) {
      const query = `query($id: ID!) { node(id: $id) { ... on ${type} { ${told} } } }`;
      const { data } = await owner.ask(query, { id: btoa(`${type}:${id}`) });
      const { number, total, verificationCode: code } = data.node;
      expect(textOf(await draw(document, id))).toContain(code);
      const checked = await api.ask(
        undefined,
        "query($code: String!) { verifyDocument(code: $code) { document number total } }",
        { code },
      );
      expect(checked.data.verifyDocument).toEqual({ document, number, total });
    }
  });

  test("a provider's logo takes the place of its drawn name; what is no JPEG is refused", async () => {
    const own = await openShop(db);
    const id = await issued(db, { providerId: own.providerId, institutionId });
    const owner = await api.person(role("PROVIDER", { providerId: own.providerId }));
    const set = (jpeg: string | null, as = owner) =>
      api.run(
        as,
        "setProviderLogo",
        { providerId: btoa(`Provider:${own.providerId}`), jpeg },
        "providerId",
      );
    const without = await draw("INVOICE", id);
    const image = readFileSync("test/billing/data/logo.jpg");
    expect(await set(image.toString("base64"))).toHaveProperty("providerId");
    const pdf = await draw("INVOICE", id);
    expect(Buffer.from(pdf).includes(image)).toBe(true);
    expect(sha256(await draw("INVOICE", id))).toBe(sha256(pdf));
    if (process.env.LOOK) writeFileSync("/tmp/logo.pdf", pdf);
    const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(200)]);
    for (const bad of [gif, Buffer.alloc(200, 0xff), image.subarray(0, 120)])
      expect(await set(bad.toString("base64"))).toMatchObject({ faults: [{ code: "BAD_LOGO" }] });
    const stranger = await api.person(role("PROVIDER", { providerId: shop.providerId }));
    expect(await set(null, stranger)).toMatchObject({ code: "NOT_FOUND" });
    await set(null);
    expect(sha256(await draw("INVOICE", id))).toBe(sha256(without));
  });

  test("a draft has no document", async () => {
    const draft = await inTransaction(db, (tx) =>
      draftInvoice(tx, {
        providerId: shop.providerId,
        institutionId,
        kind: "ONE_OFF",
        timeZone: "Asia/Jakarta",
        lines: [service(1n)],
        taxedOn: "2026-02-01" as LocalDate,
      }),
    );
    expect(await documentFacts(db, "INVOICE", draft)).toBeNull();
  });
});
