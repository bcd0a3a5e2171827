import { setTimeout } from "node:timers/promises";
import { ConnectionError } from "./error.ts";

/** Milliseconds before the second try when the server names none; doubled for each further one. */
const firstWait = 500;
/** A server that asks for a longer wait than this is not waited for. */
const longestWait = 60_000;

const tooMany = 429;
const away = [502, 503, 504];

/** Whether a mutation can be sent twice: its input has an idempotency key, by which it is done once. */
export function mayRepeat(variables: unknown): boolean {
  if (typeof variables !== "object" || variables === null) return false;
  return Object.entries(variables).some(([name, value]) =>
    name === "idempotencyKey" ? typeof value === "string" && value !== "" : mayRepeat(value),
  );
}

/**
 * Sends until an answer comes that a later try would not change, at most `tries` times. What was refused as too much
 * (429) was not begun and is always sent again; after a lost answer (502 to 504, or none) only what is harmless is.
 */
export async function patiently(
  send: () => Promise<Response>,
  { tries, harmless }: { tries: number; harmless: boolean },
): Promise<Response> {
  for (let count = 1; ; count += 1) {
    const last = count >= tries;
    const response = await send().catch((error: unknown) => {
      if (last || !harmless || !(error instanceof ConnectionError)) throw error;
      return undefined;
    });
    const again =
      !response || response.status === tooMany || (harmless && away.includes(response.status));
    if (response && (last || !again)) return response;
    const wait = waitOf(response, count);
    if (response && wait > longestWait) return response;
    await response?.body?.cancel();
    await setTimeout(wait);
  }
}

/** How long to wait: as long as Retry-After says (seconds or a date), else longer each time, never in step with others. */
function waitOf(response: Response | undefined, count: number): number {
  const told = response?.headers.get("retry-after");
  if (told) {
    const seconds = Number(told);
    const wait = Number.isNaN(seconds) ? Date.parse(told) - Date.now() : seconds * 1000;
    if (wait >= 0) return wait;
  }
  return firstWait * 2 ** (count - 1) * (0.5 + Math.random());
}
