import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { billingStream } from "./credit-note-write.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: line(500) }));

/**
 * The kill switch of a provider: while it is set no run issues anything for it, chunks that are queued
 * included. What was missed is caught up once it is lifted.
 */
export async function setBillingStopped(
  db: Database,
  actor: Actor,
  input: { providerId: string; stopped: boolean; reason: string },
) {
  const { providerId, stopped } = input;
  const { reason } = readInput(reasonLimits(), input);
  authorize(actor, "setBillingStopped", { providerId });
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Provider" WHERE id = ${providerId}::uuid FOR UPDATE`;
    const before = found(await tx.provider.findUnique({ where: { id: providerId } }), "provider");
    if (before.billingStopped === stopped) return before;
    const changed = await tx.provider.update({
      where: { id: providerId },
      data: { billingStopped: stopped, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: billingStream(providerId),
      actor: actorName(actor),
      action: stopped ? "billing.stopped" : "billing.resumed",
      subjectType: "Provider",
      subjectId: providerId,
      after: { reason },
    });
    return changed;
  });
}
