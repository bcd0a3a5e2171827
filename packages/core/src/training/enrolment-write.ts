import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type EnrolmentState,
  inTransaction,
  type LearnerCategory,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, sameVersion, stateError } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { fromColumn, localDateAt, toColumn } from "../kernel/local-date.ts";
import { lockEnrolment, ofTeam, visibleBatches } from "./bootcamp-visibility.ts";
import { possibleMoves, progressTo, seatedStates } from "./enrolment-state.ts";
import { texts } from "./error.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

const personLimits = madeOnce(() => z.looseObject({ name: line(), email: emailAddress }));
const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000).nullish() }));

/** Enters an applicant in a batch that is not over; an address that has applied already changes nothing. */
export async function enrolLearner(
  db: Database,
  actor: Actor,
  input: {
    batchId: string;
    name: string;
    email: string;
    category: LearnerCategory;
    placementOptIn: boolean;
  },
) {
  const { batchId, category, placementOptIn } = input;
  const { name, email } = readInput(personLimits(), input);
  return inTransaction(db, async (tx) => {
    const batch = found(
      await tx.bootcampBatch.findUnique({
        where: { id: batchId, AND: visibleBatches(actor) },
        include: { curriculum: { include: ofTeam } },
      }),
      "batch",
    );
    const { team } = batch.curriculum.programme;
    authorize(actor, "enrolLearner", { ownerIds: memberIds(team) });
    if (localDateAt(await now(tx), batch.timeZone) > fromColumn(batch.endsOn))
      throw stateError("OVER");
    const { count } = await tx.enrolment.createMany({
      data: [{ batchId, name, email, category, placementOptIn }],
      skipDuplicates: true,
    });
    const enrolment = await tx.enrolment.findUniqueOrThrow({
      where: { batchId_email: { batchId, email } },
    });
    if (count > 0)
      Audit.append(tx, {
        stream: trainingStream(team.id),
        actor: actorName(actor),
        action: "enrolment.applied",
        subjectType: "Enrolment",
        subjectId: enrolment.id,
        after: { batchId, category, placementOptIn },
      });
    return enrolment;
  });
}

type Enrolment = Awaited<ReturnType<typeof lockEnrolment>>;

/**
 * Moves a learner on: to an interview, an offer while there are seats, a unit once the last one is
 * passed, a repetition while they are allowed, placement, graduation; or out, which needs a reason
 * unless they withdraw.
 */
export async function moveEnrolment(
  db: Database,
  actor: Actor,
  input: { id: string; to: EnrolmentState; reason?: string | null; expectedVersion: number },
) {
  const { id, to } = input;
  const { reason = null } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const enrolment = await lockEnrolment(tx, actor, "moveEnrolment", id);
    sameVersion(enrolment.version, input.expectedVersion);
    const { curriculum, batch, state, unit, repeats } = enrolment;
    const limits = { units: curriculum._count.units, maxRepeats: curriculum.maxRepeats };
    const next = progressTo(enrolment, to, limits);
    if (!next)
      throw new DomainError("STATE", texts.cannotGo, {
        parameters: {
          from: state,
          to,
          unit: unit ?? 0,
          repeats,
          possible: possibleMoves(enrolment, limits).join(", ") || "–",
        },
      });
    if (to === "ELIMINATED" && !reason)
      refuseFaults([{ message: texts.reasonNeeded, path: ["reason"] }]);
    if (to === "OFFERED") await requireSeat(tx, batch);
    if (to === "UNIT" || to === "PLACEMENT") await requirePass(tx, enrolment);
    const today = localDateAt(await now(tx), batch.timeZone);
    const moved = await tx.enrolment.update({
      where: { id },
      data: {
        ...next,
        stateReason: reason,
        graduatedOn: to === "GRADUATED" ? toColumn(today) : null,
        version: { increment: 1 },
      },
    });
    Audit.append(tx, {
      stream: trainingStream(enrolment.teamId),
      actor: actorName(actor),
      action: "enrolment.moved",
      subjectType: "Enrolment",
      subjectId: id,
      before: { state, unit, repeats },
      after: { ...next, reason },
    });
    return moved;
  });
}

async function requireSeat(tx: Transaction, batch: { id: string; capacity: number }) {
  const taken = await tx.enrolment.count({
    where: { batchId: batch.id, state: { in: [...seatedStates] } },
  });
  if (taken >= batch.capacity) throw new DomainError("STATE", texts.full);
}

/** A unit is left for the next by its technical assessment of the present attempt. */
async function requirePass(tx: Transaction, { id, unit, repeats, curriculum }: Enrolment) {
  if (unit === null) return;
  const { passMark } = curriculum;
  const passed = await tx.assessment.count({
    where: {
      enrolmentId: id,
      unit,
      attempt: repeats,
      kind: "TECHNICAL",
      score: { gte: passMark },
    },
  });
  if (passed === 0)
    throw new DomainError("STATE", texts.notPassed, { parameters: { unit, passMark } });
}

/** Notes whether a learner wants to be placed; from graduation on it is fixed. */
export async function setPlacementOptIn(
  db: Database,
  actor: Actor,
  input: { id: string; optIn: boolean; expectedVersion: number },
) {
  const { id, optIn } = input;
  return inTransaction(db, async (tx) => {
    const enrolment = await lockEnrolment(tx, actor, "setPlacementOptIn", id);
    if (enrolment.placementOptIn === optIn) return enrolment;
    if (enrolment.state === "GRADUATED") throw stateError(enrolment.state);
    sameVersion(enrolment.version, input.expectedVersion);
    const changed = await tx.enrolment.update({
      where: { id },
      data: { placementOptIn: optIn, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: trainingStream(enrolment.teamId),
      actor: actorName(actor),
      action: "enrolment.opt-in",
      subjectType: "Enrolment",
      subjectId: id,
      before: { placementOptIn: enrolment.placementOptIn },
      after: { placementOptIn: optIn },
    });
    return changed;
  });
}
