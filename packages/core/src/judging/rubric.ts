import * as z from "zod";
import type { Fault } from "../kernel/error.ts";
import { line } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { exact } from "./exact.ts";

const decimal = z.string().regex(/^\d{1,7}(\.\d{1,4})?$/);

/** One criterion of a rubric, as given. Marks, weights and factors are decimals as text. */
export const criterionSchema = z.object({
  key: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/),
  group: line(100).nullish(),
  nameId: line(),
  nameEn: line(),
  min: decimal,
  max: decimal,
  step: decimal,
  weight: decimal.default("1"),
  factor: decimal.default("1"),
  commentBelow: decimal.nullish(),
  commentAbove: decimal.nullish(),
  descriptors: z
    .array(z.object({ from: decimal, id: line(500), en: line(500) }))
    .max(50)
    .default([]),
});
export type CriterionInput = z.input<typeof criterionSchema>;
export type Criterion = z.output<typeof criterionSchema>;

/** What contradicts itself in a rubric. */
export function rubricFaults(criteria: readonly Criterion[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  criteria.forEach(({ key, min, max, step }, index) => {
    const path = ["criteria", index];
    if (seen.has(key)) faults.push({ message: texts.keyTwice, path: [...path, "key"] });
    seen.add(key);
    const size = exact(step);
    const steps = size.n === 0n ? undefined : exact(max).sub(exact(min)).div(size);
    if (!steps || steps.compare(0) <= 0 || steps.d !== 1n)
      faults.push({ message: texts.scale, path: [...path, "max"] });
  });
  if (criteria.every(({ weight }) => exact(weight).n === 0n))
    faults.push({ message: texts.weights, path: ["criteria"] });
  return faults;
}

/** A mark: a decimal as text. */
export const markValue = z.string().regex(/^-?\d{1,7}(\.\d{1,4})?$/);
const markSchema = z.object({
  value: markValue,
  comment: z.string().max(5000).nullish(),
  /** Whether the applicant may read the comment after publication. */
  release: z.boolean().nullish(),
});
export const marksSchema = z.record(z.string().max(60), markSchema);
export type Marks = z.output<typeof marksSchema>;

/** The parts of a criterion by which a mark is checked. */
export type MarkScale = Pick<
  Criterion,
  "key" | "min" | "max" | "step" | "commentBelow" | "commentAbove"
>;

/** What is wrong with marks; a draft (`complete: false`) may lack some. */
export function markFaults(scales: readonly MarkScale[], marks: Marks, complete: boolean): Fault[] {
  const keys = new Set(scales.map(({ key }) => key));
  const faults: Fault[] = Object.keys(marks)
    .filter((key) => !keys.has(key))
    .map((key) => ({ message: texts.unknownCriterion, path: ["marks", key] }));
  for (const { key, min, max, step, commentBelow, commentAbove } of scales) {
    const mark = marks[key];
    const path = ["marks", key];
    if (!mark) {
      if (complete) faults.push({ message: texts.markMissing, path });
      continue;
    }
    const value = exact(mark.value);
    const onStep = value.sub(exact(min)).div(exact(step)).d === 1n;
    if (!onStep || value.compare(exact(min)) < 0 || value.compare(exact(max)) > 0)
      faults.push({
        message: texts.offScale,
        path: [...path, "value"],
        parameters: { min, max, step },
      });
    const needsComment =
      (commentBelow != null && value.compare(exact(commentBelow)) < 0) ||
      (commentAbove != null && value.compare(exact(commentAbove)) > 0);
    if (complete && needsComment && !mark.comment?.trim())
      faults.push({ message: texts.commentMissing, path: [...path, "comment"] });
  }
  return faults;
}
