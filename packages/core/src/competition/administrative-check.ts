import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type CheckOutcome,
  type Database,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, refuseFaults } from "../kernel/error.ts";
import { prose, readInput } from "../kernel/input.ts";
import { auditStream, holdEdition, lockApplication } from "./application-lock.ts";
import { stateError, texts } from "./error.ts";

/** Refuses another outcome than the one that an announcement has told. */
async function refuseAnnounced(
  tx: Transaction,
  { id: applicationId, editionId }: { id: string; editionId: string },
  outcome: CheckOutcome,
): Promise<void> {
  const earlier = await tx.administrativeCheck.findUnique({ where: { applicationId } });
  if (!earlier || earlier.outcome === outcome) return;
  const where = { editionId_kind: { editionId, kind: "ADMINISTRATIVE_CHECK" as const } };
  if (await tx.announcement.findUnique({ where, select: { id: true } }))
    throw new DomainError("STATE", texts.announced);
}

/**
 * Records an officer's check: every item of the checklist, and PASSED only when all are met. Once the checks are
 * announced an outcome stands.
 */
export async function checkApplication(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    outcome: CheckOutcome;
    items: readonly { itemId: string; met: boolean }[];
    note?: string | null;
  },
) {
  readInput(
    z.looseObject({ note: prose(2000).nullish(), items: z.array(z.any()).max(100) }),
    input,
  );
  return inTransaction(db, async (tx) => {
    await holdEdition(tx, input.id);
    const application = await lockApplication(tx, actor, "checkApplication", input.id);
    if (application.state !== "SUBMITTED") throw stateError(application.state);
    const { editionId } = application;
    const checklist = await tx.checklistItem.findMany({ where: { editionId } });
    const met = new Map(input.items.map((item) => [item.itemId, item.met]));
    const complete = checklist.every((item) => met.has(item.id)) && met.size === checklist.length;
    const passed = checklist.every((item) => met.get(item.id));
    if (!complete || (input.outcome === "PASSED" && !passed))
      refuseFaults([{ message: texts.checklist, path: ["items"] }]);
    await refuseAnnounced(tx, application, input.outcome);
    const data = {
      outcome: input.outcome,
      items: input.items.map(({ itemId, met }) => ({ itemId, met })),
      note: input.note ?? null,
      checkedBy: actorName(actor),
      checkedAt: await now(tx),
    };
    const check = await tx.administrativeCheck.upsert({
      where: { applicationId: input.id },
      create: { applicationId: input.id, ...data },
      update: data,
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "application.checked",
      subjectType: "Application",
      subjectId: input.id,
      after: { outcome: input.outcome },
    });
    return check;
  });
}
