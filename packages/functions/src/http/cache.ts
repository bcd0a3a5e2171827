/** Seconds for which a reader, and a CDN, may keep an answer that everyone gets alike. */
const forReader = 60;
const forCdn = 300;

/**
 * Lets an answer be kept that is the same for everybody: asked by GET, which reads only, by nobody in
 * particular, and without an error. Any other says that it must not be kept.
 */
export async function withCaching(request: Request, response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  const anonymous = !request.headers.has("authorization") && !request.headers.has("cookie");
  headers.append("vary", "accept, accept-language, authorization");
  headers.set("cache-control", "no-store");
  if (request.method !== "GET" || !anonymous || response.status !== 200)
    return new Response(response.body, { status: response.status, headers });
  const body = await response.text();
  if (/json/.test(headers.get("content-type") ?? "") && !/"errors":/.test(body)) {
    headers.set("cache-control", `public, max-age=${forReader}, s-maxage=${forCdn}`);
    // What is left to the one who asked is nothing for those who read what was kept.
    headers.delete("ratelimit");
    headers.delete("ratelimit-policy");
  }
  return new Response(body, { status: response.status, headers });
}
