import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Reader } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newSecret, now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { localDateAt, toColumn } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { certifiable } from "./event-figures.ts";
import { lockEvent, trainingStream, visibleParticipants } from "./training-visibility.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

/** The certificate of a participant that was issued last, for `certificateOf`. */
export const newestCertificate = {
  orderBy: [{ issuedAt: "desc" }, { id: "desc" }],
  take: 1,
  select: { revokedAt: true },
} as const satisfies Prisma.TrainingParticipant$certificatesArgs;

/**
 * What a participant's certificate says of their marks: they hold one, none rests on the marks as they are,
 * or it was revoked since they were recorded, so that they prove nothing until they are recorded anew.
 */
export function certificateOf(participant: {
  markedAt: Date | null;
  certificates: readonly { revokedAt: Date | null }[];
}): "HELD" | "NONE" | "REVOKED_SINCE" {
  const [newest] = participant.certificates;
  if (!newest) return "NONE";
  if (!newest.revokedAt) return "HELD";
  return participant.markedAt && participant.markedAt > newest.revokedAt ? "NONE" : "REVOKED_SINCE";
}

/**
 * Certifies, once a training is over, everyone who attended and reached its pass mark. Who holds a
 * certificate gets no second, and whose was revoked gets another on marks that were recorded anew; run
 * again after a correction it adds what is missing.
 */
export async function issueTrainingCertificates(db: Database, actor: Actor, eventId: string) {
  return inTransaction(db, async (tx) => {
    const event = await lockEvent(tx, actor, "issueTrainingCertificates", eventId);
    if (event.state !== "PLANNED") throw stateError(event.state);
    const issuedAt = await now(tx);
    if (issuedAt < event.endsAt) throw new DomainError("DEADLINE", texts.notOver);
    const participants = await tx.trainingParticipant.findMany({
      where: { eventId },
      include: { certificates: newestCertificate },
      orderBy: { number: "asc" },
    });
    const candidates = participants.filter((one) => certificateOf(one) === "NONE");
    const heldOn = toColumn(localDateAt(event.startsAt, event.province.timeZone));
    const issued = await tx.trainingCertificate.createManyAndReturn({
      data: candidates
        .filter((participant) => certifiable(participant, event.passMark))
        .map(({ id, name }) => ({
          participantId: id,
          code: newSecret(15),
          name,
          title: event.title,
          issuer: event.team.name,
          heldOn,
          issuedAt,
        })),
    });
    if (issued.length > 0)
      Audit.append(tx, {
        stream: trainingStream(event.teamId),
        actor: actorName(actor),
        action: "certificates.issued",
        subjectType: "TrainingEvent",
        subjectId: eventId,
        after: { certificateIds: issued.map((one) => one.id) },
      });
    return { issued: issued.length };
  });
}

/** Revokes the certificate of a participant, with the reason in the audit; its code then proves nothing. */
export async function revokeTrainingCertificate(
  db: Database,
  actor: Actor,
  input: { participantId: string; reason: string },
) {
  const { participantId } = input;
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const participant = found(
      await tx.trainingParticipant.findUnique({
        where: { id: participantId, AND: visibleParticipants(actor) },
      }),
      "participant",
    );
    const event = await lockEvent(tx, actor, "revokeTrainingCertificate", participant.eventId);
    const current = await tx.trainingCertificate.findFirst({
      where: { participantId, revokedAt: null },
    });
    if (!current) return participant;
    await tx.trainingCertificate.update({
      where: { id: current.id },
      data: { revokedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream: trainingStream(event.teamId),
      actor: actorName(actor),
      action: "certificate.revoked",
      subjectType: "TrainingCertificate",
      subjectId: current.id,
      after: { reason },
    });
    return participant;
  });
}

/** What the code on a certificate proves: name, title, day and issuer; null: nothing. */
export const verifyTrainingCertificate = (db: Reader, code: string) =>
  db.trainingCertificate.findFirst({
    where: { code, revokedAt: null },
    select: { name: true, title: true, heldOn: true, issuer: true },
  });
