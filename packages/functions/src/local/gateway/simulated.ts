import { newId } from "@winner/core/kernel/clock.ts";

/** An order as a simulated gateway keeps it, in memory, in the gateway's own words. */
export interface SimulatedOrder {
  orderId: string;
  id: string;
  amount: number;
  status: string;
  /** Of the virtual account or the QR code; the payer pays to it. */
  payTo: string;
  /** What else the gateway tells about it. */
  details: Record<string, unknown>;
  changedAt: Date;
}

/** A message as the gateway sends it to the webhook. */
export interface Notification {
  body: string;
  headers: Record<string, string>;
}

export interface SimulatedGateway {
  /** Answers the API calls of the real client. */
  handle(request: Request): Promise<Response>;
  /** Changes an order as only the gateway can, and gives the message that it sends then. */
  move(orderId: string, status: string, changes?: { amount?: number }): Notification;
  /** Pays what a virtual account or QR code asks for; undefined when it knows none such or it is over. */
  pay(payTo: string): Notification | undefined;
  /** The status of an order; undefined when there is none. */
  statusOf(orderId: string): string | undefined;
}

/** Keeps orders by our id and finds them by what the payer was given. */
export class Orders {
  readonly #byId = new Map<string, SimulatedOrder>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get(orderId: string): SimulatedOrder | undefined {
    return this.#byId.get(orderId);
  }

  known(orderId: string): SimulatedOrder {
    const order = this.get(orderId);
    if (!order) throw new Error(`the simulated gateway has no order ${orderId}`);
    return order;
  }

  add(order: Omit<SimulatedOrder, "id" | "changedAt">): SimulatedOrder {
    const made = { ...order, id: newId(), changedAt: this.#now() };
    this.#byId.set(order.orderId, made);
    return made;
  }

  move(orderId: string, status: string, changes: { amount?: number } = {}): SimulatedOrder {
    return Object.assign(this.known(orderId), { status, changedAt: this.#now(), ...changes });
  }

  find(fits: (order: SimulatedOrder) => boolean): SimulatedOrder | undefined {
    return [...this.#byId.values()].find(fits);
  }

  payableTo(payTo: string, status: string): SimulatedOrder | undefined {
    return this.find((one) => one.payTo === payTo && one.status === status);
  }
}

/** A number that looks like one of a virtual account. */
export const accountNumber = (): string =>
  `88${BigInt(`0x${newId().replaceAll("-", "").slice(-12)}`)
    .toString()
    .padStart(14, "0")
    .slice(-14)}`;
