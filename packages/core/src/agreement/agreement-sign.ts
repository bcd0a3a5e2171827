import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AgreementState,
  type Database,
  inTransaction,
  type Prisma,
  type SignatureMethod,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { takeEffect } from "./agreement-effect.ts";
import { checkAgreementMove, stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { letterNumber, letterYear, lockLetters, needsParent } from "./agreement-write.ts";
import { texts } from "./error.ts";

const letterLimits = madeOnce(() => z.object({ letterNumber, letterYear }));

/** Gives a party that has not signed its letter number, which it uses once a year. */
export async function setLetterNumber(
  db: Database,
  actor: Actor,
  input: { id: string; position: number; letterNumber: string; letterYear: number },
) {
  const letter = readInput(letterLimits(), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "setLetterNumber", input.id);
    if (!["DRAFT", "REVIEW", "SIGNING"].includes(agreement.state))
      throw stateError(agreement.state);
    const party = found(
      agreement.parties.find((one) => one.position === input.position),
      "party",
    );
    if (party.signedOn) throw new DomainError("STATE", texts.signedAlready);
    await lockLetters(tx);
    const used = await tx.agreementParty.findFirst({
      where: { name: party.name, ...letter, id: { not: party.id } },
    });
    if (used) refuseFaults([{ message: texts.letterTaken, path: ["letterNumber"] }]);
    await tx.agreementParty.update({
      where: { id: party.id },
      data: letter,
    });
    Audit.append(tx, {
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

/**
 * Sends a draft to review, back, or on to signing, for which every party has its letter number and what a
 * PKS rests on is still in force.
 */
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
    if (input.to === "SIGNING") {
      if (needsParent(agreement) && !(await restsOn(tx, agreement.parentId)))
        throw new DomainError("STATE", texts.parentMissing);
      refuseFaults(
        agreement.parties.flatMap(({ letterNumber }, index) =>
          letterNumber
            ? []
            : [{ message: texts.letterMissing, path: ["parties", index, "letterNumber"] }],
        ),
      );
    }
    const moved = await tx.agreement.update({
      where: { id: agreement.id },
      data: { state: input.to, version: { increment: 1 } },
    });
    Audit.append(tx, {
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

/** Whether an agreement is in force, or was renewed by one that is. */
const restsOn = async (tx: Transaction, id: string | null): Promise<boolean> =>
  id !== null &&
  (await tx.agreement.count({ where: { OR: [{ id }, { renewsId: id }], state: "ACTIVE" } })) > 0;

const signatureLimits = z.looseObject({
  provider: line(100).nullish(),
  certificateSerial: line(100).nullish(),
});

type Signature = Pick<
  Prisma.AgreementPartyGetPayload<object>,
  "signatureMethod" | "signatureProvider" | "certificateSerial" | "signedOn"
>;

const isSame = (a: Signature, b: Signature): boolean =>
  a.signatureMethod === b.signatureMethod &&
  a.signatureProvider === b.signatureProvider &&
  a.certificateSerial === b.certificateSerial &&
  a.signedOn?.getTime() === b.signedOn?.getTime();

/**
 * Records a party's signature; with the last one the agreement becomes active, takes over from the one
 * that it renews, once its first day has come, and as an addendum moves the end of what it adds to. It
 * is signed on the day of the latest signature. The same signature again changes nothing, another of the
 * party is refused.
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
    const party = found(
      agreement.parties.find((one) => one.position === input.position),
      "party",
    );
    const signature = {
      signatureMethod: input.method,
      signatureProvider: provider ?? null,
      certificateSerial: certificateSerial ?? null,
      signedOn: toColumn(input.signedOn),
    };
    if (party.signedOn) {
      if (isSame(party, signature)) return agreement;
      throw new DomainError("STATE", texts.signedAlready);
    }
    if (agreement.state !== "SIGNING") throw stateError(agreement.state);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    if (input.signedOn > today) refuseFaults([{ message: texts.future, path: ["signedOn"] }]);
    if (party.mandateOn && signature.signedOn < party.mandateOn)
      refuseFaults([{ message: texts.mandateLater, path: ["signedOn"] }]);
    await tx.agreementParty.update({ where: { id: party.id }, data: signature });
    const others = agreement.parties.filter((one) => one.id !== party.id);
    const last = others.every((one) => one.signedOn);
    const days = [signature, ...others].map((one) => one.signedOn?.getTime() ?? 0);
    const signed = await tx.agreement.update({
      where: { id: agreement.id },
      data: {
        version: { increment: 1 },
        ...(last && { state: "ACTIVE" as const, signedOn: new Date(Math.max(...days)) }),
      },
    });
    const consequences = last ? await takeEffect(tx, actor, signed, today) : [];
    Audit.append(tx, ...consequences, {
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
