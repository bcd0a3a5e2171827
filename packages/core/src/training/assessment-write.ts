import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AssessmentKind,
  type Database,
  inTransaction,
  type Prisma,
} from "../database/index.ts";
import { type Actor, actorName, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { sameVersion, stateError } from "../kernel/error.ts";
import { paragraphs, readInput } from "../kernel/input.ts";
import { lockEnrolment } from "./bootcamp-visibility.ts";
import { score as scoreLimits } from "./score.ts";
import { trainingStream } from "./training-visibility.ts";

const limits = z.looseObject({ score: scoreLimits, feedback: paragraphs(5000) });

/** What an assessor gave: by this a repetition is known from a correction. */
const givenIn = ({ score, feedback, assessorId }: Prisma.AssessmentGetPayload<object>) => ({
  score,
  feedback,
  assessorId,
});

/**
 * Assesses a learner, of 100 and in words, in the unit and attempt in which they are now. One of
 * each kind: another of the same kind corrects it, by its version; 0 says that there is none yet. The same once
 * more by the same person, as after an answer that was lost, counts as done.
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
    const given = { score, feedback, assessorId: personId(actor) };
    if (before?.version === expectedVersion + 1 && isDeepStrictEqual(given, givenIn(before)))
      return before;
    sameVersion(before?.version ?? 0, expectedVersion);
    const data = { ...given, assessedAt: await now(tx) };
    const assessment = await tx.assessment.upsert({
      where,
      create: { ...key, ...data },
      update: { ...data, version: { increment: 1 } },
    });
    Audit.append(tx, {
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
