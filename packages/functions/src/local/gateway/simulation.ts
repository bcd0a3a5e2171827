import type { Gateway } from "@winner/core/database/index.ts";
import type { GatewaySettings } from "../../payment/settings.ts";
import { simulateMidtrans } from "./midtrans.ts";
import type { Notification, SimulatedGateway } from "./simulated.ts";
import { simulateXendit } from "./xendit.ts";

export const simulationPath = "/gateway/";

/** What the real clients need to speak to the simulated gateways of a local server. */
export function simulatedSettings(baseUrl: string, secret: string) {
  const base = `${baseUrl}${simulationPath}`;
  return {
    midtrans: {
      serverKey: `SB-Mid-server-${secret}`,
      production: false,
      baseUrl: `${base}midtrans`,
    },
    xendit: {
      secretKey: `xnd_development_${secret}`,
      callbackToken: secret,
      baseUrl: `${base}xendit`,
    },
  } satisfies GatewaySettings;
}

/**
 * Both gateways in memory, below /gateway/, so that the clients, the signatures and the webhooks are the
 * real ones. `POST /gateway/pay {"payTo": "…"}` pays a virtual account or QR code.
 */
export function simulateGateways(baseUrl: string, secret: string, now: () => Date) {
  const settings = simulatedSettings(baseUrl, secret);
  const gateways: Readonly<Record<Gateway, SimulatedGateway>> = {
    MIDTRANS: simulateMidtrans(settings.midtrans.serverKey, now),
    XENDIT: simulateXendit(settings.xendit, now),
  };
  /** Sends a message to the webhook, as the gateway does. */
  const deliver = (name: Gateway, { body, headers }: Notification) =>
    fetch(`${baseUrl}/webhooks/${name.toLowerCase()}`, { method: "POST", body, headers });

  const pay = async (payTo: string): Promise<Response> => {
    for (const name of ["MIDTRANS", "XENDIT"] as const) {
      const notification = gateways[name].pay(payTo);
      if (!notification) continue;
      const { status } = await deliver(name, notification);
      return Response.json({ paid: payTo, gateway: name, webhook: status });
    }
    return Response.json({ error: `nothing to pay to ${payTo}` }, { status: 404 });
  };

  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith(`${simulationPath}midtrans/`)) return gateways.MIDTRANS.handle(request);
    if (pathname.startsWith(`${simulationPath}xendit/`)) return gateways.XENDIT.handle(request);
    if (pathname !== `${simulationPath}pay` || request.method !== "POST")
      return new Response("Not found", { status: 404 });
    const { payTo } = await request.json().catch(() => ({}));
    return pay(String(payTo));
  };
  return { settings, gateways, deliver, handle };
}
