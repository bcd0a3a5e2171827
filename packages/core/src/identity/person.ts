import type { Transaction } from "../database/index.ts";
import { newId } from "../kernel/clock.ts";

/**
 * The person with an e-mail address, known or not yet: whoever proves by a sign-in code that the
 * address is theirs becomes this person.
 */
export async function personOf(tx: Transaction, email: string, name: string) {
  await tx.user.createMany({ data: [{ id: newId(), email, name }], skipDuplicates: true });
  return tx.user.findUniqueOrThrow({ where: { email } });
}
