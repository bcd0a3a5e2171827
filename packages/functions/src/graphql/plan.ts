import * as Incubation from "@winner/core/incubation/index.ts";
import { builder } from "./builder.ts";
import { ProgrammeEnum } from "./edition.ts";
import { globalId, localId } from "./global-id.ts";
import { StepInput } from "./incubation-write.ts";
import { mutation, query } from "./operation.ts";

builder.prismaObject("PlanTemplateStep", {
  description: "A step of a plan template.",
  select: { templateId: true, position: true },
  fields: (t) => ({
    titleId: t.exposeString("titleId", { description: "In Indonesian." }),
    titleEn: t.exposeString("titleEn", { description: "In English." }),
    afterDays: t.exposeInt("afterDays", { description: "Days after the cohort starts." }),
  }),
});
const Template = builder.prismaObject("PlanTemplate", {
  description: "A plan for the finalists of a programme, from which cohorts begin.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For createCohort.",
      resolve: ({ id }) => globalId("PlanTemplate", id),
    }),
    name: t.exposeString("name", { description: "Its name." }),
    steps: t.relation("steps", {
      description: "Its steps, in order.",
      query: { orderBy: { position: "asc" } },
    }),
  }),
});
builder.queryField("planTemplates", (t) =>
  t.prismaField({
    type: [Template],
    nullable: true,
    args: { programme: t.arg({ type: ProgrammeEnum, required: true }) },
    description: "The plans of a programme, at most 100.",
    resolve: (select, _root, { programme }, context) =>
      query("planTemplates", context, () =>
        context.db.planTemplate.findMany({
          ...select,
          where: { programme: { code: programme } },
          orderBy: { name: "asc" },
          take: 100,
        }),
      ),
  }),
);

mutation("createPlanTemplate", {
  description: "Keeps a plan for the finalists of a programme.",
  input: (t) => ({
    programme: t.field({ type: ProgrammeEnum, required: true }),
    name: t.string({ required: true }),
    steps: t.field({ type: [StepInput], required: true }),
  }),
  run: ({ db, actor }, input) => Incubation.createPlanTemplate(db, actor, input),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.planTemplate.findUnique({ where: { id } }),
  },
  payload: (t) => ({ template: t.field({ type: Template, resolve: (row) => row }) }),
});

const KindEnum = builder.enumType("TimelineKind", {
  description: "What happens on a day of a finalist's timeline.",
  values: Incubation.timelineKinds,
});
const Event = builder.objectRef<Incubation.TimelineEvent>("TimelineEvent").implement({
  description: "Something of a finalist on a day.",
  fields: (t) => ({
    kind: t.expose("kind", { type: KindEnum, description: "What happens." }),
    on: t.expose("on", { type: "LocalDate", description: "The day, in the province's zone." }),
    at: t.expose("at", {
      type: "DateTime",
      nullable: true,
      description: "The instant, of a session.",
    }),
    titleId: t.exposeString("titleId", { description: "In Indonesian." }),
    titleEn: t.exposeString("titleEn", { description: "In English." }),
    state: t.exposeString("state", { description: "The state of what it is about." }),
    subjectId: t.id({
      description: "The global id of what it is about.",
      resolve: ({ subject, subjectId }) => globalId(subject, subjectId),
    }),
  }),
});
builder.queryField("timeline", (t) =>
  t.field({
    type: [Event],
    nullable: true,
    args: { memberId: t.arg.id({ required: true }) },
    description:
      "Milestones, sessions, and key days of agreements of a member of a cohort, in the order of time.",
    resolve: (_root, { memberId }, context) =>
      query("timeline", context, () =>
        Incubation.timelineOf(context.db, context.actor, localId("CohortMember", memberId)),
      ),
  }),
);
