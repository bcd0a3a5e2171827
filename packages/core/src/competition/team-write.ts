import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type ApplicantKind,
  type Database,
  inTransaction,
  type Team,
  type TeamRole,
  type Transaction,
} from "../database/index.ts";
import {
  type Actor,
  actorName,
  authorize,
  forbidden,
  may,
  type Operation,
  personOf,
} from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, found } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";

const maxMembers = 20;
const nameLimits = madeOnce(() => z.object({ name: line() }));
const personLimits = madeOnce(() => z.object({ email: emailAddress, name: line() }));

/** A team with its founder as leader. */
export async function createTeam(
  db: Database,
  actor: Actor,
  input: { name: string; kind: ApplicantKind },
) {
  authorize(actor, "createTeam", {});
  if (actor.kind !== "USER") throw new DomainError("FORBIDDEN", forbidden);
  const { name } = readInput(nameLimits(), input);
  return inTransaction(db, (tx) => {
    const team = { id: newId(), name, kind: input.kind };
    tx.$atEnd`
      WITH team AS (
        INSERT INTO "Team" (id, name, kind) VALUES (${team.id}::uuid, ${name}, ${team.kind}::"ApplicantKind")
        RETURNING id)
      INSERT INTO "TeamMember" ("teamId", "userId", role) SELECT id, ${actor.id}::uuid, 'LEADER' FROM team`;
    Audit.append(tx, {
      stream: "team",
      actor: actorName(actor),
      action: "team.created",
      subjectType: "Team",
      subjectId: team.id,
      after: { kind: input.kind },
    });
    return team;
  });
}

async function lockTeam(tx: Transaction, id: string) {
  const locked = tx.$queryRaw<Pick<Team, "id" | "name" | "kind">[]>`
    SELECT id, name, kind FROM "Team" WHERE id = ${id}::uuid FOR UPDATE`;
  // A statement of its own, which PostgreSQL begins when the lock is held: who was added meanwhile counts.
  const read = tx.$queryRaw<{ userId: string; role: TeamRole }[]>`
    SELECT "userId", role FROM "TeamMember" WHERE "teamId" = ${id}::uuid`;
  const [[team], members] = await Promise.all([locked, read]);
  return { ...found(team, "team"), members };
}

/** Locks a team of which the actor is the leader. To others than members it does not exist. */
export async function lockLedTeam(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  const team = await lockTeam(tx, id);
  const own = team.members.find((member) => actor.kind === "USER" && member.userId === actor.id);
  authorize(actor, operation, { ownerIds: found(own, "team") && [own?.userId ?? ""] });
  if (own?.role !== "LEADER") throw new DomainError("FORBIDDEN", texts.leaderOnly);
  return team;
}

/** Adds a member by e-mail address, also one who has never signed in. Twice changes nothing. */
export async function addTeamMember(
  db: Database,
  actor: Actor,
  input: { teamId: string; email: string; name: string },
) {
  const { email, name } = readInput(personLimits(), input);
  return inTransaction(db, async (tx) => {
    // Asked at once; a person who is entered for somebody who may not add them is taken back with the rest.
    const [{ members, ...team }, { id: userId }] = await Promise.all([
      lockLedTeam(tx, actor, "addTeamMember", input.teamId),
      personOf(tx, email, name),
    ]);
    const teamId = team.id;
    if (!members.some((member) => member.userId === userId)) {
      if (members.length >= maxMembers)
        throw new DomainError("STATE", texts.teamFull, { parameters: { max: maxMembers } });
      tx.$atEnd`
        INSERT INTO "TeamMember" ("teamId", "userId", role) VALUES (${teamId}::uuid, ${userId}::uuid, 'MEMBER')`;
      Audit.append(tx, {
        stream: "team",
        actor: actorName(actor),
        action: "member.added",
        subjectType: "Team",
        subjectId: teamId,
        after: { userId },
      });
    }
    return team;
  });
}

/** Removes a member; the leader stays. Removing who is not there changes nothing. */
export async function removeTeamMember(
  db: Database,
  actor: Actor,
  input: { teamId: string; userId: string },
) {
  return inTransaction(db, async (tx) => {
    const { members, ...team } = await lockLedTeam(tx, actor, "removeTeamMember", input.teamId);
    const member = members.find((one) => one.userId === input.userId);
    if (member?.role === "LEADER") throw new DomainError("STATE", texts.lastLeader);
    if (member) {
      const { userId } = member;
      const teamId = team.id;
      await tx.teamMember.delete({ where: { teamId_userId: { teamId, userId } } });
      Audit.append(tx, {
        stream: "team",
        actor: actorName(actor),
        action: "member.removed",
        subjectType: "Team",
        subjectId: teamId,
        before: { userId },
      });
    }
    return team;
  });
}

/**
 * Makes another member the leader, by whom the team goes on when its leader leaves or is erased: by the leader, or by an
 * administrator for a leader who cannot. Who led is a member. The leader of today changes nothing.
 */
export async function changeTeamLeader(
  db: Database,
  actor: Actor,
  input: { teamId: string; userId: string },
) {
  return inTransaction(db, async (tx) => {
    const { id: teamId, members } = may(actor, "changeTeamLeader", {})
      ? await lockTeam(tx, input.teamId)
      : await lockLedTeam(tx, actor, "changeTeamLeader", input.teamId);
    const { userId } = found(
      members.find((one) => one.userId === input.userId),
      "member",
    );
    const leaders = members.filter((one) => one.role === "LEADER").map((one) => one.userId);
    if (leaders.length === 1 && leaders[0] === userId) return { teamId, userId };
    await tx.teamMember.updateMany({
      where: { teamId, role: "LEADER" },
      data: { role: "MEMBER" },
    });
    await tx.teamMember.update({
      where: { teamId_userId: { teamId, userId } },
      data: { role: "LEADER" },
    });
    Audit.append(tx, {
      stream: "team",
      actor: actorName(actor),
      action: "leader.changed",
      subjectType: "Team",
      subjectId: teamId,
      before: { leaders },
      after: { userId },
    });
    return { teamId, userId };
  });
}
