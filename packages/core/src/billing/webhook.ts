import { isIP } from "node:net";
import { isPublicAddress } from "../kernel/public-address.ts";
import { sign, signed } from "../kernel/secret.ts";

/** Seconds by which a receiver's clock may differ. */
const tolerance = 300;

/**
 * The header `Winner-Signature` of a webhook: its second and the HMAC-SHA-256 of `second.body`, so that neither can be
 * changed and an old message cannot be sent again.
 */
export const signWebhook = (secret: string, second: number, body: string): string =>
  `t=${second},v1=${sign(secret, `${second}.${body}`)}`;

/** What a receiver does: whether a header proves a body, at a second of its own clock. */
export function provesWebhook(secret: string, header: string, body: string, at: number): boolean {
  const parts = new Map(header.split(",").map((part) => part.split("=", 2) as [string, string]));
  const second = parts.get("t") ?? "";
  const fresh = /^\d+$/.test(second) && Math.abs(at - Number(second)) <= tolerance;
  return fresh && signed(secret, `${second}.${body}`, parts.get("v1") ?? "");
}

/** Whether an address may be called from within: https, without a password, and no private host by its name. */
export function isEndpointUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  const host = hostname.replace(/^\[|\]$/g, "");
  const named = !/(^|\.)(localhost|internal|local)\.?$/i.test(host) && host.includes(".");
  return (
    protocol === "https:" &&
    username === "" &&
    password === "" &&
    (isIP(host) ? isPublicAddress(host) : named)
  );
}
