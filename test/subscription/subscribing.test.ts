import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { date, openShop, runBilling } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { localOf } from "../support/panel.ts";
import { chargedDays } from "../support/subscriber.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-01-10T05:00:00Z");
const shop = await openShop(db);
const provider = await api.person(role("PROVIDER", { providerId: shop.providerId }));
const other = await openShop(db);
const rival = await api.person(role("PROVIDER", { providerId: other.providerId }));

const institution = async (provinceCode = "36") => {
  const clinic = { kind: "CLINIC" as const, name: "Klinik", provinceCode };
  const { id } = await db.institution.create({ data: clinic });
  await consentToProvider(db, shop.providerId, id);
  return id;
};
const wish = (institutionId: string, changes: object = {}) => ({
  institutionId: globalId("Institution", institutionId),
  planId: globalId("Plan", shop.planId),
  startsOn: "2026-02-10",
  scale: 100,
  ...changes,
});
const subscribe = (input: object, as = provider): Promise<Json> =>
  api.run(
    as,
    "createSubscription",
    { idempotencyKey: newId(), ...input },
    "subscription { id anchorDay nextPeriodStart trialEndsOn timeZone tier { name } discountPeriodsLeft }",
  );
const coupon = (input: object, as = provider) =>
  api.run(
    as,
    "createCoupon",
    { providerId: globalId("Provider", shop.providerId), validFrom: "2026-01-01", ...input },
    "coupon { code redeemed }",
  );

describe("subscribing", () => {
  test("takes the tier of the scale, the province's zone and the calendar month, and invoices nothing", async () => {
    expect(await subscribe(wish(await institution("81"), { scale: 501 }))).toMatchObject({
      subscription: {
        anchorDay: 1,
        nextPeriodStart: "2026-02-10",
        trialEndsOn: null,
        timeZone: "Asia/Jayapura",
        tier: { name: "Tingkat 2" },
      },
    });
    expect(await db.invoice.count()).toBe(0);
  });

  test("begins to be paid after the trial", async () => {
    expect(
      await subscribe(wish(await institution(), { trialDays: 14, anchorDay: 31 })),
    ).toMatchObject({
      subscription: { trialEndsOn: "2026-02-24", nextPeriodStart: "2026-02-24", anchorDay: 31 },
    });
  });

  test("happens once: by its key, and by institution and product, also at the same moment", async () => {
    const institutionId = await institution();
    const input = { ...wish(institutionId), idempotencyKey: "one" };
    const [first, again] = await Promise.all([subscribe(input), subscribe(input)]);
    expect(first.subscription.id).toBe(again.subscription.id);
    expect(await subscribe(wish(institutionId))).toMatchObject({ code: "ALREADY_SUBSCRIBED" });
    const contested = await institution();
    const both = await Promise.all([subscribe(wish(contested)), subscribe(wish(contested))]);
    expect(both.filter((one) => one.subscription)).toHaveLength(1);
    await db.subscription.updateMany({
      where: { institutionId },
      data: { state: "ENDED", endsOn: date("2026-02-10") },
    });
    expect(await subscribe(wish(institutionId))).toHaveProperty("subscription");
  });

  test("is for the provider's own people, and tells what is wrong", async () => {
    const id = await institution();
    expect(await subscribe(wish(id), rival)).toMatchObject({ code: "FORBIDDEN" });
    expect(await subscribe(wish(id, { anchorDay: 32 }))).toMatchObject({
      faults: [{ code: "TOO_LARGE", path: ["anchorDay"] }],
    });
    expect(await subscribe(wish(id, { sponsorBasisPoints: 5000 }))).toMatchObject({
      faults: [{ code: "SPONSOR_SHARE" }],
    });
    expect(await subscribe(wish(id, { couponCode: "NONE" }))).toMatchObject({
      faults: [{ code: "COUPON_UNKNOWN" }],
    });
    await db.institution.update({
      where: { id },
      data: { mergedIntoId: await institution() },
    });
    expect(await subscribe(wish(id))).toMatchObject({ code: "MERGED" });
  });
});

describe("without a scale", () => {
  const recorded = async (values: readonly [validFrom: string, value: number][]) => {
    const institutionId = await institution();
    await db.institutionScale.createMany({
      data: values.map(([validFrom, value]) => ({
        institutionId,
        measure: "VISITS_PER_MONTH",
        value,
        validFrom: date(validFrom),
      })),
    });
    return institutionId;
  };
  const unscaled = (institutionId: string, changes: object = {}) =>
    wish(institutionId, { scale: null, ...changes });

  test("the tier is that of the recorded scale of the first day, also in a preview", async () => {
    const id = await recorded([
      ["2026-01-01", 100],
      ["2026-02-10", 501],
      ["2026-02-11", 5000],
    ]);
    const preview = async (startsOn: string) => {
      const { data } = await provider.ask(
        "query($input: PlannedSubscriptionInput!) { previewSubscription(input: $input, first: 1) { price } }",
        { input: unscaled(id, { startsOn }) },
      );
      return data.previewSubscription[0].price;
    };
    expect(await preview("2026-02-09")).toBe("300000");
    expect(await preview("2026-02-10")).toBe("450000");
    expect(await preview("2026-03-01")).toBe("600000");
    expect(await subscribe(unscaled(id))).toMatchObject({
      subscription: { tier: { name: "Tingkat 2" } },
    });
  });

  test("a scale that is given counts before the recorded one", async () => {
    const id = await recorded([["2026-01-01", 5000]]);
    expect(await subscribe(wish(id, { scale: 0 }))).toMatchObject({
      subscription: { tier: { name: "Tingkat 1" } },
    });
  });

  test("it is refused where none is recorded by then, or only by another measure", async () => {
    const later = await recorded([["2026-02-11", 100]]);
    await db.institutionScale.create({
      data: { institutionId: later, measure: "BEDS", value: 9, validFrom: date("2026-01-01") },
    });
    expect(await subscribe(unscaled(later))).toMatchObject({
      faults: [{ code: "SCALE_UNKNOWN", path: ["scale"] }],
    });
    expect(await db.subscription.count({ where: { institutionId: later } })).toBe(0);
  });
});

describe("a coupon", () => {
  test("is a share or an amount, of one provider", async () => {
    expect(await coupon({ code: "BOTH", basisPoints: 1000, amount: "5" })).toMatchObject({
      faults: [{ code: "ONE_KIND_OF_DISCOUNT" }],
    });
    for (const validTo of ["2026-03-01", "2026-02-28"])
      expect(
        await coupon({ code: "NEVER", amount: "5", validFrom: "2026-03-01", validTo }),
      ).toMatchObject({ faults: [{ code: "COUPON_NEVER_VALID", path: ["validTo"] }] });
    expect(await coupon({ code: "NEITHER" })).toMatchObject({ code: "INVALID_INPUT" });
    expect(await coupon({ code: "mulai", basisPoints: 1000 })).toMatchObject({
      coupon: { code: "MULAI" },
    });
    expect(await coupon({ code: "MULAI", basisPoints: 1000 })).toMatchObject({ code: "TAKEN" });
    expect(await coupon({ code: "OTHER", basisPoints: 1000 }, rival)).toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("counts on its days alone", async () => {
    await coupon({ code: "PAST", amount: "5000", validTo: "2026-01-10" });
    await coupon({ code: "FUTURE", amount: "5000", validFrom: "2026-01-11" });
    for (const couponCode of ["PAST", "FUTURE"])
      expect(await subscribe(wish(await institution(), { couponCode }))).toMatchObject({
        faults: [{ code: "COUPON_NOT_VALID", path: ["couponCode"] }],
      });
  });

  test("is redeemed no more often than it may, by many at once; a refusal takes none", async () => {
    await coupon({ code: "FEW", basisPoints: 5000, periods: 2, maxRedemptions: 3 });
    const taken = await institution();
    await subscribe(wish(taken));
    expect(await subscribe(wish(taken, { couponCode: "FEW" }))).toMatchObject({
      code: "ALREADY_SUBSCRIBED",
    });
    const clinics = await Promise.all(Array.from({ length: 8 }, () => institution()));
    const results = await Promise.all(
      clinics.map((id) => subscribe(wish(id, { couponCode: "few" }))),
    );
    expect(results.filter((one) => one.subscription)).toHaveLength(3);
    expect(results.filter((one) => one.faults?.[0].code === "COUPON_USED_UP")).toHaveLength(5);
    expect(await db.coupon.findFirst({ where: { code: "FEW" } })).toMatchObject({ redeemed: 3 });
  });
});

test("a preview tells what the runs will bill, to the rupiah, and redeems nothing", async () => {
  const sponsorId = await institution();
  await coupon({ code: "SHARE", basisPoints: 3333, periods: 2 });
  await coupon({ code: "AMOUNT", amount: "99999", periods: 2 });
  const upcoming = "periodStart periodEnd price parts { payer base tax total }";
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 28 }),
      fc.nat(20),
      fc.constantFrom(100, 600, 5000),
      fc.constantFrom(null, "SHARE", "AMOUNT"),
      fc.constantFrom(0, 1, 4567, 10_000),
      async (anchorDay, startDay, trialDays, scale, couponCode, sponsorBasisPoints) => {
        await setClock(db, "2026-01-10T05:00:00Z");
        const input = wish(await institution(), {
          anchorDay,
          trialDays,
          scale,
          couponCode,
          startsOn: `2026-01-${String(startDay).padStart(2, "0")}`,
          ...(sponsorBasisPoints > 0 && {
            sponsorId: globalId("Institution", sponsorId),
            sponsorBasisPoints,
          }),
        });
        const { data, errors } = await provider.ask(
          `query($input: PlannedSubscriptionInput!) { previewSubscription(input: $input, first: 4) { ${upcoming} } }`,
          { input },
        );
        expect(errors).toBeUndefined();
        const id = localOf((await subscribe(input)).subscription.id);
        const told = await provider.ask(
          `query($id: ID!) { node(id: $id) { ... on ServiceSubscription { upcoming(first: 4) { ${upcoming} } } } }`,
          { id: globalId("ServiceSubscription", id) },
        );
        expect(told.data.node.upcoming).toEqual(data.previewSubscription);
        await setClock(db, "2026-06-30T05:00:00Z");
        await runBilling(db);
        const billed = await db.invoice.findMany({
          where: { subscriptionId: id },
          orderBy: [{ periodStart: "asc" }, { payer: "asc" }],
        });
        const expected = data.previewSubscription.flatMap((one: Json) =>
          one.parts.map((part: Json) => ({
            ...part,
            periodStart: one.periodStart,
            periodEnd: one.periodEnd,
          })),
        );
        const day = (column: Date | null) => column?.toISOString().slice(0, 10);
        expect(
          billed.slice(0, expected.length).map((invoice) => ({
            payer: invoice.payer,
            base: String(invoice.base),
            tax: String(invoice.tax),
            total: String(invoice.total),
            periodStart: day(invoice.periodStart),
            periodEnd: day(invoice.periodEnd),
          })),
        ).toEqual(expected);
        expect((await chargedDays(db, id)).every(({ times }) => times === 1)).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
  await setClock(db, "2026-01-10T05:00:00Z");
});

test("each role sees its subscriptions and no others", async () => {
  const [subscriber, sponsor, elsewhere] = [
    await institution(),
    await institution("53"),
    await institution(),
  ];
  await coupon({ code: "SEEN", basisPoints: 1000 });
  const made = await subscribe(
    wish(subscriber, {
      sponsorId: globalId("Institution", sponsor),
      sponsorBasisPoints: 5000,
    }),
  );
  const id = made.subscription.id as string;
  const sees = async (as: { ask: typeof provider.ask }) => {
    const { data } = await as.ask(
      `query($id: ID!) { node(id: $id) { ... on ServiceSubscription { history { kind } provider { coupons { code } bankAccounts { number } } } } }`,
      { id },
    );
    return data.node;
  };
  await db.bankAccount.create({
    data: { providerId: shop.providerId, bank: "BCA", number: "12345678", holder: "KlinikGo" },
  });
  const staff = (institutionId: string) => api.person(role("INSTITUTION_STAFF", { institutionId }));
  const team = await db.provider.findUniqueOrThrow({ where: { id: shop.providerId } });
  const founder = await api.person();
  await db.teamMember.create({ data: { teamId: team.teamId, userId: founder.id, role: "LEADER" } });
  for (const who of [provider, founder, await api.person(role("AUDITOR"))])
    expect(await sees(who)).toMatchObject({
      history: [{ kind: "CREATED" }],
      provider: {
        coupons: expect.arrayContaining([{ code: "SEEN" }]),
        bankAccounts: [{ number: "12345678" }],
      },
    });
  for (const institutionId of [subscriber, sponsor])
    expect(await sees(await staff(institutionId))).toMatchObject({
      provider: { coupons: [], bankAccounts: [{ number: "12345678" }] },
    });
  for (const who of [
    await staff(elsewhere),
    rival,
    await api.person(),
    await api.person(role("ORGANISER")),
    await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
  ])
    expect(await sees(who)).toBeNull();
  const pause = (as: typeof provider) =>
    api.run(
      as,
      "pauseSubscription",
      { id, expectedVersion: 1, idempotencyKey: newId() },
      "change { kind }",
    );
  expect(await pause(rival)).toMatchObject({ code: "NOT_FOUND" });
  expect(await pause(await staff(subscriber))).toMatchObject({ code: "FORBIDDEN" });
  expect(await pause(founder)).toMatchObject({ change: { kind: "PAUSED" } });
});

test("a role for one provider is granted, and shown", async () => {
  const administrator = await api.person(role("ADMINISTRATOR"));
  const person = await api.person();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: person.id } });
  const organisation = await db.organisation.create({
    data: { name: "KlinikGo", kind: "PROVIDER" },
  });
  expect(
    await api.run(
      administrator,
      "grantRole",
      {
        email,
        organisationId: globalId("Organisation", organisation.id),
        role: "PROVIDER",
        providerId: globalId("Provider", shop.providerId),
      },
      "id",
    ),
  ).toHaveProperty("id");
  expect(await db.membership.findFirst({ where: { userId: person.id } })).toMatchObject({
    role: "PROVIDER",
    providerId: shop.providerId,
  });
  const { data } = await provider.ask("{ me { roles { role providerId } } }");
  expect(data.me.roles).toEqual([
    { role: "PROVIDER", providerId: globalId("Provider", shop.providerId) },
  ]);
});
