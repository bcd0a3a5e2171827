/** A step of a plan by scale. */
export interface ScaleStep {
  position: number;
  /** The largest scale that it is for; none in the last. */
  upTo: number | null;
}

/** The tier for an institution of a scale: the first that reaches it. Undefined when it is beyond all. */
export const tierFor = <T extends ScaleStep>(tiers: readonly T[], scale: number): T | undefined =>
  [...tiers]
    .sort((a, b) => a.position - b.position)
    .find(({ upTo }) => upTo === null || scale <= upTo);
