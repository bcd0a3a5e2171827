import { z } from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AgreementKind,
  type AgreementState,
  type Database,
  inTransaction,
  PartyKind,
  type Reader,
  type SignatureMethod,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, type Message, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { checkAgreementMove, stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { texts } from "./error.ts";

const letterNumber = line(100);
const letterYear = z.int().min(2000).max(2100);
const agreementLimits = z.looseObject({
  title: line(500),
  parentException: line(1000).nullish(),
  value: z
    .bigint()
    .min(0n)
    .max(10n ** 15n)
    .nullish(),
  parties: z
    .array(
      z.object({
        kind: z.enum(PartyKind),
        name: line(),
        letterNumber: letterNumber.nullish(),
        letterYear: letterYear.nullish(),
        signatoryName: line(),
        signatoryTitle: line(),
        mandateNumber: line(100).nullish(),
      }),
    )
    .min(2)
    .max(20),
});

export interface AgreementInput {
  kind: AgreementKind;
  title: string;
  teamId: string;
  provinceCode: string;
  regencyCode?: string | null;
  parentId?: string | null;
  parentException?: string | null;
  effectiveFrom: LocalDate;
  effectiveTo: LocalDate;
  /** Whole rupiah. */
  value?: bigint | null;
  dataProtectionAnnex: boolean;
  parties: readonly {
    kind: PartyKind;
    name: string;
    letterNumber?: string | null;
    letterYear?: number | null;
    signatoryName: string;
    signatoryTitle: string;
    mandateNumber?: string | null;
  }[];
}

/**
 * A draft of an agreement with its parties in order. A PKS with a local government rests on an active
 * Kesepakatan Bersama (Permendagri 22/2020) or says why not. Warns where stamp duty is usual.
 */
export async function createAgreement(db: Database, actor: Actor, input: AgreementInput) {
  const { parties, title } = readInput(agreementLimits, input);
  const { teamId, provinceCode, regencyCode = null, effectiveFrom, effectiveTo } = input;
  return inTransaction(db, async (tx) => {
    const team = found(
      await tx.team.findUnique({ where: { id: teamId }, include: { members: true } }),
      "team",
    );
    const ownerIds = team.members.map((member) => member.userId);
    authorize(actor, "createAgreement", { provinceCode, ownerIds });
    refuseFaults(await agreementFaults(tx, input));
    const agreement = await tx.agreement.create({
      data: {
        kind: input.kind,
        title,
        teamId,
        provinceCode,
        regencyCode,
        parentId: input.parentId ?? null,
        parentException: input.parentException ?? null,
        effectiveFrom: toColumn(effectiveFrom),
        effectiveTo: toColumn(effectiveTo),
        value: input.value ?? null,
        dataProtectionAnnex: input.dataProtectionAnnex,
        parties: {
          create: parties.map((party, position) => ({
            ...party,
            position,
            letterYear: letterYearOf(party, effectiveFrom),
          })),
        },
      },
    });
    await Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "agreement.created",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { kind: input.kind, teamId },
    });
    const warnings: Message[] =
      input.kind === "PKS" && (input.value ?? 0n) > 5_000_000n ? [texts.stampWarning] : [];
    return { agreement, warnings };
  });
}

/** The year of a letter number: as given, or that in which the agreement begins. */
const letterYearOf = (
  party: { letterNumber?: string | null | undefined; letterYear?: number | null | undefined },
  from: LocalDate,
): number | null => (party.letterNumber ? (party.letterYear ?? Number(from.slice(0, 4))) : null);

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

async function agreementFaults(db: Reader, input: AgreementInput): Promise<Fault[]> {
  const { parties } = input;
  const faults = await regionFaults(db, input);
  if (input.effectiveTo <= input.effectiveFrom)
    faults.push({ message: texts.period, path: ["effectiveTo"] });
  const parent = input.parentId
    ? await db.agreement.findFirst({ where: { id: input.parentId, teamId: input.teamId } })
    : null;
  if (input.parentId && !parent) faults.push({ message: texts.parentMissing, path: ["parentId"] });
  const withGovernment = parties.some(
    ({ kind }) => kind === "LOCAL_GOVERNMENT" || kind === "AGENCY",
  );
  const rests = parent?.kind === "KESEPAKATAN_BERSAMA" && parent.state === "ACTIVE";
  if (input.kind === "PKS" && withGovernment && !rests && !input.parentException)
    faults.push({ message: texts.parentMissing, path: ["parentId"] });
  for (const [index, party] of parties.entries()) {
    const { name, letterNumber } = party;
    const letterYear = letterYearOf(party, input.effectiveFrom);
    const twice = parties.findIndex(
      (one) => letterNumber && one.name === name && one.letterNumber === letterNumber,
    );
    const used =
      letterNumber &&
      letterYear &&
      (await db.agreementParty.findFirst({ where: { name, letterNumber, letterYear } }));
    if (used || (twice >= 0 && twice < index))
      faults.push({ message: texts.letterTaken, path: ["parties", index, "letterNumber"] });
  }
  return faults;
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

/** Records a party's signature; with the last one the agreement becomes active. */
export async function signAgreement(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    position: number;
    method: SignatureMethod;
    provider?: string | null;
    signedOn: LocalDate;
  },
) {
  readInput(z.looseObject({ provider: line(100).nullish() }), input);
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
        signatureProvider: input.provider ?? null,
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
    await Audit.append(tx, {
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
