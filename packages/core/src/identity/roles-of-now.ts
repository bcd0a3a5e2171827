import type { Database, Transaction } from "../database/index.ts";
import type { Actor } from "./actor.ts";
import { currentActor } from "./membership.ts";

type Person = Extract<Actor, { kind: "USER" }>;
type Outcome<T> = { result: T } | { error: unknown };

/**
 * A database whose transactions first prove that a person holds these roles still, until that was proven once. The proof
 * goes in the message that begins a transaction; where it fails, PostgreSQL does nothing of what comes behind it.
 */
function proving(db: Database, { id, grants }: Person) {
  let proof: "NONE" | "HELD" | "FAILED" = "NONE";
  const $transaction = <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> =>
    db.$transaction((tx) => {
      if (proof !== "HELD")
        tx.$executeRaw`SELECT FROM require_roles(${id}::uuid, ${JSON.stringify(grants)}::jsonb)`.then(
          () => {
            proof = "HELD";
          },
          () => {
            proof = "FAILED";
          },
        );
      return work(tx);
    });
  return {
    proof: () => proof,
    db: new Proxy(db, {
      get: (target, name) => (name === "$transaction" ? $transaction : Reflect.get(target, name)),
    }),
  };
}

/**
 * Does what changes something under the roles that the actor holds at this moment. It is begun under those of the last
 * minute, which its first transaction proves: to ask for them before would be one way more to the database and back. Where
 * they were others, and nothing was therefore done, it is done again under those of now. So `work` must leave nothing
 * outside of the database before it was in a transaction, and change nothing without one.
 */
export async function underRolesOfNow<T>(
  db: Database,
  actor: Actor,
  work: (db: Database, actor: Actor) => Promise<T>,
): Promise<T> {
  if (actor.kind !== "USER") return work(db, actor);
  const begun = proving(db, actor);
  const outcome: Outcome<T> = await work(begun.db, actor).then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
  if (begun.proof() !== "HELD") {
    const current = await currentActor(db, actor);
    // Without a proof that failed it was refused before it began a transaction, or needs none.
    if (begun.proof() === "FAILED" || !isSame(current, actor)) return work(db, current);
  }
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

/** Both list their roles in the order in which they were granted. */
const isSame = (one: Actor, other: Actor) => JSON.stringify(one) === JSON.stringify(other);
