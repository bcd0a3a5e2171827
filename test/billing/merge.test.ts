import { inTransaction } from "@winner/core/database/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { planSubscription } from "@winner/core/subscription/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { openShop, runBilling, subscribe } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { localOf } from "../support/panel.ts";
import { openDesk, owed } from "../support/subscriber.ts";
import { brokenMoney, openTill } from "../support/till.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T03:00:00Z");
const till = await openTill(db);
const { api, shop, clinic, seller } = till;
const desk = await openDesk(openApi(db), db, shop);
const organiser = await api.person(role("ORGANISER"));

const merge = (id: string, intoId: string): Promise<Json> =>
  api.run(
    organiser,
    "mergeInstitutions",
    { id: globalId("Institution", id), intoId: globalId("Institution", intoId) },
    "institution { id }",
  );
const merged = async (id: string, intoId: string) =>
  expect(await merge(id, intoId)).toMatchObject({
    institution: { id: globalId("Institution", intoId) },
  });
const staffOf = (institutionId: string) => api.person(role("INSTITUTION_STAFF", { institutionId }));
const open = (institutionId: string) =>
  db.invoice.findMany({ where: { institutionId, state: "OPEN" } });
/** Pays all that is open of a clinic. */
const settle = async (institutionId: string) => {
  for (const { total, settled } of await open(institutionId))
    expect(await till.pay(institutionId, total - settled)).toHaveProperty("payment.id");
};

test("subscriptions and sponsorships go over and are billed to the institution that stands", async () => {
  const [double, kept, third] = [await clinic("Ganda"), await clinic("Asli"), await clinic()];
  const id = await subscribe(db, shop, "2026-03-01", { institutionId: double });
  const sponsored = await subscribe(db, shop, "2026-03-01", {
    institutionId: third,
    sponsorId: double,
    sponsorBasisPoints: 5000,
  });
  await runBilling(db);
  await settle(double);
  await merged(double, kept);
  expect(await db.subscription.findUnique({ where: { id } })).toMatchObject({
    institutionId: kept,
    version: 2,
  });
  expect(await db.subscription.findUnique({ where: { id: sponsored } })).toMatchObject({
    institutionId: third,
    sponsorId: kept,
  });
  await desk.on("2026-04-01");
  const buyers = async (subscriptionId: string) =>
    (await db.invoice.findMany({ where: { subscriptionId }, orderBy: { id: "asc" } })).map(
      ({ payer, buyerName, institutionId }) => [payer, buyerName, institutionId],
    );
  expect(await buyers(id)).toEqual([
    ["SUBSCRIBER", "Ganda", double],
    ["SUBSCRIBER", "Asli", kept],
  ]);
  expect((await buyers(sponsored)).filter(([payer]) => payer === "SPONSOR")).toEqual([
    ["SPONSOR", "Ganda", double],
    ["SPONSOR", "Asli", kept],
  ]);
  const event = await db.auditEvent.findFirst({
    where: { action: "institution.merged", subjectId: double },
  });
  expect(event?.after).toMatchObject({ subscriptions: 1, sponsored: 1 });
  await setClock(db, "2026-03-02T03:00:00Z");
});

test("it is refused while both subscribe to a product, until one ended, or one sponsors the other", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  const start = "2026-05-01";
  const id = await subscribe(db, shop, start, { institutionId: double });
  await subscribe(db, shop, start, { institutionId: kept });
  expect(await merge(double, kept)).toMatchObject({
    code: "SUBSCRIBED_TWICE",
    message: expect.stringContaining("Rekam medis elektronik (KlinikGo)"),
  });
  expect(await db.institution.findUnique({ where: { id: double } })).toMatchObject({
    mergedIntoId: null,
  });
  const ended = { state: "ENDED" as const, endsOn: new Date(start) };
  await db.subscription.update({ where: { id }, data: ended });
  await merged(double, kept);
  expect(await db.subscription.count({ where: { institutionId: kept } })).toBe(2);

  for (const [subscriber, sponsor] of [
    ["double", "kept"],
    ["kept", "double"],
  ] as const) {
    const pair = { double: await clinic(), kept: await clinic() };
    await subscribe(db, shop, start, {
      institutionId: pair[subscriber],
      sponsorId: pair[sponsor],
      sponsorBasisPoints: 1,
    });
    expect(await merge(pair.double, pair.kept)).toMatchObject({ code: "SPONSORS_ITSELF" });
  }
});

test("it is refused while an invoice is a draft or open, or a provider holds money", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  await consentToProvider(db, shop.providerId, double);
  const { invoice: draft } = await api.run(
    seller,
    "createInvoice",
    {
      ...till.ids(double),
      idempotencyKey: till.key(),
      lines: [{ description: "Pelatihan", quantity: 1, unitPrice: "100000" }],
    },
    "invoice { id }",
  );
  const refused = { code: "INVOICES_OPEN", message: expect.stringContaining("(1)") };
  expect(await merge(double, kept)).toMatchObject(refused);
  await api.run(seller, "finaliseInvoice", { id: draft.id }, "invoice { id }");
  expect(await merge(double, kept)).toMatchObject(refused);
  await till.pay(double, 111_001n);
  expect(await merge(double, kept)).toMatchObject({
    code: "MONEY_HELD",
    message: expect.stringContaining("KlinikGo"),
  });
  await till.invoice(double, 1n);
  const balance = await api.run(seller, "applyBalance", till.ids(double), "__typename");
  expect(balance).not.toHaveProperty("code");
  await merged(double, kept);
  expect(await brokenMoney(db)).toEqual({});
});

test("the staff of the one that stands see and pay what names the other, through two merges", async () => {
  const [double, middle, kept, stranger] = [
    await clinic(),
    await clinic(),
    await clinic(),
    await clinic(),
  ];
  const invoice = await till.invoice(double, 600_000n);
  const { payment } = await till.pay(double, 666_000n);
  await merged(double, middle);
  await merged(middle, kept);
  expect(await db.institution.findUnique({ where: { id: double } })).toMatchObject({
    mergedIntoId: kept,
  });
  const [staff, other] = [await staffOf(kept), await staffOf(stranger)];
  const seen = async (as: typeof staff) => {
    const { data, errors } = await as.ask(
      `query($filter: InvoiceFilter) { invoices(filter: $filter) { totalCount edges { node { id } } }
        payments { edges { node { id } } } }`,
      { filter: { institutionId: globalId("Institution", kept) } },
    );
    expect(errors).toBeUndefined();
    return {
      invoices: data.invoices.edges.map((edge: Json) => localOf(edge.node.id)),
      payments: data.payments.edges.map((edge: Json) => edge.node.id),
    };
  };
  expect(await seen(staff)).toEqual({ invoices: [invoice.id], payments: [payment.id] });
  expect(await seen(other)).toEqual({ invoices: [], payments: [] });
  expect((await seen(seller)).invoices).toEqual([invoice.id]);

  const back = await api.run(
    seller,
    "reversePayment",
    { id: payment.id, reason: "Ditolak bank" },
    "payment { id }",
  );
  expect(back).toHaveProperty("payment.id");
  const code = (as: typeof staff) =>
    api.run(
      as,
      "requestTransferCode",
      {
        invoiceId: globalId("Invoice", invoice.id),
        bankAccountId: globalId("BankAccount", till.account.id),
        idempotencyKey: till.key(),
      },
      "transferCode { code }",
    );
  expect(await code(other)).toMatchObject({ code: "NOT_FOUND" });
  expect(await code(staff)).toHaveProperty("transferCode.code");
});

test("a change after the merge credits what was charged before it, and bills the one that stands", async () => {
  const [double, kept] = [await clinic(), await clinic()];
  await setClock(db, "2026-06-01T03:00:00Z");
  const id = await subscribe(db, shop, "2026-06-01", { institutionId: double });
  await runBilling(db);
  await settle(double);
  await merged(double, kept);
  await desk.on("2026-06-11", false);
  const raised = await desk.change(id, "changeTier", { tierId: desk.tier(2) });
  // 20 of 30 days: 400,000 at the new price for 200,000 at the old one.
  expect(raised.change).toMatchObject({
    base: "200000",
    documents: [{ document: "INVOICE", institutionId: globalId("Institution", kept) }],
  });
  expect((await db.invoice.findMany({ where: { institutionId: kept } })).length).toBe(1);
  await desk.on("2026-06-21", false);
  await desk.change(id, "cancelSubscription", { on: "2026-06-21" });
  // Ten days at 300,000 a month and ten at 600,000.
  expect(await owed(db, id)).toBe(300_000n);
  expect(await brokenInvariants(db)).toEqual({});
});

test("a run, a new subscription and a merge at the same moment never bill the one that is gone", async () => {
  await setClock(db, "2026-08-01T03:00:00Z");
  await runBilling(db);
  for (let round = 0; round < 6; round += 1) {
    const fresh = await openShop(db);
    const [double, kept] = [await clinic(), await clinic()];
    await consentToProvider(db, fresh.providerId, double);
    await subscribe(db, shop, "2026-08-01", { institutionId: double });
    const [outcome] = await Promise.all([
      merge(double, kept),
      runBilling(db),
      inTransaction(db, async (tx) => {
        const planned = await planSubscription(
          tx,
          { kind: "SYSTEM", name: "test" },
          "createSubscription",
          {
            institutionId: double,
            planId: fresh.planId,
            startsOn: "2026-08-15" as LocalDate,
            anchorDay: 1,
            trialDays: 0,
            scale: 1,
          },
        );
        await tx.subscription.create({ data: planned });
      }).catch((error) => expect(error).toMatchObject({ message: "MERGED" })),
    ]);
    const left = await db.subscription.count({ where: { institutionId: double } });
    const invoices = await db.invoice.count({ where: { institutionId: double } });
    if (outcome.code) {
      expect(outcome.code).toBe("INVOICES_OPEN");
      expect(invoices).toBe(1);
    } else expect([left, invoices]).toEqual([0, 0]);
  }
  expect(await db.billingException.count()).toBe(0);
});
