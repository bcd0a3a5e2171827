import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName, personId } from "../identity/index.ts";
import { institutionOf, requireConsent } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults, stateError } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import {
  lockEvent,
  memberIds,
  trainingStream,
  visibleParticipants,
} from "./training-visibility.ts";

const people = z.looseObject({
  participants: z
    .array(z.object({ name: line(), email: emailAddress.nullish() }))
    .min(1)
    .max(100),
});

/** What tells the people of an institution apart; the index `TrainingParticipant_person` holds the same. */
const personKey = (person: { name: string; email?: string | null | undefined }): string =>
  `${person.name.toLowerCase()} ${person.email ?? ""}`;

export const seatsTaken = (tx: Transaction, eventId: string): Promise<number> =>
  tx.trainingParticipant.count({ where: { eventId, state: "REGISTERED" } });

/**
 * An institution sends people to a training, or the team to which it consented enters them for it. Who
 * finds no seat waits, in order. Institutions register until it begins; the team also who comes
 * unannounced, until it ends. People who are registered already stay as they are.
 */
export async function registerParticipants(
  db: Database,
  actor: Actor,
  input: {
    eventId: string;
    institutionId: string;
    participants: readonly { name: string; email?: string | null }[];
  },
) {
  const { eventId, institutionId } = input;
  const { participants } = readInput(people, input);
  return inTransaction(db, async (tx) => {
    const event = await lockEvent(tx, actor, "registerParticipants", eventId, institutionId);
    if (event.state !== "PLANNED") throw stateError(event.state);
    const byTeam = memberIds(event.team).includes(personId(actor));
    if ((await now(tx)) >= (byTeam ? event.endsAt : event.startsAt))
      throw new DomainError("DEADLINE", texts.closed);
    found(
      await tx.institution.findUnique({ where: { id: institutionId, mergedIntoId: null } }),
      "institution",
    );
    const { agreementId } = event;
    const invited =
      !agreementId ||
      (await tx.agreementInstitution.findFirst({
        where: { agreementId, institutionId, state: { not: "DECLINED" } },
      }));
    if (!invited) refuseFaults([{ message: texts.notInvited, path: ["institutionId"] }]);
    const here = await tx.trainingParticipant.findMany({
      where: { eventId, institution: institutionOf(institutionId), state: { not: "CANCELLED" } },
    });
    const known = new Set(here.map(personKey));
    const fresh = new Map(
      participants.map((one) => [personKey(one), one] as const).filter(([key]) => !known.has(key)),
    );
    if (fresh.size > 0) await requireConsent(tx, actor, { institutionId, teamId: event.teamId });
    const seats = event.capacity - (await seatsTaken(tx, eventId));
    const { _max: last } = await tx.trainingParticipant.aggregate({
      where: { eventId },
      _max: { number: true },
    });
    const added = await tx.trainingParticipant.createManyAndReturn({
      data: [...fresh.values()].map(({ name, email = null }, index) => ({
        eventId,
        institutionId,
        name,
        email,
        number: (last.number ?? 0) + index + 1,
        state: index < seats ? ("REGISTERED" as const) : ("WAITING" as const),
      })),
    });
    const asked = new Set(participants.map(personKey));
    const all = [...here, ...added].filter((one) => asked.has(personKey(one)));
    if (added.length > 0)
      Audit.append(tx, {
        stream: trainingStream(event.teamId),
        actor: actorName(actor),
        action: "participants.registered",
        subjectType: "TrainingEvent",
        subjectId: eventId,
        after: { institutionId, participantIds: added.map((one) => one.id) },
      });
    return { participants: all.sort((a, b) => a.number - b.number) };
  });
}

/** Gives free seats to those who have waited longest; tells how many. */
export async function fillSeats(
  tx: Transaction,
  event: { id: string; capacity: number },
): Promise<number> {
  const seats = event.capacity - (await seatsTaken(tx, event.id));
  const next = await tx.trainingParticipant.findMany({
    where: { eventId: event.id, state: "WAITING" },
    orderBy: { number: "asc" },
    take: Math.max(seats, 0),
    select: { id: true },
  });
  await tx.trainingParticipant.updateMany({
    where: { id: { in: next.map((one) => one.id) } },
    data: { state: "REGISTERED" },
  });
  return next.length;
}

/** Takes a person off a training whose attendance is not recorded; their seat goes to who waits. */
export async function cancelParticipant(db: Database, actor: Actor, id: string) {
  return inTransaction(db, async (tx) => {
    const { eventId, institution } = found(
      await tx.trainingParticipant.findUnique({
        where: { id, AND: visibleParticipants(actor) },
        include: { institution: true },
      }),
      "participant",
    );
    const at = institution.mergedIntoId ?? institution.id;
    const event = await lockEvent(tx, actor, "cancelParticipant", eventId, at);
    const participant = await tx.trainingParticipant.findUniqueOrThrow({ where: { id } });
    if (participant.state === "CANCELLED") return participant;
    if (participant.attended !== null) throw new DomainError("STATE", texts.marked);
    const cancelled = await tx.trainingParticipant.update({
      where: { id },
      data: { state: "CANCELLED" },
    });
    const open = event.state === "PLANNED" && (await now(tx)) < event.endsAt;
    const movedUp = open ? await fillSeats(tx, event) : 0;
    Audit.append(tx, {
      stream: trainingStream(event.teamId),
      actor: actorName(actor),
      action: "participant.cancelled",
      subjectType: "TrainingParticipant",
      subjectId: id,
      before: { state: participant.state },
      after: { movedUp },
    });
    return cancelled;
  });
}
