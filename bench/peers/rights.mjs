/** Who asks, as PostGraphile's manual has it: settings of the transaction, by which PostgreSQL's policies decide. */
import { createLocalJWKSet, jwtVerify } from "jose";
import pg from "pg";

/** Verifies tokens as Winner does: a signature once a minute. Gives what makes a request's context. */
export async function createContext(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(`SELECT id AS kid, "publicKey", alg FROM "Jwks"`);
  await client.end();
  const keys = rows.map(({ publicKey, ...key }) => ({ ...JSON.parse(publicKey), ...key }));
  const find = createLocalJWKSet({ keys });
  const verified = new Map();
  return async ({ node }) => {
    const token = node.req.headers.authorization.slice("Bearer ".length);
    let known = verified.get(token);
    if (!known || known.until < Date.now()) {
      const { payload } = await jwtVerify(token, find);
      known = { payload, until: Date.now() + 60_000 };
      verified.set(token, known);
    }
    const { sub, grants } = known.payload;
    const organises = grants.some(({ role }) => role === "ORGANISER");
    return {
      pgSettings: { role: "bench_person", "bench.user": sub, "bench.organises": organises },
    };
  };
}
