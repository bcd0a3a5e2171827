import * as Training from "@winner/core/training/index.ts";
import {
  AssessmentKindEnum,
  Batch,
  Bootcamp,
  CategoryEnum,
  Curriculum,
  Enrolment,
  EnrolmentStateEnum,
} from "./bootcamp.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { ModeEnum } from "./training-event.ts";

mutation("createBootcamp", {
  description: "Founds a bootcamp of a team.",
  input: (t) => ({ teamId: t.id({ required: true }), title: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Training.createBootcamp(db, actor, { ...input, teamId: localId("Team", input.teamId) }),
  payload: (t) => ({ bootcamp: t.field({ type: Bootcamp, resolve: (row) => row }) }),
});

mutation("publishCurriculum", {
  description: "Adds a version of what a bootcamp teaches; batches keep theirs.",
  input: (t) => ({
    bootcampId: t.id({ required: true }),
    units: t.stringList({ required: true }),
    passMark: t.int({ required: true }),
    maxRepeats: t.int({ required: true }),
  }),
  run: ({ db, actor }, { bootcampId, ...input }) =>
    Training.publishCurriculum(db, actor, {
      ...input,
      programmeId: localId("Bootcamp", bootcampId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.curriculumVersion.findUnique({
        where: { id, programme: Training.visibleProgrammes(actor) },
      }),
  },
  payload: (t) => ({ curriculum: t.field({ type: Curriculum, resolve: (row) => row }) }),
});

mutation("planBatch", {
  description: "Plans a batch on a version of the curriculum.",
  input: (t) => ({
    curriculumId: t.id({ required: true }),
    name: t.string({ required: true }),
    startsOn: t.field({ type: "LocalDate", required: true }),
    endsOn: t.field({ type: "LocalDate", required: true }),
    mode: t.field({ type: ModeEnum, required: true }),
    place: t.string(),
    provinceCode: t.string({ required: true }),
    timeZone: t.string(),
    capacity: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.planBatch(db, actor, {
      ...input,
      curriculumId: localId("CurriculumVersion", input.curriculumId),
    }),
  payload: (t) => ({ batch: t.field({ type: Batch, resolve: (row) => row }) }),
});

mutation("enrolLearner", {
  description: "Enters an applicant in a batch.",
  input: (t) => ({
    batchId: t.id({ required: true }),
    name: t.string({ required: true }),
    email: t.string({ required: true }),
    category: t.field({ type: CategoryEnum, required: true }),
    placementOptIn: t.boolean({ required: true, defaultValue: false }),
  }),
  run: ({ db, actor }, input) =>
    Training.enrolLearner(db, actor, {
      ...input,
      batchId: localId("BootcampBatch", input.batchId),
    }),
  payload: (t) => ({ enrolment: t.field({ type: Enrolment, resolve: (row) => row }) }),
});

mutation("moveEnrolment", {
  description: "Moves a learner on, or out: elimination needs its reason.",
  input: (t) => ({
    id: t.id({ required: true }),
    to: t.field({ type: EnrolmentStateEnum, required: true }),
    reason: t.string(),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.moveEnrolment(db, actor, { ...input, id: localId("Enrolment", input.id) }),
  payload: (t) => ({ enrolment: t.field({ type: Enrolment, resolve: (row) => row }) }),
});

mutation("setPlacementOptIn", {
  description: "Notes whether a learner wants to be placed; graduation fixes it.",
  input: (t) => ({
    id: t.id({ required: true }),
    optIn: t.boolean({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.setPlacementOptIn(db, actor, { ...input, id: localId("Enrolment", input.id) }),
  payload: (t) => ({ enrolment: t.field({ type: Enrolment, resolve: (row) => row }) }),
});

mutation("recordAssessment", {
  description: "Assesses a learner in their present unit; expectedVersion 0: there is none yet.",
  input: (t) => ({
    enrolmentId: t.id({ required: true }),
    kind: t.field({ type: AssessmentKindEnum, required: true }),
    score: t.int({ required: true }),
    feedback: t.string({ required: true }),
    expectedVersion: t.int({ required: true, defaultValue: 0 }),
  }),
  run: ({ db, actor }, input) =>
    Training.recordAssessment(db, actor, {
      ...input,
      enrolmentId: localId("Enrolment", input.enrolmentId),
    }),
  payload: (t) => ({
    unit: t.exposeInt("unit"),
    attempt: t.exposeInt("attempt"),
    version: t.exposeInt("version"),
  }),
});
