import { AppealState } from "@winner/core/database/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { documentLink } from "../http/document.ts";
import { Application } from "./application.ts";
import { builder } from "./builder.ts";
import { Stage } from "./edition.ts";
import { localId, plainId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";
import { SheetInput, sheetsOf } from "./panel.ts";

type Steps = Judging.Derivation;

const Mark = builder.objectRef<Steps["criteria"][number]["marks"][number]>("MarkStep").implement({
  description: "A mark in a derivation.",
  fields: (t) => ({
    judgeId: t.exposeString("judgeId", {
      description: "Whose; published results say Judge 1, 2, … instead.",
    }),
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
    judgeId: t.exposeString("judgeId", { description: "Whose." }),
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
    panelId: t.exposeString("panelId", { description: "The panel." }),
    total: t.exposeString("total", { description: "Its total." }),
    weight: t.exposeString("weight", { description: "Its weight." }),
  }),
});
const DerivationObject = builder.objectRef<Steps>("Derivation").implement({
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
const TieStepObject = builder.objectRef<Judging.TieStep>("TieBreakStep").implement({
  description: "What parted equal totals.",
  fields: (t) => ({
    kind: t.exposeString("kind", { description: "The rule." }),
    value: t.exposeString("value", { description: "What was compared." }),
  }),
});

interface Row extends Judging.Ranked {
  derivation: Steps | null;
}
const RowObject = builder.objectRef<Row>("RankedEntry").implement({
  description: "An entry in a ranking.",
  fields: (t) => ({
    applicationId: t.id({
      description: "The entry.",
      resolve: (row) => btoa(`Application:${row.applicationId}`),
    }),
    rank: t.exposeInt("rank", { description: "From 1; what nothing parts shares it." }),
    total: t.exposeString("total", { description: "Exact." }),
    tieBreaks: t.field({
      type: [TieStepObject],
      description: "What parted it from equal totals.",
      resolve: (row) => [...row.tieBreaks],
    }),
    derivation: t.field({
      type: DerivationObject,
      nullable: true,
      description: "How the total came about; null for pairwise judging.",
      resolve: (row) => row.derivation,
    }),
  }),
});

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
    judgeId: t.exposeString("judgeId", { description: "The judge." }),
    sheets: t.exposeInt("sheets", { description: "Scoresheets." }),
    leniency: t.exposeFloat("leniency", { description: "Mean difference from the others." }),
    spread: t.exposeFloat("spread", { description: "Standard deviation of the marks." }),
  }),
});
const Outlier = builder.objectRef<Judging.OutlierMark>("OutlierMark").implement({
  description: "A mark far from the other judges'.",
  fields: (t) => ({
    judgeId: t.exposeString("judgeId", { description: "The judge." }),
    applicationId: t.id({
      description: "The entry.",
      resolve: (mark) => btoa(`Application:${mark.applicationId}`),
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
      judgeId: t.exposeString("judgeId", { description: "The judge." }),
      marks: t.exposeInt("marks", { description: "Marks compared." }),
      distance: t.exposeFloat("distance", { description: "Mean absolute difference." }),
    }),
  });
const Quality = builder.objectRef<Judging.PanelQuality>("JudgingQuality").implement({
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

const ResultObject = builder
  .objectRef<Judging.PanelResult & { panelId: string; options: Judging.ResultOptions }>(
    "PanelResult",
  )
  .implement({
    description: "The ranking as the marks are now. For organisers.",
    fields: (t) => ({
      method: t.field({ type: "JSON", description: "The method.", resolve: (one) => one.method }),
      fault: t.exposeString("fault", {
        nullable: true,
        description: "Why the method does not fit these marks.",
      }),
      incomplete: t.idList({
        description: "Entries that another panel, which counts too, lacks.",
        resolve: (one) => one.incomplete.map((id) => btoa(`Application:${id}`)),
      }),
      ranking: t.field({
        type: [RowObject],
        description: "From the best.",
        resolve: async ({ panelId, options, ...result }, _args, { db }) => {
          const steps = await Judging.derivations(db, panelId, result, options);
          return result.ranking.map((row) => ({
            ...row,
            derivation: steps.get(row.applicationId) ?? null,
          }));
        },
      }),
      quality: t.field({
        type: Quality,
        description: "How far the judging can be relied on.",
        resolve: ({ panelId }, _args, { db }) => Judging.panelQuality(db, panelId),
      }),
    }),
  });

builder.queryField("panelResult", (t) =>
  t.field({
    type: ResultObject,
    nullable: true,
    description:
      "The ranking as it is now; what if the method were another, or one judge absent. After publication it is audited.",
    args: {
      panelId: t.arg.id({ required: true }),
      method: t.arg({ type: "JSON" }),
      withoutJudgeId: t.arg.id(),
    },
    resolve: (_root, args, context) =>
      query("panelResult", context, async () => {
        const panelId = localId("Panel", args.panelId);
        const options: Judging.ResultOptions = {
          ...(args.method != null && { method: Judging.readMethod(args.method) }),
          ...(args.withoutJudgeId && { withoutJudgeId: plainId(args.withoutJudgeId, "judge") }),
        };
        const result = await Judging.inspectResult(context.db, context.actor, panelId, options);
        return { ...result, panelId, options };
      }),
  }),
);

const JudgeProgress = builder
  .objectRef<Judging.JudgingProgress["judges"][number]>("JudgeProgress")
  .implement({
    description: "How far a judge is.",
    fields: (t) => ({
      judgeId: t.exposeString("judgeId", { description: "The judge." }),
      assigned: t.exposeInt("assigned", { description: "Entries given." }),
      submitted: t.exposeInt("submitted", { description: "Scoresheets submitted." }),
    }),
  });
const Progress = builder.objectRef<Judging.JudgingProgress>("JudgingProgress").implement({
  description: "How far a judging is.",
  fields: (t) => ({
    assigned: t.exposeInt("assigned", { description: "Scoresheets wanted." }),
    drafts: t.exposeInt("drafts", { description: "Begun." }),
    submitted: t.exposeInt("submitted", { description: "Submitted." }),
    judges: t.field({
      type: [JudgeProgress],
      description: "By judge.",
      resolve: (one) => one.judges,
    }),
  }),
});
builder.queryField("judgingProgress", (t) =>
  t.field({
    type: Progress,
    nullable: true,
    description: "How far the judging is. Poll it where subscriptions are not to be had.",
    args: { panelId: t.arg.id({ required: true }) },
    resolve: (_root, args, context) =>
      query("judgingProgress", context, async () => {
        const panelId = localId("Panel", args.panelId);
        await Judging.authorizePanel(context.db, context.actor, "judgingProgress", panelId);
        return Judging.judgingProgress(context.db, panelId);
      }),
  }),
);
builder.subscriptionType({ description: "What is told as it happens, by server-sent events." });
builder.subscriptionField("judgingProgressed", (t) =>
  t.field({
    type: Progress,
    nullable: true,
    description: "The progress now and after every change.",
    args: { panelId: t.arg.id({ required: true }) },
    subscribe: (_root, args, context) =>
      query("judgingProgress", context, async () => {
        const panelId = localId("Panel", args.panelId);
        await Judging.authorizePanel(context.db, context.actor, "judgingProgress", panelId);
        return Judging.watchProgress(context.db, panelId);
      }),
    resolve: (progress) => progress,
  }),
);

type Snapshot = NonNullable<Awaited<ReturnType<typeof Judging.publishedResult>>>;
const PublishedRow = builder
  .objectRef<{ row: Snapshot["rows"][number]; judges: ReadonlyMap<string, string> }>("PublishedRow")
  .implement({
    description: "An entry in a published result.",
    fields: (t) => ({
      rank: t.int({ description: "Rank.", resolve: ({ row }) => row.rank }),
      total: t.string({ description: "Total, exact.", resolve: ({ row }) => row.total }),
      teamName: t.string({ description: "The team.", resolve: ({ row }) => row.teamName }),
      title: t.string({ description: "The innovation.", resolve: ({ row }) => row.title }),
      tieBreaks: t.field({
        type: [TieStepObject],
        description: "What parted it from equal totals.",
        resolve: ({ row }) => [...publishedSteps(row).tieBreaks],
      }),
      derivation: t.field({
        type: DerivationObject,
        nullable: true,
        description: "How the total came about, with judges by number.",
        resolve: ({ row, judges }) => {
          const { steps } = publishedSteps(row);
          return steps && Judging.withJudgeNumbers(steps, judges);
        },
      }),
    }),
  });
const publishedSteps = (row: Snapshot["rows"][number]) =>
  row.derivation as unknown as Judging.PublishedDerivation;

const PublishedResult = builder.objectRef<Snapshot>("PublishedPanelResult").implement({
  description: "A published result: a frozen snapshot.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "1, and more after each granted appeal." }),
    hash: t.exposeString("hash", { description: "SHA-256 of all of it." }),
    method: t.field({ type: "JSON", description: "The method.", resolve: (one) => one.method }),
    reason: t.exposeString("reason", { description: "Why this method." }),
    publishedAt: t.expose("publishedAt", { type: "DateTime", description: "When." }),
    replaced: t.boolean({
      description: "Whether it replaced an earlier one.",
      resolve: (one) => one.replacesId !== null,
    }),
    rows: t.field({
      type: [PublishedRow],
      description: "From the best.",
      resolve: (snapshot) => {
        const judges = Judging.judgeNumbers(snapshot.rows.map((row) => publishedSteps(row).steps));
        return snapshot.rows.map((row) => ({ row, judges }));
      },
    }),
  }),
});
builder.prismaObjectField(Stage, "results", (t) =>
  t.field({
    type: [PublishedResult],
    description: "The published results of its panels.",
    select: {
      panels: {
        select: { snapshots: { where: { replacedBy: null }, ...Judging.withRows } },
        orderBy: { id: "asc" },
      },
    },
    resolve: (stage) => stage.panels.flatMap((panel) => panel.snapshots),
  }),
);

builder.queryField("publishedResult", (t) =>
  t.field({
    type: PublishedResult,
    nullable: true,
    description: "The published result of a panel; null before publication.",
    args: { panelId: t.arg.id({ required: true }) },
    resolve: (_root, { panelId }, context) =>
      query("publishedResult", context, () =>
        Judging.publishedResult(context.db, localId("Panel", panelId)),
      ),
  }),
);

type Proof = NonNullable<Awaited<ReturnType<typeof Judging.verifyCertificate>>>;
const Certificate = builder.objectRef<Proof>("Certificate").implement({
  description: "What a verification code proves.",
  fields: (t) => ({
    teamName: t.exposeString("teamName", { description: "The team." }),
    title: t.exposeString("title", { description: "The innovation." }),
    rank: t.exposeInt("rank", { description: "Rank." }),
    total: t.exposeString("total", { description: "Total." }),
    edition: t.string({
      description: "The edition.",
      resolve: (row) => row.snapshot.panel.stage.edition.nameEn,
    }),
    panel: t.string({ description: "The panel.", resolve: (row) => row.snapshot.panel.name }),
    publishedAt: t.field({
      type: "DateTime",
      description: "When it was published.",
      resolve: (row) => row.snapshot.publishedAt,
    }),
    current: t.boolean({
      description: "False when a granted appeal has replaced it.",
      resolve: (row) => row.snapshot.replacedBy === null,
    }),
  }),
});
builder.queryField("verifyCertificate", (t) =>
  t.field({
    type: Certificate,
    nullable: true,
    description: "What the code on a certificate or score sheet proves; null: nothing.",
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, context) =>
      query("verifyCertificate", context, () => Judging.verifyCertificate(context.db, code)),
  }),
);

mutation("publishResults", {
  description: "Freezes and publishes the result of a panel.",
  input: (t) => ({ panelId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Judging.publishResults(db, actor, { panelId: localId("Panel", input.panelId) }),
  payload: (t) => ({
    number: t.exposeInt("number"),
    hash: t.exposeString("hash"),
    publishedAt: t.expose("publishedAt", { type: "DateTime" }),
  }),
});

const KindEnum = builder.enumType("ResultDocumentKind", {
  description: "What is printed.",
  values: ["CERTIFICATE", "SCORE_SHEET"] as const,
});
mutation("resultDocument", {
  description: "Gives a link to a published result as PDF, for five minutes.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    kind: t.field({ type: KindEnum, required: true }),
  }),
  run: async ({ db, actor, links, language }, input) => {
    const row = await Judging.ownPublishedRow(db, actor, {
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
    });
    return { url: documentLink(links, row.verificationCode, input.kind, language) };
  },
  payload: (t) => ({ url: t.exposeString("url") }),
});

const AppealEnum = builder.enumType(AppealState, {
  name: "AppealState",
  description: "What became of an appeal.",
});
const Appeal = builder.prismaObject("Appeal", {
  description: "An appeal against a published result. For organisers and its team.",
  fields: (t) => ({
    appealId: t.id({ description: "For decideAppeal.", resolve: (row) => row.id }),
    state: t.expose("state", { type: AppealEnum, description: "What became of it." }),
    text: t.exposeString("text", { description: "What the team says." }),
    decision: t.exposeString("decision", { nullable: true, description: "The reasons." }),
    madeAt: t.expose("madeAt", { type: "DateTime", description: "When it was made." }),
    decidedAt: t.expose("decidedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was decided.",
    }),
  }),
});
builder.prismaObjectField(Application, "appeals", (t) =>
  t.relation("appeals", {
    type: Appeal,
    description: "Appeals against its results.",
    query: (_args, { actor }) => ({
      where: Judging.visibleAppeals(actor),
      orderBy: { madeAt: "asc" },
    }),
  }),
);

mutation("appealResult", {
  description: "Appeals against your team's published result.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    text: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.appealResult(db, actor, {
      ...input,
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
    }),
  payload: (t) => ({
    appealId: t.id({ resolve: (row) => row.id }),
    state: t.expose("state", { type: AppealEnum }),
  }),
});
mutation("decideAppeal", {
  description: "Decides an appeal; a granted one makes a new result that names the old.",
  input: (t) => ({
    appealId: t.id({ required: true }),
    granted: t.boolean({ required: true }),
    decision: t.string({ required: true }),
    corrections: t.field({ type: [SheetInput], required: true, defaultValue: [] }),
  }),
  run: ({ db, actor }, input) =>
    Judging.decideAppeal(db, actor, {
      ...input,
      appealId: plainId(input.appealId, "appeal"),
      corrections: sheetsOf(input.corrections),
    }),
  payload: (t) => ({
    state: t.field({ type: AppealEnum, resolve: ({ appeal }) => appeal.state }),
    number: t.int({ nullable: true, resolve: ({ snapshot }) => snapshot?.number ?? null }),
  }),
});
