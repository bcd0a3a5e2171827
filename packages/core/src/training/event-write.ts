import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type DeliveryMode,
  inTransaction,
  type Reader,
  type TrainingKind,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, refuseFaults, sameVersion, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { regionFaults } from "../region/index.ts";
import { texts } from "./error.ts";
import { fillSeats, seatsTaken } from "./participant-register.ts";
import { score } from "./score.ts";
import { lockEvent, memberTeam, trainingStream } from "./training-visibility.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

const eventLimits = z.looseObject({
  title: line(300),
  place: line(300).nullish(),
  capacity: z.int().min(1).max(1000),
  passMark: score.nullish(),
});

/** What can be changed while a training is planned. */
interface EventDetails {
  title: string;
  mode: DeliveryMode;
  place?: string | null;
  provinceCode: string;
  regencyCode?: string | null;
  startsAt: Date;
  endsAt: Date;
  capacity: number;
  /** Of 100; none: attendance is enough for a certificate. */
  passMark?: number | null;
}

export interface EventInput extends EventDetails {
  teamId: string;
  kind: TrainingKind;
  agreementId?: string | null;
}

function detailsOf(input: EventDetails) {
  const { title, place = null, capacity, passMark = null } = readInput(eventLimits, input);
  const { mode, provinceCode, regencyCode = null, startsAt, endsAt } = input;
  const details = { title, mode, place, provinceCode, regencyCode, startsAt, endsAt };
  return { ...details, capacity, passMark };
}

async function detailFaults(db: Reader, input: EventDetails): Promise<Fault[]> {
  const faults = await regionFaults(db, input);
  if (input.endsAt <= input.startsAt) faults.push({ message: texts.period, path: ["endsAt"] });
  if (input.startsAt <= (await now(db))) faults.push({ message: texts.past, path: ["startsAt"] });
  if ((input.mode === "ONLINE") !== !input.place)
    faults.push({ message: texts.place, path: ["place"] });
  return faults;
}

/** A team plans a training, under one of its active agreements or under none. */
export async function planTrainingEvent(db: Database, actor: Actor, input: EventInput) {
  const details = detailsOf(input);
  const { teamId, kind, agreementId = null } = input;
  return inTransaction(db, async (tx) => {
    await memberTeam(tx, actor, "planTrainingEvent", teamId);
    const faults = await detailFaults(tx, input);
    const agreement =
      agreementId &&
      (await tx.agreement.findUnique({ where: { id: agreementId, teamId, state: "ACTIVE" } }));
    if (agreementId && !agreement)
      faults.push({ message: texts.agreementMissing, path: ["agreementId"] });
    refuseFaults(faults);
    const event = await tx.trainingEvent.create({
      data: { teamId, kind, agreementId, ...details },
    });
    Audit.append(tx, {
      stream: trainingStream(teamId),
      actor: actorName(actor),
      action: "training.planned",
      subjectType: "TrainingEvent",
      subjectId: event.id,
      after: { kind, startsAt: input.startsAt.toISOString(), capacity: details.capacity },
    });
    return event;
  });
}

/** Changes a training that has not begun. With more seats those who wait move up. */
export async function changeTrainingEvent(
  db: Database,
  actor: Actor,
  input: EventDetails & { id: string; expectedVersion: number },
) {
  const { id, expectedVersion } = input;
  const details = detailsOf(input);
  return inTransaction(db, async (tx) => {
    const before = await lockEvent(tx, actor, "changeTrainingEvent", id);
    if (before.state !== "PLANNED") throw stateError(before.state);
    sameVersion(before.version, expectedVersion);
    if ((await now(tx)) >= before.startsAt) throw new DomainError("DEADLINE", texts.closed);
    const faults = await detailFaults(tx, input);
    const registered = await seatsTaken(tx, id);
    if (details.capacity < registered)
      faults.push({ message: texts.capacityBelow, path: ["capacity"], parameters: { registered } });
    refuseFaults(faults);
    const changed = await tx.trainingEvent.update({
      where: { id },
      data: { ...details, version: { increment: 1 } },
    });
    const movedUp = await fillSeats(tx, changed);
    Audit.append(tx, {
      stream: trainingStream(before.teamId),
      actor: actorName(actor),
      action: "training.changed",
      subjectType: "TrainingEvent",
      subjectId: id,
      before: { startsAt: before.startsAt.toISOString(), capacity: before.capacity },
      after: { startsAt: changed.startsAt.toISOString(), capacity: changed.capacity, movedUp },
    });
    return changed;
  });
}

/** Calls a training off, before anybody's attendance is recorded. Again it changes nothing. */
export async function cancelTrainingEvent(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  const { id } = input;
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const event = await lockEvent(tx, actor, "cancelTrainingEvent", id);
    if (event.state === "CANCELLED") return event;
    const marked = await tx.trainingParticipant.count({
      where: { eventId: id, attended: { not: null } },
    });
    if (marked > 0) throw stateError("HELD");
    const cancelled = await tx.trainingEvent.update({
      where: { id },
      data: { state: "CANCELLED", stateReason: reason, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: trainingStream(event.teamId),
      actor: actorName(actor),
      action: "training.cancelled",
      subjectType: "TrainingEvent",
      subjectId: id,
      after: { reason },
    });
    return cancelled;
  });
}
