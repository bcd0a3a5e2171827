import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AgreementKind,
  type Database,
  inTransaction,
  lockName,
  PartyKind,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { type Fault, found, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { agreementStream } from "./agreement-visibility.ts";
import { agreementWarnings } from "./agreement-warning.ts";
import { texts } from "./error.ts";

export const letterNumber = line(100);
export const letterYear = z.int().min(2000).max(2100);
const agreementLimits = z.looseObject({
  title: line(500),
  parentException: line(1000).nullish(),
  value: z
    .bigint()
    .min(0n)
    .max(10n ** 15n)
    .nullish(),
  autoRenewalMonths: z.int().min(1).max(120).nullish(),
  terminationNoticeDays: z.int().min(1).max(365).nullish(),
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
        mandateOn: z.custom<LocalDate>().nullish(),
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
  /** At its end it goes on for so many months; null: it ends. */
  autoRenewalMonths?: number | null;
  /** Days before the end by which notice must be given. */
  terminationNoticeDays?: number | null;
  parties: readonly {
    kind: PartyKind;
    name: string;
    letterNumber?: string | null;
    letterYear?: number | null;
    signatoryName: string;
    signatoryTitle: string;
    /** Letter of authority (Surat Kuasa), with its day; without one the office is the mandate. */
    mandateNumber?: string | null;
    mandateOn?: LocalDate | null;
  }[];
}

/** What looks odd in a draft, which nobody has stamped or signed. */
export const draftWarnings = ({ kind, value }: { kind: AgreementKind; value: bigint | null }) =>
  agreementWarnings({ kind, value, stamped: false, invalid: 0 });

/**
 * A draft of an agreement with its parties in order. A PKS with a local government rests on an active
 * Kesepakatan Bersama (Permendagri 22/2020) or says why not; an addendum rests on what it adds to.
 * Warns where stamp duty is usual.
 */
export const createAgreement = (db: Database, actor: Actor, input: AgreementInput) =>
  inTransaction(db, (tx) => draftAgreement(tx, actor, "createAgreement", input));

/** The draft, in a transaction; as the successor of another it names that. */
export async function draftAgreement(
  tx: Transaction,
  actor: Actor,
  operation: "createAgreement" | "renewAgreement",
  input: AgreementInput,
  renewsId?: string,
) {
  const { parties, title } = readInput(agreementLimits, input);
  const { kind, teamId, provinceCode, effectiveFrom, effectiveTo } = input;
  const team = found(
    await tx.team.findUnique({ where: { id: teamId }, include: { members: true } }),
    "team",
  );
  const ownerIds = team.members.map((member) => member.userId);
  authorize(actor, operation, { provinceCode, ownerIds });
  refuseFaults(await agreementFaults(tx, input));
  const agreement = await tx.agreement.create({
    data: {
      kind,
      title,
      teamId,
      provinceCode,
      regencyCode: input.regencyCode ?? null,
      parentId: input.parentId ?? null,
      parentException: input.parentException ?? null,
      renewsId: renewsId ?? null,
      effectiveFrom: toColumn(effectiveFrom),
      effectiveTo: toColumn(effectiveTo),
      autoRenewalMonths: input.autoRenewalMonths ?? null,
      terminationNoticeDays: input.terminationNoticeDays ?? null,
      value: input.value ?? null,
      dataProtectionAnnex: input.dataProtectionAnnex,
      parties: {
        create: parties.map((party, position) => ({
          ...party,
          position,
          letterYear: letterYearOf(party, effectiveFrom),
          mandateOn: party.mandateOn ? toColumn(party.mandateOn) : null,
        })),
      },
    },
  });
  Audit.append(tx, {
    stream: agreementStream,
    actor: actorName(actor),
    action: "agreement.created",
    subjectType: "Agreement",
    subjectId: agreement.id,
    after: { kind, teamId, ...(renewsId && { renewsId }) },
  });
  return { agreement, warnings: draftWarnings(agreement) };
}

/** The year of a letter number: as given, or that in which the agreement begins. */
const letterYearOf = (
  party: { letterNumber?: string | null | undefined; letterYear?: number | null | undefined },
  from: LocalDate,
): number | null => (party.letterNumber ? (party.letterYear ?? Number(from.slice(0, 4))) : null);

async function agreementFaults(tx: Transaction, input: AgreementInput): Promise<Fault[]> {
  const { parties } = input;
  const faults = await regionFaults(tx, input);
  if (input.effectiveTo <= input.effectiveFrom)
    faults.push({ message: texts.period, path: ["effectiveTo"] });
  const parent = input.parentId
    ? await tx.agreement.findFirst({ where: { id: input.parentId, teamId: input.teamId } })
    : null;
  if (input.parentId && !parent) faults.push({ message: texts.parentMissing, path: ["parentId"] });
  const rests = parent?.kind === "KESEPAKATAN_BERSAMA" && parent.state === "ACTIVE";
  if (needsParent(input) && !rests)
    faults.push({ message: texts.parentMissing, path: ["parentId"] });
  if (input.kind === "ADDENDUM" && parent?.state !== "ACTIVE")
    faults.push({ message: texts.addendumParent, path: ["parentId"] });
  for (const [index, party] of parties.entries())
    if (!party.mandateNumber !== !party.mandateOn)
      faults.push({ message: texts.mandate, path: ["parties", index, "mandateOn"] });
  faults.push(...(await letterFaults(tx, input)));
  return faults;
}

/**
 * Whether an agreement rests on a Kesepakatan Bersama in force: a PKS with a local government (Permendagri
 * 22/2020) that does not say why not.
 */
export const needsParent = ({
  kind,
  parentException,
  parties,
}: {
  kind: AgreementKind;
  parentException?: string | null;
  parties: readonly { kind: PartyKind }[];
}): boolean =>
  kind === "PKS" &&
  !parentException &&
  parties.some((party) => party.kind === "LOCAL_GOVERNMENT" || party.kind === "AGENCY");

/** Letter numbers are given one agreement after the other, so that what is seen to be free stays so. */
export const lockLetters = (tx: Transaction) => lockName(tx, "letter numbers");

/** A party uses a letter number once a year, in whatever agreement. */
async function letterFaults(
  tx: Transaction,
  { parties, effectiveFrom }: AgreementInput,
): Promise<Fault[]> {
  const letters = parties.flatMap((party, index) => {
    const { name, letterNumber } = party;
    const letterYear = letterYearOf(party, effectiveFrom);
    return letterNumber && letterYear
      ? [{ index, letter: { name, letterNumber, letterYear } }]
      : [];
  });
  if (letters.length === 0) return [];
  await lockLetters(tx);
  const used = await tx.agreementParty.findMany({
    where: { OR: letters.map(({ letter }) => letter) },
    select: { name: true, letterNumber: true, letterYear: true },
  });
  const keyOf = (letter: (typeof used)[number]) =>
    JSON.stringify([letter.name, letter.letterNumber, letter.letterYear]);
  const taken = new Set(used.map(keyOf));
  return letters.flatMap(({ index, letter }) => {
    const key = keyOf(letter);
    if (taken.has(key))
      return [{ message: texts.letterTaken, path: ["parties", index, "letterNumber"] }];
    taken.add(key);
    return [];
  });
}
