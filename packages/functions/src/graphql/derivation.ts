import type * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { globalId, toldId } from "./global-id.ts";

export type Steps = Judging.Derivation;

/** No ID, since a published result has none to tell. */
const judgeName = ({ judgeId }: { judgeId: string }): string => toldId("Person", judgeId);
const whose = "Whose, as `PanelJudge.judgeId`; published results say Judge 1, 2, … instead.";

const Mark = builder.objectRef<Steps["criteria"][number]["marks"][number]>("MarkStep").implement({
  description: "A mark in a derivation.",
  fields: (t) => ({
    judgeId: t.string({ description: whose, resolve: judgeName }),
    value: t.exposeString("value", { description: "The mark." }),
    dropped: t.exposeString("dropped", {
      nullable: true,
      description: "HIGH or LOW when it was dropped.",
    }),
  }),
});
const CriterionStep = builder.objectRef<Steps["criteria"][number]>("CriterionStep").implement({
  description: "How the score of a criterion came about. Numbers are exact.",
  fields: (t) => ({
    key: t.exposeString("key", { description: "The criterion." }),
    marks: t.field({ type: [Mark], description: "The marks.", resolve: (step) => step.marks }),
    combined: t.exposeString("combined", { description: "The judges combined, exact." }),
    panelScore: t.exposeString("panelScore", { description: "After its rounding." }),
    factor: t.exposeString("factor", { description: "The factor." }),
    factored: t.exposeString("factored", { description: "Times the factor, after its rounding." }),
  }),
});
const JudgeStep = builder.objectRef<Steps["judges"][number]>("JudgeStep").implement({
  description: "What a judge's total became.",
  fields: (t) => ({
    judgeId: t.string({ description: whose, resolve: judgeName }),
    total: t.exposeString("total", { description: "The judge's total." }),
    adjusted: t.exposeString("adjusted", {
      nullable: true,
      description: "As a rank, points, a z-score or without leniency.",
    }),
    dropped: t.exposeString("dropped", { nullable: true, description: "HIGH or LOW." }),
  }),
});
const StageStep = builder.objectRef<Steps["stages"][number]>("StageStep").implement({
  description: "The result of another panel that counts too.",
  fields: (t) => ({
    panelId: t.id({
      description: "The panel.",
      resolve: ({ panelId }) => globalId("Panel", panelId),
    }),
    total: t.exposeString("total", { description: "Its total." }),
    weight: t.exposeString("weight", { description: "Its weight." }),
  }),
});
export const DerivationObject = builder.objectRef<Steps>("Derivation").implement({
  description: "Every step from the marks to the total.",
  fields: (t) => ({
    criteria: t.field({
      type: [CriterionStep],
      description: "By criterion.",
      resolve: (steps) => steps.criteria,
    }),
    judges: t.field({
      type: [JudgeStep],
      description: "By judge, when judges are combined last.",
      resolve: (steps) => steps.judges,
    }),
    stages: t.field({
      type: [StageStep],
      description: "Other panels.",
      resolve: (steps) => steps.stages,
    }),
    before: t.exposeString("before", { description: "Before the last rounding." }),
    total: t.exposeString("total", { description: "Of this panel alone." }),
  }),
});
export const TieStepObject = builder.objectRef<Judging.TieStep>("TieBreakStep").implement({
  description: "What parted equal totals.",
  fields: (t) => ({
    kind: t.exposeString("kind", { description: "The rule." }),
    value: t.exposeString("value", { description: "What was compared." }),
  }),
});
