import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { refuseFaults, sameVersion } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { regionFaults } from "../region/index.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";
import { keepNumbers } from "./institution-number.ts";
import { regionNumber } from "./institution-write.ts";

const nameLimits = madeOnce(() => z.looseObject({ name: line() }));

/**
 * Renames an institution or moves it to another region, as when a regency gets a new code; a local
 * government takes the new code as its number. What it was stays in the audit.
 */
export async function changeInstitution(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    name: string;
    provinceCode: string;
    regencyCode?: string | null;
    expectedVersion: number;
  },
) {
  const { id, provinceCode, regencyCode = null } = input;
  const { name } = readInput(nameLimits(), input);
  return inTransaction(db, async (tx) => {
    const before = await lockInstitution(tx, actor, "changeInstitution", id);
    sameVersion(before.version, input.expectedVersion);
    refuseFaults(await regionFaults(tx, input));
    const changed = await tx.institution.update({
      where: { id },
      data: { name, provinceCode, regencyCode, version: { increment: 1 } },
    });
    if (before.kind === "LOCAL_GOVERNMENT") {
      const { kind, number } = regionNumber(before);
      await tx.institutionNumber.deleteMany({ where: { kind, number, institutionId: id } });
      await keepNumbers(tx, id, [regionNumber(changed)]);
    }
    Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.changed",
      subjectType: "Institution",
      subjectId: id,
      before: {
        name: before.name,
        provinceCode: before.provinceCode,
        regencyCode: before.regencyCode,
      },
      after: { name, provinceCode, regencyCode },
    });
    return changed;
  });
}
