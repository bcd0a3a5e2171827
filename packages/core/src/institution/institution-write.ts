import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type InstitutionKind, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { regionFaults } from "../region/index.ts";
import { texts } from "./error.ts";
import { institutionStream } from "./institution-lock.ts";
import {
  type GivenNumber,
  keepNumbers,
  numberKinds,
  type PlacedNumber,
  readNumbers,
} from "./institution-number.ts";

const limits = z.looseObject({
  name: line(),
  number: line(40).nullish(),
  numbers: z
    .array(z.looseObject({ number: line(40) }))
    .max(10)
    .nullish(),
});

/** The numbers with which an institution of a kind is registered. */
interface GivenNumbers {
  kind: InstitutionKind;
  /** The official one of its kind. */
  number?: string | null;
  numbers?: readonly GivenNumber[] | null;
}

/** Reads them: as they are kept, what is wrong with them, and what looks odd. */
export function readGiven({ kind, number, numbers }: GivenNumbers) {
  const [official] = numberKinds[kind];
  return readNumbers(kind, [
    ...(number && official ? [{ kind: official, number, path: ["number"] }] : []),
    ...(numbers ?? []).map((one, index) => ({ ...one, path: ["numbers", index, "number"] })),
  ]);
}

/**
 * Registers a clinic, a school, a company or an office, with the official number of its kind and
 * others when it has them; a local government has the code of its region, and an agency its local
 * government. Gives the warnings about the numbers beside the institution.
 */
export async function createInstitution(
  db: Database,
  actor: Actor,
  input: {
    name: string;
    provinceCode: string;
    regencyCode?: string | null;
    parentId?: string | null;
  } & GivenNumbers,
) {
  const { kind, provinceCode, regencyCode = null, parentId = null } = input;
  authorize(actor, "createInstitution", { provinceCode });
  const { name } = readInput(limits, input);
  const faults = await regionFaults(db, input);
  const read = readGiven(input);
  faults.push(...read.faults);
  const parent = parentId
    ? await db.institution.findUnique({ where: { id: parentId, mergedIntoId: null } })
    : null;
  if ((kind === "AGENCY") !== (parent?.kind === "LOCAL_GOVERNMENT") || (parentId && !parent))
    faults.push({ message: texts.parent, path: ["parentId"] });
  refuseFaults(faults);
  const region = kind === "LOCAL_GOVERNMENT" ? [regionNumber({ provinceCode, regencyCode })] : [];
  return inTransaction(db, async (tx) => {
    const institution = await tx.institution.create({
      data: { id: newId(), kind, name, provinceCode, regencyCode, parentId },
    });
    await keepNumbers(tx, institution.id, [...region, ...read.numbers]);
    Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.created",
      subjectType: "Institution",
      subjectId: institution.id,
      after: { kind, provinceCode, regencyCode },
    });
    return { institution, warnings: read.warnings };
  });
}

/** The number of a local government: the Kemendagri code of its region. */
export const regionNumber = ({
  provinceCode,
  regencyCode,
}: {
  provinceCode: string;
  regencyCode: string | null;
}): PlacedNumber => ({
  kind: "REGION_CODE",
  number: regencyCode ?? provinceCode,
  path: [regencyCode ? "regencyCode" : "provinceCode"],
});
