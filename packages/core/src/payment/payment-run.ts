import type { Database } from "../database/index.ts";
import type { Gateways } from "./gateway.ts";
import { syncRequest } from "./payment-request-sync.ts";
import { cancelRequest, ensurePaymentRequest, placeRequest } from "./payment-request-write.ts";
import { releaseCodes } from "./transfer-code-write.ts";
import { processWebhooks } from "./webhook-process.ts";

export interface PaymentRun {
  processed: number;
  held: number;
  failed: number;
  placed: number;
  cancelled: number;
  asked: number;
  released: number;
}

const limit = 50;

/**
 * The scheduled run: processes messages that wait, tells gateways of requests that they have not heard of,
 * cancels those whose invoice is closed or has another amount open, asks about those that are over, and
 * sets free the codes of transfers that did not come. One that fails does not stop the others.
 */
export async function runPayments(db: Database, gateways: Gateways): Promise<PaymentRun> {
  const run: PaymentRun = {
    ...(await processWebhooks(db, gateways)),
    placed: 0,
    cancelled: 0,
    asked: 0,
    released: await releaseCodes(db),
  };
  const each = async (step: "placed" | "cancelled" | "asked", work: () => Promise<unknown>) => {
    try {
      await work();
      run[step] += 1;
    } catch {
      run.failed += 1;
    }
  };
  for (const { id } of await duePlacements(db))
    await each("placed", async () =>
      placeRequest(db, gateways, await db.paymentRequest.findUniqueOrThrow({ where: { id } })),
    );
  for (const request of await outdated(db))
    await each("cancelled", async () => {
      await cancelRequest(db, gateways, request);
      if (request.open) await ensurePaymentRequest(db, gateways, request.invoiceId);
    });
  for (const { orderId } of await over(db))
    await each("asked", () => syncRequest(db, gateways, orderId, { whenUnknown: "EXPIRED" }));
  return run;
}

/** Requests whose placement did not come to its end: tried again every quarter of an hour. */
const duePlacements = (db: Database) => db.$queryRaw<{ id: string }[]>`
  UPDATE "PaymentRequest" SET "askedAt" = winner_now() WHERE id IN (
    SELECT r.id FROM "PaymentRequest" r JOIN "Invoice" i ON i.id = r."invoiceId"
    WHERE r.state = 'NEW' AND i.state = 'OPEN' AND i.total - i.settled = r.amount
      AND r."expiresAt" > winner_now() AND r."createdAt" <= winner_now() - interval '1 minute'
      AND (r."askedAt" IS NULL OR r."askedAt" <= winner_now() - interval '15 minutes')
    ORDER BY r.id LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED)
  RETURNING id`;

/**
 * Requests that no longer ask for what is open: those first that were not asked about for the longest time, so that
 * some whose gateway is down, or that wait for a person, never stand before all others.
 */
const outdated = (db: Database) => db.$queryRaw<
  { orderId: string; gateway: "MIDTRANS" | "XENDIT"; invoiceId: string; open: boolean }[]
>`
  UPDATE "PaymentRequest" r SET "askedAt" = winner_now() FROM "Invoice" i
  WHERE i.id = r."invoiceId" AND r.id IN (
    SELECT r.id FROM "PaymentRequest" r JOIN "Invoice" i ON i.id = r."invoiceId"
    WHERE r.state IN ('NEW', 'PENDING') AND (i.state <> 'OPEN' OR i.total - i.settled <> r.amount)
    ORDER BY r."askedAt" NULLS FIRST, r.id LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED)
  RETURNING r."orderId", r.gateway::text, r."invoiceId", i.state = 'OPEN' AS open`;

/** Requests that can no longer be paid, whose end no message told: asked about every quarter of an hour. */
const over = (db: Database) => db.$queryRaw<{ orderId: string }[]>`
  UPDATE "PaymentRequest" SET "askedAt" = winner_now() WHERE id IN (
    SELECT id FROM "PaymentRequest"
    WHERE state IN ('NEW', 'PENDING') AND "expiresAt" <= winner_now() - interval '5 minutes'
      AND ("askedAt" IS NULL OR "askedAt" <= winner_now() - interval '15 minutes')
    ORDER BY "expiresAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
  RETURNING "orderId"`;
