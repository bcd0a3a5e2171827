import * as z from "zod";
import * as Agreements from "../agreement/index.ts";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type DecisionKind,
  type IntroductionState,
  inTransaction,
  type Prisma,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import {
  checkMove,
  DomainError,
  found,
  refuseFaults,
  sameVersion,
  stateError,
} from "../kernel/error.ts";
import { madeOnce, prose, readInput } from "../kernel/input.ts";
import { fromColumn, localDateAt } from "../kernel/local-date.ts";
import { facilitationTexts as texts } from "./facilitation-error.ts";
import { introductionMoves, needMoves } from "./facilitation-state.ts";
import { facilitationStream, lockIntroduction, lockNeed } from "./facilitation-visibility.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: prose(2000).trim().nullish() }));

/** Moves a locked introduction by its table, and counts the change. */
export async function moveIntroduction(
  tx: Transaction,
  introduction: { id: string; state: IntroductionState },
  to: IntroductionState,
  data: Prisma.IntroductionUncheckedUpdateInput = {},
) {
  checkMove(introductionMoves, introduction.state, to);
  return tx.introduction.update({
    where: { id: introduction.id },
    data: { ...data, state: to, version: { increment: 1 } },
  });
}

/**
 * Introduces a coached finalist to a local government about a need, until the need's last day. Who was
 * introduced already stays so.
 */
export async function introduceMember(
  db: Database,
  actor: Actor,
  input: { needId: string; memberId: string },
) {
  const { needId, memberId } = input;
  return inTransaction(db, async (tx) => {
    const member = found(
      await tx.cohortMember.findUnique({ where: { id: memberId }, include: { cohort: true } }),
      "cohort member",
    );
    const need = await lockNeed(tx, actor, "introduceMember", needId, member.cohort.editionId);
    const key = { needId_memberId: { needId, memberId } };
    const present = await tx.introduction.findUnique({ where: key });
    if (present) return present;
    if (need.state !== "OPEN" && need.state !== "MATCHED") throw stateError(need.state);
    if (member.state !== "ACTIVE") throw stateError(member.state);
    if (localDateAt(await now(tx), need.province.timeZone) > fromColumn(need.deadline))
      throw new DomainError("DEADLINE", texts.needOver);
    const introduced = await tx.introduction.create({ data: { id: newId(), needId, memberId } });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "introduction.made",
      subjectType: "Introduction",
      subjectId: introduced.id,
      after: { needId, memberId },
    });
    return introduced;
  });
}

/**
 * What the local government decided after a meeting: interested (it goes on), declined with the reason, or
 * agreed, by which the need is matched. The same decision again changes nothing.
 */
export async function decideIntroduction(
  db: Database,
  actor: Actor,
  input: { id: string; decision: DecisionKind; reason?: string | null; expectedVersion: number },
) {
  const { decision, expectedVersion } = input;
  const read = readInput(reasonLimits(), input);
  const reason = read.reason || null;
  if (decision === "DECLINED" && !reason)
    refuseFaults([{ message: texts.reason, path: ["reason"] }]);
  return inTransaction(db, async (tx) => {
    const introduction = await lockIntroduction(tx, actor, "decideIntroduction", input.id);
    const { id, need, state } = introduction;
    if (state === decision) return introduction;
    sameVersion(introduction.version, expectedVersion);
    if (state !== "MEETING") throw stateError(state);
    if (!(await tx.meeting.findFirst({ where: { introductionId: id, minutes: { not: null } } })))
      throw new DomainError("STATE", texts.notHeld);
    await tx.decision.create({
      data: { introductionId: id, kind: decision, reason, decidedAt: await now(tx) },
    });
    const decided =
      decision === "INTERESTED"
        ? await tx.introduction.update({ where: { id }, data: { version: { increment: 1 } } })
        : await moveIntroduction(tx, introduction, decision);
    if (decision === "AGREED" && need.state !== "MATCHED") {
      checkMove(needMoves, need.state, "MATCHED");
      await tx.need.update({
        where: { id: need.id },
        data: { state: "MATCHED", version: { increment: 1 } },
      });
    }
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: `introduction.${decision.toLowerCase()}`,
      subjectType: "Introduction",
      subjectId: id,
      before: { state },
      after: { state: decided.state, reason },
    });
    return decided;
  });
}

/** Links the agreement which came of an introduction: the team's own, in the province of the need. */
export async function linkAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; agreementId: string; expectedVersion: number },
) {
  const { agreementId } = input;
  return inTransaction(db, async (tx) => {
    const introduction = await lockIntroduction(tx, actor, "linkAgreement", input.id);
    const { id, need, member } = introduction;
    if (introduction.agreementId === agreementId) return introduction;
    sameVersion(introduction.version, input.expectedVersion);
    const agreement = found(
      await tx.agreement.findFirst({
        where: { id: agreementId, AND: Agreements.visibleAgreements(actor) },
      }),
      "agreement",
    );
    if (
      agreement.teamId !== member.application.teamId ||
      agreement.provinceCode !== need.provinceCode ||
      agreement.state === "TERMINATED" ||
      agreement.state === "SUPERSEDED"
    )
      refuseFaults([{ message: texts.otherAgreement, path: ["agreementId"] }]);
    const linked = await moveIntroduction(tx, introduction, "AGREEMENT", { agreementId });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "introduction.agreement",
      subjectType: "Introduction",
      subjectId: id,
      before: { state: introduction.state },
      after: { agreementId },
    });
    return linked;
  });
}
