import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  DunningAction,
  DunningChannel,
  inTransaction,
  type Reader,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { type Fault, refuseFaults } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { billingStream } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { authorizeProvider } from "./invoice-visibility.ts";

export interface LadderStep {
  /** Days after the due date; before it when negative. */
  afterDays: number;
  channel: DunningChannel;
  action: DunningAction;
}

/** A ladder to begin with: three days before, then after 1, 7, 14 and 21 days; access is withheld after 30. */
export const usualLadder: readonly LadderStep[] = [
  { afterDays: -3, channel: "EMAIL", action: "REMIND" },
  { afterDays: 1, channel: "EMAIL", action: "REMIND" },
  { afterDays: 7, channel: "EMAIL", action: "REMIND" },
  { afterDays: 14, channel: "EMAIL", action: "REMIND" },
  { afterDays: 21, channel: "TELEPHONE", action: "REMIND" },
  { afterDays: 30, channel: "EMAIL", action: "SUSPEND" },
];

const limits = z.looseObject({
  steps: z
    .array(
      z.object({
        afterDays: z.int().min(-30).max(365),
        channel: z.enum(DunningChannel),
        action: z.enum(DunningAction),
      }),
    )
    .max(20),
});

/** The steps that a provider's invoices take now, from the first day. */
export const ladderOf = (db: Reader, providerId: string) =>
  db.dunningStep.findMany({
    where: { providerId, active: true },
    orderBy: [{ afterDays: "asc" }, { action: "asc" }],
  });

/**
 * Makes these steps a provider's ladder. A step that is there stays the same one, so that invoices that have taken it do
 * not take it again; what is not named any more is no longer taken.
 */
export async function setLadder(
  db: Database,
  actor: Actor,
  input: { providerId: string; steps: readonly LadderStep[] },
) {
  const { steps } = readInput(limits, input);
  const { providerId } = input;
  return inTransaction(db, async (tx) => {
    await authorizeProvider(tx, actor, "setDunningSteps", providerId);
    refuseFaults(steps.flatMap((step, index) => stepFaults(step, index, steps)));
    await tx.$queryRaw`SELECT 1 FROM "Provider" WHERE id = ${providerId}::uuid FOR NO KEY UPDATE`;
    await tx.dunningStep.updateMany({ where: { providerId }, data: { active: false } });
    for (const step of steps) {
      const { afterDays, action, channel } = step;
      await tx.dunningStep.upsert({
        where: { providerId_afterDays_action: { providerId, afterDays, action } },
        create: { providerId, ...step },
        update: { channel, active: true },
      });
    }
    Audit.append(tx, {
      stream: billingStream(providerId),
      actor: actorName(actor),
      action: "dunning.changed",
      subjectType: "Provider",
      subjectId: providerId,
      after: { steps },
    });
    return ladderOf(tx, providerId);
  });
}

function stepFaults(step: LadderStep, index: number, all: readonly LadderStep[]): Fault[] {
  const path = ["steps", index, "afterDays"];
  const first = all.findIndex(
    (one) => one.afterDays === step.afterDays && one.action === step.action,
  );
  return [
    ...(first < index ? [{ message: texts.ladderTwice, path }] : []),
    ...(step.action === "SUSPEND" && step.afterDays <= 0
      ? [{ message: texts.suspendEarly, path }]
      : []),
  ];
}
