import {
  balances,
  draftInvoice,
  issueChunk,
  planRuns,
  reconcileRuns,
  retryParked,
  voidInvoice,
} from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { fromColumn, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { date, openShop, runBilling, subscribe } from "../support/billing.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const at = (day: string, hour = "03:00") => setClock(db, `${day}T${hour}:00Z`);
const invoicesOf = async (subscriptionId: string) =>
  (
    await db.invoice.findMany({
      where: { subscriptionId },
      include: { lines: { orderBy: { position: "asc" } } },
      orderBy: [{ periodStart: "asc" }, { payer: "asc" }],
    })
  ).map((invoice) => ({
    ...invoice,
    period: [invoice.periodStart, invoice.periodEnd].map((day) => day && fromColumn(day)),
  }));
/** Each test has the field to itself. */
beforeEach(async () => {
  await db.subscription.updateMany({
    data: { state: "ENDED", endsOn: date("2020-01-01"), parkedAt: null },
  });
});
const system = { kind: "SYSTEM", name: "test" } as const;

describe("a monthly run", () => {
  test("bills a period once, with tax, a number and the ledger, however often it runs", async () => {
    const shop = await openShop(db);
    const id = await subscribe(db, shop, "2026-01-31");
    await at("2026-01-30");
    expect(await runBilling(db)).toMatchObject({ issued: 0, finalised: 0 });
    await at("2026-01-31");
    for (let again = 0; again < 5; again += 1) await runBilling(db);
    await at("2026-02-27");
    await runBilling(db);
    const [invoice, ...more] = await invoicesOf(id);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({
      period: ["2026-01-31", "2026-02-28"],
      state: "OPEN",
      base: 300_000n,
      tax: 33_000n,
      total: 333_000n,
      fakturCode: "04",
      year: 2026,
      sequence: 1,
      buyerAddress: "Lebak, Banten",
      lines: [
        { kind: "SUBSCRIPTION", unitPrice: 300_000n, amount: 300_000n, days: 28, periodDays: 28 },
      ],
    });
    expect(Object.fromEntries(await balances(db, shop.providerId))).toEqual({
      RECEIVABLE: 333_000n,
      DEFERRED_REVENUE: -300_000n,
      TAX_PAYABLE: -33_000n,
    });
  });

  test("catches up on missed months, one invoice a period at the price of its day", async () => {
    const shop = await openShop(db, { taxable: false });
    const tierId = shop.tiers[0] ?? "";
    await db.price.updateMany({ where: { tierId }, data: { validTo: date("2026-03-01") } });
    await db.price.create({ data: { tierId, validFrom: date("2026-03-01"), amount: 350_000n } });
    const id = await subscribe(db, shop, "2026-02-01");
    await at("2026-04-03");
    const { runs } = await runBilling(db);
    expect(await invoicesOf(id)).toMatchObject([
      { period: ["2026-02-01", "2026-03-01"], total: 300_000n, tax: 0n, fakturCode: null },
      { period: ["2026-03-01", "2026-04-01"], total: 350_000n },
      { period: ["2026-04-01", "2026-05-01"], total: 350_000n },
    ]);
    expect(runs).toMatchObject([{ due: 3, issued: 3, existing: 0, parked: 0, state: "COMPLETE" }]);
    expect(await runBilling(db)).toMatchObject({ issued: 0, existing: 0, runs: [] });
  });

  test("never issues more periods of a subscription than the bound, and goes on in the next run", async () => {
    const shop = await openShop(db, { provider: { maxPeriodsPerRun: 3 } });
    const id = await subscribe(db, shop, "2025-09-01");
    await at("2026-01-05");
    expect(await runBilling(db)).toMatchObject({
      issued: 3,
      runs: [{ state: "COMPLETE", due: 3 }],
    });
    expect(await invoicesOf(id)).toHaveLength(3);
    await at("2026-01-05", "04:00");
    await runBilling(db);
    expect(await invoicesOf(id)).toHaveLength(5);
  });

  test("bills the local day of each zone: five runs on one day in three zones, one invoice each", async () => {
    const shop = await openShop(db);
    const zones = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];
    const ids = await Promise.all(
      zones.map((timeZone) => subscribe(db, shop, "2026-02-01", { timeZone })),
    );
    const billed = async () => Promise.all(ids.map(async (id) => (await invoicesOf(id)).length));
    const seen: number[][] = [];
    for (const hour of ["14:59", "15:00", "16:00", "17:00", "18:00"]) {
      await at("2026-01-31", hour);
      await runBilling(db);
      seen.push(await billed());
    }
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  test("prorates a first part of a month, discounts, and shares with a sponsor to the rupiah", async () => {
    const shop = await openShop(db);
    const sponsor = await db.institution.create({
      data: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah Kabupaten Lebak", provinceCode: "36" },
    });
    const id = await subscribe(db, shop, "2026-08-10", {
      anchorDay: 1,
      discountBasisPoints: 1_000,
      discountPeriodsLeft: 1,
      sponsorId: sponsor.id,
      sponsorBasisPoints: 3_333,
    });
    await at("2026-09-01");
    await runBilling(db);
    const [own, sponsored, next] = await invoicesOf(id);
    expect(own?.lines.map((line) => line.amount)).toEqual([212_903n, -21_290n, -63_865n]);
    expect(own).toMatchObject({
      period: ["2026-08-10", "2026-09-01"],
      base: 127_748n,
      tax: 14_052n,
    });
    expect(sponsored).toMatchObject({
      payer: "SPONSOR",
      institutionId: sponsor.id,
      base: 63_865n,
      buyerName: "Pemerintah Kabupaten Lebak",
    });
    expect(next?.lines.map((line) => line.amount)).toEqual([300_000n, -99_990n]);
  });

  test("a downgrade counts from the next period, and an end cuts the last one short", async () => {
    const shop = await openShop(db);
    const id = await subscribe(db, shop, "2026-01-01", {
      tierId: shop.tiers[2] ?? "",
      pendingTierId: shop.tiers[0] ?? "",
      nextPeriodStart: date("2026-02-01"),
      endsOn: date("2026-03-16"),
    });
    await at("2026-03-02");
    await runBilling(db);
    expect((await invoicesOf(id)).map(({ period, base }) => [...period, base])).toEqual([
      ["2026-02-01", "2026-03-01", 300_000n],
      ["2026-03-01", "2026-03-16", 145_161n],
    ]);
    await at("2026-03-16");
    await runBilling(db);
    expect(await db.subscription.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: "ENDED",
      tierId: shop.tiers[0],
      pendingTierId: null,
    });
    expect(
      await db.subscriptionEvent.findMany({
        where: { subscriptionId: id },
        orderBy: { id: "asc" },
      }),
    ).toMatchObject([
      { kind: "TIER_LOWERED", effectiveOn: date("2026-02-01") },
      { kind: "CANCELLED", effectiveOn: date("2026-03-16") },
    ]);
  });

  test("the kill switch stops a provider and no other, and what was missed is caught up", async () => {
    const stopped = await openShop(db, { provider: { billingStopped: true } });
    const other = await openShop(db);
    const id = await subscribe(db, stopped, "2026-05-01");
    const free = await subscribe(db, other, "2026-05-01");
    await at("2026-05-02");
    const chunks = await planRuns(db);
    await db.provider.update({ where: { id: other.providerId }, data: { billingStopped: true } });
    for (const { chunkId } of chunks) await issueChunk(db, chunkId);
    expect(await reconcileRuns(db)).toMatchObject([{ due: 0, issued: 0, state: "COMPLETE" }]);
    await db.provider.updateMany({ data: { billingStopped: false } });
    await runBilling(db);
    expect([await invoicesOf(id), await invoicesOf(free)]).toMatchObject([[{}], [{}]]);
  });
});

describe("a subscription that cannot be billed", () => {
  test("is parked with its reason while 999 others are billed, and an administrator lets it be tried again", async () => {
    const shop = await openShop(db);
    const ids: string[] = [];
    for (let count = 0; count < 1_000; count += 1)
      ids.push(await subscribe(db, shop, "2027-01-01"));
    const [bad = "", priceless = ""] = [ids[500], ids[700]];
    // An invoice that overlaps, as an import may have left behind.
    const clinic = await db.subscription.findUniqueOrThrow({ where: { id: bad } });
    const imported = await inTransaction(db, (tx) =>
      draftInvoice(tx, {
        ...clinic,
        subscriptionId: bad,
        kind: "RECURRING",
        period: { start: "2026-12-15" as LocalDate, end: "2027-01-15" as LocalDate },
        taxedOn: "2026-12-15" as LocalDate,
        lines: [{ kind: "SUBSCRIPTION", description: "Impor", unitPrice: 1n, amount: 1n }],
      }),
    );
    const other = await openShop(db, { prices: [] });
    const tier = await db.tier.create({
      data: { planId: other.planId, position: 0, name: "Tanpa harga" },
    });
    await db.subscription.update({ where: { id: priceless }, data: { tierId: tier.id } });
    await at("2027-01-01");
    const outcome = await runBilling(db, 400);
    expect(outcome).toMatchObject({
      issued: 998,
      existing: 0,
      parked: 2,
      runs: [{ due: 1_000, issued: 998, parked: 2, state: "EXCEPTIONS" }],
    });
    const exceptions = await db.billingException.findMany({
      where: { subscriptionId: { in: [bad, priceless] } },
      orderBy: { fault: "asc" },
    });
    expect(exceptions).toMatchObject([
      { fault: "NO_PRICE", subscriptionId: priceless },
      { fault: "OVERLAP", subscriptionId: bad, periodStart: date("2027-01-01") },
    ]);
    expect(await runBilling(db)).toMatchObject({ issued: 0, parked: 0 });
    await inTransaction(db, (tx) =>
      voidInvoice(tx, system, { invoiceId: imported, reason: "Impor" }),
    );
    await retryParked(db, system, { subscriptionId: bad });
    expect(await runBilling(db)).toMatchObject({ issued: 1, parked: 0 });
    expect(await invoicesOf(bad)).toMatchObject([
      { state: "VOID", sequence: 1 },
      { total: 333_000n, state: "OPEN" },
    ]);
  });
});
