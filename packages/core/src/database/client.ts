import { PrismaPg } from "@prisma/adapter-pg";
import { isDeadlock } from "./failure.ts";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { openPool, type SessionLimits } from "./pool.ts";
import { rawOver, statementName } from "./raw.ts";
import { transactionsOver } from "./transaction.ts";

export type { Team } from "./generated/client.ts";
export * from "./generated/enums.ts";
export { Prisma };

type Members = Omit<PrismaClient, "$transaction">;

/** The client inside a transaction: has no `$transaction` of its own. */
export type Transaction = Omit<Members, "$connect" | "$disconnect" | "$extends" | "$on"> & {
  /**
   * Sends a statement when all else is done, in one message with the commit: for what takes a lock that many want, and
   * for whatever nothing waits for.
   */
  $atEnd(sql: TemplateStringsArray, ...values: unknown[]): void;
};

/** The client outside a transaction. */
export type Database = Members & {
  $transaction<T>(work: (tx: Transaction) => Promise<T> | T): Promise<T>;
};

/** Either: what a function takes that only reads. */
export type Reader = Database | Transaction;

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
  const pool = openPool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 30_000,
    ...(onStatement && { onStatement }),
    ...(limits && { limits }),
  });
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => statementName(sql),
  });
  const prisma = new PrismaClient({ adapter });
  const $transaction = transactionsOver(pool, prisma.$transaction.bind(prisma));
  const disconnect = prisma.$disconnect.bind(prisma);
  const $disconnect = async () => {
    await disconnect();
    if (!pool.ending) await pool.end();
  };
  return Object.assign(prisma, {
    ...rawOver((asked) => pool.query(asked)),
    $transaction,
    $disconnect,
  });
}

/** A client, or a transaction, that runs transactions in another way. */
export const withTransactions = (
  client: Reader,
  $transaction: Database["$transaction"],
): Database =>
  new Proxy(client, {
    get: (target, name) => (name === "$transaction" ? $transaction : Reflect.get(target, name)),
  }) as Database;

const attempts = 3;

/**
 * Runs `work` in one transaction: all of it happens, or nothing. After a deadlock it is done again from the
 * beginning, so that it may leave nothing outside of the transaction before it is through.
 */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T> | T,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt === attempts || !isDeadlock(error)) throw error;
    }
}
