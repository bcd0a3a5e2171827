import * as Audit from "../audit/index.ts";
import { lockInvoice, waitsForProof, withProof } from "../billing/index.ts";
import {
  type Database,
  type Gateway,
  inTransaction,
  once,
  type PaymentMethod,
  type Transaction,
  type VirtualAccountBank,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { applyBalance } from "./allocation.ts";
import { texts } from "./error.ts";
import { GatewayError, type Gateways, gatewayOf } from "./gateway.ts";
import { openAmount } from "./open-amount.ts";
import { liveStates, orderIdOf } from "./payment-request.ts";
import { syncRequest } from "./payment-request-sync.ts";
import { admit, paymentStream } from "./payment-visibility.ts";
import { keyLimits } from "./payment-write.ts";

/** By which gateway and how an invoice is to be paid, and for how long. */
export interface Terms {
  gateway: Gateway;
  method: PaymentMethod;
  bank: VirtualAccountBank | null;
  expiryHours: number;
}

type Request = Awaited<ReturnType<Database["paymentRequest"]["findUniqueOrThrow"]>>;

/** Another attempt can still be paid and must be cancelled before there is a new one. */
class Stale extends Error {
  readonly request: Request;

  constructor(request: Request) {
    super("another attempt is alive");
    this.request = request;
  }
}

/** The attempt that asks for what is open of an invoice, made if there is none. The invoice must be open. */
async function openAttempt(
  tx: Transaction,
  invoiceId: string,
  terms: Terms,
  fits: (live: Request) => boolean,
): Promise<Request> {
  const invoice = await lockInvoice(tx, invoiceId);
  if (invoice.state !== "OPEN" || !invoice.number) throw stateError(invoice.state);
  const amount = openAmount(invoice);
  const attempts = await tx.paymentRequest.findMany({
    where: { invoiceId },
    orderBy: { attempt: "desc" },
  });
  const live = attempts.find(({ state }) => liveStates.some((one) => one === state));
  if (live?.amount === amount && fits(live)) return live;
  if (live) throw new Stale(live);
  const attempt = (attempts[0]?.attempt ?? 0) + 1;
  const at = await now(tx);
  const { expiryHours, ...how } = terms;
  return tx.paymentRequest.create({
    data: {
      id: newId(),
      invoiceId,
      attempt,
      orderId: orderIdOf(invoice.number, attempt),
      amount,
      ...how,
      createdAt: at,
      expiresAt: new Date(at.getTime() + expiryHours * 3_600_000),
    },
  });
}

/** Runs `work`; when another attempt is in its way, cancels that at the gateway first. */
async function withoutStale<T>(
  db: Database,
  gateways: Gateways,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 0; tries < 3; tries += 1)
    try {
      return await inTransaction(db, work);
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
      await cancelRequest(db, gateways, error.request);
    }
  throw new DomainError("CONFLICT", texts.paidMeanwhile);
}

/** Makes a request unpayable at its gateway, and takes over what became of it: it may have been paid. */
export async function cancelRequest(
  db: Database,
  gateways: Gateways,
  { orderId, gateway }: Pick<Request, "orderId" | "gateway">,
): Promise<void> {
  await gatewayOf(gateways, gateway).cancel(orderId);
  await syncRequest(db, gateways, orderId, { whenUnknown: "CANCELLED" });
}

/** Has the gateway make what the payer needs, for a request that it has not been told of yet. */
export async function placeRequest(
  db: Database,
  gateways: Gateways,
  request: Request,
): Promise<Request> {
  if (request.state !== "NEW") return request;
  const { orderId, amount, bank, id, expiresAt } = request;
  const gateway = gatewayOf(gateways, request.gateway);
  const { invoice } = await db.paymentRequest.findUniqueOrThrow({
    where: { id },
    include: { invoice: true },
  });
  const left = expiresAt.getTime() - (await now(db)).getTime();
  const charge = {
    orderId,
    amount,
    expiresAt,
    minutes: Math.max(1, Math.floor(left / 60_000)),
    customerName: invoice.buyerName,
  };
  const instructions = bank
    ? await gateway.createVirtualAccount({ ...charge, bank })
    : await gateway.createQris(charge);
  await db.paymentRequest.updateMany({
    where: { id, state: "NEW" },
    data: { state: "PENDING", ...instructions, version: { increment: 1 } },
  });
  return db.paymentRequest.findUniqueOrThrow({ where: { id } });
}

/**
 * For a new invoice, from the outbox: settles it from the customer's balance, and lets what is still
 * open be paid as its provider has set. Done again it gives the same request; with another amount open,
 * a new attempt in place of the old. Null when there is nothing to pay or the provider has set nothing.
 */
export async function ensurePaymentRequest(
  db: Database,
  gateways: Gateways,
  invoiceId: string,
): Promise<Request | null> {
  const request = await withoutStale(db, gateways, async (tx) => {
    const invoice = found(
      await tx.invoice.findUnique({
        where: { id: invoiceId },
        include: { provider: { include: { paymentProfile: true } } },
      }),
      "invoice",
    );
    await applyBalance(tx, invoice.providerId, invoice.institutionId);
    const current = await tx.invoice.findUniqueOrThrow({
      where: { id: invoiceId },
      include: withProof,
    });
    const profile = invoice.provider.paymentProfile;
    if (waitsForProof(current) || current.state !== "OPEN" || !profile) return null;
    const { gateway, method, bank, expiryHours } = profile;
    return openAttempt(tx, invoiceId, { gateway, method, bank, expiryHours }, () => true);
  });
  return request && placeRequest(db, gateways, request);
}

/** Lets an open invoice be paid at a gateway, as asked or as its provider has set. */
export async function requestPayment(
  db: Database,
  gateways: Gateways,
  actor: Actor,
  input: {
    invoiceId: string;
    gateway?: Gateway | null;
    method?: PaymentMethod | null;
    bank?: VirtualAccountBank | null;
    idempotencyKey: string;
  },
): Promise<Request> {
  readInput(keyLimits(), input);
  const { idempotencyKey: key, ...facts } = input;
  const request = await withoutStale(db, gateways, async (tx) => {
    const invoice = found(
      await tx.invoice.findUnique({
        where: { id: input.invoiceId },
        include: { provider: { include: { paymentProfile: true } } },
      }),
      "invoice",
    );
    await admit(tx, actor, "requestPayment", invoice);
    const by = { actor: actorName(actor), operation: "requestPayment", key, input: facts };
    const id = await once(tx, by, async () => {
      const terms = termsOf(input, invoice.provider.paymentProfile);
      checkTerms(gateways, terms);
      const asked = (live: Request) =>
        live.gateway === terms.gateway && live.method === terms.method && live.bank === terms.bank;
      const attempt = await openAttempt(tx, invoice.id, terms, asked);
      Audit.append(tx, {
        stream: paymentStream(invoice.providerId),
        actor: actorName(actor),
        action: "payment.requested",
        subjectType: "PaymentRequest",
        subjectId: attempt.id,
        after: { orderId: attempt.orderId, amount: attempt.amount.toString() },
      });
      return attempt.id;
    });
    return tx.paymentRequest.findUniqueOrThrow({ where: { id } });
  });
  try {
    return await placeRequest(db, gateways, request);
  } catch (error) {
    if (error instanceof GatewayError) throw new DomainError("STATE", texts.gatewayUnavailable);
    throw error;
  }
}

const defaultExpiryHours = 24;

function termsOf(
  input: { [K in "gateway" | "method" | "bank"]?: Terms[K] | null },
  profile: Terms | null,
): Terms {
  const gateway = input.gateway ?? profile?.gateway;
  const method = input.method ?? profile?.method;
  if (!gateway || !method) throw new DomainError("INPUT", texts.noProfile, { path: ["gateway"] });
  const bank = input.bank ?? (method === "VIRTUAL_ACCOUNT" ? profile?.bank : undefined) ?? null;
  return { gateway, method, bank, expiryHours: profile?.expiryHours ?? defaultExpiryHours };
}

/** Refuses what a gateway cannot do. */
export function checkTerms(
  gateways: Gateways,
  { gateway, method, bank }: Pick<Terms, "gateway" | "method" | "bank">,
): void {
  const possible = method === "VIRTUAL_ACCOUNT" ? bank : method === "QRIS" && !bank;
  if (!possible) throw new DomainError("INPUT", texts.methodAndBank, { path: ["bank"] });
  const { banks } = gatewayOf(gateways, gateway);
  if (bank && !banks.includes(bank))
    throw new DomainError("INPUT", texts.bankUnsupported, { path: ["bank"], parameters: { bank } });
}
