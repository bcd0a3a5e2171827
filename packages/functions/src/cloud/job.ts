import { log, logging, measure } from "./log.ts";
import type { Invocation } from "./serve.ts";
import { traced } from "./trace.ts";

/**
 * Makes a handler of what runs by a schedule or from a queue: one line with what came of it, and its
 * metrics. An error is noted without what it quotes, and thrown on without it, since Lambda writes
 * what it is thrown into the log; it still counts as an error, is tried again, and raises the alarm.
 */
export const job =
  <E, R>(name: string, work: (event: E) => Promise<R>) =>
  (event: E, { awsRequestId: requestId }: Invocation): Promise<R> =>
    logging({ requestId, function: name }, async () => {
      const start = performance.now();
      try {
        const result = await traced(name, {}, () => work(event));
        const milliseconds = Math.round(performance.now() - start);
        log.info("done", { milliseconds, ...countsOf(result) });
        measure({ Duration: { value: milliseconds, unit: "Milliseconds" } }, { Function: name });
        return result;
      } catch (error) {
        log.error("failed", error);
        throw new Error(`${name} failed in request ${requestId}`);
      }
    });

/** Only numbers of a result: how many of what. */
const countsOf = (result: unknown): Record<string, number> =>
  Object.fromEntries(
    Object.entries(result ?? {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    ),
  );
