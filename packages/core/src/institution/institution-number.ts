import { z } from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type IdentityNumberKind,
  type InstitutionKind,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { DomainError, type Fault, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { checkIdentityNumber, maskNumber, type Remark } from "./identity-number.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";

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

/** The official number among those of an institution. */
export const officialNumber = (
  kind: InstitutionKind,
  numbers: readonly GivenNumber[],
): string | null => numbers.find((one) => one.kind === numberKinds[kind][0])?.number ?? null;

/** Numbers of an institution as they are kept, with what is wrong and what is odd about them. */
export function readNumbers(
  institution: InstitutionKind,
  given: readonly (GivenNumber & { path: Fault["path"] })[],
): { numbers: GivenNumber[]; faults: Fault[]; warnings: Remark[] } {
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
    return { kind, number: checked.value };
  });
  return { numbers, faults, warnings };
}

/** Writes numbers of an institution: one that is another's is refused. */
export async function keepNumbers(
  tx: Transaction,
  institutionId: string,
  numbers: readonly GivenNumber[],
): Promise<void> {
  await tx.institutionNumber.createMany({
    data: numbers.map((number) => ({ ...number, institutionId })),
    skipDuplicates: true,
  });
  const kept = await tx.institutionNumber.count({
    where: { institutionId, OR: numbers.map(({ kind, number }) => ({ kind, number })) },
  });
  if (kept < numbers.length) throw new DomainError("CONFLICT", texts.taken, { path: ["number"] });
}

/** Adds an official number to an institution. Added again it changes nothing. */
export async function addInstitutionNumber(
  db: Database,
  actor: Actor,
  input: { institutionId: string } & GivenNumber,
) {
  const { number } = readInput(z.looseObject({ number: line(40) }), input);
  const { institutionId, kind } = input;
  return inTransaction(db, async (tx) => {
    const institution = await lockInstitution(tx, actor, "addInstitutionNumber", institutionId);
    const { numbers, faults, warnings } = readNumbers(institution.kind, [
      { kind, number, path: ["number"] },
    ]);
    refuseFaults(faults);
    await keepNumbers(tx, institutionId, numbers);
    await Audit.append(tx, {
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
