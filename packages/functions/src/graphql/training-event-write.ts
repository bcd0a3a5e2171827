import type { InputFieldBuilder } from "@pothos/core";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { ModeEnum, Participant, TrainingEvent, TrainingKindEnum } from "./training-event.ts";

type InputFields = InputFieldBuilder<(typeof builder)["$inferSchemaTypes"], "InputObject">;
const details = (t: InputFields) => ({
  title: t.string({ required: true }),
  mode: t.field({ type: ModeEnum, required: true }),
  place: t.string(),
  provinceCode: t.string({ required: true }),
  regencyCode: t.string(),
  startsAt: t.field({ type: "DateTime", required: true }),
  endsAt: t.field({ type: "DateTime", required: true }),
  capacity: t.int({ required: true }),
  passMark: t.int(),
});

mutation("planTrainingEvent", {
  description: "Plans a training of a team, under one of its agreements or none.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    kind: t.field({ type: TrainingKindEnum, required: true }),
    agreementId: t.id(),
    ...details(t),
  }),
  run: ({ db, actor }, input) =>
    Training.planTrainingEvent(db, actor, {
      ...input,
      teamId: localId("Team", input.teamId),
      agreementId: input.agreementId ? localId("Agreement", input.agreementId) : null,
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.trainingEvent.findUnique({ where: { id, AND: Training.visibleEvents(actor) } }),
  },
  payload: (t) => ({ event: t.field({ type: TrainingEvent, resolve: (row) => row }) }),
});

mutation("changeTrainingEvent", {
  description: "Changes a training that has not begun; with more seats those who wait move up.",
  input: (t) => ({
    id: t.id({ required: true }),
    expectedVersion: t.int({ required: true }),
    ...details(t),
  }),
  run: ({ db, actor }, input) =>
    Training.changeTrainingEvent(db, actor, { ...input, id: localId("TrainingEvent", input.id) }),
  payload: (t) => ({ event: t.field({ type: TrainingEvent, resolve: (row) => row }) }),
});

mutation("cancelTrainingEvent", {
  description: "Calls a training off, before attendance is recorded.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Training.cancelTrainingEvent(db, actor, { ...input, id: localId("TrainingEvent", input.id) }),
  payload: (t) => ({ event: t.field({ type: TrainingEvent, resolve: (row) => row }) }),
});

const PersonInput = builder.inputType("ParticipantInput", {
  description: "A person to be trained. Two of the same name differ by their e-mail.",
  fields: (t) => ({ name: t.string({ required: true }), email: t.string() }),
});
mutation("registerParticipants", {
  description:
    "Sends people of an institution to a training, up to 100 at once. Who finds no seat waits.",
  input: (t) => ({
    eventId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    participants: t.field({ type: [PersonInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.registerParticipants(db, actor, {
      ...input,
      eventId: localId("TrainingEvent", input.eventId),
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({
    participants: t.field({ type: [Participant], resolve: (row) => row.participants }),
  }),
});

mutation("cancelParticipant", {
  description: "Takes a person off a training; their seat goes to who has waited longest.",
  input: (t) => ({ id: t.id({ required: true }) }),
  run: ({ db, actor }, { id }) =>
    Training.cancelParticipant(db, actor, localId("TrainingParticipant", id)),
  payload: (t) => ({ participant: t.field({ type: Participant, resolve: (row) => row }) }),
});

const MarkInput = builder.inputType("AttendanceMarkInput", {
  description: "Whether a person came, and their scores of 100 before and after.",
  fields: (t) => ({
    participantId: t.id({ required: true }),
    attended: t.boolean({ required: true }),
    preScore: t.int(),
    postScore: t.int(),
  }),
});
mutation("recordAttendance", {
  description: "Records who attended; an institution under the agreement is thereby trained.",
  input: (t) => ({
    eventId: t.id({ required: true }),
    marks: t.field({ type: [MarkInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.recordAttendance(db, actor, {
      eventId: localId("TrainingEvent", input.eventId),
      marks: input.marks.map((mark) => ({
        ...mark,
        participantId: localId("TrainingParticipant", mark.participantId),
      })),
    }),
  payload: (t) => ({
    event: t.field({ type: TrainingEvent, resolve: (row) => row.event }),
    trained: t.exposeInt("trained", {
      description: "Institutions whose step `trained` was recorded by this.",
    }),
  }),
});

mutation("issueTrainingCertificates", {
  description: "Certifies who attended and reached the pass mark, once the training is over.",
  input: (t) => ({ eventId: t.id({ required: true }) }),
  run: ({ db, actor }, { eventId }) =>
    Training.issueTrainingCertificates(db, actor, localId("TrainingEvent", eventId)),
  payload: (t) => ({ issued: t.exposeInt("issued") }),
});

mutation("revokeTrainingCertificate", {
  description: "Revokes the certificate of a participant; its code then proves nothing.",
  input: (t) => ({ participantId: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Training.revokeTrainingCertificate(db, actor, {
      ...input,
      participantId: localId("TrainingParticipant", input.participantId),
    }),
  payload: (t) => ({ participant: t.field({ type: Participant, resolve: (row) => row }) }),
});
