import type { EnrolmentState } from "../database/index.ts";
import { addDays, type LocalDate } from "../kernel/local-date.ts";
import { enrolmentMoves } from "./enrolment-state.ts";

/** What the placement rate needs to know of a learner. */
export interface PlacedLearner {
  state: EnrolmentState;
  placementOptIn: boolean;
  graduatedOn: LocalDate | null;
  placements: readonly { startsOn: LocalDate; verified: boolean }[];
}

export const placementWindows = [90, 180] as const;
export type PlacementWindow = (typeof placementWindows)[number];

export interface PlacementRate {
  /** Of the denominator, those whose verified work began by the end of their window. */
  numerator: number;
  /** All graduates of the batch who wanted to be placed, found or not. */
  denominator: number;
  windowDays: PlacementWindow;
  /** Between 0 and 1; null when nobody is counted. */
  rate: number | null;
  /** The last day of the last window, from those who have graduated; null when nobody has. */
  closesOn: LocalDate | null;
  /** Whether the rate can still change by time: someone still learns, or a window is not over. */
  open: boolean;
}

/**
 * The placement rate of a batch on a day: graduates who opted in and whose verified work began within
 * the window, in days from each one's own graduation. The denominator never shrinks: a wish is
 * fixed by graduation. Work that began before graduation counts too.
 */
export function placementRate(
  learners: readonly PlacedLearner[],
  windowDays: PlacementWindow,
  today: LocalDate,
): PlacementRate {
  const ends = learners.flatMap(({ graduatedOn, placementOptIn, placements }) =>
    graduatedOn && placementOptIn ? [{ until: addDays(graduatedOn, windowDays), placements }] : [],
  );
  const placed = ends.filter(({ until, placements }) =>
    placements.some(({ startsOn, verified }) => verified && startsOn <= until),
  );
  const closesOn = ends.reduce<LocalDate | null>(
    (last, { until }) => (last === null || until > last ? until : last),
    null,
  );
  const learning = learners.some(({ state }) => enrolmentMoves[state].length > 0);
  return {
    numerator: placed.length,
    denominator: ends.length,
    windowDays,
    rate: ends.length === 0 ? null : placed.length / ends.length,
    closesOn,
    open: learning || (closesOn !== null && today <= closesOn),
  };
}
