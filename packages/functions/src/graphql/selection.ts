import * as Competition from "@winner/core/competition/index.ts";
import { AnnouncementKind, DuplicateVerdict, Vote } from "@winner/core/database/index.ts";
import { OutcomeEnum } from "./application.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const VoteEnum = builder.enumType(Vote, { name: "Vote", description: "A vote in a selection." });
const AnnouncementEnum = builder.enumType(AnnouncementKind, {
  name: "AnnouncementKind",
  description: "What is announced.",
});
const VerdictEnum = builder.enumType(DuplicateVerdict, {
  name: "DuplicateVerdict",
  description: "Whether two applications are one.",
});

const CheckItem = builder.inputType("CheckItemInput", {
  description: "An answered item of the checklist.",
  fields: (t) => ({ itemId: t.id({ required: true }), met: t.boolean({ required: true }) }),
});
mutation("checkApplication", {
  description: "Records the administrative check.",
  input: (t) => ({
    id: t.id({ required: true }),
    outcome: t.field({ type: OutcomeEnum, required: true }),
    items: t.field({ type: [CheckItem], required: true }),
    note: t.string(),
  }),
  run: ({ db, actor }, input) =>
    Competition.checkApplication(db, actor, {
      ...input,
      id: localId("Application", input.id),
      items: input.items.map(({ itemId, met }) => ({
        itemId: localId("ChecklistItem", itemId),
        met,
      })),
    }),
  payload: (t) => ({ outcome: t.field({ type: OutcomeEnum, resolve: (row) => row.outcome }) }),
});

mutation("castVote", {
  description: "Votes on an application in a selection stage; voting again replaces your vote.",
  input: (t) => ({
    stageId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    vote: t.field({ type: VoteEnum, required: true }),
    score: t.int(),
    note: t.string(),
  }),
  run: ({ db, actor }, input) =>
    Competition.castVote(db, actor, {
      ...input,
      stageId: localId("Stage", input.stageId),
      applicationId: localId("Application", input.applicationId),
    }),
  payload: (t) => ({ vote: t.field({ type: VoteEnum, resolve: (row) => row.vote }) }),
});

mutation("moveApplications", {
  description: "Moves applications into a stage, all or nothing; dryRun only tells how many.",
  input: (t) => ({
    toStageId: t.id({ required: true }),
    applicationIds: t.idList({ required: true }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: ({ db, actor }, input) =>
    Competition.moveApplications(db, actor, {
      ...input,
      toStageId: localId("Stage", input.toStageId),
      applicationIds: input.applicationIds.map((id) => localId("Application", id)),
    }),
  payload: (t) => ({ moved: t.exposeInt("moved") }),
});

const Decision = builder.inputType("SelectionDecisionInput", {
  description: "The organiser's decision on one application.",
  fields: (t) => ({
    applicationId: t.id({ required: true }),
    advance: t.boolean({ required: true }),
    score: t.float(),
  }),
});
const DecidedEntry = builder
  .objectRef<{ applicationId: string; advance: boolean; score: number | null }>("DecidedEntry")
  .implement({
    description: "What a stage decided on one application.",
    fields: (t) => ({
      applicationId: t.id({ resolve: (entry) => globalId("Application", entry.applicationId) }),
      advance: t.exposeBoolean("advance"),
      score: t.exposeFloat("score", { nullable: true }),
    }),
  });
mutation("decideSelection", {
  description:
    "Decides a stage after it closed: by the votes when they decide, else by these decisions.",
  input: (t) => ({
    stageId: t.id({ required: true }),
    decisions: t.field({ type: [Decision], required: true, defaultValue: [] }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: async ({ db, actor }, input) => ({
    results: await Competition.decideSelection(db, actor, {
      ...input,
      stageId: localId("Stage", input.stageId),
      decisions: input.decisions.map((one) => ({
        ...one,
        applicationId: localId("Application", one.applicationId),
      })),
    }),
  }),
  payload: (t) => ({ results: t.field({ type: [DecidedEntry], resolve: (row) => row.results }) }),
});

const Draw = builder.objectRef<Competition.ProvinceDraw>("ProvinceDraw").implement({
  description: "The ranking of one province.",
  fields: (t) => ({
    provinceCode: t.exposeString("provinceCode"),
    finalists: t.idList({
      resolve: (draw) =>
        draw.ranking
          .filter((one) => one.finalist)
          .map((one) => globalId("Application", one.applicationId)),
    }),
    reserves: t.idList({
      resolve: (draw) =>
        draw.ranking
          .filter((one) => !one.finalist)
          .map((one) => globalId("Application", one.applicationId)),
    }),
    faults: t.stringList({
      description: "Codes of what stands against it.",
      resolve: (draw) => draw.faults.map((fault) => fault.message.code),
    }),
  }),
});
mutation("drawFinalists", {
  description:
    "Draws the finalists of every province, in rank order, with reserves; dryRun only shows them.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    tieBreaks: t.idList({ required: true, defaultValue: [] }),
    allowShortfall: t.boolean({ required: true, defaultValue: false }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: async ({ db, actor }, input) => ({
    draws: await Competition.drawFinalists(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
      tieBreaks: input.tieBreaks.map((id) => localId("Application", id)),
    }),
  }),
  payload: (t) => ({ provinces: t.field({ type: [Draw], resolve: (row) => row.draws }) }),
});

mutation("withdrawFinalist", {
  description:
    "Withdraws a finalist; the first reserve of the province takes the place. Of several that nothing parts one must be named.",
  input: (t) => ({
    applicationId: t.id({ required: true }),
    reason: t.string({ required: true }),
    reserveId: t.id(),
  }),
  run: ({ db, actor }, input) =>
    Competition.withdrawFinalist(db, actor, {
      ...input,
      applicationId: localId("Application", input.applicationId),
      reserveId: input.reserveId ? localId("Application", input.reserveId) : null,
    }),
  payload: (t) => ({
    promoted: t.id({
      nullable: true,
      resolve: (row) => (row.promoted ? globalId("Application", row.promoted.applicationId) : null),
    }),
  }),
});

mutation("publishAnnouncement", {
  description: "Publishes a result to everybody at once.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    kind: t.field({ type: AnnouncementEnum, required: true }),
    titleId: t.string({ required: true }),
    titleEn: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Competition.publishAnnouncement(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
    }),
  payload: (t) => ({ publishedAt: t.expose("publishedAt", { type: "DateTime" }) }),
});

const Pair = builder.objectRef<Competition.DuplicatePair>("DuplicatePair").implement({
  description: "Two applications that look alike.",
  fields: (t) => ({
    firstId: t.id({ resolve: (pair) => globalId("Application", pair.firstId) }),
    secondId: t.id({ resolve: (pair) => globalId("Application", pair.secondId) }),
    sameTeam: t.exposeBoolean("sameTeam"),
    sameIdentity: t.exposeBoolean("sameIdentity", {
      description: "Whether both teams gave the same identity number.",
    }),
    similarity: t.exposeFloat("similarity", { description: "Of title and summary, 0 to 1." }),
    verdict: t.expose("verdict", { type: VerdictEnum, nullable: true }),
  }),
});
builder.queryField("duplicateApplications", (t) =>
  t.field({
    type: [Pair],
    nullable: true,
    description:
      "Pairs of applications, submitted or returned, of one team, of one identity number or with alike text: at most 100.",
    args: {
      editionId: t.arg.id({ required: true }),
      threshold: t.arg.float({ required: true, defaultValue: 0.6 }),
    },
    resolve: (_root, args, context) =>
      query("duplicateApplications", context, () =>
        Competition.duplicateApplications(context.db, context.actor, {
          editionId: localId("Edition", args.editionId),
          threshold: Math.min(1, Math.max(0.3, args.threshold)),
        }),
      ),
  }),
);
mutation("reviewDuplicate", {
  description: "Records whether two applications are one.",
  input: (t) => ({
    firstId: t.id({ required: true }),
    secondId: t.id({ required: true }),
    verdict: t.field({ type: VerdictEnum, required: true }),
  }),
  run: ({ db, actor }, input) =>
    Competition.reviewDuplicate(db, actor, {
      ...input,
      firstId: localId("Application", input.firstId),
      secondId: localId("Application", input.secondId),
    }),
  payload: (t) => ({ verdict: t.field({ type: VerdictEnum, resolve: (row) => row.verdict }) }),
});
