import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Reader, ScaleMeasure } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";

const limits = z.looseObject({ value: z.int().min(0).max(10_000_000) });

/**
 * Records how large an institution is from a day on. The same day again corrects the value; days
 * before keep theirs.
 */
export async function recordScale(
  db: Database,
  actor: Actor,
  input: { institutionId: string; measure: ScaleMeasure; value: number; validFrom: LocalDate },
) {
  const { value } = readInput(limits, input);
  const { institutionId, measure } = input;
  const key = { institutionId, measure, validFrom: toColumn(input.validFrom) };
  return inTransaction(db, async (tx) => {
    await lockInstitution(tx, actor, "recordScale", institutionId);
    const where = { institutionId_measure_validFrom: key };
    const before = await tx.institutionScale.findUnique({ where });
    if (before?.value === value) return before;
    const scale = await tx.institutionScale.upsert({
      where,
      create: { ...key, value },
      update: { value },
    });
    Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.scaled",
      subjectType: "Institution",
      subjectId: institutionId,
      ...(before && { before: { value: before.value } }),
      after: { measure, value, validFrom: input.validFrom },
    });
    return scale;
  });
}

export interface Scale {
  measure: ScaleMeasure;
  value: number;
  validFrom: Date;
}

/** The values of the measures on a day: of each the last that began. */
export function scaleOn<S extends Scale>(scales: readonly S[], on: LocalDate): S[] {
  const begun = scales.filter(({ validFrom }) => fromColumn(validFrom) <= on);
  return Object.values(ScaleMeasure).flatMap((measure) => {
    const [last] = begun
      .filter((one) => one.measure === measure)
      .sort((a, b) => b.validFrom.getTime() - a.validFrom.getTime());
    return last ? [last] : [];
  });
}

/** The same for many institutions in one statement, as a billing run reads it. */
export const scalesOn = (
  db: Reader,
  institutionIds: readonly string[],
  on: LocalDate,
): Promise<(Scale & { institutionId: string })[]> =>
  db.$queryRaw`
    SELECT DISTINCT ON ("institutionId", measure) "institutionId", measure::text, value, "validFrom"
    FROM "InstitutionScale"
    WHERE "institutionId" = ANY(${institutionIds}::uuid[]) AND "validFrom" <= ${toColumn(on)}::date
    ORDER BY "institutionId", measure, "validFrom" DESC`;
