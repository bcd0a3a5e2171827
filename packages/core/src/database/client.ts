import { PrismaPg } from "@prisma/adapter-pg";
import { sha256 } from "../kernel/secret.ts";
import { openPool, type SessionLimits } from "./deadline.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";

export * from "./generated/enums.ts";
export { Prisma };

/** The client outside a transaction. */
export type Database = PrismaClient;

/** The client inside a transaction: has no `$transaction` of its own. */
export type Transaction = Parameters<Parameters<Database["$transaction"]>[0]>[0];

/** Either: what a function takes that only reads. */
export type Reader = Database | Transaction;

/** Names of statements that are kept, so that a long text is not digested each time it is sent. */
const places = 1000;
const names = new Map<string, string>();

/** The name by which PostgreSQL knows a statement: a digest of its text, which has no values in it. */
export function statementName(sql: string): string {
  let name = names.get(sql);
  if (!name) {
    name = `w${sha256(sql).slice(0, 40)}`;
    if (names.size === places) names.clear();
    names.set(sql, name);
  }
  return name;
}

/**
 * Opens a pool. Statements are named by their text, so that PostgreSQL plans each only once. A read with all
 * that is nested in it is one statement, since Prisma reads relations by joins unless told otherwise.
 * `onStatement` hears of each statement, without its values, and how many milliseconds it took.
 * `limits` are what PostgreSQL ends by itself.
 */
export function openDatabase(
  url: string,
  poolSize = 10,
  onStatement?: (sql: string, milliseconds: number) => void,
  limits?: SessionLimits,
): Database {
  const pool = openPool(
    { connectionString: url, max: poolSize, connectionTimeoutMillis: 30_000 },
    limits,
  );
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => statementName(sql),
    disposeExternalPool: true,
  });
  if (!onStatement) return new PrismaClient({ adapter });
  const client = new PrismaClient({ adapter, log: [{ emit: "event", level: "query" }] });
  client.$on("query", (event) => onStatement(event.query, event.duration));
  return client;
}

/**
 * Whether PostgreSQL ended a transaction because two waited for each other: as when a payment gives a
 * subscription its access back while the subscription is being changed. Done again, it comes after the other.
 */
const isDeadlock = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError &&
  (error.code === "P2034" || error.message.includes("Code: `40P01`"));

const attempts = 3;

/**
 * Runs `work` in one transaction: all of it happens, or nothing. After a deadlock it is done again from the
 * beginning, so that it may leave nothing outside of the transaction before it is through.
 */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await db.$transaction(work, { maxWait: 30_000, timeout: 60_000 });
    } catch (error) {
      if (attempt === attempts || !isDeadlock(error)) throw error;
    }
}
