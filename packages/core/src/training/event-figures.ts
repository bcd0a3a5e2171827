import type { ParticipantState } from "../database/index.ts";

/** What is counted of a participant. */
export interface CountedParticipant {
  state: ParticipantState;
  attended: boolean | null;
  preScore: number | null;
  postScore: number | null;
}

/** Whether a participant earns a certificate: attended, and reached the pass mark where there is one. */
export const certifiable = (
  { state, attended, postScore }: CountedParticipant,
  passMark: number | null,
): boolean =>
  state === "REGISTERED" &&
  attended === true &&
  (passMark === null || (postScore !== null && postScore >= passMark));

export interface EventFigures {
  registered: number;
  waiting: number;
  attended: number;
  /** People with both scores, of whom the two means are. */
  measured: number;
  meanPreScore: number | null;
  meanPostScore: number | null;
}

/** A training in numbers, without its people. */
export function eventFigures(participants: readonly CountedParticipant[]): EventFigures {
  const count = (test: (one: CountedParticipant) => boolean) => participants.filter(test).length;
  const both = participants.flatMap(({ preScore, postScore }) =>
    preScore === null || postScore === null ? [] : [[preScore, postScore] as const],
  );
  const mean = (index: 0 | 1) =>
    both.length === 0 ? null : both.reduce((sum, pair) => sum + pair[index], 0) / both.length;
  return {
    registered: count((one) => one.state === "REGISTERED"),
    waiting: count((one) => one.state === "WAITING"),
    attended: count((one) => one.attended === true),
    measured: both.length,
    meanPreScore: mean(0),
    meanPostScore: mean(1),
  };
}
