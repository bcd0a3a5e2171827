import { DomainError, message } from "../kernel/error.ts";
import { sha256 } from "../kernel/secret.ts";
import type { Database, Transaction } from "./client.ts";
import { inTransaction, withTransactions } from "./client.ts";

const reused = message(
  "IDEMPOTENCY_KEY_REUSED",
  "This key was used for another input. Take a new one for a new operation.",
  "Kunci ini telah dipakai untuk isian lain. Gunakan kunci baru untuk operasi baru.",
);

/** Who asks for what under which key; `input` is what must be the same when it is asked again. */
export interface OnceKey {
  /** As the audit names them: keys of two people never meet. */
  actor: string;
  operation: string;
  key: string;
  input: unknown;
}

/**
 * Does a thing once for a key: who asks again, also at the same moment, gets the id of the first result
 * and nothing else happens. Refusals are not remembered.
 */
export async function once(
  tx: Transaction,
  { actor, operation, key, input }: OnceKey,
  work: () => Promise<string>,
): Promise<string> {
  const inputHash = sha256(
    JSON.stringify(input, (_name, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
  // Waits for whoever holds the same key.
  const count = await tx.$executeRaw`
    INSERT INTO "IdempotentResult" (actor, operation, key, "inputHash")
    VALUES (${actor}, ${operation}, ${key}, ${inputHash}) ON CONFLICT DO NOTHING`;
  if (count === 0) {
    const [before] = await tx.$queryRaw<{ inputHash: string; resultId: string | null }[]>`
      SELECT "inputHash", "resultId" FROM "IdempotentResult"
      WHERE actor = ${actor} AND operation = ${operation} AND key = ${key}`;
    if (before?.inputHash !== inputHash || !before.resultId)
      throw new DomainError("CONFLICT", reused, { path: ["idempotencyKey"] });
    return before.resultId;
  }
  const resultId = await work();
  await tx.$executeRaw`
    UPDATE "IdempotentResult" SET "resultId" = ${resultId}::uuid
    WHERE actor = ${actor} AND operation = ${operation} AND key = ${key}`;
  return resultId;
}

/**
 * A transaction for work that opens one of its own: what it does becomes a part of this one. When it fails, this
 * one has failed, so that a deadlock is answered by doing all of it again, not a part.
 */
function joined(tx: Transaction): Database {
  let failure: { error: unknown } | undefined;
  return withTransactions(tx, async (work) => {
    if (failure) throw failure.error;
    try {
      return await work(tx);
    } catch (error) {
      failure = { error };
      throw error;
    }
  });
}

/** What an operation made, and how it is told again of the row that it made. */
export interface Repeatable<T> {
  work(db: Database): Promise<T>;
  idOf(made: T): string;
  again(id: string): Promise<T>;
}

/** As `once`, of a whole operation that opens its own transaction: the key and its row are written together. */
export async function wholeOnce<T>(
  db: Database,
  key: OnceKey,
  { work, idOf, again }: Repeatable<T>,
): Promise<T> {
  const { id, made } = await inTransaction(db, async (tx) => {
    let made: { row: T } | undefined;
    const id = await once(tx, key, async () => {
      made = { row: await work(joined(tx)) };
      return idOf(made.row);
    });
    return { id, made };
  });
  return made ? made.row : again(id);
}

class Rehearsed<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super("rehearsed");
    this.result = result;
  }
}

/** Runs `work` for real in a transaction, takes its result, and takes everything back: a preview. */
export async function rehearse<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await inTransaction(db, async (tx) => {
      throw new Rehearsed(await work(tx));
    });
  } catch (error) {
    if (error instanceof Rehearsed) return error.result as T;
    throw error;
  }
}
