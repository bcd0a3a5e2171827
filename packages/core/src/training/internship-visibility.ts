import type { Prisma, Transaction } from "../database/index.ts";
import { type Actor, anyRow, authorize, may, type Operation, personId } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { institutionOf, memberIds, ownTeams, placedGrants } from "./training-visibility.ts";

/** The institutions whose own staff an actor is, for an operation. */
const staffOf = (actor: Actor, operation: Operation): string[] =>
  placedGrants(actor, operation).flatMap(({ institutionId }) => institutionId ?? []);

/** The students: seen by the team, by their school, and by the hosts to which they go. */
export function visibleStudents(actor: Actor): Prisma.StudentWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { team: ownTeams(actor) },
      ...staffOf(actor, "students").flatMap((id) => [
        { school: institutionOf(id) },
        {
          internships: { some: { host: institutionOf(id), state: { not: "CANCELLED" as const } } },
        },
      ]),
    ],
  };
}

/** The internships: the same people, and the officials of the host's province, who see no student. */
export function visibleInternships(actor: Actor): Prisma.InternshipWhereInput {
  if (actor.kind === "SYSTEM") return {};
  return {
    OR: [
      { student: { team: ownTeams(actor) } },
      ...staffOf(actor, "internships").flatMap((id) => [
        { host: institutionOf(id) },
        { student: { school: institutionOf(id) } },
      ]),
      ...placedGrants(actor, "internships")
        .filter((grant) => grant.role !== "INSTITUTION_STAFF")
        .map(({ provinceCode }) => ({
          ...anyRow,
          ...(provinceCode && { host: { provinceCode } }),
        })),
    ],
  };
}

/** Who has to do with an internship, for `mayReadStudent`. */
export const internshipParties = {
  state: true,
  hostId: true,
  host: { select: { mergedIntoId: true } },
  student: {
    include: {
      school: { select: { mergedIntoId: true } },
      team: { select: { members: { select: { userId: true } } } },
    },
  },
} as const satisfies Prisma.InternshipSelect;

/** Whether an actor who sees an internship sees its student and logbook too: as in `visibleStudents`. */
export function mayReadStudent(
  actor: Actor,
  internship: Prisma.InternshipGetPayload<{ select: typeof internshipParties }>,
): boolean {
  const { student, host } = internship;
  if (actor.kind === "SYSTEM" || memberIds(student.team).includes(personId(actor))) return true;
  const staff = staffOf(actor, "students");
  const at = (id: string, mergedIntoId: string | null) =>
    staff.includes(id) || (mergedIntoId !== null && staff.includes(mergedIntoId));
  return (
    at(student.schoolId, student.school.mergedIntoId) ||
    (internship.state !== "CANCELLED" && at(internship.hostId, host.mergedIntoId))
  );
}

/**
 * Locks an internship for an operation of the team, or of the staff of its school or host where
 * these are named. To whoever may not see it, it does not exist.
 */
export async function lockInternship(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
  as: readonly ("SCHOOL" | "HOST")[] = [],
) {
  await tx.$queryRaw`SELECT 1 FROM "Internship" WHERE id = ${id}::uuid FOR UPDATE`;
  const internship = found(
    await tx.internship.findUnique({
      where: { id, AND: visibleInternships(actor) },
      include: {
        host: { include: { province: true } },
        student: { include: { school: true, team: { include: { members: true } } } },
      },
    }),
    "internship",
  );
  const { host, student } = internship;
  const institutionId = [
    ...(as.includes("SCHOOL") ? [student.school.mergedIntoId ?? student.schoolId] : []),
    ...(as.includes("HOST") ? [host.mergedIntoId ?? host.id] : []),
  ].find((one) => may(actor, operation, { institutionId: one }));
  authorize(actor, operation, {
    ownerIds: memberIds(student.team),
    ...(institutionId && { institutionId }),
  });
  return internship;
}
