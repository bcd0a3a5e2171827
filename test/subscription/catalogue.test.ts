import { tierFor } from "@winner/core/subscription/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { date, openShop, runBilling, subscribe } from "../support/billing.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-01-10T05:00:00Z");
const owner = await api.person();
const ministry = await api.person(role("ORGANISER"));
const stranger = await api.person();

const team = async (name: string) =>
  (await api.run(owner, "createTeam", { name, kind: "SOCIAL_ENTERPRISE" }, "team { id }")).team
    .id as string;
const agreed = async (name: string) => {
  const teamId = await team(name);
  await db.$executeRaw`ALTER TABLE "Agreement" DISABLE TRIGGER USER`;
  await db.agreement.create({
    data: {
      teamId: localOf(teamId),
      kind: "MOU",
      state: "ACTIVE",
      title: "Layanan",
      provinceCode: "36",
      effectiveFrom: date("2025-01-01"),
      effectiveTo: date("2027-12-31"),
      signedOn: date("2025-01-01"),
      dataProtectionAnnex: false,
    },
  });
  await db.$executeRaw`ALTER TABLE "Agreement" ENABLE TRIGGER USER`;
  return teamId;
};
const details = {
  name: "KlinikGo",
  address: "Jakarta",
  email: "tagihan@test.invalid",
  graceHours: 0,
  termDays: 14,
  maxPeriodsPerRun: 12,
};
const provide = (as: typeof owner, teamId: string, numberPrefix: string) =>
  api.run(as, "createProvider", { teamId, numberPrefix, ...details }, "provider { id version }");
const profile = (providerId: string, input: object, as = owner) =>
  api.run(as, "setTaxProfile", { providerId, ...input }, "taxProfile { validFrom taxNumber }");
const product = async (providerId: string, code = "RME") =>
  (await api.run(owner, "createProduct", { providerId, code, name: "RME" }, "product { id }"))
    .product.id as string;
const plan = (productId: string, tiers: object[], name = "Bulanan") =>
  api.run(
    owner,
    "createPlan",
    { productId, name, measure: "BEDS", validFrom: "2026-01-01", tiers },
    "plan { id tiers { id name upTo prices { amount } } }",
  );
const price = (tierId: string, validFrom: string, amount: string, as = owner) =>
  api.run(as, "setPrice", { tierId, validFrom, amount }, "price { validFrom amount }");

const providerId = (await provide(owner, await agreed("KlinikGo"), "KG")).provider.id as string;

describe("a provider", () => {
  test("is a team with an active agreement, once, with a prefix of its own", async () => {
    expect(await provide(owner, await team("Without"), "WO")).toMatchObject({
      code: "NO_AGREEMENT",
    });
    const teamId = await agreed("Second");
    expect(await provide(stranger, teamId, "SE")).toMatchObject({ code: "FORBIDDEN" });
    expect(await provide(owner, teamId, "KG")).toMatchObject({
      code: "TAKEN",
      path: ["numberPrefix"],
    });
    expect(await provide(ministry, teamId, "SE")).toHaveProperty("provider");
    expect(await provide(ministry, teamId, "SX")).toMatchObject({
      code: "TAKEN",
      path: ["teamId"],
    });
  });

  test("is changed by its team at the version that they saw", async () => {
    const change = (as: typeof owner, expectedVersion: number) =>
      api.run(
        as,
        "changeProvider",
        { id: providerId, ...details, graceHours: 24, expectedVersion },
        "provider { graceHours version }",
      );
    expect(await change(ministry, 1)).toMatchObject({ code: "FORBIDDEN" });
    expect(await change(owner, 1)).toMatchObject({ provider: { graceHours: 24, version: 2 } });
    expect(await change(owner, 1)).toMatchObject({ code: "STALE_VERSION" });
  });

  test("has a bank account of its own", async () => {
    const account = { providerId, bank: "BCA", number: "8000000001", holder: "KlinikGo" };
    const set = (input: object) =>
      api.run(owner, "setBankAccount", input, "bankAccount { number active }");
    expect(await set(account)).toMatchObject({ bankAccount: { active: true } });
    expect(await set({ ...account, active: false })).toMatchObject({
      bankAccount: { active: false },
    });
    const other = (await provide(owner, await agreed("Third"), "TH")).provider.id;
    expect(await set({ ...account, providerId: other })).toMatchObject({ code: "TAKEN" });
  });

  test("is a taxable firm from a day on, which ends what held before", async () => {
    expect(await profile(providerId, { validFrom: "2025-01-01", taxable: false })).toHaveProperty(
      "taxProfile",
    );
    expect(await profile(providerId, { validFrom: "2026-01-01", taxable: true })).toMatchObject({
      faults: [{ code: "TAX_NUMBER_MISSING" }],
    });
    const npwp = "01.312.166.0-091.000";
    expect(
      await profile(providerId, { validFrom: "2026-01-01", taxable: true, taxNumber: npwp }),
    ).toMatchObject({ taxProfile: { taxNumber: "0013121660091000" } });
    expect(await profile(providerId, { validFrom: "2025-06-01", taxable: false })).toMatchObject({
      code: "LATER_VERSION",
      path: ["validFrom"],
    });
    expect(
      await profile(providerId, { validFrom: "2026-06-01", taxable: true, taxNumber: "12" }),
    ).toMatchObject({ faults: [{ code: "NUMBER_LENGTH" }] });
    const profiles = await db.taxProfile.findMany({
      where: { providerId: localOf(providerId) },
      orderBy: { validFrom: "asc" },
    });
    expect(profiles.map(({ validTo }) => validTo)).toEqual([date("2026-01-01"), null]);
  });
});

describe("a plan", () => {
  test("has tiers that reach further and further, and only the last without a limit", async () => {
    const productId = await product(providerId, "TIERS");
    const tier = (name: string, upTo: number | null) => ({ name, upTo, price: "1" });
    expect(await plan(productId, [tier("A", 20), tier("B", 20)])).toMatchObject({
      faults: [{ code: "TIER_ORDER", path: ["tiers", "1", "upTo"] }],
    });
    expect(await plan(productId, [tier("A", null), tier("B", 20)])).toMatchObject({
      faults: [{ code: "TIER_ORDER", path: ["tiers", "0", "upTo"] }],
    });
    expect(await plan(productId, [tier("A", 10), tier("B", 20)])).toHaveProperty("plan");
    expect(await plan(productId, [tier("A", 10)])).toMatchObject({ code: "TAKEN" });
  });

  test("gives each scale the first tier that reaches it", () => {
    const steps = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(steps, fc.boolean(), fc.nat(1200), (limits, open, scale) => {
        const sorted = [...limits].sort((a, b) => a - b);
        const tiers: { position: number; upTo: number | null }[] = sorted.map((upTo, position) => ({
          position,
          upTo,
        }));
        if (open) tiers.push({ position: tiers.length, upTo: null });
        const expected = sorted.find((limit) => scale <= limit) ?? (open ? null : undefined);
        expect(tierFor([...tiers].reverse(), scale)?.upTo).toBe(expected);
      }),
    );
  });
});

describe("a price", () => {
  test("of a new day ends the one before, and never touches what was billed", async () => {
    const made = await plan(await product(providerId), [{ name: "A", price: "300000" }]);
    const tierId = made.plan.tiers[0].id as string;
    expect(await price(tierId, "2026-03-01", "350000", stranger)).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await price(tierId, "2026-03-01", "350000")).toHaveProperty("price");
    expect(await price(tierId, "2026-02-01", "1")).toMatchObject({ code: "LATER_VERSION" });
    // Still to come: the same day can be corrected.
    expect(await price(tierId, "2026-03-01", "360000")).toMatchObject({
      price: { amount: "360000" },
    });
    expect(await price(tierId, "2026-04-01", "-1")).toMatchObject({ code: "INVALID_INPUT" });
    const planned = await db.plan.findUniqueOrThrow({ where: { id: localOf(made.plan.id) } });
    const id = await subscribe(
      db,
      {
        providerId: localOf(providerId),
        productId: planned.productId,
        planId: planned.id,
        tiers: [localOf(tierId)],
      },
      "2026-02-10",
      { anchorDay: 1 },
    );
    await setClock(db, "2026-03-05T05:00:00Z");
    await runBilling(db);
    expect(await price(tierId, "2026-03-01", "400000")).toMatchObject({ code: "BILLED_ALREADY" });
    expect(await price(tierId, "2026-03-05", "400000")).toMatchObject({ code: "BILLED_ALREADY" });
    expect(await price(tierId, "2026-03-06", "400000")).toHaveProperty("price");
    const before = await db.invoice.findMany({
      where: { subscriptionId: id },
      orderBy: { id: "asc" },
    });
    // 19 of 28 days at the first price, and the second price.
    expect(before.map(({ base }) => base)).toEqual([203_571n, 360_000n]);
    await setClock(db, "2026-04-01T05:00:00Z");
    await runBilling(db);
    const after = await db.invoice.findMany({
      where: { subscriptionId: id },
      orderBy: { id: "asc" },
    });
    expect(after.map(({ base }) => base)).toEqual([203_571n, 360_000n, 400_000n]);
    await setClock(db, "2026-01-10T05:00:00Z");
  });

  test("that overlaps another is refused by the database itself", async () => {
    const shop = await openShop(db);
    await expect(
      db.price.create({
        data: { tierId: shop.tiers[0] ?? "", validFrom: date("2026-01-01"), amount: 1n },
      }),
    ).rejects.toThrow("Price_alone");
  });
});

describe("a billing profile", () => {
  const institution = async (name: string) =>
    (await db.institution.create({ data: { kind: "CLINIC", name, provinceCode: "36" } })).id;
  const set = (as: typeof owner, institutionId: string, input: object = {}) =>
    api.run(
      as,
      "setBillingProfile",
      {
        institutionId: globalId("Institution", institutionId),
        legalName: "PT Klinik Sehat",
        address: "Rangkasbitung",
        ...input,
      },
      "billingProfile { taxNumber withholds version } warnings { code }",
    );

  test("is set by its staff and by the provider that serves it, and by nobody else", async () => {
    const shop = await openShop(db);
    const [served, other] = [await institution("Klinik A"), await institution("Klinik B")];
    await subscribe(db, shop, "2026-01-01", { institutionId: served });
    const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: served }));
    const provider = await api.person(role("PROVIDER", { providerId: shop.providerId }));
    const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
    expect(await set(staff, served)).toMatchObject({ billingProfile: { version: 1 } });
    expect(await set(staff, other)).toMatchObject({ code: "NOT_FOUND" });
    expect(await set(provider, served, { expectedVersion: 0 })).toMatchObject({
      code: "STALE_VERSION",
    });
    expect(await set(provider, served, { expectedVersion: 1 })).toMatchObject({
      billingProfile: { version: 2 },
    });
    expect(await set(provider, other)).toMatchObject({ code: "NOT_FOUND" });
    expect(await set(officer, served)).toMatchObject({ code: "NOT_FOUND" });
    await db.subscription.updateMany({
      where: { institutionId: served },
      data: { state: "ENDED", endsOn: date("2026-02-01") },
    });
    expect(await set(provider, served, { expectedVersion: 2 })).toMatchObject({
      code: "NOT_FOUND",
    });
    const read = (as: typeof owner) =>
      as.ask(
        "query($id: ID!) { node(id: $id) { ... on Institution { name billingProfile { legalName } } } }",
        { id: globalId("Institution", served) },
      );
    expect((await read(staff)).data.node.billingProfile).toEqual({ legalName: "PT Klinik Sehat" });
    expect((await read(officer)).data.node).toEqual({ name: "Klinik A", billingProfile: null });
  });

  test("keeps an NPWP of 16 digits, and refuses one with a wrong check digit", async () => {
    const id = await institution("Klinik C");
    const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: id }));
    expect(await set(staff, id, { taxNumber: "01.312.166.0-091.000" })).toMatchObject({
      billingProfile: { taxNumber: "0013121660091000" },
    });
    expect(await set(staff, id, { taxNumber: "01.312.166.1-091.000" })).toMatchObject({
      faults: [{ code: "NUMBER_CHECK_DIGIT", path: ["taxNumber"] }],
    });
  });
});
