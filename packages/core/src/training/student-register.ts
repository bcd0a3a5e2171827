import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { checkIdentityNumber, maskNumber } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import type { Vault } from "../kernel/secret.ts";
import { texts } from "./error.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

/**
 * A team or a school registers a student of a school under an active agreement of the team. The
 * national number is kept encrypted; a student who is there already stays as they are. Names and
 * birth dates of children are specific personal data (UU PDP art. 4) and never enter the audit.
 */
export async function registerStudent(
  db: Database,
  actor: Actor,
  vault: Vault,
  input: {
    teamId: string;
    schoolId: string;
    name: string;
    bornOn: LocalDate;
    nisn?: string | null;
  },
) {
  const { teamId, schoolId, bornOn } = input;
  const { name } = readInput(z.looseObject({ name: line() }), input);
  const nisn = input.nisn ? checkIdentityNumber("NISN", input.nisn, { bornOn }) : undefined;
  return inTransaction(db, async (tx) => {
    const school = found(
      await tx.institution.findUnique({
        where: { id: schoolId, mergedIntoId: null },
        include: { province: true },
      }),
      "school",
    );
    const team = found(
      await tx.team.findUnique({ where: { id: teamId }, include: { members: true } }),
      "team",
    );
    authorize(actor, "registerStudent", { ownerIds: memberIds(team), institutionId: schoolId });
    const agreed = await tx.agreementInstitution.findFirst({
      where: {
        institutionId: schoolId,
        state: "ACCEPTED",
        agreement: { teamId, state: "ACTIVE" },
      },
    });
    if (!agreed) throw new DomainError("STATE", texts.noAgreement, { path: ["schoolId"] });
    const faults: Fault[] = (nisn?.errors ?? []).map((error) => ({ ...error, path: ["nisn"] }));
    if (bornOn >= localDateAt(await now(tx), school.province.timeZone))
      faults.push({ message: texts.future, path: ["bornOn"] });
    refuseFaults(faults);
    const number = nisn && {
      nisnCiphertext: vault.encrypt(nisn.value),
      nisnDigest: vault.digest(`NISN:${nisn.value}`),
      nisnMasked: maskNumber(nisn.value),
    };
    const born = toColumn(bornOn);
    const [created] = await tx.student.createManyAndReturn({
      data: [{ teamId, schoolId, name, bornOn: born, ...number }],
      skipDuplicates: true,
    });
    if (created)
      await Audit.append(tx, {
        stream: trainingStream(teamId),
        actor: actorName(actor),
        action: "student.registered",
        subjectType: "Student",
        subjectId: created.id,
        after: { schoolId },
      });
    // A number that another school has registered is not told to this one.
    const student = found(
      created ??
        (await tx.student.findFirst({
          where: number
            ? { teamId, schoolId, nisnDigest: number.nisnDigest }
            : {
                teamId,
                schoolId,
                bornOn: born,
                nisnDigest: null,
                name: { equals: name, mode: "insensitive" },
              },
        })),
      "student",
    );
    return { student, warnings: nisn?.warnings ?? [] };
  });
}
