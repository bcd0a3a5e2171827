import * as z from "zod";
import { ApplicantKind } from "../database/index.ts";
import type { Fault } from "../kernel/error.ts";
import { malformed, saying } from "../kernel/input.ts";
import { type LocalDate, monthsBetween } from "../kernel/local-date.ts";
import { texts } from "./error.ts";

/** The rules of a call, as data. */
export const eligibilitySchema = z.array(
  z.discriminatedUnion("rule", [
    z.object({
      rule: z.literal("APPLICANT_KIND"),
      kinds: z.array(z.enum(ApplicantKind)).min(1),
    }),
    z
      .object({
        rule: z.literal("INNOVATION_AGE"),
        minMonths: z.int().min(0),
        maxMonths: z.int().max(600),
      })
      .refine(({ minMonths, maxMonths }) => minMonths <= maxMonths, saying(texts.monthsReversed)),
    z.object({ rule: z.literal("ENTRIES_PER_TEAM"), max: z.int().min(1).max(20) }),
  ]),
);

/** Reads the rules of a call; faults name the rule. */
export function readEligibility(raw: unknown): {
  rules: z.infer<typeof eligibilitySchema>;
  faults: Fault[];
} {
  const read = eligibilitySchema.safeParse(raw);
  if (read.success) return { rules: read.data, faults: [] };
  return { rules: [], faults: malformed(texts.badRule, read.error, "eligibility") };
}

export interface Candidate {
  kind: ApplicantKind;
  innovationStartedOn: LocalDate | null;
  /** The local date on which it is judged. */
  today: LocalDate;
  /** Live entries of the team in the edition besides this one. */
  otherEntries: number;
}

/** A fault for every rule that a candidate does not meet. */
export function checkEligibility(
  rules: z.infer<typeof eligibilitySchema>,
  candidate: Candidate,
): Fault[] {
  return rules.flatMap((rule): Fault[] => {
    if (rule.rule === "APPLICANT_KIND")
      return rule.kinds.includes(candidate.kind)
        ? []
        : [{ message: texts.applicantKind, path: ["team", "kind"] }];
    if (rule.rule === "ENTRIES_PER_TEAM")
      return candidate.otherEntries < rule.max
        ? []
        : [{ message: texts.tooManyEntries, path: ["team"], parameters: { max: rule.max } }];
    const path = ["innovationStartedOn"];
    if (!candidate.innovationStartedOn) return [{ message: texts.required, path }];
    const months = monthsBetween(candidate.innovationStartedOn, candidate.today);
    return months >= rule.minMonths && months <= rule.maxMonths
      ? []
      : [
          {
            message: texts.innovationAge,
            path,
            parameters: { min: rule.minMonths, max: rule.maxMonths, months },
          },
        ];
  });
}
