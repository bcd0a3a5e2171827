import type { Grant } from "@winner/core/identity/index.ts";
import { machineTime } from "@winner/core/kernel/clock.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { errors, type JWTVerifyGetKey, jwtVerify } from "jose";

/** For whom tokens are. */
export const audience = "winner";

/** Whose a token is, and the roles that they held within the last minute. */
export interface Bearer {
  userId: string;
  grants: readonly Grant[];
}

/** Tokens of which the bearer is kept, and for how many seconds at most. */
const places = 1000;
const keep = 60;

/**
 * Finds the bearer of a token; undefined when the token is not good. A signature is checked, and roles are read,
 * once a minute and not at each request of the same person, which would be a good part of a request's work: what is
 * kept is known by the token's digest, until the token expires. A token of a person who is there no more is not good. Throws what `keys` and `grantsOf` throw when they
 * cannot be asked: then a token is not bad.
 */
export function createTokens(
  keys: JWTVerifyGetKey,
  grantsOf: (userId: string) => Promise<Grant[] | undefined>,
): (token: string) => Promise<Bearer | undefined> {
  const known = new Map<string, { bearer: Bearer; until: number }>();
  return async (token) => {
    const digest = sha256(token);
    const kept = known.get(digest);
    if (kept && machineTime() < kept.until) return kept.bearer;
    known.delete(digest);
    const claims = await verified(token, keys);
    if (!claims) return undefined;
    const grants = await grantsOf(claims.sub);
    if (!grants) return undefined;
    const bearer = { userId: claims.sub, grants };
    known.set(digest, { bearer, until: Math.min(claims.exp * 1000, machineTime() + keep * 1000) });
    for (const oldest of known.keys()) {
      if (known.size <= places) break;
      known.delete(oldest);
    }
    return bearer;
  };
}

/** What `jose` and WebCrypto throw at a token that is not good; anything else is not the token's fault. */
const faults = [errors.JOSEError, TypeError, DOMException];

async function verified(token: string, keys: JWTVerifyGetKey) {
  try {
    const { payload } = await jwtVerify(token, keys, { audience, requiredClaims: ["sub", "exp"] });
    return { sub: payload.sub ?? "", exp: payload.exp ?? 0 };
  } catch (error) {
    if (faults.some((fault) => error instanceof fault)) return undefined;
    throw error;
  }
}
