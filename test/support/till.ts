import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServerAdapter } from "@whatwg-node/server";
import { draftInvoice, finaliseInvoice } from "@winner/core/billing/index.ts";
import { type Database, type Gateway, inTransaction } from "@winner/core/database/index.ts";
import { newId, now } from "@winner/core/kernel/clock.ts";
import { localDateAt } from "@winner/core/kernel/local-date.ts";
import { midtransSignature } from "@winner/core/payment/index.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { simulateGateways } from "@winner/functions/local/gateway/simulation.ts";
import { createGateways } from "@winner/functions/payment/settings.ts";
import { createWebhooks, isWebhook } from "@winner/functions/payment/webhook.ts";
import { afterAll } from "vitest";
import { openShop } from "./billing.ts";
import { findings } from "./invariants.ts";
import { type Json, openApi, role } from "./world.ts";

/** Both simulated gateways and the webhooks on a real port: the real clients speak to them over HTTP. */
export async function openGateways(db: Database) {
  const broken = new Set<string>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulation = simulateGateways(base, "test-secret", () => new Date("2026-03-02T03:00:00Z"));
  const gateways = createGateways(simulation.settings);
  const webhooks = createWebhooks(db, gateways);
  server.on(
    "request",
    createServerAdapter((request) => {
      const { pathname } = new URL(request.url);
      if ([...broken].some((path) => pathname.startsWith(path)))
        return new Response("{}", { status: 503 });
      return isWebhook(pathname) ? webhooks(request) : simulation.handle(request);
    }),
  );
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    gateways,
    base,
    deliver: simulation.deliver,
    statusOf: (name: Gateway, orderId: string) => simulation.gateways[name].statusOf(orderId),
    move: (name: Gateway, orderId: string, status: string, changes?: { amount?: number }) =>
      simulation.gateways[name].move(orderId, status, changes),
    /** While it is broken a gateway answers every call with 503. */
    breakDown: (name: Gateway, down: boolean) => {
      if (down) broken.add(`/gateway/${name.toLowerCase()}/`);
      else broken.clear();
    },
    /** A genuine message about an order of somebody else's. */
    foreignMessage: (orderId: string) => {
      const told = {
        order_id: orderId,
        transaction_id: newId(),
        transaction_status: "settlement",
        status_code: "200",
        gross_amount: "1000.00",
      };
      const { serverKey } = simulation.settings.midtrans;
      const signature_key = midtransSignature(orderId, "200", "1000.00", serverKey);
      return { body: JSON.stringify({ ...told, signature_key }), headers: {} };
    },
  };
}

/** How a CSV of `statement` is read. */
export const statementMapping = {
  delimiter: ";",
  skipLines: 0,
  date: "Tgl",
  dateFormat: "YYYY-MM-DD",
  description: ["Uraian"],
  decimal: ",",
  amount: { kind: "TWO_COLUMNS", credit: "Kredit", debit: "Debet" },
} as const;

/** A statement of what came in on a day: texts and amounts. */
export const statement = (
  day: string,
  ...lines: readonly [text: string, amount: number][]
): string =>
  ["Tgl;Uraian;Debet;Kredit", ...lines.map(([text, amount]) => `${day};${text};;${amount}`)].join(
    "\n",
  );

/** A taxable provider with a bank account, people around it, and clinics with invoices. */
export async function openTill(db: Database, gateways?: Parameters<typeof openApi>[2]) {
  const api = openApi(db, undefined, gateways);
  const shop = await openShop(db);
  const { providerId } = shop;
  const account = await db.bankAccount.create({
    data: {
      providerId,
      bank: "BCA",
      number: `${Date.now()}${providerId.slice(-4)}`,
      holder: "KlinikGo",
    },
  });
  const seller = await api.person(role("PROVIDER", { providerId }));
  const clinic = async (name = "Klinik Sehat"): Promise<string> => {
    const id = newId();
    const region = { provinceCode: "36", regencyCode: "3602" };
    await db.institution.create({ data: { id, kind: "CLINIC", name, ...region } });
    return id;
  };
  /** A final invoice: its base before 11 % of PPN. */
  const invoice = (institutionId: string, base: bigint) =>
    inTransaction(db, async (tx) => {
      const id = await draftInvoice(tx, {
        providerId,
        institutionId,
        kind: "ONE_OFF",
        timeZone: "Asia/Jakarta",
        lines: [{ kind: "SERVICE", description: "Langganan", unitPrice: base, amount: base }],
        taxedOn: localDateAt(await now(tx), "Asia/Jakarta"),
      });
      await finaliseInvoice(tx, id);
      return tx.invoice.findUniqueOrThrow({ where: { id } });
    });
  let keys = 0;
  const key = () => {
    keys += 1;
    return `key-${keys}`;
  };
  const ids = (institutionId: string) => ({
    providerId: globalId("Provider", providerId),
    institutionId: globalId("Institution", institutionId),
  });
  const stateOf = async (id: string) => {
    const { state, total, settled } = await db.invoice.findUniqueOrThrow({ where: { id } });
    return { state, open: total - settled };
  };
  const pay = (institutionId: string, amount: bigint, more: Json = {}) =>
    api.run(
      seller,
      "recordPayment",
      {
        ...ids(institutionId),
        amount: String(amount),
        receivedOn: "2026-03-02",
        method: "BANK_TRANSFER",
        idempotencyKey: key(),
        ...more,
      },
      "payment { id amount allocations { id invoiceId amount reversedAt } }",
    );
  return { api, shop, providerId, account, seller, clinic, invoice, key, ids, stateOf, pay };
}

export type Till = Awaited<ReturnType<typeof openTill>>;

/** What must hold of payments after anything that happened; each finds rows that break it. */
const money: Readonly<Record<string, string>> = {
  "settled is what is allocated, withheld and credited": `
    SELECT i.id FROM "Invoice" i WHERE i.settled <>
      coalesce((SELECT sum(amount) FROM "Allocation" a WHERE a."invoiceId" = i.id AND a."reversedAt" IS NULL), 0)
      + coalesce((SELECT sum(amount) FROM "WithholdingProof" w WHERE w."invoiceId" = i.id), 0)
      + coalesce((SELECT sum(total - "toBalance") FROM "CreditNote" c WHERE c."invoiceId" = i.id), 0)`,
  "the balance is what came in and was credited, less what was allocated and refunded": `
    SELECT c."institutionId" FROM "CustomerAccount" c WHERE
      coalesce((SELECT sum(CASE WHEN credit = 'CUSTOMER_BALANCE' THEN amount WHEN debit = 'CUSTOMER_BALANCE' THEN -amount END)
        FROM "LedgerPosting" l WHERE l."providerId" = c."providerId" AND l."institutionId" = c."institutionId"), 0) <>
      coalesce((SELECT sum(amount) FROM "Payment" p WHERE p."providerId" = c."providerId" AND p."institutionId" = c."institutionId" AND p."reversedAt" IS NULL), 0)
      + coalesce((SELECT sum(n."toBalance") FROM "CreditNote" n JOIN "Invoice" i ON i.id = n."invoiceId"
        WHERE i."providerId" = c."providerId" AND i."institutionId" = c."institutionId"), 0)
      - coalesce((SELECT sum(a.amount) FROM "Allocation" a JOIN "Invoice" i ON i.id = a."invoiceId"
        WHERE i."providerId" = c."providerId" AND i."institutionId" = c."institutionId" AND a."reversedAt" IS NULL), 0)
      - coalesce((SELECT sum(amount) FROM "Refund" r WHERE r."providerId" = c."providerId" AND r."institutionId" = c."institutionId" AND r.state = 'PAID'), 0)`,
  "cash is what came in less what was refunded": `
    SELECT 1 FROM (SELECT coalesce(sum(CASE WHEN debit = 'CASH' THEN amount WHEN credit = 'CASH' THEN -amount END), 0) AS cash FROM "LedgerPosting") l
    WHERE l.cash <> coalesce((SELECT sum(amount) FROM "Payment" WHERE "reversedAt" IS NULL), 0)
      - coalesce((SELECT sum(amount) FROM "Refund" WHERE state = 'PAID'), 0)`,
  "a payment has one receipt, over all that came in, which is void when it was taken back": `
    SELECT p.id FROM "Payment" p LEFT JOIN "Receipt" r ON r."sourceId" = p.id
    WHERE r.total IS DISTINCT FROM p.amount OR r."voidedAt" IS DISTINCT FROM p."reversedAt"`,
  "a payment that was taken back settles nothing, and none more than it brought": `
    SELECT p.id FROM "Payment" p JOIN "Allocation" a ON a."paymentId" = p.id AND a."reversedAt" IS NULL
    GROUP BY p.id HAVING sum(a.amount) > p.amount OR p."reversedAt" IS NOT NULL`,
  "no more is reserved than the balance": `
    SELECT r."institutionId" FROM "Refund" r WHERE r.state IN ('REQUESTED', 'APPROVED') GROUP BY r."providerId", r."institutionId"
    HAVING sum(r.amount) > (SELECT sum(CASE WHEN credit = 'CUSTOMER_BALANCE' THEN amount WHEN debit = 'CUSTOMER_BALANCE' THEN -amount END)
      FROM "LedgerPosting" l WHERE l."providerId" = r."providerId" AND l."institutionId" = r."institutionId")`,
};

/** The names of what does not hold, with the rows that break it; empty when all is well. */
export const brokenMoney = (db: Database) => findings(db, money);
