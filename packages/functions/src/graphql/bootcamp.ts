import { AssessmentKind, EnrolmentState, LearnerCategory } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { fromColumn, fromNullable, localDateAt } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { query } from "./operation.ts";
import { ModeEnum } from "./training-event.ts";

export const EnrolmentStateEnum = builder.enumType(EnrolmentState, {
  name: "EnrolmentState",
  description: "Where a learner is, from the application to graduation.",
});
export const CategoryEnum = builder.enumType(LearnerCategory, {
  name: "LearnerCategory",
  description: "Whether a learner comes from information technology.",
});
export const AssessmentKindEnum = builder.enumType(AssessmentKind, {
  name: "AssessmentKind",
  description: "Of the craft, or of working with people.",
});

builder.prismaObject("CurriculumUnit", {
  description: "A unit of a curriculum.",
  select: { curriculumId: true, position: true },
  fields: (t) => ({
    position: t.exposeInt("position", { description: "From 1." }),
    title: t.exposeString("title", { description: "What is taught." }),
  }),
});

export const Bootcamp = builder.prismaNode("BootcampProgramme", {
  name: "Bootcamp",
  description: "A bootcamp that a team offers.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleProgrammes(actor) }),
  select: { id: true },
  fields: (t) => ({
    title: t.exposeString("title", { description: "Its name." }),
    team: t.string({
      description: "The team that offers it.",
      select: { team: { select: { name: true } } },
      resolve: ({ team }) => team.name,
    }),
    curricula: t.relation("curricula", {
      description: "The versions of what it teaches, the newest first.",
      query: { orderBy: { version: "desc" }, take: 100 },
    }),
  }),
});

export const Curriculum = builder.prismaNode("CurriculumVersion", {
  description: "A version of what a bootcamp teaches. It never changes.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, programme: Training.visibleProgrammes(actor) }),
  select: { id: true },
  fields: (t) => ({
    bootcamp: t.relation("programme", { type: Bootcamp, description: "The bootcamp." }),
    version: t.exposeInt("version", { description: "From 1." }),
    passMark: t.exposeInt("passMark", { description: "Passes a unit, of 100." }),
    maxRepeats: t.exposeInt("maxRepeats", { description: "Units that one learner may repeat." }),
    units: t.relation("units", {
      description: "In order.",
      query: { orderBy: { position: "asc" } },
    }),
  }),
});

const Rate = builder.objectRef<Training.PlacementRate>("PlacementRate").implement({
  description: "Graduates who opted in and began verified work within a window from graduation.",
  fields: (t) => ({
    numerator: t.exposeInt("numerator", { description: "Placed within the window." }),
    denominator: t.exposeInt("denominator", { description: "Graduates who opted in." }),
    windowDays: t.exposeInt("windowDays", { description: "Days from each one's graduation." }),
    rate: t.exposeFloat("rate", {
      nullable: true,
      description: "From 0 to 1; null when nobody is counted.",
    }),
    closesOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "Last day of the last window.",
      resolve: (row) => row.closesOn,
    }),
    open: t.exposeBoolean("open", {
      description: "Whether someone still learns or a window is not over: the rate may still rise.",
    }),
  }),
});
const WindowEnum = builder.enumType("PlacementWindow", {
  description: "Within how many days of graduation work must begin.",
  values: { DAYS_90: { value: 90 as const }, DAYS_180: { value: 180 as const } },
});

interface StateCount {
  state: EnrolmentState;
  learners: number;
}
const StateCountObject = builder.objectRef<StateCount>("EnrolmentCount").implement({
  description: "How many learners of a batch are in a state.",
  fields: (t) => ({
    state: t.expose("state", { type: EnrolmentStateEnum, description: "The state." }),
    learners: t.exposeInt("learners", { description: "People." }),
  }),
});

export const Batch = builder.prismaNode("BootcampBatch", {
  description: "People who go through a bootcamp together. Officials see it in numbers.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleBatches(actor) }),
  select: { id: true },
  fields: (t) => ({
    curriculum: t.relation("curriculum", { type: Curriculum, description: "What it is taught." }),
    name: t.exposeString("name", { description: "Its name." }),
    startsOn: t.field({
      type: "LocalDate",
      description: "First day.",
      select: { startsOn: true },
      resolve: (row) => fromColumn(row.startsOn),
    }),
    endsOn: t.field({
      type: "LocalDate",
      description: "Last day.",
      select: { endsOn: true },
      resolve: (row) => fromColumn(row.endsOn),
    }),
    mode: t.expose("mode", { type: ModeEnum, description: "At a place, online, or both." }),
    place: t.exposeString("place", { nullable: true, description: "Where people meet." }),
    province: t.relation("province", { description: "The province." }),
    timeZone: t.exposeString("timeZone", { description: "IANA zone of its days." }),
    capacity: t.exposeInt("capacity", { description: "Seats." }),
    counts: t.field({
      type: [StateCountObject],
      description: "Its learners by state, in the order of the states.",
      select: { enrolments: { select: { state: true } } },
      resolve: ({ enrolments }) =>
        Object.values(EnrolmentState)
          .map((state) => ({
            state,
            learners: enrolments.filter((one) => one.state === state).length,
          }))
          .filter((one) => one.learners > 0),
    }),
    placementRate: t.field({
      type: Rate,
      description: "How many of its graduates found work.",
      args: { window: t.arg({ type: WindowEnum, required: true }) },
      select: {
        timeZone: true,
        enrolments: {
          select: {
            state: true,
            placementOptIn: true,
            graduatedOn: true,
            placements: { select: { startsOn: true, verifiedAt: true } },
          },
        },
      },
      resolve: async ({ enrolments, timeZone }, { window }, context) =>
        Training.placementRate(
          enrolments.map((learner) => ({
            ...learner,
            graduatedOn: fromNullable(learner.graduatedOn),
            placements: learner.placements.map(({ startsOn, verifiedAt }) => ({
              startsOn: fromColumn(startsOn),
              verified: verifiedAt !== null,
            })),
          })),
          window,
          localDateAt(await context.now(), timeZone),
        ),
    }),
  }),
});

builder.queryField("bootcampBatches", (t) =>
  t.prismaConnection({
    type: Batch,
    cursor: "id",
    nullable: true,
    description: "The batches that you may see, the last planned first.",
    totalCount: (_root, _args, context) =>
      query("bootcampBatches", context, () =>
        context.db.bootcampBatch.count({ where: Training.visibleBatches(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("bootcampBatches", context, () =>
        context.db.bootcampBatch.findMany({
          ...select,
          where: Training.visibleBatches(context.actor),
          orderBy: { id: "desc" },
        }),
      ),
  }),
);

builder.prismaObject("Assessment", {
  description: "What someone thought of a learner in a unit.",
  select: { id: true },
  fields: (t) => ({
    unit: t.exposeInt("unit", { description: "The unit, from 1." }),
    attempt: t.exposeInt("attempt", { description: "Units they had repeated by then." }),
    kind: t.expose("kind", { type: AssessmentKindEnum, description: "Of what." }),
    score: t.exposeInt("score", { description: "Of 100." }),
    feedback: t.exposeString("feedback", { description: "In words." }),
    assessor: t.string({
      description: "By whom.",
      select: { assessor: { select: { name: true } } },
      resolve: ({ assessor }) => assessor.name,
    }),
    assessedAt: t.expose("assessedAt", { type: "DateTime", description: "When." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

export const Enrolment = builder.prismaNode("Enrolment", {
  description: "A learner in a batch. Seen by the team and by auditors.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleEnrolments(actor) }),
  select: { id: true },
  fields: (t) => ({
    batch: t.relation("batch", { type: Batch, description: "The batch." }),
    name: t.exposeString("name", { description: "Name." }),
    email: t.exposeString("email", { description: "E-mail address." }),
    category: t.expose("category", { type: CategoryEnum, description: "From IT or not." }),
    state: t.expose("state", { type: EnrolmentStateEnum, description: "Where they are." }),
    stateReason: t.exposeString("stateReason", { nullable: true, description: "Why." }),
    unit: t.exposeInt("unit", { nullable: true, description: "The unit in which they are." }),
    repeats: t.exposeInt("repeats", { description: "Units that they repeated." }),
    placementOptIn: t.exposeBoolean("placementOptIn", {
      description: "Whether they want to be placed.",
    }),
    graduatedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When they graduated.",
      select: { graduatedOn: true },
      resolve: (row) => fromNullable(row.graduatedOn),
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    assessments: t.relation("assessments", {
      description: "In order, at most 1,000.",
      query: { orderBy: [{ unit: "asc" }, { attempt: "asc" }, { kind: "asc" }], take: 1000 },
    }),
  }),
});

builder.queryField("enrolments", (t) =>
  t.prismaConnection({
    type: Enrolment,
    cursor: "id",
    nullable: true,
    description: "The learners of a batch whom you may see.",
    args: { batchId: t.arg.id({ required: true }) },
    totalCount: (_root, { batchId }, context) =>
      query("enrolments", context, () =>
        context.db.enrolment.count({ where: learnersOf(batchId, context.actor) }),
      ),
    resolve: (select, _root, { batchId }, context) =>
      query("enrolments", context, () =>
        context.db.enrolment.findMany({
          ...select,
          where: learnersOf(batchId, context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

const learnersOf = (batchId: string, actor: Actor) => ({
  batchId: localId("BootcampBatch", batchId),
  AND: Training.visibleEnrolments(actor),
});
