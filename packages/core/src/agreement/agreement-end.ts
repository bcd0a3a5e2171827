import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { line, readInput } from "../kernel/input.ts";
import { localDateAt, toColumn } from "../kernel/local-date.ts";
import { checkAgreementMove } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";

/** Ends an agreement before its time, or because another takes its place; its services end that day. */
export async function endAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; to: "TERMINATED" | "SUPERSEDED"; reason: string },
) {
  const { reason } = readInput(z.looseObject({ reason: line(2000) }), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "endAgreement", input.id);
    if (agreement.state === input.to) return agreement;
    checkAgreementMove(agreement.state, input.to);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    // With a successor the services go on under it.
    const ended =
      input.to === "TERMINATED"
        ? await tx.agreementInstitution.updateMany({
            where: { agreementId: agreement.id, liveOn: { not: null }, endedOn: null },
            data: { endedOn: toColumn(today) },
          })
        : { count: 0 };
    const moved = await tx.agreement.update({
      where: { id: agreement.id },
      data: { state: input.to, stateReason: reason, version: { increment: 1 } },
    });
    await Audit.append(tx, {
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
