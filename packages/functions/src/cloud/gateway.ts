import type { Gateways } from "@winner/core/payment/index.ts";
import { Resource } from "sst";
import { createGateways } from "../payment/settings.ts";

/** A secret that was set to this is a gateway that the deployment does without. */
const none = "none";

/** The gateways of this deployment; its keys say by their prefix whether they are for trying out. */
export function openLinkedGateways(): Gateways {
  const serverKey = Resource.MidtransServerKey.value;
  const secretKey = Resource.XenditToken.value;
  const callbackToken = Resource.XenditCallbackToken.value;
  return createGateways({
    ...(serverKey !== none && {
      midtrans: { serverKey, production: !serverKey.startsWith("SB-") },
    }),
    ...(secretKey !== none && { xendit: { secretKey, callbackToken } }),
  });
}
