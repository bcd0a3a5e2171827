import type { Gateway, VirtualAccountBank } from "../database/index.ts";
import { DomainError } from "../kernel/error.ts";
import type { Rupiah } from "../kernel/money.ts";
import { texts } from "./error.ts";

/** What is to be paid at a gateway, named by its order id. */
export interface Charge {
  orderId: string;
  amount: Rupiah;
  /** Until when it can be paid, and how many minutes that is from now. */
  expiresAt: Date;
  minutes: number;
  customerName: string;
}

/** What the payer needs: a virtual account's number, or the text of a QR code. */
export interface Instructions {
  accountNumber: string | null;
  qrText: string | null;
}

/** Where an order is, in the words of no gateway. */
export type OrderState =
  | "PENDING"
  | "PAID"
  | "EXPIRED"
  | "CANCELLED"
  | "FAILED"
  | "REFUNDED"
  | "PARTLY_REFUNDED";

/** What a gateway answers about an order. */
export interface OrderStatus {
  state: OrderState;
  amount: Rupiah;
  /** The gateway's own name of the transaction. */
  externalId: string;
  paidAt: Date | null;
}

/** A message of a gateway as it came. */
export interface WebhookMessage {
  body: Uint8Array;
  /** By names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** What a message says. It is believed only as far as that it is time to ask about the order. */
export interface WebhookEvent {
  eventKey: string;
  orderId: string;
  state: OrderState;
  amount: Rupiah | null;
}

/** A payment gateway. Its calls reject with `GatewayError` when it refuses or cannot be reached. */
export interface PaymentGateway {
  readonly name: Gateway;
  /** The banks at which it gives virtual accounts. */
  readonly banks: readonly VirtualAccountBank[];
  /** Asked again for the same order it gives the same account. */
  createVirtualAccount(charge: Charge & { bank: VirtualAccountBank }): Promise<Instructions>;
  /** Asked again for the same order it gives the same code. */
  createQris(charge: Charge): Promise<Instructions>;
  /** Where an order is; undefined when the gateway does not know it. */
  status(orderId: string): Promise<OrderStatus | undefined>;
  /** Makes an order unpayable. What is paid, over or unknown stays as it is. */
  cancel(orderId: string): Promise<void>;
  /** Whether a message is the gateway's own; compared in constant time. */
  verify(message: WebhookMessage): boolean;
  /** What a verified message says; undefined when it is about no payment. */
  read(message: WebhookMessage): WebhookEvent | undefined;
}

export type Gateways = ReadonlyMap<Gateway, PaymentGateway>;

/** A gateway refused a call or did not answer. Its text carries no secret and no whole answer. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
}

/** A gateway that was set up for this deployment. */
export function gatewayOf(gateways: Gateways, name: Gateway): PaymentGateway {
  const gateway = gateways.get(name);
  if (!gateway) throw new DomainError("STATE", texts.gatewayUnavailable);
  return gateway;
}
