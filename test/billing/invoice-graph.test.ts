import { balances, issueReceipt } from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { openShop } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { customer, issued, pay } from "../support/invoice.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-02-01T03:00:00Z");
const [shop, otherShop] = [
  await openShop(db, { provider: { graceHours: 24 } }),
  await openShop(db),
];
const [clinic, otherClinic] = [await customer(db), await customer(db)];
await consentToProvider(db, shop.providerId, clinic);
const owner = await api.person(role("PROVIDER", { providerId: shop.providerId }));
const providerId = btoa(`Provider:${shop.providerId}`);
const member = await api.person();
await db.teamMember.create({
  data: {
    teamId: (await db.provider.findUniqueOrThrow({ where: { id: shop.providerId } })).teamId,
    userId: member.id,
    role: "LEADER",
  },
});

const fields = `id number state kind base tax total open totalInWords dueOn lines { description quantity unitPrice amount }`;
const create = (changes: object = {}, as: { ask: typeof owner.ask } = owner): Promise<Json> =>
  api.run(
    as,
    "createInvoice",
    {
      idempotencyKey: newId(),
      providerId,
      institutionId: btoa(`Institution:${clinic}`),
      lines: [{ description: "Pelatihan", quantity: 2, unitPrice: "150000" }],
      ...changes,
    },
    `invoice { ${fields} }`,
  );
const list = async (as: { ask: typeof owner.ask }, filter: object = {}) => {
  const { data, errors } = await as.ask(
    "query($filter: InvoiceFilter) { invoices(first: 100, filter: $filter) { totalCount edges { node { id } } } }",
    { filter },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const ids = data.invoices.edges.map((edge: Json) => localOf(edge.node.id));
  expect(data.invoices.totalCount).toBe(ids.length);
  return ids.sort() as string[];
};

test("an invoice beside any subscription is drafted once for its key, also by two at once, and then final", async () => {
  const input = { idempotencyKey: "training-1" };
  const [first, second] = await Promise.all([create(input), create(input)]);
  expect(first).toMatchObject({
    invoice: {
      number: null,
      state: "DRAFT",
      kind: "ONE_OFF",
      base: "300000",
      tax: "33000",
      total: "333000",
      open: "0",
      totalInWords: "tiga ratus tiga puluh tiga ribu rupiah",
      lines: [{ description: "Pelatihan", quantity: 2, unitPrice: "150000", amount: "300000" }],
    },
  });
  expect(second).toEqual(first);
  const other = { lines: [{ description: "Lain", quantity: 1, unitPrice: "1" }] };
  expect(await create({ ...input, ...other })).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  const { id } = first.invoice;
  const finalise = () => api.run(member, "finaliseInvoice", { id }, `invoice { ${fields} }`);
  const final = await Promise.all([finalise(), finalise()]);
  for (const one of final)
    expect(one.invoice).toMatchObject({ state: "OPEN", open: "333000", dueOn: "2026-02-15" });
  expect(final[0]).toEqual(final[1]);
  expect(await balances(db, shop.providerId)).toEqual(
    new Map([
      ["DEFERRED_REVENUE", -300_000n],
      ["RECEIVABLE", 333_000n],
      ["TAX_PAYABLE", -33_000n],
    ]),
  );
  expect(await db.outboxMessage.count({ where: { key: `invoice:${localOf(id)}` } })).toBe(1);
  expect(
    await api.run(owner, "discardInvoice", { id, reason: "x" }, "invoice { state }"),
  ).toMatchObject({
    code: "WRONG_STATE",
  });
});

test("a draft is discarded with its reason, takes no number, and is no more finalised", async () => {
  const { invoice } = await create();
  const discard = () =>
    api.run(
      owner,
      "discardInvoice",
      { id: invoice.id, reason: "Salah" },
      "invoice { state number voidReason }",
    );
  const done = { invoice: { state: "VOID", number: null, voidReason: "Salah" } };
  expect(await discard()).toMatchObject(done);
  expect(await discard()).toMatchObject(done);
  expect(
    await api.run(owner, "finaliseInvoice", { id: invoice.id }, "invoice { state }"),
  ).toMatchObject({ code: "WRONG_STATE" });
});

test("what is wrong in an input is told by its path", async () => {
  expect(await create({ lines: [] })).toMatchObject({ faults: [{ path: ["lines"] }] });
  expect(
    await create({ lines: [{ description: " ", quantity: 0, unitPrice: "-1" }] }),
  ).toMatchObject({
    faults: [
      { path: ["lines", "0", "description"] },
      { path: ["lines", "0", "quantity"] },
      { path: ["lines", "0", "unitPrice"] },
    ],
  });
  const dear = { description: "Server", quantity: 100_000, unitPrice: "1000000000000" };
  expect(await create({ lines: Array.from({ length: 100 }, () => dear) })).toMatchObject({
    faults: [{ code: "INVOICE_TOO_LARGE", path: ["lines"] }],
  });
  expect(await create({ institutionId: btoa(`Institution:${newId()}`) })).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("each sees their own: the provider and its team all of theirs, a clinic its final ones, an auditor everything", async () => {
  const mine = (await create()).invoice.id;
  const final = await issued(db, { providerId: shop.providerId, institutionId: clinic });
  const elsewhere = await issued(db, { providerId: shop.providerId, institutionId: otherClinic });
  const foreign = await issued(db, { providerId: otherShop.providerId, institutionId: clinic });
  const draft = localOf(mine);
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: clinic }));
  const auditor = await api.person(role("AUDITOR"));
  const organiser = await api.person(role("ORGANISER"));
  const everywhere = await list(auditor);
  for (const id of [draft, final, elsewhere, foreign]) expect(everywhere).toContain(id);
  for (const person of [owner, member]) {
    const seen = await list(person);
    for (const id of [draft, final, elsewhere]) expect(seen).toContain(id);
    expect(seen).not.toContain(foreign);
  }
  const seen = await list(staff);
  expect(seen).toContain(final);
  expect(seen).toContain(foreign);
  expect(seen).not.toContain(draft);
  expect(seen).not.toContain(elsewhere);
  expect(await list(await api.person())).toEqual([]);
  const read = async (as: { ask: typeof owner.ask }, id: string) =>
    (
      await as.ask("query($id: ID!) { node(id: $id) { ... on Invoice { number } } }", {
        id: btoa(`Invoice:${id}`),
      })
    ).data.node;
  expect(await read(staff, draft)).toBeNull();
  expect(await read(staff, elsewhere)).toBeNull();
  expect(await read(staff, final)).toMatchObject({ number: expect.any(String) });
  expect(await read(organiser, final)).toBeNull();
  expect(await create({}, staff)).toMatchObject({ code: "NOT_FOUND" });
  const stranger = await api.person(role("PROVIDER", { providerId: otherShop.providerId }));
  expect(await create({}, stranger)).toMatchObject({ code: "NOT_FOUND" });
  for (const [name, input] of [
    ["finaliseInvoice", { id: mine }],
    ["discardInvoice", { id: mine, reason: "x" }],
    ["voidInvoice", { id: mine, reason: "x" }],
    ["setFakturNumber", { id: mine, fakturNumber: "04002600000000001" }],
  ] as const)
    expect(await api.run(stranger, name, input, "invoice { id }")).toMatchObject({
      code: "NOT_FOUND",
    });
});

test("lists are filtered by state, overdue, institution and days of issue", async () => {
  const fresh = await openShop(db);
  const only = { providerId: btoa(`Provider:${fresh.providerId}`) };
  const auditor = await api.person(role("AUDITOR"));
  const make = (institutionId: string, timeZone = "Asia/Jakarta") =>
    issued(db, { providerId: fresh.providerId, institutionId, timeZone });
  const paid = await make(clinic);
  const west = await make(clinic);
  const east = await make(clinic, "Asia/Jayapura");
  await pay(db, paid);
  await setClock(db, "2026-02-10T03:00:00Z");
  const later = await make(otherClinic);
  await setClock(db, "2026-02-15T15:30:00Z"); // the 16th in Papua only
  expect(await list(auditor, { ...only, overdue: true })).toEqual([east]);
  expect(await list(auditor, { ...only, overdue: false })).toEqual([paid, west, later].sort());
  await setClock(db, "2026-02-15T17:30:00Z");
  expect(await list(auditor, { ...only, overdue: true })).toEqual([west, east].sort());
  expect(await list(auditor, { ...only, state: "PAID" })).toEqual([paid]);
  expect(
    await list(auditor, { ...only, institutionId: btoa(`Institution:${otherClinic}`) }),
  ).toEqual([later]);
  expect(await list(auditor, { ...only, from: "2026-02-02", to: "2026-02-10" })).toEqual([later]);
  await setClock(db, "2026-02-01T03:00:00Z");
});

test("a faktur number is set once, belongs to one invoice and begins with its code", async () => {
  const [id, twin] = await Promise.all([
    issued(db, { providerId: shop.providerId, institutionId: clinic }),
    issued(db, { providerId: shop.providerId, institutionId: clinic }),
  ]);
  const set = (invoice: string, fakturNumber: string) =>
    api.run(
      owner,
      "setFakturNumber",
      { id: btoa(`Invoice:${invoice}`), fakturNumber },
      "invoice { fakturNumber }",
    );
  expect(await set(id, "0400260000000001")).toMatchObject({ faults: [{ path: ["fakturNumber"] }] });
  expect(await set(id, "01002600000000001")).toMatchObject({ faults: [{ code: "FAKTUR_CODE" }] });
  const done = { invoice: { fakturNumber: "04002600000000001" } };
  expect(await set(id, "04002600000000001")).toMatchObject(done);
  expect(await set(id, "04002600000000001")).toMatchObject(done);
  expect(await set(id, "04002600000000002")).toMatchObject({ code: "FAKTUR_SET" });
  expect(await set(twin, "04002600000000001")).toMatchObject({
    faults: [{ code: "FAKTUR_TAKEN" }],
  });
});

test("a final invoice is voided once, by the provider's people alone, and keeps its number", async () => {
  const id = await issued(db, { providerId: shop.providerId, institutionId: clinic });
  const before = await balances(db, shop.providerId);
  const undo = (as = owner, invoice = id) =>
    api.run(
      as,
      "voidInvoice",
      { id: btoa(`Invoice:${invoice}`), reason: "Ganda" },
      "invoice { number state voidReason open }",
    );
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: clinic }));
  expect(await undo(staff)).toMatchObject({ code: "NOT_FOUND" });
  for (const as of [role("ADMINISTRATOR"), role("AUDITOR")])
    expect(await undo(await api.person(as))).toMatchObject({ code: "FORBIDDEN" });
  const [first, second] = await Promise.all([undo(), undo(member)]);
  expect(first).toMatchObject({
    invoice: { number: expect.any(String), state: "VOID", voidReason: "Ganda", open: "0" },
  });
  expect(second).toEqual(first);
  const after = await balances(db, shop.providerId);
  const moved = (account: "RECEIVABLE" | "TAX_PAYABLE") =>
    (after.get(account) ?? 0n) - (before.get(account) ?? 0n);
  expect([moved("RECEIVABLE"), moved("TAX_PAYABLE")]).toEqual([-333_000n, 33_000n]);
  expect(await db.billingEvent.count({ where: { subjectId: id, kind: "INVOICE_VOIDED" } })).toBe(1);
  const paid = await issued(db, { providerId: shop.providerId, institutionId: clinic });
  await pay(db, paid, 1n);
  expect(await undo(owner, paid)).toMatchObject({ code: "SETTLED_PARTLY" });
});

test("a part of an invoice is credited once for its key, also by two at once, and never more than it has", async () => {
  const id = await issued(db, { providerId: shop.providerId, institutionId: clinic });
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: clinic }));
  const credit = (input: object = {}, as = owner) =>
    api.run(
      as,
      "issueCreditNote",
      {
        invoiceId: btoa(`Invoice:${id}`),
        base: "100000",
        reason: "Potongan",
        idempotencyKey: newId(),
        ...input,
      },
      "creditNote { id number base tax total toBalance reason }",
    );
  expect(await credit({}, staff)).toMatchObject({ code: "NOT_FOUND" });
  expect(await credit({}, await api.person(role("ADMINISTRATOR")))).toMatchObject({
    code: "FORBIDDEN",
  });
  const key = { idempotencyKey: "kredit-1" };
  const [first, second] = await Promise.all([credit(key), credit(key)]);
  expect(first).toMatchObject({
    creditNote: {
      number: expect.stringContaining("/CN/"),
      base: "100000",
      tax: "11000",
      total: "111000",
      toBalance: "0",
      reason: "Potongan",
    },
  });
  expect(second).toEqual(first);
  expect(await credit({ ...key, base: "1" })).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  expect(await db.creditNote.count({ where: { invoiceId: id } })).toBe(1);
  expect(await credit({ base: "200001" })).toMatchObject({ code: "MORE_THAN_BILLED" });
  expect(await credit({ base: "0" })).toMatchObject({ code: "MORE_THAN_BILLED" });
  await pay(db, id);
  expect(await credit({ base: "200000" }, member)).toMatchObject({
    creditNote: { total: "222000", toBalance: "222000" },
  });
  const note = localOf(first.creditNote.id);
  expect(await db.outboxMessage.count({ where: { key: `credit-note:${note}` } })).toBe(1);
  const { invoice: draft } = await create();
  expect(await credit({ invoiceId: draft.id, base: "1" })).toMatchObject({ code: "WRONG_STATE" });
});

test("the number of a faktur and the e-meterai are of one document, also when two take them at the same moment", async () => {
  const make = () => issued(db, { providerId: shop.providerId, institutionId: clinic });
  const invoices = [await make(), await make()];
  const fakturs = await Promise.all(
    invoices.map((id) =>
      api.run(
        owner,
        "setFakturNumber",
        { id: globalId("Invoice", id), fakturNumber: "04000000000000099" },
        "invoice { fakturNumber }",
      ),
    ),
  );
  expect(fakturs.filter(({ invoice }) => invoice)).toHaveLength(1);
  expect(fakturs.find(({ faults }) => faults)).toMatchObject({
    faults: [{ code: "FAKTUR_TAKEN", path: ["fakturNumber"] }],
  });
  const receipts = await inTransaction(db, (tx) =>
    Promise.all(
      invoices.map((invoiceId) =>
        issueReceipt(tx, {
          sourceId: newId(),
          providerId: shop.providerId,
          institutionId: clinic,
          total: 6_000_000n,
          lines: [{ invoiceId, amount: 6_000_000n }],
        }),
      ),
    ),
  );
  const stamps = await Promise.all(
    receipts.map(({ id }) =>
      api.run(
        owner,
        "setStampSerial",
        { id: globalId("Receipt", id), serial: "9234567890123456789012" },
        "receipt { stampSerial }",
      ),
    ),
  );
  expect(stamps.filter(({ receipt }) => receipt)).toHaveLength(1);
  expect(stamps.find(({ code }) => code)).toMatchObject({ code: "STAMP_SET" });
});
