import { lookup } from "node:dns";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "@winner/core/kernel/public-address.ts";

export interface Webhook {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Sends a webhook and gives the status of the answer; throws when there is none. */
export type SendWebhook = (webhook: Webhook) => Promise<number>;

const timeout = 10_000;

class NotPublic extends Error {
  override name = "NotPublic";

  constructor() {
    super("the address is not of the public internet");
  }
}

/** Resolves a name and refuses it when any of its addresses is private: the connection goes to what was checked. */
const publicLookup: LookupFunction = (hostname, options, done) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return done(error ?? new NotPublic(), "");
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return done(new NotPublic(), "");
    if (options.all) return done(null, addresses);
    done(null, first.address, first.family);
  });

/**
 * Sends over https to public addresses only, follows no redirect and waits at most ten seconds. With `allowPrivate`, for
 * one's own machine, to any address.
 */
export const createWebhookSender =
  ({ allowPrivate }: { allowPrivate: boolean }): SendWebhook =>
  ({ url, headers, body }) =>
    new Promise((resolve, reject) => {
      const { protocol, hostname } = new URL(url);
      const host = hostname.replace(/^\[|\]$/g, "");
      const open =
        allowPrivate || (protocol === "https:" && (!isIP(host) || isPublicAddress(host)));
      if (!open) return reject(new NotPublic());
      const send = protocol === "https:" ? tlsRequest : plainRequest;
      const options = {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeout),
        ...(!allowPrivate && { lookup: publicLookup }),
      };
      send(url, options, (response) => {
        response.destroy(); // nothing of the answer but its status counts
        resolve(response.statusCode ?? 0);
      })
        .on("error", reject)
        .end(body);
    });
