import type { Transaction } from "../database/index.ts";
import { newId } from "../kernel/clock.ts";
import { found } from "../kernel/error.ts";

/**
 * The person with an e-mail address, known or not yet: whoever proves by a sign-in code that the
 * address is theirs becomes this person. Two who name the same person at once get the same one, and
 * who is named is not erased before the transaction ends: after an erasure that came first it is a new person.
 */
export async function personOf(
  tx: Transaction,
  email: string,
  name: string,
): Promise<{ id: string }> {
  const known = async () => {
    const [row] = await tx.$queryRaw<{ id: string; erased: boolean }[]>`
      SELECT id::text, "erasedAt" IS NOT NULL AS erased FROM "User" WHERE email = ${email} FOR KEY SHARE`;
    return row;
  };
  const enter = async () => {
    const [row] = await tx.$queryRaw<{ id: string; erased: boolean }[]>`
      INSERT INTO "User" (id, name, email, "updatedAt")
      VALUES (${newId()}::uuid, ${name}, ${email}, CURRENT_TIMESTAMP)
      ON CONFLICT DO NOTHING RETURNING id::text, false AS erased`;
    return row;
  };
  const person = found((await enter()) ?? (await known()) ?? (await enter()), "person");
  return { id: found(person.erased ? undefined : person.id, "person") };
}

/** The same for many in one statement, each address once; who they are is read by their addresses. */
export async function enterPeople(
  tx: Transaction,
  people: readonly { email: string; name: string }[],
): Promise<void> {
  await tx.user.createMany({
    data: people.map(({ email, name }) => ({ id: newId(), email, name })),
    skipDuplicates: true,
  });
}
