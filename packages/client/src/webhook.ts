import { createHmac, timingSafeEqual } from "node:crypto";

/** An event as it is told to a partner's endpoint. */
export interface WebhookEvent {
  /** The same when it is told again: take each once. */
  id: string;
  kind: string;
  /** The global id of what it is about. */
  subjectId: string;
  at: string;
  detail: Record<string, unknown>;
}

/** Seconds by which the clocks may differ; older messages may be sent again by a third. */
const tolerance = 300;

/**
 * Reads a webhook: the event when the header `Winner-Signature` proves the body as it came, undefined otherwise. Give it
 * the body's text before anything parses it.
 */
export function readWebhook(
  secret: string,
  signature: string | null | undefined,
  body: string,
  at: Date = new Date(),
): WebhookEvent | undefined {
  const [, second = "", sent = ""] = /^t=(\d+),v1=([\w-]+)$/.exec(signature ?? "") ?? [];
  const hmac = createHmac("sha256", secret).update(`${second}.${body}`);
  const expected = Buffer.from(hmac.digest("base64url"));
  const given = Buffer.from(sent);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  if (Math.abs(at.getTime() / 1000 - Number(second)) > tolerance) return undefined;
  return JSON.parse(body) as WebhookEvent;
}
