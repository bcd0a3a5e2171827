import {
  AssignmentState,
  ConflictSource,
  InvitationState,
  PanelMode,
} from "@winner/core/database/index.ts";
import { personId } from "@winner/core/identity/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { Application } from "./application.ts";
import { builder } from "./builder.ts";
import { Stage } from "./edition.ts";
import { globalId, judgeOf, localId } from "./global-id.ts";
import { localMethod } from "./method.ts";
import { mutation, query } from "./operation.ts";
import { part, partOf } from "./part.ts";
import { Rubric } from "./rubric.ts";
import { Scoresheet } from "./scoresheet.ts";

const ModeEnum = builder.enumType(PanelMode, {
  name: "PanelMode",
  description: "By marks under a rubric, or by comparing pairs.",
});
const InvitationEnum = builder.enumType(InvitationState, {
  name: "InvitationState",
  description: "What a judge answered.",
});
const AssignmentEnum = builder.enumType(AssignmentState, {
  name: "AssignmentState",
  description: "Whether a judge still has an entry.",
});
const SourceEnum = builder.enumType(ConflictSource, {
  name: "ConflictSource",
  description: "How a conflict of interest is known.",
});

const AssignmentObject = builder.prismaObject("Assignment", {
  description: "An entry that is given to you to judge.",
  select: { panelId: true, applicationId: true, judgeId: true },
  fields: (t) => ({
    state: t.expose("state", { type: AssignmentEnum, description: "Assigned or recused." }),
    application: t.field({
      type: Application,
      nullable: true,
      description: "The entry; null once you are recused.",
      select: (_args, { actor }, nested) => ({
        state: true,
        application: nested({ select: Judging.conflictsOf(personId(actor)) }),
      }),
      resolve: (assignment) =>
        Judging.mayOpen(assignment as never) ? (assignment.application as never) : null,
    }),
    scoresheet: t.prismaField({
      type: Scoresheet,
      nullable: true,
      description: "Your marks.",
      select: { applicationId: true, judgeId: true, panelId: true },
      resolve: (select, { panelId, applicationId, judgeId }, _args, { db, actor }) =>
        actor.kind === "USER" && actor.id === judgeId
          ? db.scoresheet.findUnique({
              ...select,
              where: { panelId_applicationId_judgeId: { panelId, applicationId, judgeId } },
            })
          : null,
    }),
  }),
});

builder.prismaObject("PanelJudge", {
  description: "Who is invited to judge. For organisers.",
  select: { panelId: true, judgeId: true },
  fields: (t) => ({
    judgeId: t.id(judgeOf("The person, as results, imports and conflicts name them.")),
    name: t.string({
      description: "Name.",
      select: { judge: { select: { name: true } } },
      resolve: ({ judge }) => judge.name,
    }),
    state: t.expose("state", { type: InvitationEnum, description: "The answer." }),
    weight: t.string({
      description: "Weight.",
      select: { weight: true },
      resolve: (row) => row.weight.toString(),
    }),
    maxEntries: t.exposeInt("maxEntries", { nullable: true, description: "Most entries." }),
    issueCodes: t.exposeStringList("issueCodes", { description: "Priority issues; empty: all." }),
    provinceCodes: t.exposeStringList("provinceCodes", { description: "Provinces; empty: all." }),
  }),
});

builder.prismaObject("ConflictOfInterest", {
  description: "A judge who may not judge an entry. For organisers.",
  select: { panelId: true, judgeId: true, applicationId: true },
  fields: (t) => ({
    judgeId: t.id(judgeOf("The judge.")),
    applicationId: t.id({
      description: "The entry.",
      select: { applicationId: true },
      resolve: (row) => globalId("Application", row.applicationId),
    }),
    source: t.expose("source", { type: SourceEnum, description: "How it is known." }),
    reason: t.exposeString("reason", { nullable: true, description: "As declared." }),
  }),
});

export const Panel = builder.prismaNode("Panel", {
  description: "The judging of a stage. Seen by organisers and by those invited to judge.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Judging.visiblePanels(actor) }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    mode: t.expose("mode", { type: ModeEnum, description: "By marks or by pairs." }),
    blind: t.exposeBoolean("blind", { description: "Whether judges are not told who applies." }),
    judgesPerEntry: t.exposeInt("judgesPerEntry", { description: "Judges of each entry." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    stage: t.relation("stage", { type: Stage, description: "The stage." }),
    rubric: t.relation("rubric", { nullable: true, type: Rubric, description: "The criteria." }),
    invitation: t.field({
      type: InvitationEnum,
      nullable: true,
      description: "Your answer to the invitation; null when you are not invited.",
      resolve: ({ id }, _args, { db, actor }) => Judging.ownInvitation(db, actor, id),
    }),
    judges: t.relation("judges", {
      description: "For organisers: who is invited.",
      args: partOf(t),
      query: (args, { actor }) => ({
        where: { panel: Judging.organisedPanels(actor) },
        orderBy: { judgeId: "asc" },
        ...part(args),
      }),
    }),
    conflicts: t.relation("conflicts", {
      description: "For organisers: who may not judge what.",
      args: partOf(t),
      query: (args, { actor }) => ({
        where: { panel: Judging.organisedPanels(actor) },
        orderBy: [{ applicationId: "asc" }, { judgeId: "asc" }],
        ...part(args),
      }),
    }),
    assignments: t.relation("assignments", {
      type: AssignmentObject,
      description: "Your own entries.",
      args: partOf(t),
      query: (args, { actor }) => ({
        where: { judgeId: personId(actor) },
        orderBy: { applicationId: "asc" },
        ...part(args),
      }),
    }),
  }),
});

builder.prismaObjectField(Stage, "panels", (t) =>
  t.relation("panels", {
    type: Panel,
    description: "Its panels, at most 100, for organisers and for those who judge.",
    query: (_args, { actor }) => ({
      where: Judging.visiblePanels(actor),
      orderBy: { id: "asc" },
      take: 100,
    }),
  }),
);

builder.queryField("myPanels", (t) =>
  t.prismaField({
    type: [Panel],
    nullable: true,
    description: "The panels to which you are invited, at most 1,000.",
    resolve: (select, _root, _args, context) =>
      query("myPanels", context, () =>
        context.db.panel.findMany({
          ...select,
          where: {
            judges: { some: { judgeId: personId(context.actor) } },
          },
          orderBy: { id: "asc" },
          take: 1000,
        }),
      ),
  }),
);

const FoundConflict = builder.objectRef<Judging.FoundConflict>("FoundConflict").implement({
  description: "A conflict of interest that follows from what is known.",
  fields: (t) => ({
    applicationId: t.id({
      description: "The entry.",
      resolve: (one) => globalId("Application", one.applicationId),
    }),
    source: t.expose("source", { type: SourceEnum, description: "Why." }),
  }),
});
builder.queryField("checkConflicts", (t) =>
  t.field({
    type: [FoundConflict],
    nullable: true,
    description: "With which entries a person would be in conflict, before inviting them.",
    args: { panelId: t.arg.id({ required: true }), email: t.arg.string({ required: true }) },
    resolve: (_root, { panelId, email }, context) =>
      query("checkConflicts", context, () =>
        Judging.checkConflicts(context.db, context.actor, {
          panelId: localId("Panel", panelId),
          email,
        }),
      ),
  }),
);

mutation("createPanel", {
  description: "Sets up the judging of a stage. For the method see docs/judging.md.",
  input: (t) => ({
    stageId: t.id({ required: true }),
    rubricId: t.id(),
    name: t.string({ required: true }),
    mode: t.field({ type: ModeEnum, required: true, defaultValue: "MARKS" }),
    method: t.field({ type: "JSON" }),
    methodReason: t.string({ required: true }),
    judgesPerEntry: t.int({ required: true, defaultValue: 3 }),
    blind: t.boolean({ required: true, defaultValue: false }),
    appealDays: t.int({ required: true, defaultValue: 7 }),
  }),
  run: ({ db, actor }, input) =>
    Judging.createPanel(db, actor, {
      ...input,
      method: localMethod(input.method),
      stageId: localId("Stage", input.stageId),
      rubricId: input.rubricId ? localId("Rubric", input.rubricId) : null,
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.panel.findUnique({ where: { id, AND: Judging.visiblePanels(actor) } }),
  },
  payload: (t) => ({ panel: t.field({ type: Panel, resolve: (row) => row }) }),
});

mutation("changeMethod", {
  description: "Chooses another method, with the reason that will be published.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    method: t.field({ type: "JSON", required: true }),
    reason: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.changeMethod(db, actor, {
      ...input,
      method: localMethod(input.method),
      panelId: localId("Panel", input.panelId),
    }),
  payload: (t) => ({ panel: t.field({ type: Panel, resolve: (row) => row }) }),
});

mutation("inviteJudge", {
  description:
    "Invites a person to judge; conflicts of interest are found at once. Invited again, the limits that are given change: null takes one away, and what is absent stays as before.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    email: t.string({ required: true }),
    name: t.string({ required: true }),
    weight: t.string(),
    maxEntries: t.int(),
    issueCodes: t.stringList(),
    provinceCodes: t.stringList(),
    availableFrom: t.field({ type: "LocalDate" }),
    availableTo: t.field({ type: "LocalDate" }),
  }),
  run: ({ db, actor }, input) =>
    Judging.inviteJudge(db, actor, { ...input, panelId: localId("Panel", input.panelId) }),
  payload: (t) => ({
    judgeId: t.id({ resolve: (row) => globalId("Person", row.judgeId) }),
    state: t.expose("state", { type: InvitationEnum }),
  }),
});

mutation("respondToInvitation", {
  description: "Accepts or declines to judge.",
  input: (t) => ({ panelId: t.id({ required: true }), accept: t.boolean({ required: true }) }),
  run: ({ db, actor }, input) =>
    Judging.respondToInvitation(db, actor, {
      ...input,
      panelId: localId("Panel", input.panelId),
    }),
  payload: (t) => ({ state: t.expose("state", { type: InvitationEnum }) }),
});

mutation("declareConflict", {
  description:
    "Declares a conflict of interest: your own, or as organiser that of a judge. Marks given are removed.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    judgeId: t.id(),
    reason: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.declareConflict(db, actor, {
      ...input,
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
      judgeId: input.judgeId ? localId("Person", input.judgeId) : null,
    }),
  payload: (t) => ({
    applicationId: t.id({ resolve: (row) => globalId("Application", row.applicationId) }),
  }),
});

const Unfilled = builder.objectRef<Judging.Plan["unfilled"][number]>("UnfilledEntry").implement({
  description: "An entry with fewer judges than asked, and why.",
  fields: (t) => ({
    applicationId: t.id({
      description: "The entry.",
      resolve: (one) => globalId("Application", one.entryId),
    }),
    missing: t.exposeInt("missing", { description: "Judges that it lacks." }),
    inConflict: t.exposeInt("inConflict", { description: "Judges in conflict with it." }),
    full: t.exposeInt("full", { description: "Judges who have all they can take." }),
  }),
});
mutation("assignJudges", {
  description: "Gives every entry of the stage its judges; dryRun only shows what would be.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: ({ db, actor }, input) =>
    Judging.assignJudges(db, actor, { ...input, panelId: localId("Panel", input.panelId) }),
  payload: (t) => ({
    assigned: t.int({ resolve: (plan) => plan.assignments.length }),
    unfilled: t.field({ type: [Unfilled], resolve: (plan) => plan.unfilled }),
  }),
});
