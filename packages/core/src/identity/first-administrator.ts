import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, lockName } from "../database/index.ts";
import { emailAddress } from "../kernel/input.ts";
import { personOf } from "./person.ts";

/** Held while it matters who the administrators are, so that the first is made once and the last is not erased. */
export const administratorsLock = "first administrator";

/** Who administers everything now. */
export const administrators = {
  role: "ADMINISTRATOR",
  revokedAt: null,
  editionId: null,
  provinceCode: null,
  institutionId: null,
  providerId: null,
} as const;

/**
 * Makes a person administrator while there is none, so that a new deployment can be entered; whoever
 * proves the address by a sign-in code is that person. Later calls change nothing.
 */
export async function ensureAdministrator(db: Database, address: string): Promise<boolean> {
  const email = emailAddress.parse(address);
  return inTransaction(db, async (tx) => {
    await lockName(tx, administratorsLock);
    const where = { role: "ADMINISTRATOR" as const, revokedAt: null };
    if ((await tx.membership.count({ where })) > 0) return false;
    const { id: userId } = await personOf(tx, email, email);
    const organisation = await tx.organisation.create({
      data: { name: "Winner", kind: "MINISTRY" },
    });
    await tx.membership.create({
      data: { userId, organisationId: organisation.id, role: "ADMINISTRATOR" },
    });
    Audit.append(tx, {
      stream: "identity",
      actor: "system:deployment",
      action: "role.granted",
      subjectType: "User",
      subjectId: userId,
      after: { role: "ADMINISTRATOR" },
    });
    return true;
  });
}
