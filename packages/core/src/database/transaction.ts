import type { Pool, PoolClient } from "pg";
import type { Transaction } from "./client.ts";
import type { PrismaClient } from "./generated/client.ts";
import { lend } from "./lend.ts";
import { rawOver } from "./raw.ts";

type Begin = PrismaClient["$transaction"];

/** How long Prisma waits for its part of a transaction, and how long that may take, in milliseconds. */
const limits = { maxWait: 30_000, timeout: 60_000 };

const over = () => new Error("This transaction is over.");

/** Prisma in a transaction on this connection, begun when it is first asked for. */
function guestOf(begin: Begin, connection: PoolClient) {
  const end = Promise.withResolvers<void>();
  let guest: Promise<Transaction> | undefined;
  let gone: Promise<void> | undefined;
  let isOver = false;
  return {
    join: async () => {
      if (isOver) throw over();
      guest ??= new Promise((resolve, reject) => {
        const stay = (tx: Transaction) => {
          resolve(tx);
          return end.promise;
        };
        gone = lend(connection, async () => begin(stay, limits)).catch(reject);
      });
      return guest;
    },
    leave: async () => {
      isOver = true;
      end.resolve();
      await gone;
    },
  };
}

type Member = (...given: unknown[]) => unknown;

/** What waits for Prisma: a function of it, such as `$queryRawUnsafe`, or a model with its functions. */
function member(join: () => Promise<Transaction>, name: string): unknown {
  if (name.startsWith("$"))
    return async (...given: unknown[]) =>
      (Reflect.get(await join(), name) as Member).apply(await join(), given);
  return new Proxy(
    {},
    {
      get:
        (_model, action) =>
        async (...given: unknown[]) => {
          const model: Record<string | symbol, Member> = Reflect.get(await join(), name);
          return model[action]?.(...given);
        },
    },
  );
}

/**
 * Runs transactions on connections of the pool. Statements in SQL go to the driver, and Prisma joins with the first of
 * its own: to begin and end one itself takes it four times the processor time of the driver.
 */
export function transactionsOver(pool: Pool, begin: Begin) {
  return async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const connection = await pool.connect();
    let isOver = false;
    const query = async (asked: string) => {
      if (isOver) throw over();
      return connection.query(asked);
    };
    const { join, leave } = guestOf(begin, connection);
    const tx = new Proxy(rawOver({ query } as PoolClient), {
      get: (raw, name) =>
        Reflect.get(raw, name) ?? (typeof name === "string" ? member(join, name) : undefined),
    });
    try {
      await connection.query("BEGIN");
      const result = await work(tx as Transaction);
      isOver = true;
      await leave();
      const { command } = await connection.query("COMMIT");
      if (command !== "COMMIT") throw new Error("A statement had failed, so nothing was kept.");
      connection.release();
      return result;
    } catch (error) {
      isOver = true;
      await leave();
      connection.release(await connection.query("ROLLBACK").then(nothing, () => true));
      throw error;
    }
  };
}

const nothing = () => undefined;
