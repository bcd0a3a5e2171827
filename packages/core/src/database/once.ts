import { DomainError, message } from "../kernel/error.ts";
import { sha256 } from "../kernel/secret.ts";
import type { Database, Transaction } from "./client.ts";
import { inTransaction } from "./client.ts";

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
  const where = { actor_operation_key: { actor, operation, key } };
  // Waits for whoever holds the same key.
  const { count } = await tx.idempotentResult.createMany({
    data: [{ actor, operation, key, inputHash }],
    skipDuplicates: true,
  });
  if (count === 0) {
    const before = await tx.idempotentResult.findUniqueOrThrow({ where });
    if (before.inputHash !== inputHash || !before.resultId)
      throw new DomainError("CONFLICT", reused, { path: ["idempotencyKey"] });
    return before.resultId;
  }
  const resultId = await work();
  await tx.idempotentResult.update({ where, data: { resultId } });
  return resultId;
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
