import { z } from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type IdentityNumberKind,
  type InstitutionKind,
  inTransaction,
  type Prisma,
} from "../database/index.ts";
import { type Actor, actorName, anyRow, authorize, grantsFor } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, message, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { regionFaults } from "../region/index.ts";
import { checkIdentityNumber } from "./identity-number.ts";

const texts = {
  taken: message(
    "NUMBER_TAKEN",
    "An institution with this number is registered already.",
    "Lembaga dengan nomor ini sudah terdaftar.",
  ),
};

/** The number by which the state knows each kind of institution. */
const officialNumber: Partial<Record<InstitutionKind, IdentityNumberKind>> = {
  CLINIC: "FACILITY_CODE",
  PUSKESMAS: "FACILITY_CODE",
  SCHOOL: "NPSN",
};

/**
 * Registers a clinic, a school or an office, with the official number of its kind when it has one.
 * Gives the warnings about the number beside the institution.
 */
export async function createInstitution(
  db: Database,
  actor: Actor,
  input: {
    kind: InstitutionKind;
    name: string;
    provinceCode: string;
    regencyCode?: string | null;
    number?: string | null;
  },
) {
  const { kind, provinceCode, regencyCode = null } = input;
  authorize(actor, "createInstitution", { provinceCode });
  const { name } = readInput(z.object({ name: line() }), input);
  const faults = await regionFaults(db, input);
  const numberKind = officialNumber[kind];
  const number =
    input.number && numberKind ? checkIdentityNumber(numberKind, input.number) : undefined;
  faults.push(...(number?.errors ?? []).map((error) => ({ ...error, path: ["number"] })));
  refuseFaults(faults);
  const identity = number && numberKind ? { numberKind, number: number.value } : undefined;
  return inTransaction(db, async (tx) => {
    const id = newId();
    const { count } = await tx.institution.createMany({
      data: [{ id, kind, name, provinceCode, regencyCode, ...identity }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.taken, { path: ["number"] });
    const institution = await tx.institution.findUniqueOrThrow({ where: { id } });
    await Audit.append(tx, {
      stream: "institution",
      actor: actorName(actor),
      action: "institution.created",
      subjectType: "Institution",
      subjectId: institution.id,
      after: { kind, provinceCode, regencyCode },
    });
    return { institution, warnings: number?.warnings ?? [] };
  });
}

/** The institutions that an actor may see under their roles. */
export function visibleInstitutions(actor: Actor): Prisma.InstitutionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "institutions").filter((grant) => !grant.editionId);
  return {
    OR: grants.map(({ institutionId, provinceCode }) => ({
      AND: anyRow,
      ...(institutionId && { id: institutionId }),
      ...(provinceCode && { provinceCode }),
    })),
  };
}
