import type * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { globalId, judgeOf } from "./global-id.ts";

const IntraclassObject = builder
  .objectRef<Judging.Estimate & { form: string }>("IntraclassCorrelation")
  .implement({
    description:
      "An intraclass correlation of Shrout and Fleiss with its 95 % confidence interval.",
    fields: (t) => ({
      form: t.exposeString("form", { description: "ICC(1,1) to ICC(3,1), ICC(1,k) to ICC(3,k)." }),
      value: t.exposeFloat("value", { description: "The figure." }),
      low: t.exposeFloat("low", { description: "Lower bound." }),
      high: t.exposeFloat("high", { description: "Upper bound." }),
    }),
  });
const Alpha = builder
  .objectRef<Judging.PanelQuality["alphas"][number]>("CriterionAlpha")
  .implement({
    description: "Krippendorff's alpha of a criterion; null when nothing compares.",
    fields: (t) => ({
      criterionKey: t.exposeString("criterionKey", { description: "The criterion." }),
      nominal: t.exposeFloat("NOMINAL", { nullable: true, description: "Marks as names." }),
      ordinal: t.exposeFloat("ORDINAL", { nullable: true, description: "Marks as an order." }),
      interval: t.exposeFloat("INTERVAL", { nullable: true, description: "Marks as distances." }),
      ratio: t.exposeFloat("RATIO", { nullable: true, description: "Marks as proportions." }),
    }),
  });
const JudgeQualityObject = builder.objectRef<Judging.JudgeQuality>("JudgeQuality").implement({
  description: "How a judge marks beside the others.",
  fields: (t) => ({
    judgeId: t.id(judgeOf("The judge.")),
    sheets: t.exposeInt("sheets", { description: "Scoresheets." }),
    leniency: t.exposeFloat("leniency", { description: "Mean difference from the others." }),
    spread: t.exposeFloat("spread", { description: "Standard deviation of the marks." }),
  }),
});
const Outlier = builder.objectRef<Judging.OutlierMark>("OutlierMark").implement({
  description: "A mark far from the other judges'.",
  fields: (t) => ({
    judgeId: t.id(judgeOf("The judge.")),
    applicationId: t.id({
      description: "The entry.",
      resolve: (mark) => globalId("Application", mark.applicationId),
    }),
    criterionKey: t.exposeString("criterionKey", { description: "The criterion." }),
    value: t.exposeFloat("value", { description: "The mark." }),
    others: t.exposeFloat("others", { description: "Mean of the others." }),
    distance: t.exposeFloat("distance", { description: "In standard deviations." }),
  }),
});
const Calibration = builder
  .objectRef<Judging.PanelQuality["calibration"][number]>("CalibrationResult")
  .implement({
    description: "How near a judge's training marks come to the expected ones.",
    fields: (t) => ({
      judgeId: t.id(judgeOf("The judge.")),
      marks: t.exposeInt("marks", { description: "Marks compared." }),
      distance: t.exposeFloat("distance", { description: "Mean absolute difference." }),
    }),
  });
export const Quality = builder.objectRef<Judging.PanelQuality>("JudgingQuality").implement({
  description: "How far the judging can be relied on.",
  fields: (t) => ({
    alphas: t.field({ type: [Alpha], description: "By criterion.", resolve: (one) => one.alphas }),
    intraclass: t.field({
      type: [IntraclassObject],
      description: "Of judges' sums; empty unless every judge marked every entry.",
      resolve: ({ intraclass }) =>
        intraclass
          ? [
              ...intraclass.single.map((one, i) => ({ ...one, form: `ICC(${i + 1},1)` })),
              ...intraclass.average.map((one, i) => ({ ...one, form: `ICC(${i + 1},k)` })),
            ]
          : [],
    }),
    kendallW: t.exposeFloat("kendallW", {
      nullable: true,
      description: "Concordance of the judges, with ties.",
    }),
    judges: t.field({
      type: [JudgeQualityObject],
      description: "By judge.",
      resolve: (one) => one.judges,
    }),
    outliers: t.field({
      type: [Outlier],
      description: "The most distant marks, at most 100.",
      resolve: (one) => one.outliers,
    }),
    calibration: t.field({
      type: [Calibration],
      description: "Training.",
      resolve: (one) => one.calibration,
    }),
  }),
});
