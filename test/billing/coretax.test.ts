import { readFileSync } from "node:fs";
import { taxFigures } from "@winner/core/billing/index.ts";
import { createCoretax } from "@winner/functions/http/coretax.ts";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { date, openShop } from "../support/billing.ts";
import { customer, issued, pay, service } from "../support/invoice.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-02-01T03:00:00Z");
const shop = await openShop(db, {
  provider: { name: "KlinikGo & Mitra <Sehat>", numberPrefix: "KG" },
});
const owner = await api.person(role("PROVIDER", { providerId: shop.providerId }));
const serve = createCoretax(db, api.links);
const providerId = btoa(`Provider:${shop.providerId}`);
const exportMonth = (month: string, as = owner) =>
  api.run(as, "exportTaxInvoices", { providerId, month }, "urls");
const read = async (url: string) => (await serve(new Request(url))).text();

test("figures are those of the published examples", () => {
  expect(taxFigures(100_000n, "04", 12)).toEqual({
    taxBase: "100000.00",
    otherTaxBase: "91666.67",
    vatRate: 12,
    vat: "11000.00",
  });
  expect(taxFigures(100_000n, "01", 12)).toMatchObject({
    otherTaxBase: "100000.00",
    vat: "12000.00",
  });
  expect(taxFigures(300_000n, "04", 12)).toMatchObject({
    otherTaxBase: "275000.00",
    vat: "33000.00",
  });
  expect(taxFigures(1n, "04", 12)).toMatchObject({ otherTaxBase: "0.92", vat: "0.11" });
});

test("a month's taxed invoices as a file, golden to the byte; drafts, void ones and other months are not in it", async () => {
  const known = await customer(db, {
    name: "Sehat <A&B>",
    taxNumber: "0123456789012345",
    email: "a@b.id",
  });
  const unknown = await customer(db, { name: "Tanpa NPWP", email: null });
  await db.institutionNumber.create({
    data: { institutionId: unknown, kind: "FACILITY_CODE", number: "0012345" },
  });
  const common = { providerId: shop.providerId, taxedOn: "2026-02-01" };
  await setClock(db, "2026-01-31T16:59:00Z"); // still January in Jakarta
  await issued(db, { ...common, institutionId: known });
  await setClock(db, "2026-01-31T17:00:00Z");
  const paid = await issued(db, {
    ...common,
    institutionId: known,
    lines: [service(100_000n, "KlinikGo – Tingkat 1")],
  });
  await pay(db, paid);
  await issued(db, {
    ...common,
    institutionId: unknown,
    lines: [
      {
        kind: "SUBSCRIPTION",
        description: "Langganan",
        unitPrice: 300_000n,
        days: 14,
        periodDays: 28,
        amount: 150_000n,
      },
      { kind: "DISCOUNT", description: "Diskon", unitPrice: -15_000n, amount: -15_000n },
      {
        kind: "SERVICE",
        description: "Pelatihan",
        quantity: 3,
        unitPrice: 50_000n,
        amount: 150_000n,
      },
    ],
  });
  await setClock(db, "2026-02-28T17:00:00Z");
  await issued(db, { ...common, institutionId: known });
  const { urls } = await exportMonth("2026-02");
  expect(urls).toHaveLength(1);
  const xml = await read(urls[0]);
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(xml).toBe(readFileSync("test/billing/data/coretax.xml", "utf8"));
  const { TaxInvoiceBulk } = new XMLParser({ parseTagValue: false }).parse(xml);
  const [first, second] = TaxInvoiceBulk.ListOfTaxInvoice.TaxInvoice;
  expect(first).toMatchObject({
    TrxCode: "04",
    RefDesc: "KG/INV/2026/000002",
    BuyerTin: "0123456789012345",
    BuyerAdress: "Jl. Raya 1, Lebak",
  });
  expect(first.ListOfGoodService.GoodService).toMatchObject({
    OtherTaxBase: "91666.67",
    VATRate: "12",
    VAT: "11000.00",
  });
  expect(second).toMatchObject({
    BuyerTin: "0000000000000000",
    BuyerDocument: "Other ID",
    BuyerDocumentNumber: "0012345",
  });
  // Lines and discount add up to the base of the invoice.
  const bases = second.ListOfGoodService.GoodService.map((one: { TaxBase: string }) =>
    Number(one.TaxBase),
  );
  expect(bases).toEqual([135_000, 150_000]);
});

test("only the provider's people and auditors get it; a link stops with the role", async () => {
  expect(await exportMonth("2026-13")).toMatchObject({ code: "BAD_MONTH" });
  const other = await openShop(db);
  expect(
    await exportMonth(
      "2026-02",
      await api.person(role("PROVIDER", { providerId: other.providerId })),
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(await exportMonth("2026-02", await api.person(role("INSTITUTION_STAFF")))).toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await exportMonth("2026-02", await api.person(role("AUDITOR")))).toHaveProperty("urls");
  const leaving = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const { urls } = await exportMonth("2026-02", leaving);
  expect((await serve(new Request(urls[0]))).status).toBe(200);
  await db.membership.updateMany({
    where: { userId: leaving.id },
    data: { revokedAt: new Date() },
  });
  expect((await serve(new Request(urls[0]))).status).toBe(403);
  await db.taxProfile.updateMany({
    where: { providerId: shop.providerId },
    data: { taxNumber: null },
  });
  expect(await exportMonth("2026-02")).toMatchObject({ faults: [{ code: "NO_TAX_NUMBER" }] });
});

test("more than a thousand are several files, each invoice in exactly one", async () => {
  const many = await openShop(db);
  const institutionId = await customer(db);
  await db.$executeRaw`
    INSERT INTO "Invoice" ("providerId", "institutionId", kind, "timeZone", "sellerName", "sellerAddress", "buyerName", "buyerAddress",
      base, "taxNumerator", "taxDenominator", "fakturCode", tax, total)
    SELECT ${many.providerId}::uuid, ${institutionId}::uuid, 'ONE_OFF', 'Asia/Jakarta', 's', 'a', 'b', 'c', 100, 11, 100, '04', 11, 111
    FROM generate_series(1, 1203)`;
  await db.$executeRaw`
    INSERT INTO "InvoiceLine" ("invoiceId", position, kind, description, "unitPrice", amount)
    SELECT id, 0, 'SERVICE', 'x', 100, 100 FROM "Invoice" WHERE "providerId" = ${many.providerId}::uuid`;
  await db.$executeRaw`
    UPDATE "Invoice" i SET state = 'OPEN', year = 2026, sequence = n.s, number = 'MANY/' || n.s, "issuedOn" = ${date("2026-05-02")}::date, "dueOn" = ${date("2026-05-16")}::date
    FROM (SELECT id, row_number() OVER (ORDER BY id)::int AS s FROM "Invoice" WHERE "providerId" = ${many.providerId}::uuid) n WHERE n.id = i.id`;
  const staff = await api.person(role("PROVIDER", { providerId: many.providerId }));
  const { urls } = await api.run(
    staff,
    "exportTaxInvoices",
    { providerId: btoa(`Provider:${many.providerId}`), month: "2026-05" },
    "urls",
  );
  expect(urls).toHaveLength(2);
  const numbers = await Promise.all(
    urls.map(async (url: string) =>
      [...(await read(url)).matchAll(/<RefDesc>(.+?)</g)].map((hit) => hit[1]),
    ),
  );
  expect(numbers.map((one) => one.length)).toEqual([1000, 203]);
  expect(new Set(numbers.flat()).size).toBe(1203);
});
