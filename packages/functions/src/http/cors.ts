/** What a page of another site may send and read. */
const allowHeaders = "authorization, content-type, accept-language";
const exposeHeaders = "ratelimit, ratelimit-policy, retry-after, x-request-id";
const oneDay = "86400";

/**
 * Lets pages of the named sites call, and no others: their browsers get no leave. An origin is compared
 * as a whole, so that neither `null` nor a name which only looks alike is one. `credentials` lets them
 * send cookies, which only sign-in has.
 */
export const withCors =
  (
    origins: readonly string[],
    { credentials }: { credentials: boolean },
    handle: (request: Request) => Promise<Response>,
  ) =>
  async (request: Request): Promise<Response> => {
    const origin = request.headers.get("origin");
    const known = origin !== null && origins.includes(origin);
    const preflight =
      request.method === "OPTIONS" && request.headers.has("access-control-request-method");
    const response = preflight
      ? new Response(null, { status: known ? 204 : 403 })
      : await handle(request);
    const { headers } = response;
    if (origins.length > 0) headers.append("vary", "origin");
    if (!known) return response;
    headers.set("access-control-allow-origin", origin);
    if (credentials) headers.set("access-control-allow-credentials", "true");
    if (!preflight) {
      headers.set("access-control-expose-headers", exposeHeaders);
      return response;
    }
    headers.set("access-control-allow-methods", "GET, POST");
    headers.set("access-control-allow-headers", allowHeaders);
    headers.set("access-control-max-age", oneDay);
    return response;
  };
