import { isUnavailable } from "@winner/core/database/index.ts";
import { withSecurity } from "../http/security-header.ts";
import { type HttpEvent, type HttpResult, requestOf, resultOf } from "./event.ts";
import { log, logging, measure } from "./log.ts";
import { noteStatus, traced, traceId } from "./trace.ts";

/** What Lambda tells of an invocation. */
export interface Invocation {
  awsRequestId: string;
}

let cold = true;

/**
 * Makes a handler of HTTP events. Each request gives one line (its path without the query, its status
 * and time; nothing of its body or of who asks) and its metrics; what is thrown becomes an answer.
 */
export const serve =
  (name: string, handle: (request: Request) => Promise<Response>) =>
  (event: HttpEvent, { awsRequestId: requestId }: Invocation): Promise<HttpResult> =>
    logging({ requestId, function: name }, async () => {
      const start = performance.now();
      const [response, trace] = await traced(name, event.headers, async () => {
        const answer = withSecurity(await handle(requestOf(event)).catch(failure), {
          https: true,
        });
        noteStatus(answer.status);
        return [answer, traceId()];
      });
      const milliseconds = Math.round(performance.now() - start);
      const { status } = response;
      const { method } = event.requestContext.http;
      log.info("request", { method, path: event.rawPath, status, milliseconds, cold, trace });
      measure(
        {
          Requests: { value: 1, unit: "Count" },
          Faults: { value: Number(status >= 500), unit: "Count" },
          Latency: { value: milliseconds, unit: "Milliseconds" },
          ...(cold && { ColdStarts: { value: 1, unit: "Count" } }),
        },
        { Function: name },
      );
      cold = false;
      response.headers.set("x-request-id", requestId);
      return resultOf(response);
    });

function failure(error: unknown): Response {
  log.error("request failed", error);
  return isUnavailable(error)
    ? Response.json({ code: "UNAVAILABLE" }, { status: 503, headers: { "retry-after": "5" } })
    : Response.json({ code: "INTERNAL" }, { status: 500 });
}
