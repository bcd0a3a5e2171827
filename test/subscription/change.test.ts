import { describe, expect, test } from "vitest";
import { date, openShop } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { chargedDays, openDesk, owed } from "../support/subscriber.ts";
import { freshDatabase, openApi } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const shop = await openShop(db);
const { change, on, begin, tier } = await openDesk(api, db, shop);

describe("a dearer tier counts from today", () => {
  test.each([
    ["G12", "2026-04-01", "2026-04-16", 0, 2, [15, 30], -150_000n, 300_000n],
    ["G13", "2026-01-01", "2026-01-16", 0, 2, [16, 31], -154_839n, 309_677n],
    ["G15", "2026-02-01", "2026-02-10", 1, 2, [19, 28], -305_357n, 407_143n],
  ] as const)(
    "%s: from %s, changed on %s",
    async (_name, start, day, from, to, [days, periodDays], credit, charge) => {
      const id = await begin(start, { tierId: shop.tiers[from] });
      await on(day);
      const preview = await change(id, "changeTier", { tierId: tier(to), preview: true });
      const done = await change(id, "changeTier", { tierId: tier(to) });
      const net = credit + charge;
      const tax = (net * 11n) / 100n;
      expect(done.change).toEqual({
        kind: "TIER_RAISED",
        effectiveOn: day,
        base: String(net),
        tax: String(tax),
        total: String(net + tax),
        documents: [
          expect.objectContaining({
            document: "INVOICE",
            payer: "SUBSCRIBER",
            base: String(net),
            lines: [
              expect.objectContaining({
                kind: "PRORATION_CREDIT",
                days,
                periodDays,
                amount: String(credit),
              }),
              expect.objectContaining({
                kind: "PRORATION_CHARGE",
                days,
                periodDays,
                amount: String(charge),
              }),
            ],
          }),
        ],
      });
      expect(preview).toEqual({ ...done, subscription: null });
      expect(done.subscription).toMatchObject({ version: 2, tier: { name: `Tingkat ${to + 1}` } });
      const { nextPeriodStart } = await db.subscription.findUniqueOrThrow({ where: { id } });
      await on(nextPeriodStart.toISOString().slice(0, 10));
      const [newest] = await db.invoice.findMany({
        where: { subscriptionId: id },
        orderBy: { id: "desc" },
      });
      expect(newest?.base).toBe(600_000n);
      expect(await brokenInvariants(db)).toEqual({});
    },
  );

  test("a second time too: what the first change charged is credited", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-11");
    await change(id, "changeTier", { scale: 700 });
    await on("2026-04-21");
    const { change: second } = await change(id, "changeTier", { scale: 5000 });
    expect(second.documents[0].lines.map((line: { amount: string }) => line.amount)).toEqual([
      "-150000",
      "200000",
    ]);
    // 10 days of each price, of 30.
    expect(await owed(db, id)).toBe(450_000n);
  });

  test("with a sponsor and a discount both payers are credited what they were charged", async () => {
    const sponsor = await db.institution.create({
      data: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah Kabupaten Lebak", provinceCode: "36" },
    });
    const id = await begin("2026-04-01", {
      sponsorId: sponsor.id,
      sponsorBasisPoints: 4000,
      discountBasisPoints: 1000,
      discountPeriodsLeft: 1,
    });
    await on("2026-04-16");
    const { change: made } = await change(id, "changeTier", { tierId: tier(2) });
    // 600,000 × 15/30 less 10 %: 270,000, of which 40 % for the sponsor; before it half of that.
    expect(made.documents).toMatchObject([
      { payer: "SUBSCRIBER", base: "81000" },
      { payer: "SPONSOR", base: "54000" },
    ]);
    await on("2026-05-01");
    const [may] = await db.invoice.findMany({
      where: { subscriptionId: id, payer: "SUBSCRIBER" },
      orderBy: { id: "desc" },
    });
    expect(may?.base).toBe(360_000n);
    expect(await brokenInvariants(db)).toEqual({});
  });

  test("a sponsor that was set meanwhile counts from the next period, and not for days charged before", async () => {
    const sponsor = await db.institution.create({
      data: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah Provinsi", provinceCode: "36" },
    });
    await consentToProvider(db, shop.providerId, sponsor.id);
    const id = await begin("2026-04-01");
    await on("2026-04-10");
    const set = await change(id, "setSponsor", {
      sponsorId: btoa(`Institution:${sponsor.id}`),
      sponsorBasisPoints: 5000,
    });
    expect(set.change).toMatchObject({ kind: "SPONSORED", effectiveOn: "2026-05-01", total: "0" });
    await on("2026-04-16");
    const { change: made } = await change(id, "changeTier", { tierId: tier(2) });
    expect(made.documents).toMatchObject([{ payer: "SUBSCRIBER", base: "150000" }]);
    await on("2026-05-01");
    expect(await owed(db, id, "SPONSOR")).toBe(300_000n);
  });

  test("in a trial it costs nothing now", async () => {
    await on("2026-04-01");
    const id = await begin("2026-04-01", {
      trialEndsOn: new Date("2026-04-15"),
      anchoredOn: new Date("2026-04-15"),
      nextPeriodStart: new Date("2026-04-15"),
    });
    const { change: made } = await change(id, "changeTier", { tierId: tier(1) });
    expect(made).toMatchObject({ kind: "TIER_RAISED", documents: [] });
    await on("2026-04-15");
    // 16 of 30 days, since periods begin on the first.
    expect(await owed(db, id)).toBe(240_000n);
  });
});

test("neither tier nor scale takes the institution's recorded scale of today, or is refused", async () => {
  const id = await begin("2026-01-01");
  await on("2026-01-16");
  expect(await change(id, "changeTier")).toMatchObject({
    faults: [{ code: "SCALE_UNKNOWN", path: ["scale"] }],
  });
  expect(await change(id, "changeTier", { scale: 10, tierId: tier(1) })).toMatchObject({
    faults: [{ code: "TIER_OR_SCALE" }],
  });
  const { institutionId } = await db.subscription.findUniqueOrThrow({ where: { id } });
  await db.institutionScale.createMany({
    data: [["2026-01-16", 700] as const, ["2026-01-17", 5000] as const].map(
      ([validFrom, value]) => ({
        institutionId,
        measure: "VISITS_PER_MONTH",
        value,
        validFrom: date(validFrom),
      }),
    ),
  });
  expect(await change(id, "changeTier")).toMatchObject({
    change: { kind: "TIER_RAISED" },
    subscription: { tier: { name: "Tingkat 2" } },
  });
  expect(await change(id, "changeTier")).toMatchObject({ code: "SAME_TIER" });
  await on("2026-01-17");
  expect(await change(id, "changeTier")).toMatchObject({
    subscription: { tier: { name: "Tingkat 3" } },
  });
});

test("a cheaper tier counts from the next period, and can be withdrawn before", async () => {
  const id = await begin("2026-04-01", { tierId: shop.tiers[2] });
  await on("2026-04-16");
  const planned = await change(id, "changeTier", { scale: 10 });
  expect(planned).toMatchObject({
    change: { kind: "LOWERING_PLANNED", effectiveOn: "2026-05-01", documents: [] },
    subscription: { tier: { name: "Tingkat 3" }, pendingTier: { name: "Tingkat 1" } },
  });
  expect(await change(id, "changeTier", { scale: 10 })).toMatchObject({ code: "SAME_TIER" });
  expect(await change(id, "changeTier", { tierId: tier(2) })).toMatchObject({
    change: { kind: "LOWERING_WITHDRAWN" },
    subscription: { pendingTier: null },
  });
  await change(id, "changeTier", { scale: 10 });
  await on("2026-05-01");
  expect(await owed(db, id)).toBe(900_000n);
});

describe("a pause", () => {
  test("G4: the rest of February is credited, and the run bills again from the resumption on", async () => {
    const id = await begin("2026-02-01");
    await on("2026-02-15");
    const paused = await change(id, "pauseSubscription");
    expect(paused).toMatchObject({
      change: {
        kind: "PAUSED",
        base: "-150000",
        tax: "-16500",
        documents: [{ document: "CREDIT_NOTE", lines: [{ days: 14, periodDays: 28 }] }],
      },
      subscription: { state: "PAUSED", nextPeriodStart: "2026-02-15" },
    });
    await on("2026-02-22");
    expect(await owed(db, id)).toBe(150_000n);
    expect(await change(id, "resumeSubscription")).toMatchObject({
      change: { kind: "RESUMED", effectiveOn: "2026-02-22", documents: [] },
      subscription: { state: "ACTIVE", nextPeriodStart: "2026-02-22" },
    });
    await on("2026-02-22");
    expect(await owed(db, id)).toBe(225_000n);
    await on("2026-03-01");
    expect(await owed(db, id)).toBe(525_000n);
    const days = await chargedDays(db, id);
    expect(days.every(({ times }) => times === 1)).toBe(true);
    expect(days.map(({ day }) => day)).not.toContain("2026-02-16");
    expect(await brokenInvariants(db)).toEqual({});
  });

  test("through several periods leaves them unbilled, keeps the anchor, and bills the rest of the last", async () => {
    const id = await begin("2026-01-31");
    await on("2026-02-10");
    // 18 of 28 days of the period from 31 January to 28 February.
    expect((await change(id, "pauseSubscription")).change.base).toBe("-192857");
    await on("2026-05-05");
    expect(await change(id, "resumeSubscription", { on: "2026-05-10" })).toMatchObject({
      subscription: { nextPeriodStart: "2026-05-10" },
    });
    await on("2026-05-10");
    // The period from 30 April to 31 May has 31 days; 21 are used.
    expect(await owed(db, id)).toBe(300_000n - 192_857n + 203_226n);
    const row = await db.subscription.findUniqueOrThrow({ where: { id } });
    expect(row.nextPeriodStart.toISOString().slice(0, 10)).toBe("2026-05-31");
  });

  test("of an invoice that is still a draft lessens the draft", async () => {
    await db.provider.update({ where: { id: shop.providerId }, data: { graceHours: 48 } });
    const id = await begin("2026-02-01");
    await on("2026-02-02");
    const { change: made } = await change(id, "pauseSubscription");
    await db.provider.update({ where: { id: shop.providerId }, data: { graceHours: 0 } });
    expect(made).toMatchObject({
      base: "-289286",
      documents: [{ document: "DRAFT_LINE", tax: "-31822" }],
    });
    await on("2026-02-04");
    const invoice = await db.invoice.findFirstOrThrow({ where: { subscriptionId: id } });
    expect(invoice).toMatchObject({ state: "OPEN", base: 10_714n, tax: 1_178n });
    expect(await brokenInvariants(db)).toEqual({});
  });

  test("after an upgrade credits the newest invoice first, and never more than each has", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-16");
    await change(id, "changeTier", { tierId: tier(2) });
    await on("2026-04-16");
    const { change: made } = await change(id, "pauseSubscription");
    expect(made.documents).toMatchObject([
      { document: "CREDIT_NOTE", base: "-150000" },
      { document: "CREDIT_NOTE", base: "-150000" },
    ]);
    expect(await owed(db, id)).toBe(150_000n);
    expect(await brokenInvariants(db)).toEqual({});
  });
});

describe("a cancellation", () => {
  test("today credits what is not used, for good", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-21");
    expect(await change(id, "cancelSubscription", { on: "2026-04-21" })).toMatchObject({
      change: { kind: "CANCELLED", base: "-100000" },
      subscription: { state: "ENDED", endsOn: "2026-04-21" },
    });
    await on("2026-05-01");
    expect(await owed(db, id)).toBe(200_000n);
    expect(await change(id, "pauseSubscription")).toMatchObject({ code: "WRONG_STATE" });
  });

  test("at the end of what is billed gives nothing back, and can be withdrawn", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-21");
    expect(await change(id, "withdrawCancellation")).toMatchObject({ code: "NO_CANCELLATION" });
    expect(await change(id, "cancelSubscription")).toMatchObject({
      change: { kind: "CANCELLATION_PLANNED", effectiveOn: "2026-05-01", base: "0" },
      subscription: { state: "ACTIVE", endsOn: "2026-05-01" },
    });
    await change(id, "withdrawCancellation");
    await on("2026-05-01");
    expect(await owed(db, id)).toBe(600_000n);
  });

  test("that was planned is carried out by the run of its day, once", async () => {
    const id = await begin("2026-04-01");
    await change(id, "cancelSubscription");
    await on("2026-04-30");
    expect(await db.subscription.findUnique({ where: { id } })).toMatchObject({ state: "ACTIVE" });
    await on("2026-05-01");
    await on("2026-05-01");
    expect(await db.subscription.findUnique({ where: { id } })).toMatchObject({ state: "ENDED" });
    expect(
      await db.subscriptionEvent.count({ where: { subscriptionId: id, kind: "CANCELLED" } }),
    ).toBe(1);
    expect(await owed(db, id)).toBe(300_000n);
  });

  test("before a pause that is still to come drops it; withdrawn, no day is served and not billed", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-05");
    await change(id, "pauseSubscription", { from: "2026-04-20" });
    expect(await change(id, "cancelSubscription", { on: "2026-04-10" })).toMatchObject({
      subscription: { state: "ACTIVE", pausedOn: null, nextPeriodStart: "2026-04-10" },
    });
    await change(id, "withdrawCancellation");
    await on("2026-04-30");
    expect(await chargedDays(db, id)).toHaveLength(30);
    expect(await owed(db, id)).toBe(300_000n);
  });

  test("on a day within what is billed credits now; withdrawn, these days are billed again", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-11");
    expect(await change(id, "cancelSubscription", { on: "2026-04-21" })).toMatchObject({
      change: { kind: "CANCELLATION_PLANNED", base: "-100000" },
      subscription: { nextPeriodStart: "2026-04-21" },
    });
    await change(id, "withdrawCancellation");
    await on("2026-04-21");
    expect(await owed(db, id)).toBe(300_000n);
    expect((await chargedDays(db, id)).every(({ times }) => times === 1)).toBe(true);
  });
});

describe("before a change", () => {
  test("the subscription is billed up to today, by the run's own statement", async () => {
    const id = await begin("2026-04-01");
    await on("2026-06-16", false);
    const { change: made } = await change(id, "changeTier", { tierId: tier(2) });
    expect(made.base).toBe("150000");
    expect(await owed(db, id)).toBe(1_050_000n);
  });

  test("what cannot be billed cannot be changed", async () => {
    const id = await begin("2026-04-01");
    await db.provider.update({ where: { id: shop.providerId }, data: { billingStopped: true } });
    await on("2026-06-16", false);
    expect(await change(id, "changeTier", { tierId: tier(2) })).toMatchObject({
      code: "NOT_BILLED_YET",
    });
    await db.provider.update({ where: { id: shop.providerId }, data: { billingStopped: false } });
  });

  test("an old version and a key used for something else are refused; the same key does it once", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-16");
    expect(await change(id, "changeTier", { tierId: tier(2), expectedVersion: 7 })).toMatchObject({
      code: "STALE_VERSION",
    });
    const input = { tierId: tier(2), expectedVersion: 1, idempotencyKey: "upgrade-1" };
    const first = await change(id, "changeTier", input);
    expect(await change(id, "changeTier", input)).toEqual(first);
    expect(await change(id, "changeTier", { ...input, tierId: tier(1) })).toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
    expect(await db.invoice.count({ where: { subscriptionId: id } })).toBe(2);
  });

  test("of two changes at once one wins", async () => {
    const id = await begin("2026-04-01");
    await on("2026-04-16");
    const results = await Promise.all([
      change(id, "changeTier", { tierId: tier(2), expectedVersion: 1 }),
      change(id, "pauseSubscription", { expectedVersion: 1 }),
      change(id, "cancelSubscription", { on: "2026-04-16", expectedVersion: 1 }),
    ]);
    expect(results.filter((one) => one.change)).toHaveLength(1);
    expect(results.filter((one) => one.code === "STALE_VERSION")).toHaveLength(2);
    expect((await chargedDays(db, id)).every(({ times }) => times === 1)).toBe(true);
  });
});

test("the database itself refuses a day charged twice, and a taking back that is undone", async () => {
  const id = await begin("2026-04-01");
  const [invoice] = await db.invoice.findMany({ where: { subscriptionId: id } });
  if (!invoice) throw new Error("nothing was billed");
  const mark = (creditedFrom: string | null) =>
    db.invoice.update({
      where: { id: invoice.id },
      data: { creditedFrom: creditedFrom ? new Date(creditedFrom) : null },
    });
  const adjust = (start: string) => {
    const { id: _, number, sequence, year, issuedOn, dueOn, ...copied } = invoice;
    return db.invoice.create({
      data: { ...copied, kind: "ADJUSTMENT", state: "DRAFT", periodStart: new Date(start) },
    });
  };
  await expect(adjust("2026-04-16")).rejects.toThrow("Invoice_no_overlap");
  await mark("2026-04-16");
  await expect(adjust("2026-04-15")).rejects.toThrow("Invoice_no_overlap");
  await adjust("2026-04-16");
  for (const later of ["2026-04-17", null]) await expect(mark(later)).rejects.toThrow("is final");
  await expect(mark("2026-03-31")).rejects.toThrow("Invoice_credited_from");
});
