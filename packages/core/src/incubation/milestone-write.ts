import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type MilestoneState,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, type Operation } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { checkMove, found, refuseFaults, sameVersion, stateError } from "../kernel/error.ts";
import { madeOnce, paragraphs, prose, readInput } from "../kernel/input.ts";
import { localDateAt, toColumn } from "../kernel/local-date.ts";
import { cohortStream, lockMember } from "./cohort-visibility.ts";
import { texts } from "./error.ts";

const evidenceLimits = madeOnce(() => z.looseObject({ evidence: paragraphs(5000) }));
const reviewLimits = madeOnce(() => z.looseObject({ review: prose() }));

/** The allowed moves; the trigger `milestone_move` holds the same. */
export const milestoneMoves: Readonly<Record<MilestoneState, readonly MilestoneState[]>> = {
  PLANNED: ["SUBMITTED"],
  SUBMITTED: ["RETURNED", "ACCEPTED"],
  RETURNED: ["SUBMITTED"],
  ACCEPTED: [],
};

/** A team says that a milestone is reached, with its evidence. */
export const submitMilestone = (
  db: Database,
  actor: Actor,
  input: { id: string; evidence: string; expectedVersion: number },
) => {
  const { evidence } = readInput(evidenceLimits(), input);
  return move(db, actor, "submitMilestone", "TEAM", input, "SUBMITTED", { evidence });
};

/** A mentor accepts a milestone, or returns it with what is missing. */
export const reviewMilestone = (
  db: Database,
  actor: Actor,
  input: { id: string; accept: boolean; review: string; expectedVersion: number },
) => {
  const { review } = readInput(reviewLimits(), input);
  const to = input.accept ? "ACCEPTED" : "RETURNED";
  return move(db, actor, "reviewMilestone", "MENTOR", input, to, { review });
};

/** Makes a person of the team responsible for a milestone; nobody, when none is named. */
export async function assignMilestone(
  db: Database,
  actor: Actor,
  input: { id: string; ownerId?: string | null; expectedVersion: number },
) {
  const { id, ownerId = null } = input;
  return inTransaction(db, async (tx) => {
    const { member, milestone } = await lockMilestone(tx, actor, "assignMilestone", id, "TEAM");
    sameVersion(milestone.version, input.expectedVersion);
    const team = member.application.team.members.map((one) => one.userId);
    if (ownerId && !team.includes(ownerId))
      refuseFaults([{ message: texts.notOfTeam, path: ["ownerId"] }]);
    const assigned = await tx.milestone.update({
      where: { id },
      data: { ownerId, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: "milestone.assigned",
      subjectType: "Milestone",
      subjectId: id,
      before: { ownerId: milestone.ownerId },
      after: { ownerId },
    });
    return assigned;
  });
}

/** A milestone of an active member, which is locked for an operation of its team or its mentor. */
export async function lockMilestone(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
  as: "TEAM" | "MENTOR",
) {
  const { memberId } = found(
    await tx.milestone.findUnique({ where: { id }, select: { memberId: true } }),
    "milestone",
  );
  const member = await lockMember(tx, actor, operation, memberId, [as]);
  const milestone = await tx.milestone.findUniqueOrThrow({ where: { id } });
  if (member.state !== "ACTIVE") throw stateError(member.state);
  return { member, milestone };
}

async function move(
  db: Database,
  actor: Actor,
  operation: "submitMilestone" | "reviewMilestone",
  as: "TEAM" | "MENTOR",
  input: { id: string; expectedVersion: number },
  to: MilestoneState,
  data: { evidence?: string; review?: string },
) {
  return inTransaction(db, async (tx) => {
    const { member, milestone } = await lockMilestone(tx, actor, operation, input.id, as);
    sameVersion(milestone.version, input.expectedVersion);
    checkMove(milestoneMoves, milestone.state, to);
    const today = localDateAt(await now(tx), member.application.province.timeZone);
    const moved = await tx.milestone.update({
      where: { id: input.id },
      data: {
        ...data,
        state: to,
        version: { increment: 1 },
        acceptedOn: to === "ACCEPTED" ? toColumn(today) : null,
      },
    });
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: `milestone.${to.toLowerCase()}`,
      subjectType: "Milestone",
      subjectId: input.id,
      before: { state: milestone.state },
      after: { state: to },
    });
    return moved;
  });
}
