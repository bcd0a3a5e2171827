import * as Incubation from "@winner/core/incubation/index.ts";
import { builder } from "./builder.ts";
import {
  CommitmentObject,
  CommitmentPartyEnum,
  DecisionEnum,
  Introduction,
  MeetingObject,
  Need,
} from "./facilitation.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

mutation("publishNeed", {
  description: "A local government publishes what it needs, by priority issue and region.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    issueCode: t.string({ required: true }),
    regencyCode: t.string(),
    title: t.string({ required: true }),
    description: t.string({ required: true }),
    budgetSource: t.string({ required: true }),
    deadline: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.publishNeed(db, actor, {
      ...input,
      institutionId: localId("Institution", input.institutionId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.need.findUnique({ where: { id, AND: Incubation.visibleNeeds(actor) } }),
  },
  payload: (t) => ({ need: t.field({ type: Need, resolve: (row) => row }) }),
});

const NeedEndEnum = builder.enumType("NeedEnd", {
  description: "How a need ends: met, or given up.",
  values: ["CLOSED", "WITHDRAWN"] as const,
});
mutation("closeNeed", {
  description:
    "Closes a need that was met, by a finalist or elsewhere, or withdraws one that is no longer wanted.",
  input: (t) => ({
    id: t.id({ required: true }),
    to: t.field({ type: NeedEndEnum, required: true }),
    reason: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.closeNeed(db, actor, { ...input, id: localId("Need", input.id) }),
  payload: (t) => ({ need: t.field({ type: Need, resolve: (row) => row }) }),
});

mutation("introduceMember", {
  description: "Introduces a coached finalist to a local government about a need.",
  input: (t) => ({ needId: t.id({ required: true }), memberId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Incubation.introduceMember(db, actor, {
      needId: localId("Need", input.needId),
      memberId: localId("CohortMember", input.memberId),
    }),
  payload: (t) => ({ introduction: t.field({ type: Introduction, resolve: (row) => row }) }),
});

mutation("scheduleMeeting", {
  description: "Sets a meeting of the team with the local government, to come or already held.",
  input: (t) => ({
    introductionId: t.id({ required: true }),
    startsAt: t.field({ type: "DateTime", required: true }),
    place: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.scheduleMeeting(db, actor, {
      ...input,
      introductionId: localId("Introduction", input.introductionId),
    }),
  payload: (t) => ({ meeting: t.field({ type: MeetingObject, resolve: (row) => row }) }),
});

mutation("recordMinutes", {
  description: "Writes down what was said in a meeting that has begun.",
  input: (t) => ({
    id: t.id({ required: true }),
    minutes: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.recordMinutes(db, actor, { ...input, id: localId("Meeting", input.id) }),
  payload: (t) => ({ meeting: t.field({ type: MeetingObject, resolve: (row) => row }) }),
});

mutation("decideIntroduction", {
  description: "Records what the local government decided after a meeting.",
  input: (t) => ({
    id: t.id({ required: true }),
    decision: t.field({ type: DecisionEnum, required: true }),
    reason: t.string(),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.decideIntroduction(db, actor, { ...input, id: localId("Introduction", input.id) }),
  payload: (t) => ({ introduction: t.field({ type: Introduction, resolve: (row) => row }) }),
});

mutation("addCommitment", {
  description: "Notes who promised what by which day.",
  input: (t) => ({
    introductionId: t.id({ required: true }),
    party: t.field({ type: CommitmentPartyEnum, required: true }),
    text: t.string({ required: true }),
    dueOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.addCommitment(db, actor, {
      ...input,
      introductionId: localId("Introduction", input.introductionId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.commitment.findUnique({
        where: { id, introduction: Incubation.visibleIntroductions(actor) },
      }),
  },
  payload: (t) => ({ commitment: t.field({ type: CommitmentObject, resolve: (row) => row }) }),
});

mutation("completeCommitment", {
  description: "Says that a promise was kept, and when.",
  input: (t) => ({
    id: t.id({ required: true }),
    doneOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.completeCommitment(db, actor, { ...input, id: localId("Commitment", input.id) }),
  payload: (t) => ({ commitment: t.field({ type: CommitmentObject, resolve: (row) => row }) }),
});

mutation("linkAgreement", {
  description: "Links the agreement which came of an introduction.",
  input: (t) => ({
    id: t.id({ required: true }),
    agreementId: t.id({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.linkAgreement(db, actor, {
      ...input,
      id: localId("Introduction", input.id),
      agreementId: localId("Agreement", input.agreementId),
    }),
  payload: (t) => ({ introduction: t.field({ type: Introduction, resolve: (row) => row }) }),
});
