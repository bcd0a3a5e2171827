import { inTransaction, ServiceOrderState } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { billableOrders, markInvoiced, serviceOrderMoves } from "@winner/core/training/index.ts";
import { expect, test } from "vitest";
import { consent } from "../support/consent.ts";
import { localOf } from "../support/panel.ts";
import { openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const alterra = await openTeam(api, db, "Alterra Academy");
const { leader } = alterra;
type Person = typeof leader;
const school = await openInstitution(api, db, "SCHOOL", "SMK Contoh", "53");
const other = await openInstitution(api, db, "SCHOOL", "SMK Lain", "12");

await consent(db, alterra.id, school.id, other.id);
const offer = (name: string, price: string, as = leader) =>
  api.run(
    as,
    "createTeamService",
    { teamId: alterra.teamId, name, unit: "hari", price },
    "service { id price version }",
  );
const { service } = await offer("Kelas tamu", "2500000");
const order = (idempotencyKey: string, more: object = {}, as = leader) =>
  api.run(
    as,
    "orderService",
    {
      serviceId: service.id,
      institutionId: school.institutionId,
      quantity: 3,
      idempotencyKey,
      ...more,
    },
    "order { id unitPrice total state }",
  );
const deliver = (id: string, on = "2023-08-01", as = leader) =>
  api.run(as, "deliverServiceOrder", { id, on }, "order { state deliveredOn }");
const delivered = async (key: string): Promise<string> => {
  const placed = await order(key);
  await deliver(placed.order.id);
  return localOf(placed.order.id);
};
const invoice = (orderIds: readonly string[], invoiceId: string) =>
  inTransaction(db, (tx) => markInvoiced(tx, orderIds, invoiceId));

test("a catalogue has a name once; only the team prices it, and orders keep what was agreed", async () => {
  expect(await offer("Kelas tamu", "1")).toMatchObject({ code: "NAME_TAKEN" });
  expect(await offer("Lain", "-1")).toMatchObject({ faults: [{ code: "TOO_SMALL" }] });
  expect(await offer("Lain", "1", await api.person())).toMatchObject({ code: "NOT_FOUND" });
  const first = await order("harga-1", {}, school.staff);
  expect(first).toMatchObject({ order: { unitPrice: "2500000", total: "7500000" } });
  expect(await order("harga-2", { unitPrice: "1" }, school.staff)).toMatchObject({
    faults: [{ code: "PRICE_OF_TEAM" }],
  });
  expect(await order("harga-2", { unitPrice: "2000000" })).toMatchObject({
    order: { total: "6000000" },
  });
  const change = (price: string, expectedVersion: number, active = true, as = leader) =>
    api.run(
      as,
      "changeTeamService",
      { id: service.id, price, active, expectedVersion },
      "service { price version }",
    );
  expect(await change("1", 1, true, school.staff)).toMatchObject({ code: "FORBIDDEN" });
  expect(await change("9000000", 1)).toMatchObject({ service: { price: "9000000", version: 2 } });
  expect(await change("1", 1)).toMatchObject({ code: "STALE_VERSION" });
  expect((await order("harga-1", {}, school.staff)).order).toEqual(first.order);
  await expect(
    db.serviceOrder.update({ where: { id: localOf(first.order.id) }, data: { unitPrice: 1n } }),
  ).rejects.toThrow(/frozen/);
  await change("2500000", 2, false);
  expect(await order("harga-3")).toMatchObject({ code: "NOT_OFFERED" });
  expect(await order("harga-3", {}, school.staff)).toMatchObject({ code: "NOT_FOUND" });
  await change("2500000", 3);
});

test("one key is one order, also at the same moment; for something else it is refused", async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => order("kunci")));
  expect(new Set(results.map((one) => one.order.id)).size).toBe(1);
  expect(await order("kunci", { quantity: 4 })).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
  const elsewhere = await order("kunci", { institutionId: other.institutionId });
  expect(elsewhere.order.id).not.toBe(results[0]?.order.id);
  const { id } = results[0]?.order ?? {};
  expect(await db.auditEvent.count({ where: { subjectId: localOf(id) } })).toBe(1);
});

test("an order is delivered by the team, and cancelled by either side before that", async () => {
  const { order: placed } = await order("kirim");
  expect(await deliver(placed.id, "2023-08-01", school.staff)).toMatchObject({ code: "FORBIDDEN" });
  expect(await deliver(placed.id, "2023-08-01", other.staff)).toMatchObject({ code: "NOT_FOUND" });
  expect(await deliver(placed.id, "2023-08-02")).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE" }],
  });
  const done = { order: { state: "DELIVERED", deliveredOn: "2023-07-31" } };
  expect(await deliver(placed.id)).toMatchObject({ order: { deliveredOn: "2023-08-01" } });
  expect(await deliver(placed.id, "2023-07-31")).toMatchObject(done);
  expect(await deliver(placed.id, "2023-07-31")).toMatchObject(done);
  const cancel = (id: string, as: Person) =>
    api.run(as, "cancelServiceOrder", { id, reason: "Batal" }, "order { state stateReason }");
  expect(await cancel(placed.id, school.staff)).toMatchObject({ code: "WRONG_STATE" });
  const { order: second } = await order("batal");
  expect(await cancel(second.id, other.staff)).toMatchObject({ code: "NOT_FOUND" });
  for (const as of [school.staff, leader])
    expect(await cancel(second.id, as)).toMatchObject({
      order: { state: "CANCELLED", stateReason: "Batal" },
    });
  expect(await deliver(second.id)).toMatchObject({ code: "WRONG_STATE" });
});

test("the database allows exactly the moves of an order's table", async () => {
  const columns = (state: ServiceOrderState) => ({
    state,
    deliveredOn: ["DELIVERED", "INVOICED"].includes(state) ? new Date("2023-08-01") : null,
    invoiceId: state === "INVOICED" ? newId() : null,
  });
  for (const from of Object.values(ServiceOrderState))
    for (const to of Object.values(ServiceOrderState)) {
      if (from === to) continue;
      const { id } = await db.serviceOrder.create({
        data: {
          serviceId: localOf(service.id),
          institutionId: other.id,
          quantity: 1,
          unitPrice: 1n,
          orderedAt: new Date("2023-08-01"),
          idempotencyKey: newId(),
          ...columns(from),
        },
      });
      const moved = await db.serviceOrder.update({ where: { id }, data: columns(to) }).then(
        () => true,
        () => false,
      );
      expect(moved, `${from} to ${to}`).toBe(serviceOrderMoves[from].includes(to));
      await db.serviceOrder.delete({ where: { id } });
    }
});

test("of invoices made at the same moment an order is on one; the others are refused as a whole", async () => {
  const [shared, second, third] = [
    await delivered("faktur-1"),
    await delivered("faktur-2"),
    await delivered("faktur-3"),
  ];
  const billable = await billableOrders(db, alterra.id);
  expect(billable.find((one) => one.id === shared)).toEqual({
    id: shared,
    institutionId: school.id,
    name: "Kelas tamu",
    unit: "hari",
    quantity: 3,
    unitPrice: 2_500_000n,
    total: 7_500_000n,
    deliveredOn: "2023-08-01",
  });
  expect(await billableOrders(db, newId())).toEqual([]);
  const invoices = [newId(), newId()] as const;
  const outcomes = await Promise.allSettled([
    invoice([shared, second], invoices[0]),
    invoice([third, shared], invoices[1]),
  ]);
  expect(outcomes.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  // Refused by the rule under its lock, and not only by the database.
  const refused = outcomes.find((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ kind: "STATE" });
  const won = outcomes.findIndex((one) => one.status === "fulfilled");
  const winner = won === 0 ? invoices[0] : invoices[1];
  const invoiced = await db.serviceOrder.findMany({ where: { state: "INVOICED" } });
  expect(invoiced.map((one) => one.id).sort()).toEqual(
    (won === 0 ? [shared, second] : [shared, third]).sort(),
  );
  expect(invoiced.every((one) => one.invoiceId === winner)).toBe(true);
  await invoice([shared], winner);
  expect(await db.auditEvent.count({ where: { action: "order.invoiced" } })).toBe(2);
  await expect(invoice([newId()], winner)).rejects.toThrow("NOT_FOUND");
  const { order: open } = await order("belum-dikirim");
  await expect(invoice([localOf(open.id)], winner)).rejects.toThrow("WRONG_STATE");
  const left = (await billableOrders(db, alterra.id)).map((one) => one.id);
  expect(left).not.toContain(shared);
  expect(left).toContain(won === 0 ? third : second);
});

test("an order is seen by both sides and the officials of the institution's province", async () => {
  const seen = async (as: Person): Promise<string[] | null> => {
    const { data } = await as.ask(
      "{ serviceOrders(first: 100) { edges { node { institution { name } } } } }",
    );
    const names = data.serviceOrders?.edges.map((edge: Json) => edge.node.institution.name);
    return names && [...new Set<string>(names)].sort();
  };
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  const all = ["SMK Contoh", "SMK Lain"];
  expect(await seen(leader)).toEqual(all);
  expect(await seen(await api.person(role("AUDITOR")))).toEqual(all);
  expect(await seen(school.staff)).toEqual(["SMK Contoh"]);
  expect(await seen(other.staff)).toEqual(["SMK Lain"]);
  expect(await seen(await officer("53"))).toEqual(["SMK Contoh"]);
  expect(await seen(await officer("61"))).toEqual([]);
  expect(await seen(await api.person())).toEqual([]);
  expect(await order("orang-lain", {}, other.staff)).toMatchObject({ code: "FORBIDDEN" });
});
