import {
  CommitmentParty,
  DecisionKind,
  IntroductionState,
  NeedState,
} from "@winner/core/database/index.ts";
import * as Incubation from "@winner/core/incubation/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { Issue } from "./edition.ts";
import { globalId, localId } from "./global-id.ts";
import { query } from "./operation.ts";

const NeedStateEnum = builder.enumType(NeedState, {
  name: "NeedState",
  description: "Open, matched by an introduction that was agreed to, closed or withdrawn.",
});
const IntroductionStateEnum = builder.enumType(IntroductionState, {
  name: "IntroductionState",
  description: "How far an introduction is.",
});
export const DecisionEnum = builder.enumType(DecisionKind, {
  name: "DecisionKind",
  description: "What a local government decided.",
});
export const CommitmentPartyEnum = builder.enumType(CommitmentParty, {
  name: "CommitmentParty",
  description: "Who promised.",
});

export const Need = builder.prismaNode("Need", {
  description: "What a local government needs. Open ones are read by all who are signed in.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Incubation.visibleNeeds(actor) }),
  select: { id: true },
  fields: (t) => ({
    state: t.expose("state", { type: NeedStateEnum, description: "Where it is." }),
    stateReason: t.exposeString("stateReason", { nullable: true, description: "Why it ended." }),
    title: t.exposeString("title", { description: "In one line." }),
    description: t.exposeString("description", { description: "In full." }),
    budgetSource: t.exposeString("budgetSource", { description: "From which budget." }),
    deadline: t.field({
      type: "LocalDate",
      description: "Last local day for introductions.",
      select: { deadline: true },
      resolve: (need) => fromColumn(need.deadline),
    }),
    localGovernment: t.string({
      description: "Who needs it.",
      select: { institution: { select: { name: true } } },
      resolve: ({ institution }) => institution.name,
    }),
    issue: t.relation("issue", { type: Issue, description: "Its priority issue." }),
    province: t.relation("province", { description: "The province." }),
    regency: t.relation("regency", { nullable: true, description: "The regency or city." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

export const MeetingObject = builder.prismaObject("Meeting", {
  description: "A meeting of a team with a local government.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "Used in recordMinutes; read with its introduction.",
      resolve: ({ id }) => globalId("Meeting", id),
    }),
    startsAt: t.expose("startsAt", { type: "DateTime", description: "When." }),
    place: t.exposeString("place", { description: "Where." }),
    minutes: t.exposeString("minutes", {
      nullable: true,
      description: "What was said and what came of it.",
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

builder.prismaObject("Decision", {
  description: "What a local government decided.",
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: DecisionEnum, description: "What." }),
    reason: t.exposeString("reason", { nullable: true, description: "Why." }),
    decidedAt: t.expose("decidedAt", { type: "DateTime", description: "When." }),
  }),
});

export const CommitmentObject = builder.prismaObject("Commitment", {
  description: "Who promised what by when.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "Used in completeCommitment; read with its introduction.",
      resolve: ({ id }) => globalId("Commitment", id),
    }),
    party: t.expose("party", { type: CommitmentPartyEnum, description: "Who." }),
    text: t.exposeString("text", { description: "What." }),
    dueOn: t.field({
      type: "LocalDate",
      description: "By which day.",
      select: { dueOn: true },
      resolve: (row) => fromColumn(row.dueOn),
    }),
    doneOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When it was kept.",
      select: { doneOn: true },
      resolve: (row) => fromNullable(row.doneOn),
    }),
  }),
});

export const Introduction = builder.prismaNode("Introduction", {
  description:
    "A finalist who was introduced about a need. Seen by the team, the local government and the officials.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Incubation.visibleIntroductions(actor) }),
  select: { id: true },
  fields: (t) => ({
    state: t.expose("state", { type: IntroductionStateEnum, description: "How far it is." }),
    need: t.relation("need", { type: Need, description: "About which need." }),
    team: t.string({
      description: "The finalist's team.",
      select: {
        member: { select: { application: { select: { team: { select: { name: true } } } } } },
      },
      resolve: ({ member }) => member.application.team.name,
    }),
    solution: t.string({
      description: "The finalist's innovation.",
      select: { member: { select: { application: { select: { title: true } } } } },
      resolve: ({ member }) => member.application.title,
    }),
    meetings: t.relation("meetings", {
      description: "In order, at most 100.",
      query: { orderBy: { startsAt: "asc" }, take: 100 },
    }),
    decisions: t.relation("decisions", {
      description: "In order, at most 100.",
      query: { orderBy: { id: "asc" }, take: 100 },
    }),
    commitments: t.relation("commitments", {
      description: "By the day on which they are due, at most 100.",
      query: { orderBy: [{ dueOn: "asc" }, { id: "asc" }], take: 100 },
    }),
    agreementId: t.id({
      nullable: true,
      description: "The agreement which came of it; `node` shows it to those who may see it.",
      select: { agreementId: true },
      resolve: ({ agreementId }) => agreementId && globalId("Agreement", agreementId),
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

const ReasonEnum = builder.enumType("MatchReason", {
  description: "Why a finalist fits a need.",
  values: ["SAME_ISSUE", "SAME_REGENCY", "SAME_PROVINCE"] as const,
});
const NeedMatch = builder.objectRef<Incubation.NeedMatch>("NeedMatch").implement({
  description: "A finalist who could help, told by what was announced.",
  fields: (t) => ({
    memberId: t.id({
      description: "Used in introduceMember.",
      resolve: (match) => globalId("CohortMember", match.memberId),
    }),
    teamName: t.exposeString("teamName", { description: "The team." }),
    title: t.exposeString("title", { description: "The innovation." }),
    issueCode: t.exposeString("issueCode", { description: "Its priority issue." }),
    provinceCode: t.exposeString("provinceCode", { description: "Its province." }),
    rank: t.exposeInt("rank", { description: "Among the finalists of its province." }),
    reasons: t.expose("reasons", { type: [ReasonEnum], description: "Why it fits." }),
    introduced: t.exposeBoolean("introduced", { description: "Whether it was introduced." }),
  }),
});

const Stage = builder.objectRef<Incubation.StageCount>("PipelineStage").implement({
  description: "How many introductions are at a stage.",
  fields: (t) => ({
    state: t.expose("state", { type: IntroductionStateEnum, description: "The stage." }),
    count: t.exposeInt("count", { description: "How many that you may see." }),
  }),
});
const Pipeline = builder.objectRef<Incubation.Pipeline>("Pipeline").implement({
  description: "From needs to agreements in a province, of what you may see.",
  fields: (t) => ({
    openNeeds: t.exposeInt("openNeeds", { description: "Needs that wait." }),
    stages: t.expose("stages", { type: [Stage], description: "Introductions by stage." }),
    introductions: t.prismaField({
      type: [Introduction],
      description: "Of all stages or one, the newest first, at most 100.",
      args: { state: t.arg({ type: IntroductionStateEnum }) },
      resolve: (select, { provinceCode }, { state }, context) =>
        context.db.introduction.findMany({
          ...select,
          where: {
            need: { provinceCode },
            ...(state && { state }),
            AND: Incubation.visibleIntroductions(context.actor),
          },
          orderBy: { id: "desc" },
          take: 100,
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  needs: t.prismaConnection({
    type: Need,
    cursor: "id",
    nullable: true,
    description: "The needs that you may see, the newest first.",
    args: { provinceCode: t.arg.string() },
    totalCount: (_root, { provinceCode }, context) =>
      query("needs", context, () =>
        context.db.need.count({
          where: {
            ...(provinceCode && { provinceCode }),
            AND: Incubation.visibleNeeds(context.actor),
          },
        }),
      ),
    resolve: (select, _root, { provinceCode }, context) =>
      query("needs", context, () =>
        context.db.need.findMany({
          ...select,
          where: {
            ...(provinceCode && { provinceCode }),
            AND: Incubation.visibleNeeds(context.actor),
          },
          orderBy: { id: "desc" },
        }),
      ),
  }),
  needMatches: t.field({
    type: [NeedMatch],
    nullable: true,
    description: "The finalists who fit a need, best first, with the reasons.",
    args: { needId: t.arg.id({ required: true }) },
    resolve: (_root, { needId }, context) =>
      query("needMatches", context, () =>
        Incubation.needMatches(context.db, context.actor, localId("Need", needId)),
      ),
  }),
  pipeline: t.field({
    type: Pipeline,
    nullable: true,
    description: "From needs to agreements in a province.",
    args: { provinceCode: t.arg.string({ required: true }) },
    resolve: (_root, { provinceCode }, context) =>
      query("pipeline", context, () =>
        Incubation.pipelineOf(context.db, context.actor, provinceCode),
      ),
  }),
}));
