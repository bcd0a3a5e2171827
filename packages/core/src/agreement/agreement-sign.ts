import { z } from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AgreementState,
  type Database,
  inTransaction,
  type SignatureMethod,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { takeEffect } from "./agreement-effect.ts";
import { checkAgreementMove, stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { letterNumber, letterYear } from "./agreement-write.ts";
import { texts } from "./error.ts";

/** Gives a party that has not signed its letter number, which it uses once a year. */
export async function setLetterNumber(
  db: Database,
  actor: Actor,
  input: { id: string; position: number; letterNumber: string; letterYear: number },
) {
  const letter = readInput(z.object({ letterNumber, letterYear }), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "setLetterNumber", input.id);
    if (!["DRAFT", "REVIEW", "SIGNING"].includes(agreement.state))
      throw stateError(agreement.state);
    const party = found(
      agreement.parties.find((one) => one.position === input.position),
      "party",
    );
    if (party.signedOn) throw new DomainError("STATE", texts.signedAlready);
    const used = await tx.agreementParty.findFirst({
      where: { name: party.name, ...letter, id: { not: party.id } },
    });
    if (used) refuseFaults([{ message: texts.letterTaken, path: ["letterNumber"] }]);
    await tx.agreementParty.update({
      where: { id: party.id },
      data: letter,
    });
    await Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "agreement.numbered",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { position: input.position, ...letter },
    });
    return agreement;
  });
}

/** Sends a draft to review, back, or on to signing, for which every party has its letter number. */
export async function moveAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; to: Extract<AgreementState, "DRAFT" | "REVIEW" | "SIGNING"> },
) {
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "moveAgreement", input.id);
    if (agreement.state === input.to) return agreement;
    checkAgreementMove(agreement.state, input.to);
    if (input.to === "DRAFT" && agreement.parties.some((party) => party.signedOn))
      throw new DomainError("STATE", texts.signedAlready);
    if (input.to === "SIGNING")
      refuseFaults(
        agreement.parties.flatMap(({ letterNumber }, index) =>
          letterNumber
            ? []
            : [{ message: texts.letterMissing, path: ["parties", index, "letterNumber"] }],
        ),
      );
    const moved = await tx.agreement.update({
      where: { id: agreement.id },
      data: { state: input.to, version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: `agreement.${input.to.toLowerCase()}`,
      subjectType: "Agreement",
      subjectId: agreement.id,
      before: { state: agreement.state },
      after: { state: input.to },
    });
    return moved;
  });
}

const signatureLimits = z.looseObject({
  provider: line(100).nullish(),
  certificateSerial: line(100).nullish(),
});

/**
 * Records a party's signature; with the last one the agreement becomes active, takes over from the one
 * that it renews, and as an addendum moves the end of what it adds to.
 */
export async function signAgreement(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    position: number;
    method: SignatureMethod;
    /** Who certified the signature (PSrE); required of a certified one, as is the serial. */
    provider?: string | null;
    certificateSerial?: string | null;
    signedOn: LocalDate;
  },
) {
  const { provider, certificateSerial } = readInput(signatureLimits, input);
  if (input.method === "CERTIFIED_ELECTRONIC" && !(provider && certificateSerial))
    refuseFaults([{ message: texts.certificate, path: ["certificateSerial"] }]);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "signAgreement", input.id);
    if (agreement.state !== "SIGNING") throw stateError(agreement.state);
    const party = found(
      agreement.parties.find((one) => one.position === input.position),
      "party",
    );
    if (party.signedOn) return agreement;
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    if (input.signedOn > today) refuseFaults([{ message: texts.future, path: ["signedOn"] }]);
    await tx.agreementParty.update({
      where: { id: party.id },
      data: {
        signatureMethod: input.method,
        signatureProvider: provider ?? null,
        certificateSerial: certificateSerial ?? null,
        signedOn: toColumn(input.signedOn),
      },
    });
    const last = agreement.parties.every((one) => one.id === party.id || one.signedOn);
    const signed = await tx.agreement.update({
      where: { id: agreement.id },
      data: {
        version: { increment: 1 },
        ...(last && { state: "ACTIVE" as const, signedOn: toColumn(input.signedOn) }),
      },
    });
    const consequences = last ? await takeEffect(tx, actor, signed) : [];
    await Audit.append(tx, ...consequences, {
      stream: agreementStream,
      actor: actorName(actor),
      action: last ? "agreement.active" : "agreement.signed",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { position: input.position, method: input.method, signedOn: input.signedOn },
    });
    return signed;
  });
}
