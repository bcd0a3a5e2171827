import type { Database, Gateway } from "@winner/core/database/index.ts";
import { type Gateways, processWebhooks, receiveWebhook } from "@winner/core/payment/index.ts";
import { readBody } from "../http/body.ts";

const paths: Readonly<Record<string, Gateway>> = {
  "/webhooks/midtrans": "MIDTRANS",
  "/webhooks/xendit": "XENDIT",
};
export const isWebhook = (path: string): boolean => path in paths;

/**
 * Takes the gateways' messages: keeps what is genuine and answers at once. `process`, when given, then
 * takes the message up without anyone waiting for it; what it does not finish the scheduled run does.
 */
export function createWebhooks(
  db: Database,
  gateways: Gateways,
  afterwards?: (work: Promise<unknown>) => void,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const name = paths[new URL(request.url).pathname];
    const gateway = name && gateways.get(name);
    if (!gateway || request.method !== "POST") return new Response("Not found", { status: 404 });
    const read = await readBody(request);
    if (read instanceof Response) return read;
    const message = {
      body: new Uint8Array(await read.arrayBuffer()),
      headers: Object.fromEntries(request.headers),
    };
    const received = await receiveWebhook(db, gateway, message);
    if (received === "NOT_GENUINE") return new Response("Not genuine", { status: 401 });
    if (received !== "NO_PAYMENT") afterwards?.(processWebhooks(db, gateways, { id: received.id }));
    return new Response("OK");
  };
}
