import { type Exact, mean, median, weightedMean } from "./exact.ts";
import type { Method } from "./method.ts";

/** What one judge says, and how much the judge counts. */
export interface Opinion {
  judgeId: string;
  value: Exact;
  weight: Exact;
}

export interface Aggregated {
  value: Exact;
  /** Judges whose value was the dropped highest or lowest. */
  dropped: ReadonlyMap<string, "HIGH" | "LOW">;
}

const none: ReadonlyMap<string, "HIGH" | "LOW"> = new Map();

/**
 * Combines what is there; a judge who gave no mark is simply not among the opinions. Undefined when all
 * there is comes from judges without weight.
 */
export function aggregate(
  opinions: readonly Opinion[],
  method: Method["judges"],
): Aggregated | undefined {
  const values = opinions.map(({ value }) => value);
  if (method.kind === "MEDIAN") return { value: median(values), dropped: none };
  if (method.kind === "WEIGHTED_MEAN") {
    const value = weightedMean(opinions.map(({ value, weight }) => [value, weight] as const));
    return value && { value, dropped: none };
  }
  // With too few marks to drop that many, none is dropped.
  if (method.kind !== "TRIMMED_MEAN" || values.length <= method.high + method.low)
    return { value: mean(values), dropped: none };
  const sorted = [...opinions].sort((a, b) => a.value.compare(b.value));
  const end = sorted.length - method.high;
  const dropped = new Map<string, "HIGH" | "LOW">();
  for (const { judgeId } of sorted.slice(0, method.low)) dropped.set(judgeId, "LOW");
  for (const { judgeId } of sorted.slice(end)) dropped.set(judgeId, "HIGH");
  return { value: mean(sorted.slice(method.low, end).map(({ value }) => value)), dropped };
}
