import * as z from "zod";
import { saying } from "../kernel/input.ts";
import { texts } from "./error.ts";

const places = z.int().min(0).max(10).optional();
const decimal = z
  .string()
  .refine((value) => /^\d{1,6}(\.\d{1,6})?$/.test(value), saying(texts.decimalText));

const localKinds = ["MEAN", "WEIGHTED_MEAN", "MEDIAN", "TRIMMED_MEAN"];

/** Whether an entry's score depends on its own marks alone. */
export const isLocal = ({ judges }: { judges: { kind: string } }): boolean =>
  localKinds.includes(judges.kind);

/**
 * How marks become a ranking, as data. Judges are combined per criterion and then the criteria
 * (CRITERIA_FIRST), or each judge's marks become a total and then the judges are combined
 * (JUDGES_FIRST, which every method that compares entries needs). See docs/judging.md.
 */
export const methodSchema = z
  .object({
    order: z.enum(["CRITERIA_FIRST", "JUDGES_FIRST"]).default("CRITERIA_FIRST"),
    judges: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("MEAN") }),
      z.object({ kind: z.literal("WEIGHTED_MEAN") }),
      z.object({ kind: z.literal("MEDIAN") }),
      z.object({
        kind: z.literal("TRIMMED_MEAN"),
        high: z.int().min(0).max(10),
        low: z.int().min(0).max(10),
      }),
      z.object({ kind: z.literal("RANK_SUM") }),
      z.object({ kind: z.literal("BORDA") }),
      z.object({ kind: z.literal("Z_SCORE") }),
      z.object({ kind: z.literal("LENIENCY") }),
    ]),
    criteria: z.enum(["SUM", "MEAN", "WEIGHTED_MEAN"]).default("WEIGHTED_MEAN"),
    /** Decimals after each step, halves up; absent: exact. */
    rounding: z
      .object({ panelScore: places, factored: places, judgeTotal: places, total: places })
      .default({}),
    tieBreaks: z
      .array(
        z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("CRITERION"), key: z.string().max(60) }),
          z.object({ kind: z.literal("HIGHER_MEDIAN") }),
          z.object({ kind: z.literal("FEWER_DROPPED") }),
          z.object({ kind: z.literal("HEAD_TO_HEAD") }),
          z.object({ kind: z.literal("LOT"), seed: z.string().min(1).max(100) }),
        ]),
      )
      .max(10)
      .default([]),
    /** Results of other panels of the edition that count too, each with its weight, and this one's. */
    stages: z
      .object({
        own: decimal,
        others: z
          .array(z.object({ panelId: z.uuid(), weight: decimal }))
          .min(1)
          .max(10),
      })
      .optional(),
  })
  .refine((method) => method.order === "JUDGES_FIRST" || isLocal(method), {
    path: ["order"],
    ...saying(texts.judgesFirst),
  });

export type Method = z.output<typeof methodSchema>;
export type TieBreak = Method["tieBreaks"][number];

/** Whether less is better: a sum of ranks. */
export const lowerWins = ({ judges }: Pick<Method, "judges">): boolean =>
  judges.kind === "RANK_SUM";
