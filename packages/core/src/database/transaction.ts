import type { Pool, QueryConfig, QueryResult } from "pg";
import type { Transaction } from "./client.ts";
import { throwIfEnded } from "./deadline.ts";
import type { PrismaClient } from "./generated/client.ts";
import { lend } from "./lend.ts";
import { rawOver, read, statement, type Template } from "./raw.ts";

type Begin = PrismaClient["$transaction"];
type Guest = Omit<Transaction, "$atEnd">;

/** How long Prisma waits for its part of a transaction, and how long that may take, in milliseconds. */
const limits = { maxWait: 30_000, timeout: 60_000 };

const over = () => new Error("This transaction is over.");

type Send = (asked: QueryConfig) => Promise<QueryResult>;

/** Prisma in a transaction that takes statements by `send`, begun when it is first asked for. */
function guestOf(begin: Begin, send: Send) {
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
        gone = lend(send, async () => begin(stay, limits)).catch(reject);
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

const [beginning, committing, undoing] = [
  statement("BEGIN"),
  statement("COMMIT"),
  statement("ROLLBACK"),
];

/**
 * Runs transactions on connections of the pool. Statements in SQL go to the driver, and Prisma joins with the first of
 * its own: to begin and end one itself takes it four times the processor time of the driver.
 */
export function transactionsOver(pool: Pool, begin: Begin) {
  return async <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => {
    const connection = await pool.connect();
    let isFirstTurn = true;
    let isOver = false;
    let begun: Promise<unknown> | undefined;
    const send: Send = async (asked) => {
      if (isOver) throw over();
      // What is asked at first goes in one message with the beginning, and is not done when that fails; all else waits.
      if (!isFirstTurn) await begun;
      return connection.query(asked);
    };
    const last: QueryConfig[] = [];
    const { join, leave } = guestOf(begin, send);
    const own = {
      ...rawOver(send),
      $atEnd: (sql: Template, ...values: unknown[]) => void last.push(read(sql, values)),
    };
    const tx = new Proxy(own, {
      get: (own, name) =>
        Reflect.get(own, name) ?? (typeof name === "string" ? member(join, name) : undefined),
    }) as unknown as Transaction;
    try {
      throwIfEnded();
      begun = connection.query(beginning);
      begun.catch(nothing);
      process.nextTick(() => {
        isFirstTurn = false;
      });
      const result = await work(tx);
      await leave();
      // What is over in the turn in which it began goes in one message, of which PostgreSQL does all or nothing.
      if (!isFirstTurn) await begun;
      isOver = true;
      // From here on all is sent or nothing, so that no change is kept without what belongs to it.
      throwIfEnded();
      const sent = last.map((asked) => connection.query(asked));
      const [{ command }] = await Promise.all([connection.query(committing), begun, ...sent]);
      if (command !== "COMMIT") throw new Error("A statement had failed, so nothing was kept.");
      connection.release();
      return result;
    } catch (error) {
      isOver = true;
      await leave();
      connection.release(await connection.query(undoing).then(nothing, () => true));
      throw error;
    }
  };
}

const nothing = () => undefined;
