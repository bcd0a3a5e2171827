import {
  type Database,
  type HoldReason,
  inTransaction,
  type PaymentRequestState,
  type Transaction,
} from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { localDateAt } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { lockAccount } from "./customer-balance.ts";
import { texts } from "./error.ts";
import { type Gateways, gatewayOf, type OrderStatus } from "./gateway.ts";
import { receivePayment, takePaymentBack } from "./payment-receive.ts";
import { liveStates } from "./payment-request.ts";

/** What came of asking: taken over, or left to a person with the reason. */
export type SyncOutcome =
  | { kind: "DONE"; state: OrderStatus["state"] | "UNKNOWN" }
  | { kind: "HELD"; reason: HoldReason; note: string };

export interface SyncOptions {
  /** What becomes of a live request that its gateway does not know. */
  whenUnknown?: "CANCELLED" | "EXPIRED";
  /** The amount that a message told of: held when it is not what was asked for. */
  told?: Rupiah | null;
  /** Books whatever amount the gateway says was paid: a person has decided so. */
  anyAmount?: boolean;
}

const held = (reason: HoldReason, note: string): SyncOutcome => ({ kind: "HELD", reason, note });

/**
 * Asks a gateway where an order is and makes it so here: pays, closes, or takes a payment back. What
 * messages came, how often and in which order does not matter. Should someone else change the request
 * between the question and the lock, it is asked again, so that no older answer follows a newer.
 */
export async function syncRequest(
  db: Database,
  gateways: Gateways,
  orderId: string,
  options: SyncOptions = {},
): Promise<SyncOutcome> {
  for (let tries = 0; tries < 5; tries += 1) {
    const request = await db.paymentRequest.findUnique({ where: { orderId } });
    if (!request) return held("UNKNOWN_ORDER", orderId);
    const status = await gatewayOf(gateways, request.gateway).status(orderId);
    try {
      const outcome = await inTransaction(db, async (tx) => {
        const locked = await lockRequest(tx, request.id);
        if (locked.version !== request.version) return undefined;
        return take(tx, locked, status, options);
      });
      if (outcome) return outcome;
    } catch (error) {
      // A payment that cannot be taken back: nothing was changed.
      if (error instanceof DomainError && error.kind === "STATE")
        return held(
          error.text === texts.balanceSpent ? "BALANCE_SPENT" : "NOT_REVERSIBLE",
          error.text.en,
        );
      throw error;
    }
  }
  throw new Error(`payment request ${orderId} changes too fast`);
}

async function lockRequest(tx: Transaction, id: string) {
  const { invoice } = await tx.paymentRequest.findUniqueOrThrow({
    where: { id },
    include: { invoice: true },
  });
  await lockAccount(tx, invoice);
  await tx.$queryRaw`SELECT 1 FROM "PaymentRequest" WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.paymentRequest.findUniqueOrThrow({ where: { id }, include: { invoice: true } });
}

type Locked = Awaited<ReturnType<typeof lockRequest>>;

const isLive = ({ state }: Locked): boolean => liveStates.some((live) => live === state);

async function move(tx: Transaction, { id }: Locked, state: PaymentRequestState): Promise<void> {
  await tx.paymentRequest.update({ where: { id }, data: { state, version: { increment: 1 } } });
}

async function take(
  tx: Transaction,
  request: Locked,
  status: OrderStatus | undefined,
  { whenUnknown, anyAmount, told }: SyncOptions,
): Promise<SyncOutcome> {
  const askedAt = await now(tx);
  await tx.paymentRequest.update({ where: { id: request.id }, data: { askedAt } });
  if (!status) {
    if (whenUnknown && isLive(request)) await move(tx, request, whenUnknown);
    return { kind: "DONE", state: "UNKNOWN" };
  }
  const done: SyncOutcome = { kind: "DONE", state: status.state };
  switch (status.state) {
    case "PENDING":
      return done;
    case "PAID":
      if (request.state === "PAID") {
        if (await isBooked(tx, request)) return done;
        if (!anyAmount)
          return held("PAID_AT_BANK", "a transfer that names the order paid it before");
      }
      for (const paid of anyAmount ? [] : [status.amount, told ?? status.amount])
        if (paid !== request.amount)
          return held("WRONG_AMOUNT", `asked ${request.amount}, paid ${paid}`);
      await pay(tx, request, status, askedAt);
      return done;
    case "PARTLY_REFUNDED":
      return held("PARTIAL_REFUND", `of ${status.amount} a part was refunded at the gateway`);
    default:
      if (request.state === "PAID") await takeBack(tx, request, status.state);
      else if (isLive(request))
        await move(tx, request, status.state === "REFUNDED" ? "FAILED" : status.state);
      return done;
  }
}

/**
 * Whether the money that a gateway tells of is booked: by its own word, or as a transfer to the account number that it
 * gave. A transfer that only names the order may be other money.
 */
async function isBooked(tx: Transaction, { id }: Locked): Promise<boolean> {
  const ofGateway = {
    OR: [{ gateway: { not: null } }, { entry: { matchReason: "VIRTUAL_ACCOUNT" as const } }],
  };
  const booked = await tx.payment.count({
    where: { requestId: id, reversedAt: null, ...ofGateway },
  });
  return booked > 0;
}

async function pay(tx: Transaction, request: Locked, status: OrderStatus, at: Date): Promise<void> {
  const { providerId, institutionId, timeZone } = request.invoice;
  await receivePayment(tx, {
    providerId,
    institutionId,
    amount: status.amount,
    receivedOn: localDateAt(status.paidAt ?? at, timeZone),
    method: request.method,
    gateway: request.gateway,
    externalId: status.externalId,
    requestId: request.id,
    invoiceId: request.invoiceId,
  });
  await move(tx, request, "PAID");
}

/**
 * Takes back what the gateway had brought. Of an order that was paid past it, into the bank account, it
 * tells in the end only that nobody paid it there: that money stands.
 */
async function takeBack(tx: Transaction, request: Locked, state: string): Promise<void> {
  const payments = await tx.payment.findMany({
    where: { requestId: request.id, gateway: request.gateway, reversedAt: null },
  });
  for (const { id } of payments)
    await takePaymentBack(tx, { paymentId: id, reason: `gateway: ${state}` });
}
