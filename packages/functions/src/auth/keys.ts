import type { Database } from "@winner/core/database/index.ts";
import { machineTime } from "@winner/core/kernel/clock.ts";
import { createLocalJWKSet, errors, type JWK, type JWTVerifyGetKey } from "jose";

/**
 * Seconds for which keys are kept, and at least between two looks for a key that is not there. With the
 * minute for which a verified token is kept, a key that is taken away serves for five minutes at most.
 */
const keep = 240;
const pause = 10;

/**
 * The public keys of sign-in, read from the database instead of asked of the sign-in function: that
 * would be a call through the gateway, and its cold start, on the first request of every instance.
 */
export function createDatabaseKeys(db: Database): JWTVerifyGetKey {
  let find: ReturnType<typeof createLocalJWKSet> | undefined;
  let readAt = 0;
  const read = async () => {
    const rows = await db.jwks.findMany({ select: { id: true, publicKey: true, alg: true } });
    readAt = machineTime();
    const keys = rows.map(({ id, publicKey, alg }) => ({
      ...(JSON.parse(publicKey) as JWK),
      kid: id,
      alg: alg ?? "EdDSA",
    }));
    find = createLocalJWKSet({ keys });
    return find;
  };
  return async (header, token) => {
    const age = (machineTime() - readAt) / 1000;
    const known = find && age < keep ? find : await read();
    try {
      return await known(header, token);
    } catch (error) {
      // A key that is younger than what is kept.
      if (!(error instanceof errors.JWKSNoMatchingKey) || age < pause) throw error;
      return (await read())(header, token);
    }
  };
}
