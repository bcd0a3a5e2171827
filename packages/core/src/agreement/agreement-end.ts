import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { localDateAt, toColumn } from "../kernel/local-date.ts";
import { checkAgreementMove } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { texts } from "./error.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000) }));

/**
 * Ends an agreement before its time. Terminated, its services end that day. Superseded by an agreement
 * that is no renewal of it, it has no running services: those are of one agreement, and only a renewal
 * takes them over.
 */
export async function endAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; to: "TERMINATED" | "SUPERSEDED"; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "endAgreement", input.id);
    if (agreement.state === input.to) return agreement;
    checkAgreementMove(agreement.state, input.to);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    const running = { agreementId: agreement.id, liveOn: { not: null }, endedOn: null };
    if (input.to === "SUPERSEDED" && (await tx.agreementInstitution.count({ where: running })) > 0)
      throw new DomainError("STATE", texts.servicesRun);
    const ended = await tx.agreementInstitution.updateMany({
      where: running,
      data: { endedOn: toColumn(today) },
    });
    const moved = await tx.agreement.update({
      where: { id: agreement.id },
      data: { state: input.to, stateReason: reason, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: `agreement.${input.to.toLowerCase()}`,
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { reason, endedServices: ended.count },
    });
    return moved;
  });
}
