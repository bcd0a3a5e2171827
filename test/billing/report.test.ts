import {
  balances,
  changeTier,
  collectionRate,
  deferredRevenue,
  issueCreditNote,
  mrrMovements,
  pauseSubscription,
  receivableAgeing,
  recogniseRevenue,
  recurringByRegion,
  resumeSubscription,
  voidInvoice,
} from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { addDays, fromColumn, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { createReports } from "@winner/functions/http/report-export.ts";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { date, openShop, runBilling, subscribe } from "../support/billing.ts";
import { customer, giveUp, issued, pay, service } from "../support/invoice.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const system = { kind: "SYSTEM", name: "test" } as const;
const noon = (day: string) => setClock(db, `${day}T05:00:00Z`);
const day = (text: string) => text as LocalDate;

describe("recurring revenue", async () => {
  const shop = await openShop(db, { prices: [300_000n, 450_000n, 600_000n, 7_200_000n] });
  const { providerId, tiers } = shop;
  await noon("2026-01-01");
  const sponsorId = await customer(db);
  await subscribe(db, shop, "2026-01-01");
  await subscribe(db, shop, "2026-02-01", { tierId: tiers[1] ?? "", endsOn: date("2026-04-01") });
  const raised = await subscribe(db, shop, "2026-01-01");
  const paused = await subscribe(db, shop, "2026-01-15");
  await subscribe(db, shop, "2026-01-01", { tierId: tiers[3] ?? "", intervalMonths: 12 });
  await subscribe(db, shop, "2026-01-01", { discountBasisPoints: 1000 });
  await subscribe(db, shop, "2026-01-01", { sponsorId, sponsorBasisPoints: 5000 });
  const run = async (on: string) => {
    await noon(on);
    await runBilling(db);
  };
  await run("2026-01-01");
  await run("2026-01-15");
  await run("2026-02-01");
  await run("2026-02-15");
  const change = async (id: string) => ({
    id,
    idempotencyKey: newId(),
    expectedVersion: (await db.subscription.findUniqueOrThrow({ where: { id } })).version,
  });
  // A larger plan from the 15th of February on: a credit and a charge for the rest of the period.
  await changeTier(db, system, { ...(await change(raised)), tierId: tiers[2] ?? null });
  await run("2026-03-01");
  await noon("2026-03-20");
  await pauseSubscription(db, system, await change(paused));
  await run("2026-04-01");
  await noon("2026-04-20");
  await resumeSubscription(db, system, await change(paused));
  await run("2026-04-20");

  test("its movements are those of a hand-made half year", async () => {
    const months = await mrrMovements(db, [providerId], {
      from: day("2026-01-01"),
      to: day("2026-04-30"),
    });
    const zero = { gained: 0n, expanded: 0n, contracted: 0n, churned: 0n, reactivated: 0n };
    expect(months).toEqual([
      {
        ...zero,
        month: "2026-01",
        opening: 0n,
        gained: 2_070_000n,
        closing: 2_070_000n,
        subscriptions: 6,
      },
      {
        ...zero,
        month: "2026-02",
        opening: 2_070_000n,
        gained: 450_000n,
        expanded: 300_000n,
        closing: 2_820_000n,
        subscriptions: 7,
      },
      {
        ...zero,
        month: "2026-03",
        opening: 2_820_000n,
        churned: -300_000n,
        closing: 2_520_000n,
        subscriptions: 6,
      },
      {
        ...zero,
        month: "2026-04",
        opening: 2_520_000n,
        churned: -450_000n,
        reactivated: 300_000n,
        closing: 2_370_000n,
        subscriptions: 6,
      },
    ]);
  });

  test("a shorter range tells the same of its months", async () => {
    const all = await mrrMovements(db, [providerId], {
      from: day("2026-01-01"),
      to: day("2026-04-30"),
    });
    expect(
      await mrrMovements(db, [providerId], { from: day("2026-03-10"), to: day("2026-04-01") }),
    ).toEqual(all.slice(2));
    expect(
      await mrrMovements(db, [], { from: day("2026-04-01"), to: day("2026-04-01") }),
    ).toMatchObject([{ closing: 0n }]);
  });

  test("by regency it is the same sum", async () => {
    const regions = await recurringByRegion(db, [providerId], day("2026-04-30"));
    expect(regions).toEqual([
      {
        providerId,
        provinceCode: "36",
        regencyCode: "3602",
        subscriptions: 6,
        recurring: 2_370_000n,
      },
    ]);
  });

  test("any subscriptions: opening and movements add up to closing, and each month opens as the last closed", async () => {
    const one = fc.record({
      start: fc.integer({ min: 0, max: 120 }),
      tier: fc.integer({ min: 0, max: 2 }),
      length: fc.option(fc.integer({ min: 5, max: 150 }), { nil: undefined }),
      discount: fc.constantFrom(0, 500, 3333),
      lowers: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 6 }), async (many) => {
        const own = await openShop(db);
        await noon("2027-01-01");
        for (const { start, tier, length, discount, lowers } of many) {
          const startsOn = addDays(day("2027-01-01"), start);
          await subscribe(db, own, startsOn, {
            tierId: own.tiers[tier] ?? "",
            discountBasisPoints: discount,
            ...(length && { endsOn: date(addDays(startsOn, length)) }),
          });
          if (lowers) await noon(startsOn);
        }
        await noon("2027-03-20");
        await runBilling(db);
        await db.subscription.updateMany({
          where: { providerId: own.providerId },
          data: { pendingTierId: own.tiers[0] ?? "" },
        });
        await noon("2027-07-01");
        await runBilling(db);
        const months = await mrrMovements(db, [own.providerId], {
          from: day("2027-01-01"),
          to: day("2027-07-31"),
        });
        let closing = 0n;
        for (const month of months) {
          expect(month.opening).toBe(closing);
          const { gained, expanded, contracted, churned, reactivated } = month;
          expect(month.opening + gained + expanded + contracted + churned + reactivated).toBe(
            month.closing,
          );
          expect(
            gained >= 0n &&
              expanded >= 0n &&
              reactivated >= 0n &&
              contracted <= 0n &&
              churned <= 0n,
          ).toBe(true);
          closing = month.closing;
        }
        expect(months).toHaveLength(7);
      }),
      { numRuns: 8 },
    );
  });
});

describe("what the ledger tells", () => {
  test("ages in buckets, as of any day in the past", async () => {
    const { providerId } = await openShop(db, { taxable: false });
    const institutionId = await customer(db);
    await noon("2026-01-01");
    const [first] = [await issued(db, { providerId, institutionId, lines: [service(100n)] })];
    await noon("2026-03-01");
    await issued(db, { providerId, institutionId, lines: [service(40n)] });
    const at = async (on: string) => (await receivableAgeing(db, [providerId], day(on)))[0];
    const due = "2026-01-15";
    const zero = {
      providerId,
      current: 0n,
      days30: 0n,
      days60: 0n,
      days90: 0n,
      older: 0n,
      invoices: 1,
      total: 100n,
    };
    const after = (days: number) => addDays(day(due), days);
    expect(await at("2025-12-31")).toBeUndefined();
    expect(await at(after(0))).toEqual({ ...zero, current: 100n });
    expect(await at(after(1))).toEqual({ ...zero, days30: 100n });
    expect(await at(after(30))).toEqual({ ...zero, days30: 100n });
    expect(await at(after(31))).toEqual({ ...zero, days60: 100n });
    expect(await at(after(61))).toEqual({
      ...zero,
      days30: 40n,
      days90: 100n,
      invoices: 2,
      total: 140n,
    });
    expect(await at(after(90))).toEqual({
      ...zero,
      days60: 40n,
      days90: 100n,
      invoices: 2,
      total: 140n,
    });
    expect(await at(after(91))).toEqual({
      ...zero,
      days60: 40n,
      older: 100n,
      invoices: 2,
      total: 140n,
    });
    await noon("2026-05-01");
    await pay(db, first);
    expect(await at(after(91))).toMatchObject({ older: 100n });
    expect(await at("2026-05-01")).toMatchObject({ older: 0n, total: 40n });
  });

  test("whatever happens, ageing is the receivables, deferred is the deferred revenue, and collection adds up", async () => {
    const step = fc.record({
      on: fc.integer({ min: 0, max: 90 }),
      act: fc.constantFrom("pay", "part", "credit", "void", "writeOff", "recover", "none"),
      amount: fc.bigInt({ min: 1n, max: 900_000n }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const { providerId } = await openShop(db);
        const institutionId = await customer(db);
        const start = day("2026-06-01");
        for (const { on, act, amount } of [...steps].sort((a, b) => a.on - b.on)) {
          const today = addDays(start, on);
          await noon(today);
          const id = await issued(db, {
            providerId,
            institutionId,
            lines: [service(amount)],
            period: [today, addDays(today, 30)],
          });
          const { total, base } = await db.invoice.findUniqueOrThrow({ where: { id } });
          await noon(addDays(today, 20));
          await recogniseRevenue(db, addDays(today, 19));
          if (act === "pay") await pay(db, id);
          if (act === "part" && total > 1n) await pay(db, id, total / 2n);
          if (act === "writeOff" || act === "recover") {
            if (total > 2n) await pay(db, id, total / 3n);
            await giveUp(db, id);
          }
          if (act === "recover") await pay(db, id, total / 2n || 1n);
          await inTransaction(db, async (tx) => {
            if (act === "void") await voidInvoice(tx, system, { invoiceId: id, reason: "x" });
            if (act === "credit" || act === "pay")
              await issueCreditNote(tx, system, {
                invoiceId: id,
                base: base / 3n + 1n > base ? base : base / 3n + 1n,
                reason: "x",
              });
          });
        }
        const range = { from: start, to: addDays(start, 140) };
        const deferred = await deferredRevenue(db, [providerId], range);
        expect(deferred).toHaveLength(141);
        for (const offset of [0, 33, 61, 95, 140]) {
          const on = addDays(start, offset);
          const ledger = await balances(db, providerId, { through: on });
          const ageing = (await receivableAgeing(db, [providerId], on))[0];
          expect(ageing?.total ?? 0n).toBe(ledger.get("RECEIVABLE") ?? 0n);
          if (ageing)
            expect(
              ageing.current + ageing.days30 + ageing.days60 + ageing.days90 + ageing.older,
            ).toBe(ageing.total);
          const row = deferred[offset];
          expect(row && fromColumn(row.day)).toBe(on);
          expect(row?.deferred).toBe(-(ledger.get("DEFERRED_REVENUE") ?? 0n));
        }
        const revenue = (await balances(db, providerId)).get("REVENUE") ?? 0n;
        expect(deferred.reduce((sum, one) => sum + one.earned, 0n)).toBe(-revenue);
        for (const month of await collectionRate(db, [providerId], range)) {
          expect(month.billed).toBe(
            month.reduced + month.writtenOff + month.collected + month.open,
          );
          expect(month.rate ?? 0).toBeGreaterThanOrEqual(0);
          expect(month.rate ?? 0).toBeLessThanOrEqual(10_000);
        }
      }),
      { numRuns: 10 },
    );
  });
});

test("a provider reads its own report, organisers and auditors all, others none; as CSV by link too", async () => {
  await noon("2026-02-01");
  const [mine, theirs] = [
    await openShop(db, { taxable: false }),
    await openShop(db, { taxable: false }),
  ];
  const institutionId = await customer(db, { name: "=cmd" });
  await issued(db, { providerId: mine.providerId, institutionId, lines: [service(70n)] });
  await issued(db, { providerId: theirs.providerId, institutionId, lines: [service(9n)] });
  const owner = await api.person(role("PROVIDER", { providerId: mine.providerId }));
  const organiser = await api.person(role("ORGANISER"));
  const read = async (as: typeof owner, providerId?: string) =>
    as.ask(
      `query($providerId: ID) { billingReport(providerId: $providerId, from: "2026-02-01", to: "2026-02-28") {
        ageing { providerId total } balances { account balance } collection { month rateBasisPoints } mrr { month closing }
        deferred { day deferred } regions { recurring } } }`,
      { providerId },
    );
  const id = (shop: { providerId: string }) => btoa(`Provider:${shop.providerId}`);
  expect((await read(owner)).data.billingReport).toMatchObject({
    ageing: [{ providerId: id(mine), total: "70" }],
    balances: [
      { account: "DEFERRED_REVENUE", balance: "-70" },
      { account: "RECEIVABLE", balance: "70" },
    ],
    collection: [{ month: "2026-02", rateBasisPoints: 0 }],
    mrr: [{ month: "2026-02", closing: "0" }],
  });
  expect((await read(owner, id(theirs))).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  expect((await read(organiser, id(theirs))).data.billingReport.ageing).toMatchObject([
    { total: "9" },
  ]);
  expect((await read(organiser)).data.billingReport.ageing.length).toBeGreaterThan(2);
  expect((await read(await api.person())).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId }));
  expect((await read(staff)).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  expect(
    (await owner.ask('{ billingReport(from: "2026-02-02", to: "2026-02-01") { mrr { month } } }'))
      .errors?.[0]?.extensions.code,
  ).toBe("BAD_RANGE");

  const serve = createReports(db, api.links);
  const csv = async (kind: string, as = owner) => {
    const { url } = await api.run(
      as,
      "exportBillingReport",
      { kind, providerId: id(mine), from: "2026-02-01", to: "2026-02-28" },
      "url",
    );
    const text = await (await serve(new Request(url))).text();
    return parse(text, { columns: true }) as Record<string, string>[];
  };
  expect(await csv("AGEING")).toMatchObject([
    { open: "70", buyerName: "PT =cmd", dueOn: "2026-02-15", late: "13" },
  ]);
  expect(await csv("DEFERRED")).toHaveLength(28);
  expect(await csv("COLLECTION")).toMatchObject([{ billed: "70", open: "70" }]);
  expect(await csv("MRR")).toMatchObject([{ month: "2026-02" }]);
  expect(await csv("REGION")).toEqual([]);
  const stranger = await api.person(role("PROVIDER", { providerId: theirs.providerId }));
  expect(
    await api.run(
      stranger,
      "exportBillingReport",
      { kind: "MRR", providerId: id(mine), from: "2026-02-01", to: "2026-02-28" },
      "url",
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
});
