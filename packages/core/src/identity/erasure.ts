import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  lockName,
  type Prisma,
  type Transaction,
} from "../database/index.ts";
import { DomainError, found, message, type Path, refuseFaults } from "../kernel/error.ts";
import { emailAddress, readInput } from "../kernel/input.ts";
import { type Actor, actorName } from "./actor.ts";
import { clearTraces } from "./erasure-trace.ts";
import { administrators, administratorsLock } from "./first-administrator.ts";
import { authorize } from "./rights.ts";

/** Why a person is erased: the grounds of UU PDP 27/2022 art. 43 (1), in its order. */
export const erasureReasons = [
  "NO_LONGER_NEEDED",
  "CONSENT_WITHDRAWN",
  "REQUESTED",
  "UNLAWFUL",
] as const;

const texts = {
  personOrAddress: message(
    "PERSON_OR_ADDRESS",
    "Name the person by personId or by email, not by both.",
    "Sebutkan orangnya dengan personId atau email, tidak keduanya.",
  ),
  onlyLeader: message(
    "ONLY_LEADER",
    "The person alone leads the team {team}, on which others depend. Make another member its leader first (changeTeamLeader).",
    "Orang ini satu-satunya ketua tim {team}, yang diandalkan pihak lain. Jadikan anggota lain ketuanya terlebih dahulu (changeTeamLeader).",
  ),
  lastAdministrator: message(
    "LAST_ADMINISTRATOR",
    "This is the last administrator without limits. Give another person the role first (grantRole).",
    "Ini administrator terakhir tanpa batasan. Berikan peran itu kepada orang lain terlebih dahulu (grantRole).",
  ),
};

/** A number and no free text, which could name people in an audit that never forgets. */
const limits = z.looseObject({
  email: emailAddress.nullish(),
  requestNumber: z
    .string()
    .trim()
    .regex(/^(?=.*\d)[A-Z0-9./-]{1,40}$/)
    .nullish(),
});

/** Teams that the person alone leads and on which others depend: other members, or institutions. */
const dependentTeams = (userId: string): Prisma.TeamWhereInput => ({
  members: { some: { userId, role: "LEADER" } },
  NOT: { members: { some: { userId: { not: userId }, role: "LEADER" } } },
  OR: [
    { members: { some: { userId: { not: userId } } } },
    { agreements: { some: { state: { in: ["REVIEW", "SIGNING", "ACTIVE"] } } } },
    { consents: { some: { withdrawnAt: null } } },
    { provider: { isNot: null } },
  ],
});

/** Refuses while somebody depends on the person, and says what comes first. */
async function refuseDependents(tx: Transaction, userId: string, path: Path): Promise<void> {
  // No leader changes until the end: changeTeamLeader locks the team too.
  await tx.$queryRaw`
    SELECT 1 FROM "Team" WHERE id IN (SELECT "teamId" FROM "TeamMember" WHERE "userId" = ${userId}::uuid)
    ORDER BY id FOR UPDATE`;
  const team = await tx.team.findFirst({
    where: dependentTeams(userId),
    select: { name: true },
    orderBy: { id: "asc" },
  });
  if (team)
    throw new DomainError("STATE", texts.onlyLeader, { path, parameters: { team: team.name } });
  const held = await tx.membership.findMany({ where: administrators, select: { userId: true } });
  if (held.length > 0 && held.every((one) => one.userId === userId))
    throw new DomainError("STATE", texts.lastAdministrator, { path });
}

/** The person's row, locked: whoever gives them something new waits, and is then refused. */
async function lockPerson(tx: Transaction, by: { id?: string | null; email?: string | null }) {
  const [row] = await tx.$queryRaw<{ id: string; email: string; erasedAt: Date | null }[]>`
    SELECT id::text, email, "erasedAt" FROM "User"
    WHERE id = ${by.id ?? null}::uuid OR email = ${by.email ?? null} FOR UPDATE`;
  return found(row, "person");
}

/**
 * Erases a person at their request or where the law wants it (UU PDP 27/2022 art. 8, 42-44): nothing names them any
 * more, they are signed out and hold no role, and what must stay (art. 15 (1) c; UU KUP art. 28 (11)) stays by their id
 * alone. Erased already changes nothing. Refused with ONLY_LEADER or LAST_ADMINISTRATOR while somebody depends on them.
 * The same address may sign in again and is then a new person.
 */
export async function erasePerson(
  db: Database,
  actor: Actor,
  input: {
    personId?: string | null;
    /** Instead of the id. */
    email?: string | null;
    reason: (typeof erasureReasons)[number];
    /** Of the request in the register of letters, as PDP/12/2026: art. 14 wants it recorded. */
    requestNumber?: string | null;
  },
): Promise<{ id: string; erasedAt: Date }> {
  authorize(actor, "erasePerson", {});
  const { email, requestNumber } = readInput(limits, input);
  const path = [input.personId ? "personId" : "email"];
  if (!input.personId === !email) refuseFaults([{ message: texts.personOrAddress, path }]);
  return inTransaction(db, async (tx) => {
    await lockName(tx, administratorsLock);
    const person = await lockPerson(tx, { id: input.personId, email });
    const { id, erasedAt } = person;
    if (erasedAt) return { id, erasedAt };
    await refuseDependents(tx, id, path);
    const { at, counts } = await clearTraces(tx, person);
    Audit.append(tx, {
      stream: "identity",
      actor: actorName(actor),
      action: "person.erased",
      subjectType: "User",
      subjectId: id,
      after: { reason: input.reason, requestNumber: requestNumber ?? null, ...counts },
    });
    return { id, erasedAt: at };
  });
}
