import * as Competition from "@winner/core/competition/index.ts";
import { Application } from "./application.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

mutation("createApplication", {
  description: "Begins a draft. The same idempotencyKey gives the same draft again.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    teamId: t.id({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    issueCode: t.string({ required: true }),
    title: t.string({ required: true }),
    summary: t.string({ required: true }),
    innovationStartedOn: t.field({ type: "LocalDate" }),
    idempotencyKey: t.string(),
  }),
  run: ({ db, actor }, input) =>
    Competition.createApplication(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
      teamId: localId("Team", input.teamId),
    }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});

mutation("saveApplication", {
  description:
    "Saves a draft or a returned application; answers given replace those with the same key.",
  input: (t) => ({
    id: t.id({ required: true }),
    expectedVersion: t.int({ required: true }),
    title: t.string(),
    summary: t.string(),
    innovationStartedOn: t.field({ type: "LocalDate" }),
    answers: t.field({ type: "JSON" }),
  }),
  run: ({ db, actor }, input) =>
    Competition.saveApplication(db, actor, {
      ...input,
      id: localId("Application", input.id),
      answers: input.answers as Competition.Answers | null,
    }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});

mutation("submitApplication", {
  description: "Submits a draft or a corrected application. Submitting twice changes nothing.",
  input: (t) => ({ id: t.id({ required: true }), expectedVersion: t.int() }),
  run: ({ db, actor }, input) =>
    Competition.submitApplication(db, actor, { ...input, id: localId("Application", input.id) }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});

mutation("withdrawApplication", {
  description: "Takes the application out of the competition.",
  input: (t) => ({ id: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.withdrawApplication(db, actor, { id: localId("Application", input.id) }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});

mutation("returnApplication", {
  description:
    "Gives an application back for correction, until the end of a local date in its province.",
  input: (t) => ({
    id: t.id({ required: true }),
    reason: t.string({ required: true }),
    correctUntil: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Competition.returnApplication(db, actor, { ...input, id: localId("Application", input.id) }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});

mutation("disqualifyApplication", {
  description: "Excludes an application, with a reason.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.disqualifyApplication(db, actor, {
      ...input,
      id: localId("Application", input.id),
    }),
  payload: (t) => ({ application: t.field({ type: Application, resolve: (row) => row }) }),
});
