import type { InternshipState } from "../database/index.ts";
import { type LocalDate, monthsBetween } from "../kernel/local-date.ts";

/** The allowed moves; the trigger `internship_move` holds the same. */
export const internshipMoves: Readonly<Record<InternshipState, readonly InternshipState[]>> = {
  PLANNED: ["RUNNING", "CANCELLED"],
  RUNNING: ["COMPLETED", "TERMINATED"],
  COMPLETED: [],
  CANCELLED: [],
  TERMINATED: [],
};

const comingOfAge = 18 * 12;

/** Whether someone is a child on a day: under 18 (UU 35/2014 art. 1). */
export const isMinor = (bornOn: LocalDate, on: LocalDate): boolean =>
  monthsBetween(bornOn, on) < comingOfAge;
