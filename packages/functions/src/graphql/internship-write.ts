import { personId } from "@winner/core/identity/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Warning } from "./institution.ts";
import { Internship, Student } from "./internship.ts";
import { mutation } from "./operation.ts";

mutation("registerStudent", {
  description: "Registers a student of a school under an active agreement of the team.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    schoolId: t.id({ required: true }),
    name: t.string({ required: true }),
    bornOn: t.field({ type: "LocalDate", required: true }),
    nisn: t.string(),
  }),
  run: ({ db, actor, vault }, input) =>
    Training.registerStudent(db, actor, vault, {
      ...input,
      teamId: localId("Team", input.teamId),
      schoolId: localId("Institution", input.schoolId),
    }),
  payload: (t) => ({
    student: t.field({ type: Student, resolve: (row) => row.student }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("planInternship", {
  description:
    "Sends a student to a host that consented to the team; a student is at one host at a time.",
  input: (t) => ({
    studentId: t.id({ required: true }),
    hostId: t.id({ required: true }),
    supervisor: t.string({ required: true }),
    startsOn: t.field({ type: "LocalDate", required: true }),
    endsOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.planInternship(db, actor, {
      ...input,
      studentId: localId("Student", input.studentId),
      hostId: localId("Institution", input.hostId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.internship.findUnique({ where: { id, AND: Training.visibleInternships(actor) } }),
  },
  payload: (t) => ({ internship: t.field({ type: Internship, resolve: (row) => row }) }),
});

mutation("recordGuardianConsent", {
  description: "Notes that a guardian consented; a minor's internship does not run without.",
  input: (t) => ({
    id: t.id({ required: true }),
    guardian: t.string({ required: true }),
    on: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.recordGuardianConsent(db, actor, { ...input, id: localId("Internship", input.id) }),
  payload: (t) => ({ internship: t.field({ type: Internship, resolve: (row) => row }) }),
});

const MoveEnum = builder.enumType("InternshipMove", {
  description: "Where an internship goes; CANCELLED and TERMINATED need a reason.",
  values: ["RUNNING", "COMPLETED", "CANCELLED", "TERMINATED"] as const,
});
mutation("moveInternship", {
  description: "Starts, completes, cancels an internship, or ends it early.",
  input: (t) => ({
    id: t.id({ required: true }),
    to: t.field({ type: MoveEnum, required: true }),
    reason: t.string(),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.moveInternship(db, actor, { ...input, id: localId("Internship", input.id) }),
  payload: (t) => ({ internship: t.field({ type: Internship, resolve: (row) => row }) }),
});

mutation("addLogbookEntry", {
  description: "Writes what happened on a day of a running internship.",
  input: (t) => ({
    internshipId: t.id({ required: true }),
    on: t.field({ type: "LocalDate", required: true }),
    text: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.addLogbookEntry(db, actor, {
      ...input,
      internshipId: localId("Internship", input.internshipId),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.logbookEntry.findUnique({ where: { id, authorId: personId(actor) } }),
  },
  payload: (t) => ({
    on: t.field({ type: "LocalDate", resolve: (entry) => fromColumn(entry.on) }),
  }),
});
