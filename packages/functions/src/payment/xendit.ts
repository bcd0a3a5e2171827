import { createHash, timingSafeEqual } from "node:crypto";
import type { VirtualAccountBank } from "@winner/core/database/index.ts";
import { askOnce } from "@winner/core/kernel/ask-once.ts";
import {
  type Charge,
  GatewayError,
  type Instructions,
  type OrderState,
  type PaymentGateway,
} from "@winner/core/payment/index.ts";
import type { Xendit } from "xendit-node";
import type { PaymentMethodParameters } from "xendit-node/payment_request/models/index.js";
import * as z from "zod";
import type { GatewaySettings } from "./settings.ts";

type PaymentRequest = Awaited<ReturnType<Xendit["PaymentRequest"]["createPaymentRequest"]>>;
/** Words of payment requests, and of the older callbacks of accounts, codes and invoices. */
const states: Readonly<Record<string, OrderState>> = {
  PENDING: "PENDING",
  REQUIRES_ACTION: "PENDING",
  AWAITING_CAPTURE: "PENDING",
  ACTIVE: "PENDING",
  SUCCEEDED: "PAID",
  COMPLETED: "PAID",
  PAID: "PAID",
  SETTLED: "PAID",
  EXPIRED: "EXPIRED",
  CANCELED: "CANCELLED",
  VOIDED: "REFUNDED",
  FAILED: "FAILED",
};

/** Whole rupiah; undefined when it has cents or is none. */
const amountOf = (amount: number | undefined): bigint | undefined =>
  Number.isSafeInteger(amount) ? BigInt(amount ?? 0) : undefined;

/** A callback: an event about a payment, or the older flat form with the status in it. */
const callback = z.union([
  z.looseObject({
    event: z.string(),
    data: z.looseObject({
      id: z.string(),
      reference_id: z.string().min(1).max(50),
      status: z.string(),
      amount: z.number().optional(),
    }),
  }),
  z
    .looseObject({
      id: z.string(),
      external_id: z.string().min(1).max(50),
      status: z.string(),
      amount: z.number().optional(),
      paid_amount: z.number().optional(),
    })
    .transform(({ id, external_id, status, amount, paid_amount }) => ({
      data: { id, reference_id: external_id, status, amount: paid_amount ?? amount },
    })),
]);

const banks: readonly VirtualAccountBank[] = [
  "BCA",
  "BNI",
  "BRI",
  "CIMB",
  "PERMATA",
  "MANDIRI",
  "BSI",
];
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Xendit through its own client: payment requests for a virtual account or QRIS. The client's version 7
 * has no fixed virtual accounts and no /qr_codes any more; these take their place.
 */
export function createXendit({
  secretKey,
  callbackToken,
  baseUrl,
}: NonNullable<GatewaySettings["xendit"]>): PaymentGateway {
  const client = askOnce(async () => {
    const { Xendit } = await import("./xendit-client.ts");
    return new Xendit({ secretKey, ...(baseUrl && { xenditURL: baseUrl }) });
  });
  /** Calls the client. Its errors carry whole answers: only the status goes on. */
  const call = async <T>(work: (api: Xendit) => Promise<T>): Promise<T> => {
    try {
      return await work(await client());
    } catch (error) {
      const { status } = error as { status?: unknown };
      throw new GatewayError(`Xendit: ${typeof status === "number" ? status : "no answer"}`);
    }
  };

  /** The payment request of an order, which the gateway knows by our order id. */
  const find = async (orderId: string): Promise<PaymentRequest | undefined> => {
    const { data } = await call((api) =>
      api.PaymentRequest.getAllPaymentRequests({ referenceId: [orderId], limit: 1 }),
    );
    return data.find(({ referenceId }) => referenceId === orderId);
  };

  const create = async (
    order: Charge,
    paymentMethod: PaymentMethodParameters,
  ): Promise<Instructions> => {
    const made = await call((api) =>
      api.PaymentRequest.createPaymentRequest({
        idempotencyKey: order.orderId,
        data: {
          referenceId: order.orderId,
          amount: Number(order.amount),
          currency: "IDR",
          paymentMethod,
        },
      }),
    );
    const { virtualAccount, qrCode } = made.paymentMethod;
    const accountNumber = virtualAccount?.channelProperties.virtualAccountNumber ?? null;
    const qrText = qrCode?.channelProperties?.qrString ?? null;
    if (!accountNumber && !qrText) throw new GatewayError("Xendit: no instructions");
    return { accountNumber, qrText };
  };

  return {
    name: "XENDIT",
    banks,
    createVirtualAccount: ({ bank, ...order }) =>
      create(order, {
        type: "VIRTUAL_ACCOUNT",
        reusability: "ONE_TIME_USE",
        referenceId: order.orderId,
        virtualAccount: {
          channelCode: bank,
          channelProperties: { customerName: order.customerName, expiresAt: order.expiresAt },
        },
      }),
    createQris: (order) =>
      create(order, {
        type: "QR_CODE",
        reusability: "ONE_TIME_USE",
        referenceId: order.orderId,
        qrCode: { channelCode: "QRIS", channelProperties: { expiresAt: order.expiresAt } },
      }),
    async status(orderId) {
      const request = await find(orderId);
      if (!request) return undefined;
      const state = states[request.status];
      const amount = amountOf(request.amount);
      if (!state || amount === undefined)
        throw new GatewayError(`Xendit: ${request.status} is not understood`);
      return {
        state,
        amount,
        externalId: request.id,
        paidAt: state === "PAID" ? new Date(request.updated) : null,
      };
    },
    async cancel(orderId) {
      const request = await find(orderId);
      if (request && states[request.status] === "PENDING")
        await call((api) =>
          api.PaymentMethod.expirePaymentMethod({ paymentMethodId: request.paymentMethod.id }),
        );
    },
    // Digests are of one length, so that the comparison tells not even that of the token.
    verify: ({ headers }) =>
      timingSafeEqual(digest(headers["x-callback-token"] ?? ""), digest(callbackToken)),
    read({ body, headers }) {
      const told = callback.safeParse(parse(body));
      if (!told.success) return undefined;
      const { id, reference_id, status, amount } = told.data.data;
      return {
        eventKey: headers["webhook-id"] ?? `${id}:${status}`,
        orderId: reference_id,
        state: states[status] ?? "PENDING",
        amount: amountOf(amount) ?? null,
      };
    },
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}
