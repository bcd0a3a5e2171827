import { addressHeader } from "../http/address.ts";

/** What API Gateway and function URLs send (payload version 2.0). */
export interface HttpEvent {
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string | undefined>;
  cookies?: string[];
  body?: string;
  isBase64Encoded: boolean;
  requestContext: { domainName: string; http: { method: string; sourceIp: string } };
}

export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  cookies: string[];
  body: string;
  isBase64Encoded: boolean;
}

/** The request of an event, with the address that the gateway saw. */
export function requestOf(event: HttpEvent): Request {
  const { http, domainName } = event.requestContext;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined) headers.set(name, value);
  if (event.cookies?.length) headers.set("cookie", event.cookies.join("; "));
  headers.set(addressHeader, http.sourceIp);
  const query = event.rawQueryString ? `?${event.rawQueryString}` : "";
  const body = event.body && Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  return new Request(`https://${domainName}${event.rawPath}${query}`, {
    method: http.method,
    headers,
    ...(body && { body }),
  });
}

/** The result that tells a response. */
export async function resultOf(response: Response): Promise<HttpResult> {
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => name !== "set-cookie"),
  );
  return {
    statusCode: response.status,
    headers,
    cookies: response.headers.getSetCookie(),
    body: Buffer.from(await response.arrayBuffer()).toString("base64"),
    isBase64Encoded: true,
  };
}
