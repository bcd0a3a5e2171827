import {
  DeliveryMode,
  ParticipantState,
  TrainingEventState,
  TrainingKind,
} from "@winner/core/database/index.ts";
import { fromColumn, localDateAt } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";
import { Team } from "./team.ts";

export const TrainingKindEnum = builder.enumType(TrainingKind, {
  name: "TrainingKind",
  description: "For whom: the staff of clinics on a service, the soft skills of teachers, others.",
});
export const ModeEnum = builder.enumType(DeliveryMode, {
  name: "DeliveryMode",
  description: "At a place, online, or both.",
});
const EventStateEnum = builder.enumType(TrainingEventState, {
  name: "TrainingEventState",
  description: "Whether a training is to be held or was called off.",
});
const ParticipantStateEnum = builder.enumType(ParticipantState, {
  name: "ParticipantState",
  description: "Whether a person has a seat, waits for one, or was taken off.",
});

const Figures = builder.objectRef<Training.EventFigures>("TrainingFigures").implement({
  description: "A training in numbers, without its people.",
  fields: (t) => ({
    registered: t.exposeInt("registered", { description: "People with a seat." }),
    waiting: t.exposeInt("waiting", { description: "People who wait for one." }),
    attended: t.exposeInt("attended", { description: "People who came." }),
    measured: t.exposeInt("measured", { description: "People with a score before and after." }),
    meanPreScore: t.exposeFloat("meanPreScore", {
      nullable: true,
      description: "Their mean before, of 100.",
    }),
    meanPostScore: t.exposeFloat("meanPostScore", {
      nullable: true,
      description: "Their mean after, of 100.",
    }),
  }),
});

export const TrainingEvent = builder.prismaNode("TrainingEvent", {
  description: "A training that a team gives to the people of institutions.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleEvents(actor) }),
  select: { id: true },
  fields: (t) => ({
    team: t.string({
      description: "The team that gives it.",
      select: { team: { select: { name: true } } },
      resolve: ({ team }) => team.name,
    }),
    givenBy: t.relation("team", { type: Team, description: "The same team, for consentToTeam." }),
    kind: t.expose("kind", { type: TrainingKindEnum, description: "For whom it is." }),
    state: t.expose("state", { type: EventStateEnum, description: "To be held, or called off." }),
    stateReason: t.exposeString("stateReason", {
      nullable: true,
      description: "Why it was called off.",
    }),
    title: t.exposeString("title", { description: "About what." }),
    mode: t.expose("mode", { type: ModeEnum, description: "At a place, online, or both." }),
    place: t.exposeString("place", { nullable: true, description: "Where people meet." }),
    province: t.relation("province", { description: "The province, whose zone its day is in." }),
    regency: t.relation("regency", { nullable: true, description: "The regency or city." }),
    startsAt: t.expose("startsAt", { type: "DateTime", description: "Begin." }),
    endsAt: t.expose("endsAt", { type: "DateTime", description: "End." }),
    heldOn: t.field({
      type: "LocalDate",
      description: "The day on which it begins in its province.",
      select: { startsAt: true, province: { select: { timeZone: true } } },
      resolve: ({ startsAt, province }) => localDateAt(startsAt, province.timeZone),
    }),
    capacity: t.exposeInt("capacity", { description: "Seats." }),
    passMark: t.exposeInt("passMark", {
      nullable: true,
      description: "The least score after it, of 100, for a certificate.",
    }),
    agreementId: t.id({
      nullable: true,
      description: "The agreement under which it is held.",
      select: { agreementId: true },
      resolve: ({ agreementId }) => agreementId && globalId("Agreement", agreementId),
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    figures: t.field({
      type: Figures,
      description: "It in numbers.",
      select: {
        participants: {
          select: { state: true, attended: true, preScore: true, postScore: true },
        },
      },
      resolve: ({ participants }) => Training.eventFigures(participants),
    }),
  }),
});

builder.queryField("trainingEvents", (t) =>
  t.prismaConnection({
    type: TrainingEvent,
    cursor: "id",
    nullable: true,
    description: "The trainings that you may see, the last planned first.",
    totalCount: (_root, _args, context) =>
      query("trainingEvents", context, () =>
        context.db.trainingEvent.count({ where: Training.visibleEvents(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("trainingEvents", context, () =>
        context.db.trainingEvent.findMany({
          ...select,
          where: Training.visibleEvents(context.actor),
          orderBy: { id: "desc" },
        }),
      ),
  }),
);

export const Participant = builder.prismaNode("TrainingParticipant", {
  description: "A person at a training. Seen by the team, their institution and auditors.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleParticipants(actor) }),
  select: { id: true },
  fields: (t) => ({
    institution: t.relation("institution", {
      type: Institution,
      description: "Which sends them.",
    }),
    number: t.exposeInt("number", { description: "In the order of registering." }),
    name: t.exposeString("name", { description: "Name." }),
    email: t.exposeString("email", { nullable: true, description: "E-mail address." }),
    state: t.expose("state", { type: ParticipantStateEnum, description: "A seat, or waiting." }),
    attended: t.exposeBoolean("attended", {
      nullable: true,
      description: "Whether they came; null until it is recorded.",
    }),
    preScore: t.exposeInt("preScore", { nullable: true, description: "Before, of 100." }),
    postScore: t.exposeInt("postScore", { nullable: true, description: "After, of 100." }),
    certificateCode: t.string({
      nullable: true,
      description: "For verifyTrainingCertificate.",
      select: { certificates: { where: { revokedAt: null }, select: { code: true } } },
      resolve: ({ certificates }) => certificates[0]?.code ?? null,
    }),
  }),
});

builder.queryField("trainingParticipants", (t) =>
  t.prismaConnection({
    type: Participant,
    cursor: "id",
    nullable: true,
    description: "The people at a training whom you may see, in the order of registering.",
    args: { eventId: t.arg.id({ required: true }) },
    totalCount: (_root, { eventId }, context) =>
      query("trainingParticipants", context, () =>
        context.db.trainingParticipant.count({ where: participantsOf(eventId, context.actor) }),
      ),
    resolve: (select, _root, { eventId }, context) =>
      query("trainingParticipants", context, () =>
        context.db.trainingParticipant.findMany({
          ...select,
          where: participantsOf(eventId, context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

const participantsOf = (
  eventId: string,
  actor: Parameters<typeof Training.visibleParticipants>[0],
) => ({
  eventId: localId("TrainingEvent", eventId),
  AND: Training.visibleParticipants(actor),
});

type Proof = NonNullable<Awaited<ReturnType<typeof Training.verifyTrainingCertificate>>>;
const Certificate = builder.objectRef<Proof>("TrainingCertificate").implement({
  description: "What the code on a certificate of a training proves.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Who attended." }),
    title: t.exposeString("title", { description: "Which training." }),
    heldOn: t.field({
      type: "LocalDate",
      description: "On which day.",
      resolve: (proof) => fromColumn(proof.heldOn),
    }),
    issuer: t.exposeString("issuer", { description: "Who gave it." }),
  }),
});
builder.queryField("verifyTrainingCertificate", (t) =>
  t.field({
    type: Certificate,
    nullable: true,
    description: "What the code on a certificate proves; null: nothing.",
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, context) =>
      query("verifyTrainingCertificate", context, () =>
        Training.verifyTrainingCertificate(context.db, code),
      ),
  }),
);
