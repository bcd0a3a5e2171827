import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type StampKind,
  type VerificationResult,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { texts } from "./error.ts";

const noteLimits = madeOnce(() => z.looseObject({ note: line(1000).nullish() }));

/** Records what the verification of a party's signature found, such as by the service of its PSrE. */
export async function verifySignature(
  db: Database,
  actor: Actor,
  input: { id: string; position: number; result: VerificationResult; note?: string | null },
) {
  const { note } = readInput(noteLimits(), input);
  const { position, result } = input;
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "verifySignature", input.id);
    const party = found(
      agreement.parties.find((one) => one.position === position),
      "party",
    );
    if (!party.signedOn) throw new DomainError("STATE", texts.notSigned);
    await tx.signatureVerification.create({
      data: { partyId: party.id, result, note: note ?? null, verifiedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "signature.verified",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { position, result },
    });
    return agreement;
  });
}

const stampLimits = z.looseObject({ serial: z.string().trim().toUpperCase() });
/** An e-meterai of Perum Peruri has 22 digits; a paper stamp its printed number. */
const serials: Readonly<Record<StampKind, RegExp>> = {
  ELEKTRONIK: /^\d{22}$/,
  TEMPEL: /^[0-9A-Z]{6,30}$/,
};

/**
 * Records a stamp of Rp10,000 on an agreement (UU 10/2020, PP 86/2021). A stamp is used once: with its
 * serial on another agreement it is refused, on the same one it is recorded already.
 */
export async function stampAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; kind: StampKind; serial: string; stampedOn: LocalDate },
) {
  const { serial } = readInput(stampLimits, input);
  const { kind, stampedOn } = input;
  if (!serials[kind].test(serial)) refuseFaults([{ message: texts.serial, path: ["serial"] }]);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "stampAgreement", input.id);
    if (agreement.state === "DRAFT" || agreement.state === "REVIEW")
      throw stateError(agreement.state);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    if (stampedOn > today) refuseFaults([{ message: texts.future, path: ["stampedOn"] }]);
    const id = newId();
    const { count } = await tx.agreementStamp.createMany({
      data: [{ id, agreementId: agreement.id, kind, serial, stampedOn: toColumn(stampedOn) }],
      skipDuplicates: true,
    });
    const stamp = await tx.agreementStamp.findUniqueOrThrow({
      where: { kind_serial: { kind, serial } },
    });
    if (stamp.agreementId !== agreement.id)
      throw new DomainError("CONFLICT", texts.stampUsed, { path: ["serial"] });
    if (count > 0)
      Audit.append(tx, {
        stream: agreementStream,
        actor: actorName(actor),
        action: "agreement.stamped",
        subjectType: "Agreement",
        subjectId: agreement.id,
        after: { kind, serial },
      });
    return agreement;
  });
}
