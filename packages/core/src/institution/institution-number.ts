import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type IdentityNumberKind,
  type InstitutionKind,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { DomainError, type Fault, type Path, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { checkIdentityNumber, maskNumber, type Remark } from "./identity-number.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";

const numberLimits = madeOnce(() => z.looseObject({ number: line(40) }));

const healthCare = ["FACILITY_CODE", "SATUSEHAT_ID", "NIB", "NPWP"] as const;

/** The numbers by which the state knows each kind of institution, the official one first. */
export const numberKinds: Readonly<Record<InstitutionKind, readonly IdentityNumberKind[]>> = {
  CLINIC: healthCare,
  PUSKESMAS: healthCare,
  SCHOOL: ["NPSN", "NPWP"],
  UNIVERSITY: ["NPWP"],
  LOCAL_GOVERNMENT: ["REGION_CODE", "NPWP"],
  AGENCY: ["NPWP"],
  COMPANY: ["NIB", "NPWP", "NITKU"],
};

export interface GivenNumber {
  kind: IdentityNumberKind;
  number: string;
}

/** A number with its place in the input. */
export type PlacedNumber = GivenNumber & { path: Path };

/** The official number among those of an institution. */
export const officialNumber = (
  kind: InstitutionKind,
  numbers: readonly GivenNumber[],
): string | null => numbers.find((one) => one.kind === numberKinds[kind][0])?.number ?? null;

/** Numbers of an institution as they are kept, with what is wrong and what is odd about them. */
export function readNumbers(
  institution: InstitutionKind,
  given: readonly PlacedNumber[],
): { numbers: PlacedNumber[]; faults: Fault[]; warnings: Remark[] } {
  const faults: Fault[] = [];
  const warnings: Remark[] = [];
  const numbers = given.map(({ kind, number, path }) => {
    const checked = checkIdentityNumber(kind, number);
    faults.push(...checked.errors.map((error) => ({ ...error, path })));
    warnings.push(...checked.warnings);
    // A region's code follows from where its government is.
    if (!numberKinds[institution].includes(kind) || kind === "REGION_CODE")
      faults.push({ message: texts.notOfKind, path });
    const natural = kind === "NPWP" && /^[1-9]\d{15}$/.test(checked.value);
    if (natural) faults.push({ message: texts.personal, path });
    return { kind, number: checked.value, path };
  });
  return { numbers, faults, warnings };
}

/**
 * The ways in which a number is written: an NPWP of 15 digits is, with a 0 before it, one of 16
 * (PMK 112/PMK.03/2022).
 */
function formsOf({ kind, number }: GivenNumber): GivenNumber[] {
  if (kind !== "NPWP") return [{ kind, number }];
  const short = number.length === 16 && number.startsWith("0") ? number.slice(1) : number;
  return [
    { kind, number: short },
    { kind, number: `0${short}` },
  ];
}

/** Writes numbers of an institution that it does not have; one that is another's is refused by its path. */
export async function keepNumbers(
  tx: Transaction,
  institutionId: string,
  numbers: readonly PlacedNumber[],
): Promise<void> {
  const known = () => tx.institutionNumber.findMany({ where: { OR: numbers.flatMap(formsOf) } });
  const present = await known();
  await tx.institutionNumber.createMany({
    data: numbers
      .filter((number) => !holderOf(number, present))
      .map(({ kind, number }) => ({ kind, number, institutionId })),
    skipDuplicates: true,
  });
  // Of two institutions at once the unique key keeps the first.
  const kept = await known();
  const taken = numbers.find((number) => holderOf(number, kept) !== institutionId);
  if (taken) throw new DomainError("CONFLICT", texts.taken, { path: taken.path });
}

/** Whose a number is, in whichever way it is written. */
const holderOf = (
  number: GivenNumber,
  known: readonly (GivenNumber & { institutionId: string })[],
): string | undefined => {
  const forms = formsOf(number);
  return known.find((one) =>
    forms.some((form) => form.kind === one.kind && form.number === one.number),
  )?.institutionId;
};

/** Adds an official number to an institution. Added again it changes nothing. */
export async function addInstitutionNumber(
  db: Database,
  actor: Actor,
  input: { institutionId: string } & GivenNumber,
) {
  const { number } = readInput(numberLimits(), input);
  const { institutionId, kind } = input;
  return inTransaction(db, async (tx) => {
    const institution = await lockInstitution(tx, actor, "addInstitutionNumber", institutionId);
    const { numbers, faults, warnings } = readNumbers(institution.kind, [
      { kind, number, path: ["number"] },
    ]);
    refuseFaults(faults);
    await keepNumbers(tx, institutionId, numbers);
    Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.numbered",
      subjectType: "Institution",
      subjectId: institutionId,
      after: { kind, number: maskNumber(number) },
    });
    return { institution, warnings };
  });
}
