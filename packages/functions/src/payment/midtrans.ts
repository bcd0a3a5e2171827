import { timingSafeEqual } from "node:crypto";
import type { VirtualAccountBank } from "@winner/core/database/index.ts";
import { askOnce } from "@winner/core/kernel/ask-once.ts";
import {
  type Charge,
  GatewayError,
  type Instructions,
  midtransSignature,
  type OrderState,
  type OrderStatus,
  type PaymentGateway,
} from "@winner/core/payment/index.ts";
import * as z from "zod";
import type { GatewaySettings } from "./settings.ts";

/** A transaction as /v2/charge, /v2/{order}/status and notifications tell it. */
const transaction = z.looseObject({
  order_id: z.string().min(1).max(50),
  transaction_id: z.string().min(1),
  transaction_status: z.string(),
  status_code: z.string(),
  gross_amount: z.string(),
  fraud_status: z.string().optional(),
  settlement_time: z.string().optional(),
  refund_amount: z.string().optional(),
  signature_key: z.string().optional(),
  va_numbers: z.array(z.looseObject({ va_number: z.string() })).optional(),
  permata_va_number: z.string().optional(),
  qr_string: z.string().optional(),
});
type Transaction = z.infer<typeof transaction>;

const states: Readonly<Record<string, OrderState>> = {
  pending: "PENDING",
  authorize: "PENDING",
  capture: "PAID",
  settlement: "PAID",
  deny: "FAILED",
  failure: "FAILED",
  cancel: "CANCELLED",
  expire: "EXPIRED",
  refund: "REFUNDED",
  partial_refund: "PARTLY_REFUNDED",
  chargeback: "REFUNDED",
  partial_chargeback: "PARTLY_REFUNDED",
};

/** What a transaction's words mean. Captured money that a fraud check still holds is not paid. */
function stateOf({ transaction_status, fraud_status }: Transaction): OrderState | undefined {
  const state = states[transaction_status];
  if (state !== "PAID" || !fraud_status || fraud_status === "accept") return state;
  return fraud_status === "deny" ? "FAILED" : "PENDING";
}

/** Whole rupiah of `333000.00`. */
function amountOf(text: string): bigint | undefined {
  const [, whole] = /^(\d{1,15})(?:\.0{1,2})?$/.exec(text) ?? [];
  return whole ? BigInt(whole) : undefined;
}

/** Midtrans writes times of Jakarta without a zone. */
const timeOf = (text: string | undefined): Date | null =>
  text ? new Date(`${text.replace(" ", "T")}+07:00`) : null;

/** The part of the client that is used; its published types know only of `charge`. */
interface CoreApi {
  apiConfig: { getCoreApiBaseUrl(): string };
  charge(parameter: object): Promise<unknown>;
  transaction: {
    status(orderId: string): Promise<unknown>;
    cancel(orderId: string): Promise<unknown>;
    expire(orderId: string): Promise<unknown>;
  };
}

const banks: readonly VirtualAccountBank[] = ["BCA", "BNI", "BRI", "CIMB", "PERMATA"];

/** Midtrans through its own client, Core API. The client is loaded when it is first needed. */
export function createMidtrans({
  serverKey,
  production,
  baseUrl,
}: NonNullable<GatewaySettings["midtrans"]>): PaymentGateway {
  const client = askOnce(async () => {
    const { CoreApi } = await import("./midtrans-client.ts");
    const api = new CoreApi({ isProduction: production, serverKey, clientKey: "" });
    const core = api as unknown as CoreApi;
    if (baseUrl) core.apiConfig.getCoreApiBaseUrl = () => baseUrl;
    return core;
  });
  /** Calls the client. Its errors carry whole answers: only the status goes on. */
  const call = async (work: (api: CoreApi) => Promise<unknown>): Promise<Transaction | number> => {
    try {
      const answer = transaction.safeParse(await work(await client()));
      if (!answer.success) throw new GatewayError("Midtrans: the answer is not understood");
      return answer.data;
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      const status = Number((error as { httpStatusCode?: unknown }).httpStatusCode);
      if (status >= 400 && status < 500) return status;
      throw new GatewayError(`Midtrans: ${status || "no answer"}`);
    }
  };

  const charge = async (order: Charge, how: object): Promise<Instructions> => {
    let answer = await call((api) =>
      api.charge({
        ...how,
        transaction_details: { order_id: order.orderId, gross_amount: Number(order.amount) },
        customer_details: { first_name: order.customerName.slice(0, 50) },
        custom_expiry: { expiry_duration: order.minutes, unit: "minute" },
      }),
    );
    // 406: the order is known already, as after a crash; it is read back.
    if (answer === 406) answer = await call((api) => api.transaction.status(order.orderId));
    if (typeof answer === "number") throw new GatewayError(`Midtrans: ${answer}`);
    const accountNumber = answer.va_numbers?.[0]?.va_number ?? answer.permata_va_number ?? null;
    const qrText = answer.qr_string ?? null;
    if (!accountNumber && !qrText) throw new GatewayError("Midtrans: no instructions");
    return { accountNumber, qrText };
  };

  const status = async (orderId: string): Promise<OrderStatus | undefined> => {
    const answer = await call((api) => api.transaction.status(orderId));
    if (answer === 404) return undefined;
    if (typeof answer === "number") throw new GatewayError(`Midtrans: ${answer}`);
    const state = stateOf(answer);
    const amount = amountOf(answer.gross_amount);
    if (!state || amount === undefined)
      throw new GatewayError(`Midtrans: ${answer.transaction_status} is not understood`);
    return {
      state,
      amount,
      externalId: answer.transaction_id,
      paidAt: timeOf(answer.settlement_time),
    };
  };

  const parse = (body: Uint8Array): Transaction | undefined => {
    try {
      return transaction.parse(JSON.parse(Buffer.from(body).toString("utf8")));
    } catch {
      return undefined;
    }
  };

  return {
    name: "MIDTRANS",
    banks,
    status,
    createVirtualAccount: ({ bank, ...order }) =>
      charge(order, { payment_type: "bank_transfer", bank_transfer: { bank: bank.toLowerCase() } }),
    createQris: (order) => charge(order, { payment_type: "qris", qris: { acquirer: "gopay" } }),
    async cancel(orderId) {
      // 404 and 412: unknown, or no longer to be cancelled; what it is then is asked afterwards.
      const answer = await call((api) => api.transaction.cancel(orderId));
      if (typeof answer === "number" && answer !== 404 && answer !== 412)
        throw new GatewayError(`Midtrans: ${answer}`);
    },
    verify({ body }) {
      const told = parse(body);
      if (!told?.signature_key) return false;
      const { order_id, status_code, gross_amount } = told;
      const expected = Buffer.from(
        midtransSignature(order_id, status_code, gross_amount, serverKey),
      );
      const given = Buffer.from(told.signature_key.toLowerCase());
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
    read({ body }) {
      const told = parse(body);
      if (!told) return undefined;
      const { transaction_id, transaction_status, status_code, refund_amount = "" } = told;
      return {
        eventKey: [transaction_id, transaction_status, status_code, refund_amount].join(":"),
        orderId: told.order_id,
        state: stateOf(told) ?? "PENDING",
        amount: amountOf(told.gross_amount) ?? null,
      };
    },
  };
}
