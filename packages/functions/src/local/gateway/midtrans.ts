import { midtransSignature } from "@winner/core/payment/index.ts";
import { accountNumber, Orders, type SimulatedGateway, type SimulatedOrder } from "./simulated.ts";

const codes: Readonly<Record<string, string>> = { pending: "201", deny: "202", expire: "407" };
const codeOf = (status: string): string => codes[status] ?? "200";

/** As Midtrans writes it: the time of Jakarta, without a zone. */
const jakarta = (at: Date): string =>
  new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

/** Speaks Midtrans' Core API: /v2/charge by bank transfer and QRIS, status, cancel, and its notifications. */
export function simulateMidtrans(serverKey: string, now: () => Date): SimulatedGateway {
  const orders = new Orders(now);
  const authorization = `Basic ${Buffer.from(`${serverKey}:`).toString("base64")}`;
  const fault = (code: string) =>
    Response.json({ status_code: code, status_message: "refused" }, { status: Number(code) });

  const tell = ({ orderId, id, amount, status, details, changedAt }: SimulatedOrder) => ({
    status_code: codeOf(status),
    status_message: "Success, transaction is found",
    transaction_id: id,
    order_id: orderId,
    gross_amount: `${amount}.00`,
    currency: "IDR",
    transaction_status: status,
    transaction_time: jakarta(changedAt),
    fraud_status: "accept",
    ...(status === "settlement" && { settlement_time: jakarta(changedAt) }),
    ...details,
  });

  const notify = (order: SimulatedOrder) => {
    const told = tell(order);
    const { order_id, status_code, gross_amount } = told;
    const signature_key = midtransSignature(order_id, status_code, gross_amount, serverKey);
    return {
      body: JSON.stringify({ ...told, signature_key }),
      headers: { "content-type": "application/json", "user-agent": "Veritrans" },
    };
  };

  const charge = async (request: Request): Promise<Response> => {
    const asked = await request.json();
    const { order_id: orderId, gross_amount: amount } = asked.transaction_details;
    if (!/^[A-Za-z0-9_~.-]{1,50}$/.test(orderId) || !Number.isInteger(amount)) return fault("400");
    if (orders.get(orderId)) return fault("406");
    const bank: string | undefined = asked.bank_transfer?.bank;
    const payTo = bank ? accountNumber() : `00020101021226${accountNumber()}5802ID`;
    const told =
      bank === "permata"
        ? { permata_va_number: payTo }
        : { va_numbers: [{ bank, va_number: payTo }] };
    const details = { payment_type: asked.payment_type, ...(bank ? told : { qr_string: payTo }) };
    const order = orders.add({ orderId, amount, status: "pending", payTo, details });
    return Response.json(tell(order));
  };

  return {
    async handle(request) {
      if (request.headers.get("authorization") !== authorization) return fault("401");
      const { pathname } = new URL(request.url);
      if (pathname.endsWith("/v2/charge")) return charge(request);
      const [, orderId = "", action] =
        /\/v2\/([^/]+)\/(status|cancel|expire)$/.exec(pathname) ?? [];
      const order = orders.get(decodeURIComponent(orderId));
      if (!order) return fault("404");
      if (action !== "status") {
        if (order.status !== "pending") return fault("412");
        orders.move(order.orderId, action === "cancel" ? "cancel" : "expire");
      }
      return Response.json(tell(order));
    },
    move: (orderId, status, changes) => notify(orders.move(orderId, status, changes)),
    pay(payTo) {
      const order = orders.payableTo(payTo, "pending");
      return order && notify(orders.move(order.orderId, "settlement"));
    },
    statusOf: (orderId) => orders.get(orderId)?.status,
  };
}
