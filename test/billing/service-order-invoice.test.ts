import { newId } from "@winner/core/kernel/clock.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { openShop } from "../support/billing.ts";
import { consent } from "../support/consent.ts";
import { localOf } from "../support/panel.ts";
import { openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2026-02-01T03:00:00Z");
const alterra = await openTeam(api, db, "Alterra Academy");
const { leader } = alterra;
const school = await openInstitution(api, db, "SCHOOL", "SMK Contoh", "53");
const other = await openInstitution(api, db, "SCHOOL", "SMK Lain", "53");
await consent(db, alterra.id, school.id, other.id);
/** Not a taxable firm. */
const provider = await db.provider.create({
  data: {
    teamId: alterra.id,
    name: "Alterra Academy",
    address: "Jl. Contoh 1, Malang",
    email: "tagihan@test.invalid",
    numberPrefix: "AA",
  },
});
const seller = await api.person(role("PROVIDER", { providerId: provider.id }));

const { service } = await api.run(
  leader,
  "createTeamService",
  { teamId: alterra.teamId, name: "Kelas tamu", unit: "hari", price: "2500000" },
  "service { id }",
);
const ordered = async (quantity: number, to = school, more: object = {}): Promise<string> => {
  const { order } = await api.run(
    leader,
    "orderService",
    {
      serviceId: service.id,
      institutionId: to.institutionId,
      quantity,
      idempotencyKey: newId(),
      ...more,
    },
    "order { id }",
  );
  return order.id;
};
const delivered = async (quantity: number, to = school, more: object = {}): Promise<string> => {
  const id = await ordered(quantity, to, more);
  await api.run(leader, "deliverServiceOrder", { id, on: "2026-01-31" }, "order { id }");
  return id;
};
const bill = (orderIds: readonly string[], more: object = {}, as = leader): Promise<Json> =>
  api.run(
    as,
    "invoiceServiceOrders",
    {
      providerId: globalId("Provider", provider.id),
      institutionId: school.institutionId,
      orderIds,
      idempotencyKey: newId(),
      ...more,
    },
    "invoice { id state kind base tax total lines { kind description quantity unitPrice amount } }",
  );
const orderOf = async (id: string) => {
  const { state, invoiceId } = await db.serviceOrder.findUniqueOrThrow({
    where: { id: localOf(id) },
  });
  return { state, invoiceId };
};

test("delivered orders are on one draft at their agreed prices, without PPN of a firm that is not taxable", async () => {
  const [first, second] = [
    await delivered(3),
    await delivered(2, school, { unitPrice: "2000000" }),
  ];
  const input = { idempotencyKey: "januari" };
  const [one, again] = await Promise.all([
    bill([first, second], input),
    bill([first, second], input),
  ]);
  const line = { kind: "SERVICE", description: "Kelas tamu (hari), 31 Januari 2026" };
  expect(one).toMatchObject({
    invoice: {
      id: expect.any(String),
      state: "DRAFT",
      kind: "ONE_OFF",
      base: "11500000",
      tax: "0",
      total: "11500000",
      lines: [
        { ...line, quantity: 3, unitPrice: "2500000", amount: "7500000" },
        { ...line, quantity: 2, unitPrice: "2000000", amount: "4000000" },
      ],
    },
  });
  expect(again).toEqual(one);
  const invoiceId = localOf(one.invoice.id);
  expect(
    (await db.invoiceLine.findMany({ where: { invoiceId }, orderBy: { position: "asc" } })).map(
      ({ sourceId }) => sourceId,
    ),
  ).toEqual([localOf(first), localOf(second)]);
  for (const id of [first, second])
    expect(await orderOf(id)).toEqual({ state: "INVOICED", invoiceId });
  expect(await db.auditEvent.count({ where: { subjectId: invoiceId } })).toBe(1);
  expect(await bill([first], input)).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
});

test("of two invoices at the same moment an order is on one, and the other does not exist", async () => {
  const [shared, second, third] = [await delivered(1), await delivered(1), await delivered(1)];
  const before = await db.invoice.count();
  const outcomes = await Promise.all([bill([shared, second]), bill([third, shared])]);
  expect(outcomes.filter((one) => one.invoice)).toHaveLength(1);
  expect(outcomes.filter((one) => one.code === "WRONG_STATE")).toHaveLength(1);
  expect(await db.invoice.count()).toBe(before + 1);
  const lines = await db.invoiceLine.count({ where: { sourceId: localOf(shared) } });
  expect(lines).toBe(1);
  const free = outcomes[0]?.invoice ? third : second;
  expect(await orderOf(free)).toEqual({ state: "DELIVERED", invoiceId: null });
});

test("only delivered orders of this team for this institution are invoiced, and all or none", async () => {
  const mine = await delivered(1);
  expect(await bill([mine, await ordered(1)])).toMatchObject({ code: "WRONG_STATE" });
  expect(await bill([mine, await delivered(1, other)])).toMatchObject({ code: "NOT_FOUND" });
  expect(await bill([mine, globalId("ServiceOrder", newId())])).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await bill([])).toMatchObject({ faults: [{ path: ["orderIds"] }] });
  expect(await orderOf(mine)).toEqual({ state: "DELIVERED", invoiceId: null });
  const rival = await openTeam(api, db, "Tim Lain");
  const stranger = await api.person(
    role("PROVIDER", { providerId: (await openShop(db)).providerId }),
  );
  for (const as of [rival.leader, school.staff, stranger])
    expect(await bill([mine], {}, as)).toMatchObject({ code: "NOT_FOUND" });
  expect(await bill([mine], {}, await api.person(role("ADMINISTRATOR")))).toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await bill([mine, mine], {}, seller)).toMatchObject({
    invoice: { base: "2500000", lines: [{ quantity: 1 }] },
  });
});

test("the orders of an institution that was merged are invoiced to the one that stands", async () => {
  const double = await openInstitution(api, db, "SCHOOL", "SMK Ganda", "53");
  await consent(db, alterra.id, double.id);
  const id = await delivered(1, double);
  await api.run(
    await api.person(role("ORGANISER")),
    "mergeInstitutions",
    { id: double.institutionId, intoId: school.institutionId },
    "institution { id }",
  );
  expect(await bill([id], { institutionId: double.institutionId })).toMatchObject({
    code: "NOT_FOUND",
  });
  const { invoice } = await bill([id]);
  expect(await db.invoice.findUnique({ where: { id: localOf(invoice.id) } })).toMatchObject({
    institutionId: school.id,
    buyerName: "SMK Contoh",
  });
});

test("voiding the invoice, as a draft or final, gives its orders back to be invoiced anew", async () => {
  const id = await delivered(1);
  const undo = async (name: string, invoice: Json) => {
    const done = await api.run(
      leader,
      name,
      { id: invoice.id, reason: "Salah sekolah" },
      "invoice { state voidReason }",
    );
    expect(done).toMatchObject({ invoice: { state: "VOID", voidReason: "Salah sekolah" } });
    expect(await orderOf(id)).toEqual({ state: "DELIVERED", invoiceId: null });
  };
  const first = await bill([id]);
  await undo("discardInvoice", first.invoice);
  const second = await bill([id]);
  await api.run(leader, "finaliseInvoice", { id: second.invoice.id }, "invoice { id }");
  await undo("voidInvoice", second.invoice);
  const third = await bill([id]);
  expect(await orderOf(id)).toEqual({ state: "INVOICED", invoiceId: localOf(third.invoice.id) });
  // The void that came before touches no order that is on another invoice by now.
  await api.run(leader, "voidInvoice", { id: second.invoice.id, reason: "x" }, "invoice { id }");
  expect(await orderOf(id)).toMatchObject({ state: "INVOICED" });
  const audit = await db.auditEvent.findMany({
    where: { subjectId: localOf(id), action: { in: ["order.invoiced", "order.released"] } },
    orderBy: { id: "asc" },
  });
  expect(audit.map(({ action }) => action)).toEqual([
    "order.invoiced",
    "order.released",
    "order.invoiced",
    "order.released",
    "order.invoiced",
  ]);
  await expect(
    db.serviceOrder.update({
      where: { id: localOf(id) },
      data: { state: "DELIVERED", invoiceId: null, deliveredOn: new Date("2026-01-30") },
    }),
  ).rejects.toThrow(/frozen/);
});
