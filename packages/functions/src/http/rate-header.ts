import type { Verdict } from "@winner/core/rate-limit/index.ts";

/** What a client may still ask, as draft-ietf-httpapi-ratelimit-headers says it. */
export function rateHeaders({
  rate,
  allowed,
  remaining,
  fullAfter,
  retryAfter,
}: Verdict): [string, string][] {
  const left = allowed ? remaining : 0;
  return [
    [
      "ratelimit-policy",
      `"${rate.name}";q=${rate.burst};w=${Math.ceil((rate.burst / rate.perMinute) * 60)}`,
    ],
    ["ratelimit", `"${rate.name}";r=${left};t=${allowed ? fullAfter : retryAfter}`],
    ...(allowed ? [] : [["retry-after", String(retryAfter)] as [string, string]]),
  ];
}
