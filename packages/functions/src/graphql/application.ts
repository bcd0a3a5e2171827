import * as Competition from "@winner/core/competition/index.ts";
import { ApplicationState, CheckOutcome, EntryOutcome } from "@winner/core/database/index.ts";
import { may, mayEver } from "@winner/core/identity/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { Stage } from "./edition.ts";
import { localId } from "./global-id.ts";
import { query } from "./operation.ts";
import { Team } from "./team.ts";
import { together } from "./together.ts";

const StateEnum = builder.enumType(ApplicationState, {
  name: "ApplicationState",
  description: "Where an application is. Results are not states.",
});
export const OutcomeEnum = builder.enumType(CheckOutcome, {
  name: "CheckOutcome",
  description: "What the administrative check found.",
});

const OutcomeInStage = builder.enumType(EntryOutcome, {
  name: "EntryOutcome",
  description: "What a stage decided.",
});
const entryKey = { stageId: true, applicationId: true } as const;
const votes = { votes: { select: { vote: true, score: true } } } as const;
const Entry = builder.prismaObject("StageEntry", {
  description: "An application in a stage.",
  select: entryKey,
  fields: (t) => ({
    stage: t.relation("stage", { description: "The stage." }),
    outcome: t.expose("outcome", { type: OutcomeInStage, description: "What it decided." }),
    votesFor: t.int({
      description: "Votes for.",
      select: votes,
      resolve: (entry) => Competition.tally(entry.votes).for,
    }),
    votesAgainst: t.int({
      description: "Votes against.",
      select: votes,
      resolve: (entry) => Competition.tally(entry.votes).against,
    }),
    meanScore: t.float({
      nullable: true,
      description: "Mean of the given scores, 0 to 100.",
      select: votes,
      resolve: (entry) => Competition.tally(entry.votes).mean,
    }),
  }),
});

const StageOutcome = builder
  .objectRef<PublishedResult["stages"][number]>("StageOutcome")
  .implement({
    description: "What a stage decided about an application, as announced.",
    fields: (t) => ({
      stage: t.field({ type: Stage, description: "The stage.", resolve: (told) => told.stage }),
      outcome: t.expose("outcome", { type: OutcomeInStage, description: "What it decided." }),
    }),
  });
type PublishedResult = Competition.PublishedResult<typeof Stage.$inferType>;
const PublishedResultObject = builder.objectRef<PublishedResult>("PublishedResult").implement({
  description: "Results, each null until its announcement is published.",
  fields: (t) => ({
    check: t.expose("check", {
      type: OutcomeEnum,
      nullable: true,
      description: "Of the administrative check.",
    }),
    stages: t.field({
      type: [StageOutcome],
      description: "Of the stages of which the outcomes are announced, in their order.",
      resolve: (result) => result.stages,
    }),
    finalist: t.exposeBoolean("finalist", {
      nullable: true,
      description: "Whether it is among the announced finalists.",
    }),
  }),
});

const FeedbackObject = builder.objectRef<Judging.Feedback>("Feedback").implement({
  description: "What the judges of a published result say about a criterion.",
  fields: (t) => ({
    criterionKey: t.exposeString("criterionKey", { description: "The criterion." }),
    score: t.exposeString("score", { description: "Its score." }),
    comments: t.exposeStringList("comments", { description: "Comments that judges released." }),
  }),
});

const feedbackOf = together(({ db, actor }, ids) => Judging.feedback(db, actor, ids));

export const Application = builder.prismaNode("Application", {
  description:
    "A team's entry in an edition. Seen by the team, and once submitted by the officials in charge.",
  nullable: true,
  id: { field: "id" },
  select: { id: true },
  findUnique: (id, { actor }) => ({ id, AND: Competition.visibleApplications(actor) }),
  fields: (t) => ({
    title: t.exposeString("title", { description: "The innovation." }),
    summary: t.exposeString("summary", { description: "In short." }),
    state: t.expose("state", { type: StateEnum, description: "Where it is." }),
    stateReason: t.exposeString("stateReason", {
      nullable: true,
      description: "Why it was returned or disqualified.",
    }),
    correctUntil: t.expose("correctUntil", {
      type: "DateTime",
      nullable: true,
      description: "End of the time for correction.",
    }),
    registrationNumber: t.exposeString("registrationNumber", {
      nullable: true,
      description: "Given at submission.",
    }),
    submittedAt: t.expose("submittedAt", {
      type: "DateTime",
      nullable: true,
      description: "First submission.",
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    answers: t.field({
      type: "JSON",
      description: "Answers by question key.",
      select: { answers: true },
      resolve: (application) => application.answers,
    }),
    innovationStartedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When the innovation began.",
      select: { innovationStartedOn: true },
      resolve: ({ innovationStartedOn }) => fromNullable(innovationStartedOn),
    }),
    edition: t.relation("edition", { description: "The edition." }),
    team: t.field({
      type: Team,
      nullable: true,
      description: "The team; null for a judge who judges blind.",
      select: (_args, { actor }, nested) => ({ ...Judging.blindnessOf(actor), team: nested() }),
      resolve: (application, _args, { actor }) =>
        Judging.mayKnowTeam(actor, application as never) ? (application.team as never) : null,
    }),
    feedback: t.field({
      type: [FeedbackObject],
      description: "For the team: what judges say, once results are published.",
      resolve: ({ id }, _args, context) => feedbackOf(context, id),
    }),
    province: t.relation("province", { description: "The province." }),
    regency: t.relation("regency", { nullable: true, description: "The regency or city." }),
    issue: t.relation("issue", { description: "The priority issue." }),
    files: t.relation("files", {
      description: "The files of the answers, at most 100.",
      query: { where: { state: "STORED" }, orderBy: { questionKey: "asc" }, take: 100 },
    }),
    entries: t.field({
      type: [Entry],
      description: "For organisers: the stages it has entered, with votes and outcomes.",
      // Others get none: what they ask of an entry is not worth a read.
      select: (_args, { actor }, nested) => ({
        editionId: true,
        provinceCode: true,
        entries: mayEver(actor, "decideSelection")
          ? nested(Judging.stagesEntered)
          : { select: entryKey, ...Judging.stagesEntered },
      }),
      resolve: ({ editionId, provinceCode, entries }, _args, { actor }) =>
        may(actor, "decideSelection", { editionId, provinceCode }) ? entries : [],
    }),
    checkOutcome: t.field({
      type: OutcomeEnum,
      nullable: true,
      description: "For officials: the administrative check, before it is announced.",
      select: { editionId: true, provinceCode: true, check: { select: { outcome: true } } },
      resolve: (application, _args, { actor }) =>
        may(actor, "checkApplication", application) ? (application.check?.outcome ?? null) : null,
    }),
    result: t.field({
      type: PublishedResultObject,
      description: "What publications have told.",
      select: (_args, _context, nested) => ({
        ...Competition.resultOf,
        entries: {
          select: {
            ...entryKey,
            outcome: true,
            stage: nested({ select: { id: true } }, ["stages", "stage"]),
          },
          ...Judging.stagesEntered,
        },
      }),
      resolve: (application) => Competition.publishedResult(application as never),
    }),
  }),
});

builder.queryField("applications", (t) =>
  t.prismaConnection({
    type: "Application",
    cursor: "id",
    nullable: true,
    description: "The applications that you may see, in the order in which they were begun.",
    args: {
      editionId: t.arg.id({ description: "Only of this edition." }),
      provinceCode: t.arg.string({ description: "Only of this province." }),
      state: t.arg({ type: StateEnum, description: "Only in this state." }),
    },
    totalCount: (_root, args, context) =>
      query("applications", context, () =>
        context.db.application.count({ where: filter(args, context) }),
      ),
    resolve: (select, _root, args, context) =>
      query("applications", context, () =>
        context.db.application.findMany({
          ...select,
          where: filter(args, context),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

function filter(
  args: {
    editionId?: string | null;
    provinceCode?: string | null;
    state?: ApplicationState | null;
  },
  { actor }: { actor: Parameters<typeof Competition.visibleApplications>[0] },
) {
  return {
    AND: Competition.visibleApplications(actor),
    ...(args.editionId && { editionId: localId("Edition", args.editionId) }),
    ...(args.provinceCode && { provinceCode: args.provinceCode }),
    ...(args.state && { state: args.state }),
  };
}
