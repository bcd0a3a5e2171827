import type { EnrolmentState } from "../database/index.ts";

/** The allowed moves; the trigger `enrolment_move` holds the same. UNIT to UNIT is to the next unit. */
export const enrolmentMoves: Readonly<Record<EnrolmentState, readonly EnrolmentState[]>> = {
  APPLIED: ["INTERVIEW", "ELIMINATED", "WITHDRAWN"],
  INTERVIEW: ["OFFERED", "ELIMINATED", "WITHDRAWN"],
  OFFERED: ["JOINED", "ELIMINATED", "WITHDRAWN"],
  JOINED: ["UNIT", "ELIMINATED", "WITHDRAWN"],
  UNIT: ["UNIT", "REPEAT_UNIT", "PLACEMENT", "ELIMINATED", "WITHDRAWN"],
  REPEAT_UNIT: ["UNIT", "REPEAT_UNIT", "PLACEMENT", "ELIMINATED", "WITHDRAWN"],
  PLACEMENT: ["GRADUATED", "ELIMINATED", "WITHDRAWN"],
  GRADUATED: [],
  ELIMINATED: [],
  WITHDRAWN: [],
};

/** Those in it hold a seat of their batch, or held it to the end. */
export const seatedStates = [
  "OFFERED",
  "JOINED",
  "UNIT",
  "REPEAT_UNIT",
  "PLACEMENT",
  "GRADUATED",
] as const satisfies readonly EnrolmentState[];

/** Where a learner is: the unit from 1 that they are in or reached last, and how many were repeated. */
export interface Progress {
  state: EnrolmentState;
  unit: number | null;
  repeats: number;
}

/** How far a curriculum lets a learner go. */
export interface CurriculumLimits {
  units: number;
  maxRepeats: number;
}

/** The states to which a learner can go from where they are; none once they have left. */
export const possibleMoves = (from: Progress, curriculum: CurriculumLimits): EnrolmentState[] =>
  enrolmentMoves[from.state].filter((to) => progressTo(from, to, curriculum));

/** Where a learner is after a move; undefined when they cannot make it. */
export function progressTo(
  from: Progress,
  to: EnrolmentState,
  curriculum: CurriculumLimits,
): Progress | undefined {
  if (!enrolmentMoves[from.state].includes(to)) return undefined;
  const unit = to === "UNIT" ? (from.unit ?? 0) + 1 : from.unit;
  const repeats = to === "REPEAT_UNIT" ? from.repeats + 1 : from.repeats;
  if ((unit ?? 0) > curriculum.units || repeats > curriculum.maxRepeats) return undefined;
  if (to === "PLACEMENT" && unit !== curriculum.units) return undefined;
  return { state: to, unit, repeats };
}
