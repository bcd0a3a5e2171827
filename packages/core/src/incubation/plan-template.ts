import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type ProgrammeCode,
  type Reader,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";

const templateLimits = madeOnce(() => z.looseObject({ name: line(), steps: templateSteps }));

/** A step of a plan template: due some days after the cohort starts. */
export interface TemplateStep {
  titleId: string;
  titleEn: string;
  afterDays: number;
}

export const templateSteps = z
  .array(z.object({ titleId: line(), titleEn: line(), afterDays: z.int().min(0).max(1000) }))
  .min(1)
  .max(100);

/** Keeps a plan for the finalists of a programme, from which cohorts begin. A name is used once. */
export async function createPlanTemplate(
  db: Database,
  actor: Actor,
  input: { programme: ProgrammeCode; name: string; steps: readonly TemplateStep[] },
) {
  authorize(actor, "createPlanTemplate", {});
  const { name, steps } = readInput(templateLimits(), input);
  return inTransaction(db, async (tx) => {
    const { id: programmeId } = found(
      await tx.programme.findUnique({ where: { code: input.programme } }),
      "programme",
    );
    await tx.$queryRaw`SELECT 1 FROM "Programme" WHERE id = ${programmeId}::uuid FOR UPDATE`;
    if (await tx.planTemplate.findUnique({ where: { programmeId_name: { programmeId, name } } }))
      throw new DomainError("CONFLICT", texts.templateTaken, { path: ["name"] });
    const template = await tx.planTemplate.create({
      data: {
        programmeId,
        name,
        steps: { create: steps.map((step, position) => ({ ...step, position })) },
      },
    });
    Audit.append(tx, {
      stream: "plan",
      actor: actorName(actor),
      action: "plan-template.created",
      subjectType: "PlanTemplate",
      subjectId: template.id,
      after: { name, steps: steps.length },
    });
    return template;
  });
}

/** The steps of a cohort's plan: as given, or those of a template of the same programme. */
export async function stepsOf(
  db: Reader,
  programmeId: string,
  {
    templateId,
    template,
  }: { templateId?: string | null; template?: readonly TemplateStep[] | null },
): Promise<readonly TemplateStep[]> {
  if (!templateId === !template) refuseFaults([{ message: texts.onePlan, path: ["template"] }]);
  if (!templateId) return readInput(templateSteps, template);
  const stored = found(
    await db.planTemplate.findFirst({
      where: { id: templateId, programmeId },
      include: { steps: { orderBy: { position: "asc" } } },
    }),
    "plan template",
  );
  return stored.steps.map(({ titleId, titleEn, afterDays }) => ({ titleId, titleEn, afterDays }));
}
