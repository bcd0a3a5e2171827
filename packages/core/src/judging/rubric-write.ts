import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type CriterionInput, criterionSchema, rubricFaults } from "./rubric.ts";

const rubricSchema = z.object({
  name: line(100),
  criteria: z.array(criterionSchema).min(1).max(50),
});

/** A rubric of an edition; the same name again makes its next version. */
export async function createRubric(
  db: Database,
  actor: Actor,
  input: { editionId: string; name: string; criteria: readonly CriterionInput[] },
) {
  const { editionId } = input;
  authorize(actor, "createRubric", { editionId });
  const { name, criteria } = readInput(rubricSchema, input);
  refuseFaults(rubricFaults(criteria));
  return inTransaction(db, async (tx) => {
    found(await tx.edition.findUnique({ where: { id: editionId } }), "edition");
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    const last = await tx.rubric.findFirst({
      where: { editionId, name },
      orderBy: { version: "desc" },
    });
    const rubric = await tx.rubric.create({
      data: {
        editionId,
        name,
        version: (last?.version ?? 0) + 1,
        criteria: { create: criteria.map((criterion, position) => ({ ...criterion, position })) },
      },
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "rubric.created",
      subjectType: "Rubric",
      subjectId: rubric.id,
      after: { name, version: rubric.version },
    });
    return rubric;
  });
}
