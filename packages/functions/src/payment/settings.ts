import type { Gateways } from "@winner/core/payment/index.ts";
import { createMidtrans } from "./midtrans.ts";
import { createXendit } from "./xendit.ts";

/** What the gateways need: secrets from the deployment's settings, and where they are when not in the open. */
export interface GatewaySettings {
  midtrans?: { serverKey: string; production: boolean; baseUrl?: string };
  xendit?: { secretKey: string; callbackToken: string; baseUrl?: string };
}

/** The gateways for which there are settings. */
export function createGateways({ midtrans, xendit }: GatewaySettings): Gateways {
  const gateways = [
    ...(midtrans ? [createMidtrans(midtrans)] : []),
    ...(xendit ? [createXendit(xendit)] : []),
  ];
  return new Map(gateways.map((gateway) => [gateway.name, gateway]));
}
