import type { IntroductionState, NeedState } from "../database/index.ts";

/** The allowed moves of a need; the trigger `need_move` holds the same. One that is open is closed when it was met elsewhere. */
export const needMoves: Readonly<Record<NeedState, readonly NeedState[]>> = {
  OPEN: ["MATCHED", "CLOSED", "WITHDRAWN"],
  MATCHED: ["CLOSED", "WITHDRAWN"],
  CLOSED: [],
  WITHDRAWN: [],
};

/** The allowed moves of an introduction; the trigger `introduction_move` holds the same. */
export const introductionMoves: Readonly<Record<IntroductionState, readonly IntroductionState[]>> =
  {
    INTRODUCED: ["MEETING"],
    MEETING: ["AGREED", "DECLINED"],
    AGREED: ["AGREEMENT"],
    DECLINED: [],
    AGREEMENT: [],
  };
