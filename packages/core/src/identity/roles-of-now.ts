import { type Database, refusalOf, type Transaction, withTransactions } from "../database/index.ts";
import type { Actor } from "./actor.ts";
import { currentActor } from "./membership.ts";

type Person = Extract<Actor, { kind: "USER" }>;
type Outcome<T> = { result: T } | { error: unknown };

/** The SQLSTATE with which `require_roles` refuses. */
const otherRoles = "WR001";

/**
 * A database whose transactions first prove that a person holds these roles still, until that was proven once. The proof
 * goes in the message that begins a transaction; where it fails, PostgreSQL does nothing of what comes behind it.
 */
function proving(db: Database, { id, grants }: Person) {
  let proof: "NONE" | "ASKED" | "HELD" | "FAILED" = "NONE";
  const prove = async (tx: Transaction) => {
    if (proof === "NONE") proof = "ASKED";
    try {
      await tx.$executeRaw`SELECT FROM require_roles(${id}::uuid, ${JSON.stringify(grants)}::jsonb)`;
      proof = "HELD";
    } catch (error) {
      if (proof !== "HELD" && refusalOf(error)?.state === otherRoles) proof = "FAILED";
    }
  };
  return {
    proof: () => proof,
    db: withTransactions(db, (work) =>
      db.$transaction((tx) => {
        if (proof !== "HELD") void prove(tx);
        return work(tx);
      }),
    ),
  };
}

/**
 * Does what changes something under the roles that the actor holds at this moment. It is begun under those of the last
 * minute, which its first transaction proves: to ask for them before would be one way more to the database and back. Where
 * they were others, and nothing was therefore done, it is done again under those of now; also where it was refused, or was
 * through, before it began a transaction. So `work` must leave nothing outside of the database before it was in one, and
 * change nothing without one.
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
  // What was begun and not answered may have been done, and is not done again.
  const proof = begun.proof();
  if (proof === "NONE" || proof === "FAILED") {
    const current = await currentActor(db, actor);
    if (proof === "FAILED" || !isSame(current, actor)) return work(db, current);
  }
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

/** Both list their roles in the order in which they were granted. */
const isSame = (one: Actor, other: Actor) => JSON.stringify(one) === JSON.stringify(other);
