import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { standing } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { madeOnce, readInput } from "../kernel/input.ts";
import {
  fromColumn,
  fromNullable,
  type LocalDate,
  localDateAt,
  toColumn,
} from "../kernel/local-date.ts";
import { goingOver } from "./agreement-effect.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { texts } from "./error.ts";

const institutionIdsLimits = madeOnce(() =>
  z.looseObject({ institutionIds: z.array(z.string()).min(1).max(1000) }),
);

/**
 * Puts institutions under an agreement, up to 1,000 at once; each then accepts for itself. Those that
 * are there already stay as they are.
 */
export async function inviteInstitutions(
  db: Database,
  actor: Actor,
  input: { id: string; institutionIds: readonly string[] },
) {
  readInput(institutionIdsLimits(), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "inviteInstitutions", input.id);
    if (!["DRAFT", "REVIEW", "SIGNING", "ACTIVE"].includes(agreement.state))
      throw stateError(agreement.state);
    // Until the end of the transaction none of them is merged into another.
    const standing = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Institution"
      WHERE id = ANY(${[...input.institutionIds]}::uuid[]) AND "mergedIntoId" IS NULL
      ORDER BY id FOR KEY SHARE`;
    const ids = new Set(standing.map((institution) => institution.id));
    for (const id of input.institutionIds) found(ids.has(id) || undefined, "institution");
    const { count } = await tx.agreementInstitution.createMany({
      data: [...ids].map((institutionId) => ({ agreementId: agreement.id, institutionId })),
      skipDuplicates: true,
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "institutions.invited",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { invited: count },
    });
    return { agreement, invited: count };
  });
}

/**
 * An institution accepts or declines, by its staff or an official of its province, whichever the
 * agreement's is. What is live cannot be declined, its agreement is ended.
 */
export async function respondToAgreement(
  db: Database,
  actor: Actor,
  input: { agreementId: string; institutionId: string; accept: boolean },
) {
  const { agreementId, institutionId } = input;
  return inTransaction(db, async (tx) => {
    const institution = found(
      await tx.institution.findUnique({
        where: { id: institutionId },
        select: { id: true, provinceCode: true },
      }),
      "institution",
    );
    const agreement = await lockAgreement(
      tx,
      actor,
      "respondToAgreement",
      agreementId,
      institution,
    );
    const key = { agreementId_institutionId: { agreementId, institutionId } };
    const place = await placeOf(tx, agreementId, institutionId);
    const state = input.accept ? ("ACCEPTED" as const) : ("DECLINED" as const);
    if (place.state === state) return place;
    if (agreement.state !== "ACTIVE") throw stateError(agreement.state);
    await refuseBeforeRenewal(tx, agreement, institutionId);
    if (place.trainedOn) throw new DomainError("STATE", texts.stepOrder);
    const answered = await tx.agreementInstitution.update({
      where: key,
      data: { state, respondedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: `institution.${state.toLowerCase()}`,
      subjectType: "Institution",
      subjectId: institutionId,
      after: { agreementId },
    });
    return answered;
  });
}

/** The place of an institution under a locked agreement; until the end of the transaction no merge moves it. */
async function placeOf(tx: Transaction, agreementId: string, institutionId: string) {
  await standing(tx, institutionId);
  const key = { agreementId_institutionId: { agreementId, institutionId } };
  return found(await tx.agreementInstitution.findUnique({ where: key }), "institution");
}

/** Refuses what would be lost when an institution goes over from the agreement that this one renews. */
async function refuseBeforeRenewal(
  tx: Transaction,
  { renewsId, effectiveFrom }: { renewsId: string | null; effectiveFrom: Date },
  institutionId: string,
): Promise<void> {
  if (!renewsId) return;
  const agreement = { id: renewsId, state: "ACTIVE" as const };
  const place = { ...goingOver, institutionId, agreement };
  if ((await tx.agreementInstitution.count({ where: place })) > 0)
    throw new DomainError("STATE", texts.notBegun, {
      parameters: { firstDay: fromColumn(effectiveFrom) },
    });
}

/** The steps to a running service, in order. */
export const onboardingSteps = [
  "trainedOn",
  "dataEnteredOn",
  "connectedOn",
  "liveOn",
  "endedOn",
] as const;
export type OnboardingStep = (typeof onboardingSteps)[number];

/**
 * Records the day of a step of an institution. A step comes after the one before it, not in the
 * future, and under an active agreement that the institution accepted; a day may be corrected. Under
 * an expired one only the end can be recorded.
 */
export async function recordOnboarding(
  db: Database,
  actor: Actor,
  input: { agreementId: string; institutionId: string; step: OnboardingStep; on: LocalDate },
) {
  const { agreementId, institutionId, step, on } = input;
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "recordOnboarding", agreementId);
    const key = { agreementId_institutionId: { agreementId, institutionId } };
    const place = await placeOf(tx, agreementId, institutionId);
    const lapsed = agreement.state === "EXPIRED" && step === "endedOn";
    if (agreement.state !== "ACTIVE" && !lapsed) throw stateError(agreement.state);
    await refuseBeforeRenewal(tx, agreement, institutionId);
    if (place.state !== "ACCEPTED") throw new DomainError("STATE", texts.notAccepted);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    if (on > today) refuseFaults([{ message: texts.future, path: ["on"] }]);
    const days = onboardingSteps.map((name) => (name === step ? on : fromNullable(place[name])));
    const inOrder = days.every((day, index) => {
      const before = index === 0 ? undefined : days[index - 1];
      return day === null || before === undefined || (before !== null && before <= day);
    });
    if (!inOrder) refuseFaults([{ message: texts.stepOrder, path: ["step"] }]);
    const recorded = await tx.agreementInstitution.update({
      where: key,
      data: { [step]: toColumn(on) },
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "onboarding.recorded",
      subjectType: "Institution",
      subjectId: institutionId,
      before: { [step]: fromNullable(place[step]) },
      after: { agreementId, [step]: on },
    });
    return recorded;
  });
}
