import type { ApplicationState } from "../database/index.ts";
import { checkMove } from "../kernel/error.ts";

/** The moves of an application. The same table is a trigger in the database. */
export const moves: Record<ApplicationState, readonly ApplicationState[]> = {
  DRAFT: ["SUBMITTED", "WITHDRAWN"],
  SUBMITTED: ["RETURNED", "WITHDRAWN", "DISQUALIFIED"],
  RETURNED: ["SUBMITTED", "WITHDRAWN", "DISQUALIFIED"],
  WITHDRAWN: [],
  DISQUALIFIED: [],
};

/** Refuses a move that the table does not have. */
export const checkApplicationMove = (from: ApplicationState, to: ApplicationState): void =>
  checkMove(moves, from, to);
