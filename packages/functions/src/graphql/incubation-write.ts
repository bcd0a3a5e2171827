import { personId } from "@winner/core/identity/index.ts";
import * as Incubation from "@winner/core/incubation/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { CohortObject, MilestoneObject, SessionObject, VisibilityEnum } from "./incubation.ts";
import { mutation } from "./operation.ts";

export const StepInput = builder.inputType("TemplateStepInput", {
  description: "A step of a plan template: due some days after the cohort starts.",
  fields: (t) => ({
    titleId: t.string({ required: true }),
    titleEn: t.string({ required: true }),
    afterDays: t.int({ required: true }),
  }),
});
mutation("createCohort", {
  description: "Makes the announced finalists a cohort with plans; again, it follows withdrawals.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    name: t.string({ required: true }),
    startsOn: t.field({ type: "LocalDate", required: true }),
    templateId: t.id({ description: "A stored plan; or else template." }),
    template: t.field({ type: [StepInput] }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.createCohort(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
      templateId: input.templateId ? localId("PlanTemplate", input.templateId) : null,
    }),
  payload: (t) => ({ cohort: t.field({ type: CohortObject, resolve: (row) => row }) }),
});

const MentorInput = builder.inputType("MentorInput", {
  description: "A mentor; what is absent is as in the profile. Empty issues and provinces: all.",
  fields: (t) => ({
    email: t.string({ required: true }),
    name: t.string({ required: true }),
    capacity: t.int(),
    issueCodes: t.stringList(),
    provinceCodes: t.stringList(),
  }),
});
mutation("assignMentors", {
  description: "Gives every member its mentors; dryRun only shows how many.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    perMember: t.int({ required: true, defaultValue: 1 }),
    mentors: t.field({
      type: [MentorInput],
      description: "Absent: all who have a profile.",
    }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.assignMentors(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
    }),
  payload: (t) => ({
    assigned: t.int({ resolve: (plan) => plan.assignments.length }),
    unfilled: t.int({
      description: "Members that lack a mentor.",
      resolve: (plan) => plan.unfilled.length,
    }),
  }),
});

mutation("submitMilestone", {
  description: "Says that a milestone is reached, with the evidence.",
  input: (t) => ({
    id: t.id({ required: true }),
    evidence: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.submitMilestone(db, actor, { ...input, id: localId("Milestone", input.id) }),
  payload: (t) => ({ milestone: t.field({ type: MilestoneObject, resolve: (row) => row }) }),
});

mutation("reviewMilestone", {
  description: "Accepts a milestone, or returns it with what is missing.",
  input: (t) => ({
    id: t.id({ required: true }),
    accept: t.boolean({ required: true }),
    review: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.reviewMilestone(db, actor, { ...input, id: localId("Milestone", input.id) }),
  payload: (t) => ({ milestone: t.field({ type: MilestoneObject, resolve: (row) => row }) }),
});

mutation("assignMilestone", {
  description: "Makes a person of the team responsible for a milestone.",
  input: (t) => ({
    id: t.id({ required: true }),
    ownerId: t.id({ description: "The userId of a team member; absent: nobody." }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.assignMilestone(db, actor, {
      ...input,
      id: localId("Milestone", input.id),
      ownerId: input.ownerId ? localId("Person", input.ownerId) : null,
    }),
  payload: (t) => ({ milestone: t.field({ type: MilestoneObject, resolve: (row) => row }) }),
});

mutation("scheduleSession", {
  description: "Sets a session with a team that you mentor; nobody can be in two at once.",
  input: (t) => ({
    memberId: t.id({ required: true }),
    title: t.string({ required: true }),
    startsAt: t.field({ type: "DateTime", required: true }),
    endsAt: t.field({ type: "DateTime", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.scheduleSession(db, actor, {
      ...input,
      memberId: localId("CohortMember", input.memberId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.coachingSession.findUnique({ where: { id, member: Incubation.visibleMembers(actor) } }),
  },
  payload: (t) => ({ session: t.field({ type: SessionObject, resolve: (row) => row }) }),
});

const OutcomeEnum = builder.enumType("SessionOutcome", {
  description: "What became of a session.",
  values: ["CANCELLED", "ATTENDED", "MISSED"] as const,
});
mutation("closeSession", {
  description: "Cancels a session, or notes whether the team came.",
  input: (t) => ({
    id: t.id({ required: true }),
    outcome: t.field({ type: OutcomeEnum, required: true }),
    present: t.idList({ description: "The userId of each person of the team who came." }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.closeSession(db, actor, {
      ...input,
      id: localId("CoachingSession", input.id),
      present: input.present?.map((id) => localId("Person", id)) ?? null,
    }),
  payload: (t) => ({ session: t.field({ type: SessionObject, resolve: (row) => row }) }),
});

mutation("addSessionNote", {
  description: "Writes a note on a session, for oneself, the cohort member, or all who see it.",
  input: (t) => ({
    sessionId: t.id({ required: true }),
    visibility: t.field({ type: VisibilityEnum, required: true }),
    text: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.addSessionNote(db, actor, {
      ...input,
      sessionId: localId("CoachingSession", input.sessionId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.sessionNote.findUnique({ where: { id, authorId: personId(actor) } }),
  },
  payload: (t) => ({ createdAt: t.expose("createdAt", { type: "DateTime" }) }),
});
