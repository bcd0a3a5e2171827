import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { checkMove, DomainError, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { facilitationTexts as texts } from "./facilitation-error.ts";
import { needMoves } from "./facilitation-state.ts";
import { facilitationStream, lockNeed } from "./facilitation-visibility.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000) }));

const needLimits = z.looseObject({
  title: line(),
  description: paragraphs(5000),
  budgetSource: line(500),
});

/**
 * A local government publishes what it needs, in its own region, until a local day. Its title is its own:
 * the same need is not published twice.
 */
export async function publishNeed(
  db: Database,
  actor: Actor,
  input: {
    institutionId: string;
    issueCode: string;
    regencyCode?: string | null;
    title: string;
    description: string;
    budgetSource: string;
    deadline: LocalDate;
  },
) {
  const { institutionId, issueCode, deadline } = input;
  const read = readInput(needLimits, input);
  return inTransaction(db, async (tx) => {
    const institution = found(
      await tx.institution.findUnique({
        where: { id: institutionId },
        include: { province: true },
      }),
      "institution",
    );
    const { provinceCode, province } = institution;
    authorize(actor, "publishNeed", { provinceCode, institutionId });
    found(await tx.priorityIssue.findUnique({ where: { code: issueCode } }), "priority issue");
    const regencyCode = input.regencyCode ?? institution.regencyCode;
    const faults = await regionFaults(tx, { provinceCode, regencyCode });
    if (institution.kind !== "LOCAL_GOVERNMENT" || institution.mergedIntoId)
      faults.push({ message: texts.notGovernment, path: ["institutionId"] });
    if (institution.regencyCode && regencyCode !== institution.regencyCode)
      faults.push({ message: texts.otherRegency, path: ["regencyCode"] });
    if (deadline <= localDateAt(await now(tx), province.timeZone))
      faults.push({ message: texts.past, path: ["deadline"] });
    refuseFaults(faults);
    const id = newId();
    const { title, description, budgetSource } = read;
    const { count } = await tx.need.createMany({
      data: [
        {
          id,
          institutionId,
          issueCode,
          provinceCode,
          regencyCode,
          title,
          description,
          budgetSource,
          deadline: toColumn(deadline),
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.needTaken, { path: ["title"] });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: "need.published",
      subjectType: "Need",
      subjectId: id,
      after: { institutionId, issueCode, deadline },
    });
    return tx.need.findUniqueOrThrow({ where: { id } });
  });
}

/** Closes a need that was met, by who was matched or elsewhere, or withdraws one, with the reason. */
export async function closeNeed(
  db: Database,
  actor: Actor,
  input: { id: string; to: "CLOSED" | "WITHDRAWN"; reason: string; expectedVersion: number },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const need = await lockNeed(tx, actor, "closeNeed", input.id);
    if (need.state === input.to) return need;
    sameVersion(need.version, input.expectedVersion);
    checkMove(needMoves, need.state, input.to);
    const closed = await tx.need.update({
      where: { id: need.id },
      data: { state: input.to, stateReason: reason, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: facilitationStream,
      actor: actorName(actor),
      action: `need.${input.to.toLowerCase()}`,
      subjectType: "Need",
      subjectId: need.id,
      before: { state: need.state },
      after: { state: input.to, reason },
    });
    return closed;
  });
}
