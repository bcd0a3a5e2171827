import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, found } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { addDays, fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import { cohortStream } from "./cohort-visibility.ts";
import { texts } from "./error.ts";
import { stepsOf, type TemplateStep } from "./plan-template.ts";

const nameLimits = madeOnce(() => z.looseObject({ name: line() }));

/**
 * Makes the announced finalists of an edition a cohort, each with the template as a dated plan. Done
 * again it follows the announcement: who withdrew is withdrawn here, and the reserve joins with a plan
 * of the same days.
 */
export async function createCohort(
  db: Database,
  actor: Actor,
  input: {
    editionId: string;
    name: string;
    startsOn: LocalDate;
    /** One of the two: a stored plan, or its steps. */
    templateId?: string | null;
    template?: readonly TemplateStep[] | null;
  },
) {
  const { editionId } = input;
  authorize(actor, "createCohort", { editionId });
  const { name } = readInput(nameLimits(), input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    const edition = found(await tx.edition.findUnique({ where: { id: editionId } }), "edition");
    const template = await stepsOf(tx, edition.programmeId, input);
    const announced = await tx.publishedFinalist.findMany({
      where: { announcement: { editionId, kind: "FINALISTS" }, withdrawal: null },
      orderBy: [{ provinceCode: "asc" }, { rank: "asc" }],
    });
    if (announced.length === 0) throw new DomainError("STATE", texts.notAnnounced);
    const cohort = await tx.cohort.upsert({
      where: { editionId },
      create: { editionId, name, startsOn: toColumn(input.startsOn) },
      update: {},
      include: { members: true },
    });
    // A reserve who joins later has the days of the others.
    const startsOn = fromColumn(cohort.startsOn);
    const ids = announced.map((one) => one.applicationId);
    const withdrawn = await tx.cohortMember.updateMany({
      where: { cohortId: cohort.id, applicationId: { notIn: ids } },
      data: { state: "WITHDRAWN" },
    });
    const present = new Set(cohort.members.map((member) => member.applicationId));
    const joining = ids.filter((id) => !present.has(id));
    for (const applicationId of joining)
      await tx.cohortMember.create({
        data: {
          cohortId: cohort.id,
          applicationId,
          milestones: {
            create: template.map(({ titleId, titleEn, afterDays }, position) => ({
              position,
              titleId,
              titleEn,
              dueOn: toColumn(addDays(startsOn, afterDays)),
            })),
          },
        },
      });
    if (joining.length + withdrawn.count > 0)
      Audit.append(tx, {
        stream: cohortStream(editionId),
        actor: actorName(actor),
        action: "cohort.formed",
        subjectType: "Cohort",
        subjectId: cohort.id,
        after: { joined: joining.length, withdrawn: withdrawn.count },
      });
    return cohort;
  });
}
