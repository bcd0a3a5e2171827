import { machineTime } from "@winner/core/kernel/clock.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { audience } from "./auth.ts";

/** Verified tokens that are kept, and for how many seconds at most. */
const places = 1000;
const keep = 60;

/**
 * Verifies tokens. A signature is checked once a minute and not at each request of the same person, which
 * would be a fifth of a request's work: what is kept is that a token is good, by its digest, until it expires.
 */
export function createTokens(keys: JWTVerifyGetKey): (token: string) => Promise<JWTPayload> {
  const verified = new Map<string, { payload: JWTPayload; until: number }>();
  return async (token) => {
    const digest = sha256(token);
    const known = verified.get(digest);
    if (known && machineTime() < known.until) return known.payload;
    verified.delete(digest);
    const { payload } = await jwtVerify(token, keys, { audience, requiredClaims: ["sub", "exp"] });
    const until = Math.min((payload.exp ?? 0) * 1000, machineTime() + keep * 1000);
    verified.set(digest, { payload, until });
    for (const oldest of verified.keys()) {
      if (verified.size <= places) break;
      verified.delete(oldest);
    }
    return payload;
  };
}
