import {
  issueCreditNote,
  type LadderStep,
  runDunning,
  setLadder,
  settleInvoice,
  unsettleInvoice,
  usualLadder,
  voidInvoice,
} from "@winner/core/billing/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { addDays, daysBetween, type LocalDate, toColumn } from "@winner/core/kernel/local-date.ts";
import { receivePayment } from "@winner/core/payment/index.ts";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { openShop, runBilling, type Shop, subscribe } from "../support/billing.ts";
import { customer, issued, pay } from "../support/invoice.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const system = { kind: "SYSTEM", name: "test" } as const;
let shop: Shop;

/** Noon in Jakarta. */
const noon = (day: string) => setClock(db, `${day}T05:00:00Z`);
const issueDay = "2026-01-01";
const due = "2026-01-15" as LocalDate;
const after = (days: number) => noon(addDays(due, days));

beforeEach(async () => {
  await noon(issueDay);
  shop = await openShop(db);
  await setLadder(db, system, { providerId: shop.providerId, steps: usualLadder });
});

async function overdue(options: Parameters<typeof customer>[1] & { subscribed?: boolean } = {}) {
  const institutionId = await customer(db, options);
  const { timeZone = "Asia/Jakarta", subscribed = false } = options;
  const subscriptionId = subscribed
    ? await subscribe(db, shop, issueDay, { institutionId, timeZone })
    : undefined;
  const invoiceId = await issued(db, {
    providerId: shop.providerId,
    institutionId,
    timeZone,
    ...(subscriptionId && { subscriptionId }),
  });
  return { institutionId, invoiceId, subscriptionId: subscriptionId ?? "" };
}
const mails = async (invoiceId: string) =>
  (
    await db.outboxMessage.findMany({
      where: { key: { startsWith: `mail:dunning:${invoiceId}` } },
      orderBy: { id: "asc" },
    })
  ).map(({ payload }) => payload as { to: string; subject: string; text: string });
const suspended = async (id: string) =>
  (await db.subscription.findUniqueOrThrow({ where: { id } })).suspendedAt !== null;
const events = async (id: string) =>
  (
    await db.subscriptionEvent.findMany({ where: { subscriptionId: id }, orderBy: { id: "asc" } })
  ).map((event) => event.kind);

test("each step is taken once on its day and never before, however often the run comes", async () => {
  const { invoiceId, subscriptionId } = await overdue({ subscribed: true });
  let expected = 0;
  for (let day = -5; day <= 32; day += 1) {
    await after(day);
    for (let times = 0; times < 5; times += 1) await runDunning(db);
    expected += usualLadder.filter((step) => step.afterDays === day).length;
    expect(await mails(invoiceId), `day ${day}`).toHaveLength(expected);
    expect(await suspended(subscriptionId)).toBe(day >= 30);
  }
  const sent = await mails(invoiceId);
  expect(sent[0]?.text).toContain(
    "akan jatuh tempo pada 15 Januari 2026. Sisa yang harus dibayar: Rp 333.000",
  );
  expect(sent[1]?.text).toContain("1 hari yang lalu");
  expect(sent[4]).toMatchObject({ to: "tagihan@test.invalid" });
  expect(sent[4]?.text).toContain("telepon");
  expect(sent[5]?.text).toContain("Data Anda tetap tersimpan");
  expect(await events(subscriptionId)).toEqual(["SUSPENDED"]);
});

test("after days without a run only the last reminder is sent, and access is withheld all the same", async () => {
  const { invoiceId, subscriptionId } = await overdue({ subscribed: true });
  await after(31);
  expect(await runDunning(db)).toEqual({ reminded: 1, suspended: 1 });
  expect((await mails(invoiceId)).map((mail) => mail.subject.split(":")[0])).toEqual([
    "Hubungi PT Klinik Sehat",
    "Akses ditangguhkan",
  ]);
  const notices = await db.dunningNotice.findMany({ where: { invoiceId } });
  expect(notices).toHaveLength(usualLadder.length);
  expect(notices.filter((notice) => notice.done)).toHaveLength(2);
  expect(await suspended(subscriptionId)).toBe(true);
  expect(await runDunning(db)).toEqual({ reminded: 0, suspended: 0 });
});

test("what was paid, voided or credited in between is not reminded of", async () => {
  const [paid, voided, credited, partly] = [
    await overdue(),
    await overdue(),
    await overdue(),
    await overdue(),
  ];
  await after(1);
  await pay(db, paid.invoiceId);
  await inTransaction(db, (tx) =>
    voidInvoice(tx, system, { invoiceId: voided.invoiceId, reason: "x" }),
  );
  await inTransaction(db, (tx) =>
    issueCreditNote(tx, system, { invoiceId: credited.invoiceId, base: 300_000n, reason: "x" }),
  );
  await pay(db, partly.invoiceId, 33_000n);
  await runDunning(db);
  for (const { invoiceId } of [paid, voided, credited]) expect(await mails(invoiceId)).toEqual([]);
  expect((await mails(partly.invoiceId))[0]?.text).toContain("Rp 300.000");
});

test("several workers at once take each step once", async () => {
  await after(30);
  await runDunning(db); // what other tests left
  await noon(issueDay);
  const all = await Promise.all(Array.from({ length: 40 }, () => overdue({ subscribed: true })));
  await after(30);
  const outcomes = await Promise.all([
    runDunning(db),
    runDunning(db),
    runDunning(db),
    runDunning(db),
  ]);
  expect(outcomes.reduce((sum, one) => sum + one.suspended, 0)).toBe(40);
  expect(outcomes.reduce((sum, one) => sum + one.reminded, 0)).toBe(40);
  for (const { invoiceId, subscriptionId } of all) {
    expect(await mails(invoiceId)).toHaveLength(2);
    expect(await events(subscriptionId)).toEqual(["SUSPENDED"]);
  }
});

test("a day begins in its own zone: in Papua two hours before Jakarta", async () => {
  const east = await overdue({ timeZone: "Asia/Jayapura" });
  const west = await overdue();
  await setClock(db, "2026-01-15T14:59:00Z");
  await runDunning(db);
  const steps = async (id: string) => (await mails(id)).length;
  expect([await steps(east.invoiceId), await steps(west.invoiceId)]).toEqual([1, 1]);
  await setClock(db, "2026-01-15T15:01:00Z");
  await runDunning(db);
  expect([await steps(east.invoiceId), await steps(west.invoiceId)]).toEqual([2, 1]);
  await setClock(db, "2026-01-15T17:01:00Z");
  await runDunning(db);
  expect([await steps(east.invoiceId), await steps(west.invoiceId)]).toEqual([2, 2]);
});

test("access comes back by itself with the last overdue invoice, by payment, credit or void; and not before", async () => {
  const { institutionId, invoiceId, subscriptionId } = await overdue({ subscribed: true });
  const more = { providerId: shop.providerId, institutionId, subscriptionId };
  const second = await issued(db, more);
  const third = await issued(db, more);
  await after(20);
  const current = await issued(db, more);
  await after(30);
  await runDunning(db);
  expect(await suspended(subscriptionId)).toBe(true);
  expect(await events(subscriptionId)).toEqual(["SUSPENDED"]);
  await pay(db, invoiceId, 1_000n);
  await pay(db, invoiceId);
  await inTransaction(db, (tx) => voidInvoice(tx, system, { invoiceId: second, reason: "x" }));
  expect(await suspended(subscriptionId)).toBe(true);
  await inTransaction(db, (tx) =>
    issueCreditNote(tx, system, { invoiceId: third, base: 300_000n, reason: "x" }),
  );
  expect(await suspended(subscriptionId)).toBe(false);
  expect(await events(subscriptionId)).toEqual(["SUSPENDED", "RESTORED"]);
  expect((await db.invoice.findUniqueOrThrow({ where: { id: current } })).state).toBe("OPEN");
  // A payment that the bank takes back opens the invoice again; its steps were taken already.
  const amount = 333_000n;
  await inTransaction(db, (tx) => unsettleInvoice(tx, { invoiceId, amount, sourceId: newId() }));
  await runDunning(db);
  expect(await suspended(subscriptionId)).toBe(false);
});

test("withholding and payment at the same moment end with access when all is paid", async () => {
  for (let round = 0; round < 10; round += 1) {
    await noon(issueDay);
    const { invoiceId, subscriptionId } = await overdue({ subscribed: true });
    await after(30);
    await Promise.all([runDunning(db), pay(db, invoiceId)]);
    expect(await suspended(subscriptionId)).toBe(false);
  }
});

test("of two last payments at the same moment one gives access back", async () => {
  for (let round = 0; round < 10; round += 1) {
    await noon(issueDay);
    const { institutionId, invoiceId, subscriptionId } = await overdue({ subscribed: true });
    const other = await issued(db, { providerId: shop.providerId, institutionId, subscriptionId });
    await after(30);
    await runDunning(db);
    expect(await suspended(subscriptionId)).toBe(true);
    await Promise.all([pay(db, invoiceId), pay(db, other)]);
    expect(await suspended(subscriptionId)).toBe(false);
    expect(await events(subscriptionId)).toEqual(["SUSPENDED", "RESTORED"]);
  }
});

test("who has paid all but the PPh 23 to be proved is asked for the proof, and keeps its access", async () => {
  const { invoiceId, subscriptionId } = await overdue({ subscribed: true });
  const late = await overdue({ subscribed: true });
  await pay(db, invoiceId, 327_000n);
  await after(14);
  await runDunning(db);
  const [mail] = (await mails(invoiceId)).slice(-1);
  expect(mail?.text).toContain("mohon kirimkan bukti potong PPh 23 sebesar Rp 6.000");
  expect(mail?.text).not.toContain("Sisa yang harus dibayar");
  await after(40);
  expect(await runDunning(db)).toMatchObject({ suspended: 1 });
  expect([await suspended(subscriptionId), await suspended(late.subscriptionId)]).toEqual([
    false,
    true,
  ]);
  await pay(db, late.invoiceId, 326_999n);
  expect(await suspended(late.subscriptionId)).toBe(true);
  await pay(db, late.invoiceId, 1n);
  expect(await suspended(late.subscriptionId), "now only the proof is missing").toBe(false);
  expect(await runDunning(db)).toEqual({ reminded: 0, suspended: 0 });
  const settled = newId();
  await inTransaction(db, async (tx) => {
    await settleInvoice(tx, { invoiceId, amount: 1n, reason: "ALLOCATION", sourceId: settled });
  });
  expect(await runDunning(db), "short of the tax by a rupiah it is a debt as any").toMatchObject({
    suspended: 1,
  });
});

test("nobody loses access over what the provider holds for them already", async () => {
  const { invoiceId, subscriptionId, institutionId } = await overdue({ subscribed: true });
  const { providerId } = shop;
  const paid = await issued(db, { providerId, institutionId });
  await inTransaction(db, (tx) =>
    receivePayment(tx, {
      providerId,
      institutionId,
      amount: 333_000n,
      receivedOn: issueDay as LocalDate,
      method: "CASH",
      invoiceId: paid,
    }),
  );
  const held = (base: bigint) =>
    inTransaction(db, (tx) =>
      issueCreditNote(tx, system, { invoiceId: paid, base, reason: "Layanan terhenti" }),
    );
  await held(299_999n);
  await after(10);
  await runDunning(db);
  await held(1n);
  await after(30);
  expect(await runDunning(db)).toEqual({ reminded: 1, suspended: 0 });
  expect(await suspended(subscriptionId)).toBe(false);
  // Once it is used for something else, the ladder goes on.
  const other = await issued(db, { providerId, institutionId });
  await pay(db, other, 2n);
  expect(await runDunning(db)).toEqual({ reminded: 0, suspended: 1 });
  expect(await suspended(subscriptionId)).toBe(true);
  expect((await mails(invoiceId)).at(-1)?.subject).toMatch(/^Akses ditangguhkan/);
});

test("a subscription that has ended gets no access back, and nobody is told that it lost any", async () => {
  const [before, later, none] = [
    await overdue({ subscribed: true }),
    await overdue({ subscribed: true }),
    await overdue(),
  ];
  const end = (id: string) =>
    db.subscription.update({ where: { id }, data: { state: "ENDED", endsOn: toColumn(due) } });
  await end(before.subscriptionId);
  await after(30);
  await runDunning(db);
  for (const { invoiceId } of [before, none]) {
    const [mail] = (await mails(invoiceId)).slice(-1);
    expect(mail?.subject).toMatch(/^Pengingat: tagihan/);
    expect(mail?.text).not.toContain("ditangguhkan");
  }
  const [mail] = (await mails(later.invoiceId)).slice(-1);
  expect(mail?.subject).toMatch(/^Akses ditangguhkan/);
  expect(mail?.text).toContain("ditangguhkan");
  await end(later.subscriptionId);
  await pay(db, later.invoiceId);
  expect([await events(before.subscriptionId), await events(later.subscriptionId)]).toEqual([
    [],
    ["SUSPENDED"],
  ]);
});

test("whose sponsor does not pay is told that access is withheld, and nothing of the sponsor's amounts", async () => {
  await runDunning(db);
  const sponsorId = await customer(db, { name: "Yayasan Peduli" });
  const subscriber = (email: string | null) => customer(db, { name: "Klinik Ibu", email });
  const sponsored = async (institutionId: string) => {
    const id = await subscribe(db, shop, issueDay, {
      institutionId,
      sponsorId,
      sponsorBasisPoints: 6_000,
    });
    await runBilling(db);
    const invoices = await db.invoice.findMany({ where: { subscriptionId: id } });
    const of = (payer: string) => invoices.find((one) => one.payer === payer)?.id ?? "";
    return { id, own: of("SUBSCRIBER"), sponsors: of("SPONSOR") };
  };
  const told = async (invoiceId: string) =>
    (await mails(invoiceId)).filter(({ text }) => text.includes("ditanggung PT Yayasan Peduli"));

  const [reached, unreached, byContact] = [
    await sponsored(await subscriber("ibu@test.invalid")),
    await sponsored(await subscriber(null)),
    await subscriber(null),
  ];
  await db.institutionContact.create({
    data: { institutionId: byContact, name: "Sari", title: "Bidan", email: "sari@test.invalid" },
  });
  const third = await sponsored(byContact);
  for (const { own } of [reached, unreached, third]) await pay(db, own);
  const alone = await sponsored(await subscriber("lain@test.invalid"));
  await pay(db, alone.sponsors);
  await noon("2026-03-20");
  for (let times = 0; times < 2; times += 1) await runDunning(db);
  for (const { id } of [reached, unreached, third]) expect(await suspended(id)).toBe(true);
  const [mail, ...more] = await told(reached.sponsors);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({
    to: "ibu@test.invalid",
    subject: "Akses ditangguhkan: Rekam medis elektronik dari KlinikGo",
  });
  expect(mail?.text).toContain("Yth. Klinik Ibu");
  expect(mail?.text).toContain("Data Anda tetap tersimpan dan aman.");
  expect(mail?.text).not.toMatch(/Rp|INV/);
  expect((await told(third.sponsors)).map(({ to }) => to)).toEqual(["sari@test.invalid"]);
  expect(await told(unreached.sponsors)).toMatchObject([
    { to: "tagihan@test.invalid", subject: "Hubungi Klinik Ibu: akses ditangguhkan" },
  ]);
  // Who owes it hears of it as before, and nobody of a sponsor where the own invoice withholds access.
  const debtor = (await mails(reached.sponsors)).find(
    ({ to }) => to === `${sponsorId}@test.invalid`,
  );
  expect(debtor?.text).toContain("Sisa yang harus dibayar");
  expect(await told(alone.own)).toEqual([]);
  expect(await suspended(alone.id)).toBe(true);
});

test("without an address the provider is asked to call", async () => {
  const { invoiceId } = await overdue({ email: null });
  await after(1);
  await runDunning(db);
  expect(await mails(invoiceId)).toMatchObject([{ to: "tagihan@test.invalid" }]);
});

test("a ladder is the provider's own: its days are checked, and steps taken are not taken again", async () => {
  const staff = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const elsewhere = await api.person(
    role("PROVIDER", { providerId: (await openShop(db)).providerId }),
  );
  const providerId = btoa(`Provider:${shop.providerId}`);
  const set = (steps: readonly LadderStep[], as = staff) =>
    api.run(as, "setDunningSteps", { providerId, steps }, "steps { afterDays action }");
  const remind = (afterDays: number): LadderStep => ({
    afterDays,
    channel: "EMAIL",
    action: "REMIND",
  });
  expect(await set([remind(1)], elsewhere)).toMatchObject({ code: "NOT_FOUND" });
  expect(await set([remind(1), remind(1), { ...remind(0), action: "SUSPEND" }])).toMatchObject({
    faults: [
      { code: "STEP_TWICE", path: ["steps", "1", "afterDays"] },
      { code: "SUSPEND_EARLY", path: ["steps", "2", "afterDays"] },
    ],
  });
  const { invoiceId } = await overdue();
  await after(1);
  await runDunning(db);
  expect(await set([remind(2)])).toMatchObject({ steps: [{ afterDays: 2 }] });
  expect(await set([remind(1), remind(5)])).toMatchObject({
    steps: [{ afterDays: 1 }, { afterDays: 5 }],
  });
  await runDunning(db);
  expect(await mails(invoiceId)).toHaveLength(1);
  await after(5);
  await runDunning(db);
  expect(await mails(invoiceId)).toHaveLength(2);
});

test("any ladder, run on any days: one reminder for each run that has one due, none before its day", async () => {
  const days = fc.uniqueArray(fc.integer({ min: -10, max: 40 }), { minLength: 1, maxLength: 5 });
  const runs = fc.array(fc.integer({ min: -14, max: 45 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(days, runs, async (ladder, on) => {
      await noon(issueDay);
      await setLadder(db, system, {
        providerId: shop.providerId,
        steps: ladder.map((afterDays) => ({ afterDays, channel: "EMAIL", action: "REMIND" })),
      });
      const { invoiceId } = await overdue();
      const left = new Set(ladder);
      let sent = 0;
      for (const day of [...on].sort((a, b) => a - b)) {
        await after(day);
        await runDunning(db);
        const dueNow = [...left].filter((step) => step <= day);
        for (const step of dueNow) left.delete(step);
        if (dueNow.length > 0) sent += 1;
        expect(await mails(invoiceId)).toHaveLength(sent);
      }
      expect(daysBetween(issueDay as LocalDate, due)).toBe(14);
      await pay(db, invoiceId);
    }),
    { numRuns: 15 },
  );
});
