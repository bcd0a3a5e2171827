import type { Transaction } from "../database/index.ts";
import { newId } from "../kernel/clock.ts";

/**
 * The person with an e-mail address, known or not yet: whoever proves by a sign-in code that the
 * address is theirs becomes this person. Two who name the same person at once get the same one.
 */
export async function personOf(
  tx: Transaction,
  email: string,
  name: string,
): Promise<{ id: string }> {
  const [created] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "User" (id, name, email, "updatedAt")
    VALUES (${newId()}::uuid, ${name}, ${email}, CURRENT_TIMESTAMP)
    ON CONFLICT DO NOTHING RETURNING id`;
  return created ?? tx.user.findUniqueOrThrow({ where: { email }, select: { id: true } });
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
