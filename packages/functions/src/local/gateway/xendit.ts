import { newId } from "@winner/core/kernel/clock.ts";
import { accountNumber, Orders, type SimulatedGateway, type SimulatedOrder } from "./simulated.ts";

const events: Readonly<Record<string, string>> = {
  SUCCEEDED: "payment.succeeded",
  FAILED: "payment.failed",
  EXPIRED: "payment_method.expired",
};

/** Speaks Xendit's payment requests: virtual accounts and QRIS, their end, and its callbacks with a token. */
export function simulateXendit(
  settings: { secretKey: string; callbackToken: string },
  now: () => Date,
): SimulatedGateway {
  const orders = new Orders(now);
  const authorization = `Basic ${Buffer.from(`${settings.secretKey}:`).toString("base64")}`;
  const fault = (status: number, error_code: string) =>
    Response.json({ error_code, message: "refused" }, { status });

  const tell = ({ orderId, id, amount, status, details, changedAt }: SimulatedOrder) => ({
    id,
    reference_id: orderId,
    business_id: "simulated",
    created: changedAt.toISOString(),
    updated: changedAt.toISOString(),
    amount,
    currency: "IDR",
    country: "ID",
    status,
    payment_method: details,
  });

  const notify = (order: SimulatedOrder) => ({
    body: JSON.stringify({
      event: events[order.status] ?? "payment.pending",
      business_id: "simulated",
      created: order.changedAt.toISOString(),
      data: { ...tell(order), id: `py-${order.id}`, payment_request_id: order.id },
    }),
    headers: {
      "content-type": "application/json",
      "x-callback-token": settings.callbackToken,
      "webhook-id": `${order.id}-${order.status}`,
    },
  });

  const create = async (request: Request): Promise<Response> => {
    const { reference_id: orderId, amount, payment_method: method } = await request.json();
    const before = orders.get(orderId);
    if (before)
      return request.headers.get("idempotency-key") === orderId
        ? Response.json(tell(before), { status: 201 })
        : fault(409, "DUPLICATE_ERROR");
    const virtual = method.type === "VIRTUAL_ACCOUNT";
    const payTo = virtual ? accountNumber() : `00020101021226${accountNumber()}5802ID`;
    const [part, given] = virtual
      ? ["virtual_account", { virtual_account_number: payTo }]
      : ["qr_code", { qr_string: payTo }];
    const { channel_properties = {}, ...rest } = method[part];
    const details = {
      id: `pm-${newId()}`,
      type: method.type,
      reusability: method.reusability,
      status: "ACTIVE",
      reference_id: orderId,
      created: now().toISOString(),
      updated: now().toISOString(),
      [part]: {
        amount,
        currency: "IDR",
        ...rest,
        channel_properties: { ...channel_properties, ...given },
      },
    };
    const order = orders.add({ orderId, amount, status: "PENDING", payTo, details });
    return Response.json(tell(order), { status: 201 });
  };

  return {
    async handle(request) {
      if (request.headers.get("authorization") !== authorization)
        return fault(401, "INVALID_API_KEY");
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.endsWith("/payment_requests") && request.method === "POST")
        return create(request);
      if (pathname.endsWith("/payment_requests")) {
        const data = searchParams.getAll("reference_id").flatMap((id) => orders.get(id) ?? []);
        return Response.json({ data: data.map(tell), has_more: false });
      }
      const [, methodId] = /\/v2\/payment_methods\/([^/]+)\/expire$/.exec(pathname) ?? [];
      const order = orders.find(({ details }) => details.id === methodId);
      if (!order) return fault(404, "DATA_NOT_FOUND");
      if (order.status === "PENDING") orders.move(order.orderId, "EXPIRED");
      return Response.json({ ...order.details, status: "EXPIRED" });
    },
    move: (orderId, status, changes) => notify(orders.move(orderId, status, changes)),
    pay(payTo) {
      const order = orders.payableTo(payTo, "PENDING");
      return order && notify(orders.move(order.orderId, "SUCCEEDED"));
    },
    statusOf: (orderId) => orders.get(orderId)?.status,
  };
}
