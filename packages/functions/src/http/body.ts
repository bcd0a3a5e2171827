import { Request as LightRequest } from "@whatwg-node/fetch";

/** The largest request body, in bytes. */
export const maxBody = 1_000_000;

/** An answer to a request that did not come as far as GraphQL, in its form. */
export const refuse = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response => Response.json({ errors: [{ message, extensions: { code } }] }, { status, headers });

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What pages of any site may send without asking: answers to it would be given to forms. */
const json = /^application\/(graphql\+)?json\s*(;|$)/i;

/** Refuses a body that is not JSON; undefined where there is nothing to refuse. */
export function refuseForm(request: Request): Response | undefined {
  if (request.method !== "POST" || json.test(request.headers.get("content-type") ?? ""))
    return undefined;
  return refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json.");
}

/**
 * Reads a request's body under the limit and as strict UTF-8. Gives the request with the body read,
 * or the answer that refuses it, so that no later code meets a body that is too large or broken.
 */
export async function readBody(request: Request): Promise<Request | Response> {
  if (!request.body) return request;
  const tooLarge = () => refuse(413, "BODY_TOO_LARGE", `A request may have ${maxBody} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBody) return tooLarge();
  const bytes = await readBytes(request);
  if (!bytes) return tooLarge();
  try {
    const body = utf8.decode(bytes);
    // PostgreSQL keeps no NUL in a text, so none may come further than here.
    if (/\0|\\u0000/.test(body))
      return refuse(400, "NUL_CHARACTER", "A text has no NUL character.");
    return new LightRequest(request.url, {
      method: request.method,
      headers: request.headers,
      body,
    });
  } catch {
    return refuse(400, "INVALID_UTF8", "The body must be UTF-8.");
  }
}

/** All bytes of a body; undefined as soon as there are too many. */
async function readBytes(request: Request): Promise<Uint8Array | undefined> {
  // A length that is told is also kept to, by whatever took the request in: then no stream is needed.
  if (request.headers.has("content-length")) {
    const whole = await request.arrayBuffer();
    return whole.byteLength > maxBody ? undefined : new Uint8Array(whole);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
