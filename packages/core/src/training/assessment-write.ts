import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type AssessmentKind, type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { sameVersion, stateError } from "../kernel/error.ts";
import { paragraphs, readInput } from "../kernel/input.ts";
import { lockEnrolment } from "./bootcamp-visibility.ts";
import { score as scoreLimits } from "./score.ts";
import { trainingStream } from "./training-visibility.ts";

const limits = z.looseObject({ score: scoreLimits, feedback: paragraphs(5000) });

/**
 * Assesses a learner, of 100 and in words, in the unit and attempt in which they are now. One of
 * each kind: another of the same kind corrects it, by its version; 0 says that there is none yet.
 */
export async function recordAssessment(
  db: Database,
  actor: Actor,
  input: {
    enrolmentId: string;
    kind: AssessmentKind;
    score: number;
    feedback: string;
    expectedVersion: number;
  },
) {
  const { enrolmentId, kind, expectedVersion } = input;
  const { score, feedback } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const enrolment = await lockEnrolment(tx, actor, "recordAssessment", enrolmentId);
    const { state, unit, repeats: attempt } = enrolment;
    if (unit === null || (state !== "UNIT" && state !== "REPEAT_UNIT")) throw stateError(state);
    const key = { enrolmentId, unit, attempt, kind };
    const where = { enrolmentId_unit_attempt_kind: key };
    const before = await tx.assessment.findUnique({ where });
    sameVersion(before?.version ?? 0, expectedVersion);
    const data = { score, feedback, assessorId: personId(actor), assessedAt: await now(tx) };
    const assessment = await tx.assessment.upsert({
      where,
      create: { ...key, ...data },
      update: { ...data, version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: trainingStream(enrolment.teamId),
      actor: actorName(actor),
      action: "assessment.recorded",
      subjectType: "Assessment",
      subjectId: assessment.id,
      before: { score: before?.score ?? null },
      after: { kind, unit, attempt, score },
    });
    return assessment;
  });
}
