import { z } from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AgreementKind,
  type Database,
  inTransaction,
  PartyKind,
  type Reader,
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
  await Audit.append(tx, {
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
  if (input.kind === "ADDENDUM" && parent?.state !== "ACTIVE")
    faults.push({ message: texts.addendumParent, path: ["parentId"] });
  for (const [index, party] of parties.entries()) {
    const { name, letterNumber } = party;
    if (!party.mandateNumber !== !party.mandateOn)
      faults.push({ message: texts.mandate, path: ["parties", index, "mandateOn"] });
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
