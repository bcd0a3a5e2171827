import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { openGateways, openTill } from "../support/till.ts";
import { freshDatabase, type Json, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T03:00:00Z");
const { gateways } = await openGateways(db);
const mine = await openTill(db, gateways);
const theirs = await openTill(db, gateways);
const { api } = mine;
const bankAccountOf = (till: typeof mine) => globalId("BankAccount", till.account.id);

/** One of everything, of a clinic of a provider. */
async function fill(till: typeof mine) {
  const institutionId = await till.clinic();
  const invoice = await till.invoice(institutionId, 600_000n);
  const invoiceId = globalId("Invoice", invoice.id);
  const run = (name: string, input: Json, payload: string) =>
    api.run(till.seller, name, { idempotencyKey: till.key(), ...input }, payload);
  await till.pay(institutionId, 54_000n);
  const code = { invoiceId, bankAccountId: bankAccountOf(till) };
  await run("requestTransferCode", code, "transferCode { code }");
  const va = { invoiceId, gateway: "XENDIT", method: "VIRTUAL_ACCOUNT", bank: "BCA" };
  await run("requestPayment", va, "request { id }");
  const proof = { invoiceId, number: "BP", issuedOn: "2026-03-01", amount: "12000" };
  await run("recordWithholding", proof, "proof { id }");
  await till.pay(institutionId, 700_000n);
  const refund = {
    ...till.ids(institutionId),
    amount: "1000",
    reason: "Lebih",
    bank: "BCA",
    accountNumber: "1",
    accountHolder: "K",
  };
  await run("requestRefund", refund, "refund { id }");
  const file = {
    bankAccountId: bankAccountOf(till),
    format: "CAMT053",
    fileName: "a.xml",
    content: `<Document><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>${till.account.number}</Id></Othr></Id></Acct><Ntry><Amt Ccy="IDR">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-03-01</Dt></BookgDt><AddtlNtryInf>${institutionId}</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>`,
  };
  const imported = await api.run(till.seller, "importStatement", file, "added");
  expect(imported).toMatchObject({ added: 1 });
  return { institutionId, invoiceId };
}
const one = await fill(mine);
const two = await fill(mine);
const foreign = await fill(theirs);

const lists = ["payments", "paymentRequests", "transferCodes", "withholdingProofs", "refunds"];
/** How many of each list someone sees. */
async function seen(person: Awaited<ReturnType<typeof api.person>>) {
  const texts = lists.map((name) => `${name} { edges { node { id } } }`).join(" ");
  const { data, errors } = await person.ask(`{ ${texts} }`);
  expect(errors).toBeUndefined();
  return lists.map((name) => data[name].edges.length);
}
const entries = async (person: Awaited<ReturnType<typeof api.person>>) =>
  (await person.ask("{ statementEntries { edges { node { id } } } }")).data.statementEntries?.edges
    .length;

const member = await api.person();
const { teamId } = await db.provider.findUniqueOrThrow({ where: { id: mine.providerId } });
await db.teamMember.create({ data: { teamId, userId: member.id, role: "LEADER" } });

test("a provider's people see their provider, a clinic's staff their clinic, an auditor all, others nothing", async () => {
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: one.institutionId }));
  const auditor = await api.person(role("AUDITOR"));
  expect(await seen(mine.seller)).toEqual([4, 2, 2, 2, 2]);
  expect(await seen(member)).toEqual([4, 2, 2, 2, 2]);
  expect(await seen(staff)).toEqual([2, 1, 1, 1, 1]);
  expect(await seen(auditor)).toEqual([6, 3, 3, 3, 3]);
  expect(await seen(await api.person())).toEqual([0, 0, 0, 0, 0]);
  expect(await seen(await api.person(role("ORGANISER")))).toEqual([0, 0, 0, 0, 0]);
  expect([await entries(mine.seller), await entries(auditor)]).toEqual([2, 3]);
  expect(await entries(staff)).toBe(0);
});

test("a balance is shown to its own side only", async () => {
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: one.institutionId }));
  const ask = async (person: typeof staff) => {
    const id = globalId("Provider", mine.providerId);
    const { data } = await person.ask(
      `{ customerBalances(providerId: "${id}") { institution { id province { code } } } }`,
    );
    return data.customerBalances.map((row: Json) => row.institution.id);
  };
  expect(await ask(staff)).toEqual([globalId("Institution", one.institutionId)]);
  expect(await ask(mine.seller)).toHaveLength(2);
  expect(await ask(member), "also where it sees the institution by this alone").toHaveLength(2);
  expect(await ask(theirs.seller)).toEqual([]);
});

test("nobody acts on what is another's, and to them it does not exist", async () => {
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: one.institutionId }));
  const request = (person: typeof staff, invoiceId: string) =>
    api.run(
      person,
      "requestPayment",
      { invoiceId, gateway: "MIDTRANS", method: "QRIS", idempotencyKey: mine.key() },
      "request { id }",
    );
  for (const [person, invoiceId] of [
    [staff, two.invoiceId],
    [staff, foreign.invoiceId],
    [mine.seller, foreign.invoiceId],
    [await api.person(), one.invoiceId],
  ] as const)
    expect(await request(person, invoiceId)).toMatchObject({ __typename: "NotFoundError" });
  const payment = await db.payment.findFirstOrThrow({
    where: { institutionId: one.institutionId },
  });
  const reverse = (person: typeof staff) =>
    api.run(
      person,
      "reversePayment",
      { id: globalId("Payment", payment.id), reason: "x" },
      "payment { id }",
    );
  expect(await reverse(staff)).toMatchObject({ code: "FORBIDDEN" });
  expect(await reverse(theirs.seller)).toMatchObject({ code: "NOT_FOUND" });
  const { data } = await theirs.seller.ask(
    `{ node(id: "${globalId("Payment", payment.id)}") { id } }`,
  );
  expect(data.node).toBeNull();
});

test("webhooks are for administrators and auditors", async () => {
  await db.webhook.create({
    data: { gateway: "XENDIT", eventKey: "k", orderId: "o", body: new Uint8Array(), headers: {} },
  });
  const { id } = await db.webhook.findFirstOrThrow();
  const text = `{ node(id: "${globalId("Webhook", id)}") { id } }`;
  expect((await mine.seller.ask(text)).data.node).toBeNull();
  expect((await (await api.person(role("AUDITOR"))).ask(text)).data.node).not.toBeNull();
});
