import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  cursorOf,
  emitBillingEvent,
  eventsAfter,
  isEndpointUrl,
  issueCreditNote,
  issueReceipt,
  provesWebhook,
  signWebhook,
  voidInvoice,
} from "@winner/core/billing/index.ts";
import { BillingEventKind, inTransaction } from "@winner/core/database/index.ts";
import { machineTime, newId } from "@winner/core/kernel/clock.ts";
import { isPublicAddress } from "@winner/core/kernel/public-address.ts";
import { deliverBilling } from "@winner/functions/notification/billing-delivery.ts";
import { createWebhookSender } from "@winner/functions/notification/webhook-send.ts";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { openShop, type Shop } from "../support/billing.ts";
import { customer, issued, pay } from "../support/invoice.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const system = { kind: "SYSTEM", name: "test" } as const;
const start = Date.parse("2026-02-01T03:00:00Z");
const at = (seconds: number) => setClock(db, new Date(start + seconds * 1000).toISOString());

interface Received {
  path: string;
  body: string;
  signature: string;
  event: string;
}
const received: Received[] = [];
let answer = 200;
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const header = (name: string) => String(request.headers[name] ?? "");
  received.push({
    path: request.url ?? "",
    body,
    signature: header("winner-signature"),
    event: header("winner-event"),
  });
  response.writeHead(answer, { location: "http://127.0.0.1:1/" }).end("x".repeat(100_000));
});
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => server.close());

const services = {
  db,
  links: api.links,
  baseUrl: "http://test",
  vault: api.vault,
  sendWebhook: createWebhookSender({ allowPrivate: true }),
  ensurePaymentWays: async () => [],
};
const endpoint = (
  providerId: string,
  path: string,
  kinds: BillingEventKind[] = Object.values(BillingEventKind),
) =>
  db.partnerEndpoint.create({
    data: { providerId, url: local + path, secret: api.vault.encrypt("whsec_test"), kinds },
  });
/** The events of a provider as soon as there are so many: they wait for transactions that are older, also of other tests. */
const told = (providerId: string, count: number) =>
  vi.waitFor(
    async () => {
      const events = await eventsAfter(db, providerId, undefined, 100);
      expect(events).toHaveLength(count);
      return events;
    },
    { timeout: 30_000, interval: 100 },
  );
const kindsOf = async (providerId: string, count: number) =>
  (await told(providerId, count)).map((event) => event.kind);

let shop: Shop;
let institutionId = "";
beforeEach(async () => {
  await db.outboxMessage.deleteMany();
  received.length = 0;
  answer = 200;
  await at(0);
  shop = await openShop(db);
  institutionId = await customer(db, { email: "klinik@test.invalid" });
});

test("an invoice is rendered, mailed with a link, and told; a second delivery of the same changes nothing", async () => {
  const id = await issued(db, { providerId: shop.providerId, institutionId });
  await endpoint(shop.providerId, "/hook");
  const ways: string[] = [];
  const ensurePaymentWays = async (invoiceId: string) => {
    ways.push(invoiceId);
    return ["VA Contoh 8808123"];
  };
  expect(await deliverBilling({ ...services, ensurePaymentWays })).toMatchObject({ failed: 0 });
  await db.outboxMessage.updateMany({
    where: { topic: { not: "MAIL" } },
    data: { deliveredAt: null, availableAt: new Date(start) },
  });
  await deliverBilling({ ...services, ensurePaymentWays });
  expect(ways).toEqual([id, id]);
  expect(await db.documentHash.count({ where: { subjectId: id } })).toBe(1);
  expect(await kindsOf(shop.providerId, 1)).toEqual(["INVOICE_FINALISED"]);
  const mails = await db.outboxMessage.findMany({ where: { topic: "MAIL" } });
  expect(mails).toHaveLength(1);
  const mail = mails[0]?.payload as { to: string; subject: string; text: string };
  expect(mail.to).toBe("klinik@test.invalid");
  expect(mail.text).toContain("sebesar Rp 333.000, jatuh tempo 15 Februari 2026");
  expect(mail.text).toContain("VA Contoh 8808123");
  const url = /http\S+/.exec(mail.text)?.[0] ?? "";
  expect(api.links.read(url)?.get("id")).toBe(id);
});

test("without an address nothing is mailed and the event says so; a void invoice is not sent at all", async () => {
  const silent = await customer(db, { email: null });
  await issued(db, { providerId: shop.providerId, institutionId: silent });
  const voided = await issued(db, { providerId: shop.providerId, institutionId });
  await inTransaction(db, (tx) => voidInvoice(tx, system, { invoiceId: voided, reason: "x" }));
  expect(await deliverBilling(services)).toMatchObject({ failed: 0, parked: 0 });
  expect(await db.outboxMessage.count({ where: { topic: "MAIL" } })).toBe(0);
  const events = await told(shop.providerId, 2);
  expect(events.map((event) => [event.kind, (event.detail as Json).mailed])).toEqual([
    ["INVOICE_VOIDED", undefined],
    ["INVOICE_FINALISED", false],
  ]);
});

test("payment, receipt and credit note are told and mailed, each once", async () => {
  const id = await issued(db, { providerId: shop.providerId, institutionId });
  await pay(db, id);
  await inTransaction(db, async (tx) => {
    await issueReceipt(tx, {
      sourceId: newId(),
      providerId: shop.providerId,
      institutionId,
      total: 333_000n,
      lines: [{ invoiceId: id, amount: 333_000n }],
    });
    await issueCreditNote(tx, system, { invoiceId: id, base: 1_000n, reason: "Potongan" });
  });
  await deliverBilling(services);
  expect((await kindsOf(shop.providerId, 4)).sort()).toEqual([
    "CREDIT_NOTE_ISSUED",
    "INVOICE_FINALISED",
    "INVOICE_PAID",
    "RECEIPT_ISSUED",
  ]);
  const mails = await db.outboxMessage.findMany({ where: { topic: "MAIL" } });
  const subjects = mails.map(({ payload }) => (payload as Json).subject.split(" ")[0]).sort();
  expect(subjects).toEqual(["Kuitansi", "Nota", "Tagihan"]);
});

test("a webhook is signed, tried again until it is taken, and each attempt is kept", async () => {
  const one = await endpoint(shop.providerId, "/a");
  const two = await endpoint(shop.providerId, "/b", ["INVOICE_PAID"]);
  await endpoint((await openShop(db)).providerId, "/foreign");
  const emit = () =>
    inTransaction(db, (tx) =>
      emitBillingEvent(tx, {
        providerId: shop.providerId,
        kind: "PAYMENT_RECEIVED",
        subjectId: institutionId,
        detail: { total: "1" },
      }),
    );
  await Promise.all([emit(), emit(), emit()]);
  answer = 500;
  expect(await deliverBilling(services)).toMatchObject({ delivered: 0, failed: 1 });
  answer = 302;
  await at(60 * 3);
  expect(await deliverBilling(services)).toMatchObject({ failed: 1 });
  answer = 204;
  await at(60 * 10);
  expect(await deliverBilling(services)).toMatchObject({ delivered: 1, failed: 0 });
  expect(received.map(({ path }) => path)).toEqual(["/a", "/a", "/a"]);
  expect(new Set(received.map(({ event }) => event)).size).toBe(1);
  const { body = "", signature = "" } = received[0] ?? {};
  const second = Math.floor(machineTime() / 1000);
  expect(provesWebhook("whsec_test", signature, body, second)).toBe(true);
  expect(provesWebhook("whsec_test", signature, `${body} `, second)).toBe(false);
  expect(provesWebhook("whsec_other", signature, body, second)).toBe(false);
  expect(provesWebhook("whsec_test", signature, body, second + 400)).toBe(false);
  expect(provesWebhook("whsec_test", signWebhook("whsec_test", second, body), body, second)).toBe(
    true,
  );
  expect(JSON.parse(body)).toMatchObject({ kind: "PAYMENT_RECEIVED", detail: { total: "1" } });
  const log = await db.webhookDelivery.findMany({
    where: { endpointId: one.id },
    orderBy: { id: "asc" },
  });
  expect(log.map(({ status }) => status)).toEqual([500, 302, 204]);
  expect(await db.webhookDelivery.count({ where: { endpointId: two.id } })).toBe(0);
  await expect(db.webhookDelivery.deleteMany()).rejects.toThrow("append-only");
});

test("an endpoint that was turned off is told no more", async () => {
  const { id } = await endpoint(shop.providerId, "/off");
  await inTransaction(db, (tx) =>
    emitBillingEvent(tx, {
      providerId: shop.providerId,
      kind: "PAYMENT_RECEIVED",
      subjectId: newId(),
    }),
  );
  await db.partnerEndpoint.update({ where: { id }, data: { active: false } });
  expect(await deliverBilling(services)).toMatchObject({ delivered: 1 });
  expect(received).toEqual([]);
});

test("nothing inside our own network can be called, whatever it is named", async () => {
  for (const address of [
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "x",
  ])
    expect(isPublicAddress(address), address).toBe(false);
  for (const address of ["8.8.8.8", "172.32.0.1", "2606:4700::1111"])
    expect(isPublicAddress(address), address).toBe(true);
  for (const url of [
    "http://a.example/x",
    "https://localhost/x",
    "https://db.internal/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://user:p@a.example/",
    "https://intranet/",
    "ftp://a.example",
    "x",
  ])
    expect(isEndpointUrl(url), url).toBe(false);
  expect(isEndpointUrl("https://partner.example/hook")).toBe(true);
  const send = createWebhookSender({ allowPrivate: false });
  const webhook = { headers: {}, body: "{}" };
  for (const url of [
    local,
    local.replace("http", "https"),
    local.replace("http://127.0.0.1", "https://localhost"),
  ])
    await expect(send({ ...webhook, url }), url).rejects.toThrow("not of the public internet");
  expect(received).toEqual([]);
});

test("endpoints are the provider's own, and their secret is shown once and kept encrypted", async () => {
  const owner = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const stranger = await api.person(
    role("PROVIDER", { providerId: (await openShop(db)).providerId }),
  );
  const providerId = btoa(`Provider:${shop.providerId}`);
  const input = { providerId, url: "https://partner.example/hook", kinds: ["INVOICE_PAID"] };
  const create = (changes: object = {}, as = owner) =>
    api.run(
      as,
      "createPartnerEndpoint",
      { ...input, ...changes },
      "secret endpoint { id version }",
    );
  expect(await create({}, stranger)).toMatchObject({ code: "NOT_FOUND" });
  expect(await create({ url: "https://169.254.169.254/latest" })).toMatchObject({
    faults: [{ code: "ENDPOINT_URL" }],
  });
  const { secret, endpoint: made } = await create();
  const row = await db.partnerEndpoint.findUniqueOrThrow({ where: { id: localOf(made.id) } });
  expect(row.secret).not.toContain(secret);
  expect(api.vault.decrypt(row.secret)).toBe(secret);
  const change = (expectedVersion: number, as = owner) =>
    api.run(
      as,
      "changePartnerEndpoint",
      {
        id: made.id,
        url: input.url,
        kinds: ["INVOICE_PAID", "INVOICE_VOIDED"],
        active: false,
        expectedVersion,
      },
      "endpoint { active kinds }",
    );
  expect(await change(1, stranger)).toMatchObject({ code: "NOT_FOUND" });
  expect(await change(1)).toMatchObject({
    endpoint: { active: false, kinds: ["INVOICE_PAID", "INVOICE_VOIDED"] },
  });
  expect(await change(1)).toMatchObject({ code: "STALE_VERSION" });
  const listed = async (as: typeof owner) =>
    (await as.ask("{ partnerEndpoints { id } }")).data.partnerEndpoints.map((one: Json) => one.id);
  expect(await listed(owner)).toEqual([made.id]);
  expect(await listed(stranger)).toEqual([]);
});

test("a reader from a cursor misses nothing of a transaction that began earlier and ends later", async () => {
  const emit = (key: number, wait?: Promise<unknown>) =>
    inTransaction(db, async (tx) => {
      await emitBillingEvent(tx, {
        providerId: shop.providerId,
        kind: "PAYMENT_RECEIVED",
        subjectId: newId(),
        detail: { key },
      });
      await wait;
    });
  let release = () => {};
  const slow = emit(
    1,
    new Promise<void>((done) => {
      release = done;
    }),
  );
  await new Promise((done) => setTimeout(done, 200));
  await emit(2);
  const seen: number[] = [];
  let cursor: string | undefined;
  const read = async () => {
    for (const event of await eventsAfter(db, shop.providerId, cursor, 100)) {
      seen.push((event.detail as { key: number }).key);
      cursor = cursorOf(event);
    }
  };
  await read();
  release();
  await slow;
  await emit(3);
  await told(shop.providerId, 3);
  await read();
  await read();
  expect(seen).toEqual([1, 2, 3]);
});

test("events are polled and subscribed to from a cursor, by those of the provider alone", async () => {
  const owner = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const stranger = await api.person(
    role("PROVIDER", { providerId: (await openShop(db)).providerId }),
  );
  const providerId = btoa(`Provider:${shop.providerId}`);
  const id = await issued(db, { providerId: shop.providerId, institutionId });
  await deliverBilling(services);
  await pay(db, id);
  await told(shop.providerId, 2);
  const poll = (as: typeof owner, after?: string) =>
    as.ask(
      "query($providerId: ID!, $after: String) { billingEvents(providerId: $providerId, after: $after) { kind subjectId cursor } }",
      { providerId, after },
    );
  const { data } = await poll(owner);
  expect(data.billingEvents).toMatchObject([
    { kind: "INVOICE_FINALISED", subjectId: btoa(`Invoice:${id}`) },
    { kind: "INVOICE_PAID" },
  ]);
  expect((await poll(owner, data.billingEvents[0].cursor)).data.billingEvents).toHaveLength(1);
  expect((await poll(stranger)).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  const response = await api.post(
    JSON.stringify({
      query: "subscription($providerId: ID!) { billingEvents(providerId: $providerId) { kind } }",
      variables: { providerId },
    }),
    { authorization: `Bearer ${owner.token}`, accept: "text/event-stream" },
  );
  let text = "";
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(part);
    if (text.includes("INVOICE_PAID")) break;
  }
  expect(text.indexOf("INVOICE_FINALISED")).toBeGreaterThan(0);
  expect(text.indexOf("INVOICE_FINALISED")).toBeLessThan(text.indexOf("INVOICE_PAID"));
});
