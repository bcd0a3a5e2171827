import type { Pool, PoolClient } from "pg";
import type { Transaction } from "./client.ts";
import type { PrismaClient } from "./generated/client.ts";
import { lend } from "./lend.ts";
import { rawOver, statement } from "./raw.ts";

type Begin = PrismaClient["$transaction"];
type Guest = Omit<Transaction, "$atEnd">;

/** How long Prisma waits for its part of a transaction, and how long that may take, in milliseconds. */
const limits = { maxWait: 30_000, timeout: 60_000 };

const over = () => new Error("This transaction is over.");

/** Prisma in a transaction on this connection, begun when it is first asked for. */
function guestOf(begin: Begin, connection: PoolClient) {
  const end = Promise.withResolvers<void>();
  let guest: Promise<Guest> | undefined;
  let gone: Promise<void> | undefined;
  let isOver = false;
  return {
    join: async () => {
      if (isOver) throw over();
      guest ??= new Promise((resolve, reject) => {
        const stay = (tx: Guest) => {
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
function member(join: () => Promise<Guest>, name: string): unknown {
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

const [beginning, committing] = [statement("BEGIN"), statement("COMMIT")];

/**
 * Runs transactions on connections of the pool. Statements in SQL go to the driver, and Prisma joins with the first of
 * its own: to begin and end one itself takes it four times the processor time of the driver.
 */
export function transactionsOver(pool: Pool, begin: Begin) {
  return async <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => {
    const connection = await pool.connect();
    let isOver = false;
    const query = async (asked: string) => {
      if (isOver) throw over();
      return connection.query(asked);
    };
    const { join, leave } = guestOf(begin, connection);
    const last: (() => Promise<unknown>)[] = [];
    const own = { ...rawOver({ query } as PoolClient), $atEnd: last.push.bind(last) };
    const tx = new Proxy(own, {
      get: (own, name) =>
        Reflect.get(own, name) ?? (typeof name === "string" ? member(join, name) : undefined),
    });
    try {
      // Not waited for: it goes with the first statement.
      const begun = connection.query(beginning);
      const [result] = await Promise.all([work(tx as unknown as Transaction), begun]);
      await leave();
      const sent = last.map((send) => send());
      isOver = true;
      const [{ command }] = await Promise.all([connection.query(committing), ...sent]);
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
