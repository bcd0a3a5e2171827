import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { checkIdentityNumber, institutionOf, maskNumber } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import type { Vault } from "../kernel/secret.ts";
import { texts } from "./error.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

const nameLimits = madeOnce(() => z.looseObject({ name: line() }));

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
  const { name } = readInput(nameLimits(), input);
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
    const same = { teamId, schoolId, name, born, nisnDigest: number?.nisnDigest };
    const known = await registered(tx, same);
    const [created] = known
      ? []
      : await tx.student.createManyAndReturn({
          data: [{ teamId, schoolId, name, bornOn: born, ...number }],
          skipDuplicates: true,
        });
    if (created)
      Audit.append(tx, {
        stream: trainingStream(teamId),
        actor: actorName(actor),
        action: "student.registered",
        subjectType: "Student",
        subjectId: created.id,
        after: { schoolId },
      });
    // Of two at once the other's; a number that another school has registered is not told to this one.
    const student = found(known ?? created ?? (await registered(tx, same)), "student");
    return { student, warnings: nisn?.warnings ?? [] };
  });
}

/**
 * The student of a team who is at the school already, or at one that was merged into it: by the number, or
 * without one by name and birth date, as the index `Student_person` has it.
 */
async function registered(
  tx: Transaction,
  {
    teamId,
    schoolId,
    name,
    born,
    nisnDigest,
  }: { teamId: string; schoolId: string; name: string; born: Date; nisnDigest: string | undefined },
) {
  const school = institutionOf(schoolId);
  if (nisnDigest) return tx.student.findFirst({ where: { teamId, school, nisnDigest } });
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM "Student" s JOIN "Institution" i ON i.id = s."schoolId"
    WHERE s."teamId" = ${teamId}::uuid AND coalesce(i."mergedIntoId", i.id) = ${schoolId}::uuid
      AND lower(s.name) = lower(${name}) AND s."bornOn" = ${born}::date AND s."nisnDigest" IS NULL
    ORDER BY s.id LIMIT 1`;
  return row ? tx.student.findUnique({ where: { id: row.id } }) : null;
}
