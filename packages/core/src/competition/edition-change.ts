import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { auditStream } from "./application-lock.ts";
import { stageShape } from "./edition-write.ts";
import { texts } from "./error.ts";
import { readQuestions } from "./form.ts";

/** Moves a stage's dates, grace or capacity. */
export async function changeStage(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    opensOn: LocalDate;
    closesOn: LocalDate;
    graceMinutes: number;
    capacity?: number | null;
  },
) {
  readInput(z.looseObject(stageShape), input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Stage" WHERE id = ${input.id}::uuid FOR UPDATE`;
    const stage = found(await tx.stage.findUnique({ where: { id: input.id } }), "stage");
    authorize(actor, "changeStage", { editionId: stage.editionId });
    if (input.opensOn > input.closesOn)
      refuseFaults([{ message: texts.badDates, path: ["closesOn"] }]);
    const { graceMinutes, capacity = null } = input;
    const changed = await tx.stage.update({
      where: { id: input.id },
      data: {
        opensOn: toColumn(input.opensOn),
        closesOn: toColumn(input.closesOn),
        graceMinutes,
        capacity,
      },
    });
    Audit.append(tx, {
      stream: auditStream(stage.editionId),
      actor: actorName(actor),
      action: "stage.changed",
      subjectType: "Stage",
      subjectId: input.id,
      before: {
        opensOn: stage.opensOn.toISOString(),
        closesOn: stage.closesOn.toISOString(),
        graceMinutes: stage.graceMinutes,
        capacity: stage.capacity,
      },
      after: { opensOn: input.opensOn, closesOn: input.closesOn, graceMinutes, capacity },
    });
    return changed;
  });
}

/** A new version of the call's form; drafts begun before keep theirs. */
export async function reviseForm(
  db: Database,
  actor: Actor,
  input: { editionId: string; questions?: unknown },
) {
  authorize(actor, "reviseForm", { editionId: input.editionId });
  const { questions, faults } = readQuestions(input.questions);
  refuseFaults(faults);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${input.editionId}::uuid FOR UPDATE`;
    const last = found(
      await tx.form.findFirst({
        where: { editionId: input.editionId },
        orderBy: { version: "desc" },
      }),
      "edition",
    );
    const form = await tx.form.create({
      data: { editionId: input.editionId, version: last.version + 1, questions },
    });
    Audit.append(tx, {
      stream: auditStream(input.editionId),
      actor: actorName(actor),
      action: "form.revised",
      subjectType: "Form",
      subjectId: form.id,
      after: { version: form.version },
    });
    return form;
  });
}
