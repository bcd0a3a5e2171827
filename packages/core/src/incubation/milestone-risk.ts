import type { MilestoneState } from "../database/index.ts";
import { addDays, type LocalDate } from "../kernel/local-date.ts";

/** Days that a milestone may be late before its member is at risk. */
const patience = 7;

/** What a member's plan looks like on a day. */
export interface PlanHealth {
  accepted: number;
  total: number;
  overdue: number;
  /** Two milestones overdue, or one for more than a week. */
  atRisk: boolean;
}

/** The health of a plan on a local day. A milestone that waits for its review is not overdue. */
export function planHealth(
  milestones: readonly { state: MilestoneState; dueOn: LocalDate }[],
  today: LocalDate,
): PlanHealth {
  const open = milestones.filter(({ state }) => state === "PLANNED" || state === "RETURNED");
  const overdue = open.filter(({ dueOn }) => dueOn < today);
  return {
    accepted: milestones.filter(({ state }) => state === "ACCEPTED").length,
    total: milestones.length,
    overdue: overdue.length,
    atRisk: overdue.length > 1 || overdue.some(({ dueOn }) => addDays(dueOn, patience) < today),
  };
}
