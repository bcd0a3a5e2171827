import { isIPv6 } from "node:net";
import { sign, signed } from "@winner/core/kernel/secret.ts";

/** Set by whoever receives the connection, never believed from a client: requests are counted by it. */
export const addressHeader = "x-client-address";

/** By which the CDN shows that it is the one which asks; infra/cdn.ts sends it. */
export const cdnHeader = "x-winner-cdn";

/** Whether a request carries what only the CDN can know. */
export const fromCdn =
  (secret: string) =>
  (request: Request): boolean =>
    signed(secret, "cdn", request.headers.get(cdnHeader) ?? "");

/**
 * Where a request comes from, as far as it can be told from others: an address of IPv4, and of IPv6 the
 * network of 64 bits, in which one subscriber has every address.
 */
export function addressOf(request: Request): string {
  const address = request.headers.get(addressHeader) ?? "unknown";
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = address
    .replace(/%.*/, "")
    .split("::")
    .map((side) => side.split(":").filter((group) => group !== ""));
  const between = Array.from({ length: 8 - left.length - right.length }, () => "0");
  const network = [...left, ...between, ...right].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** Makes of an address, also of one for e-mail, what may be kept of it. */
export const addressDigest =
  (secret: string) =>
  (address: string): string =>
    sign(secret, `address ${address}`);
