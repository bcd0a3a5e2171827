import { InternshipState } from "@winner/core/database/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { Institution } from "./institution.ts";
import { query } from "./operation.ts";

export const InternshipStateEnum = builder.enumType(InternshipState, {
  name: "InternshipState",
  description: "Whether an internship is to come, runs, or how it ended.",
});

export const Student = builder.prismaNode("Student", {
  description: "A student, often a child. Seen by the team, the school and the host alone.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleStudents(actor) }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Name." }),
    bornOn: t.field({
      type: "LocalDate",
      description: "Birth date.",
      select: { bornOn: true },
      resolve: (row) => fromColumn(row.bornOn),
    }),
    school: t.relation("school", { type: Institution, description: "The school." }),
    nisn: t.exposeString("nisnMasked", {
      nullable: true,
      description: "National student number, all but its last four digits hidden.",
    }),
  }),
});

builder.queryField("students", (t) =>
  t.prismaConnection({
    type: Student,
    cursor: "id",
    nullable: true,
    description: "The students whom you may see.",
    totalCount: (_root, _args, context) =>
      query("students", context, () =>
        context.db.student.count({ where: Training.visibleStudents(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("students", context, () =>
        context.db.student.findMany({
          ...select,
          where: Training.visibleStudents(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

const LogbookEntry = builder.prismaObject("LogbookEntry", {
  description: "What happened on a day of an internship.",
  select: { id: true },
  fields: (t) => ({
    on: t.field({
      type: "LocalDate",
      description: "The day.",
      select: { on: true },
      resolve: (row) => fromColumn(row.on),
    }),
    text: t.exposeString("text", { description: "What it says." }),
    author: t.string({
      description: "Who wrote it.",
      select: { author: { select: { name: true } } },
      resolve: ({ author }) => author.name,
    }),
  }),
});

export const Internship = builder.prismaNode("Internship", {
  description: "A student at a host. Officials of the host's province see it without its student.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleInternships(actor) }),
  select: { id: true },
  fields: (t) => ({
    student: t.field({
      type: Student,
      nullable: true,
      description: "Who; null unless you are of the team, the school or the host.",
      select: Training.internshipParties,
      resolve: (row, _args, { actor }) =>
        Training.mayReadStudent(actor, row) ? row.student : null,
    }),
    school: t.field({
      type: Institution,
      description: "The student's school.",
      select: (_args, _context, nested) => ({
        student: { select: { school: nested() } },
      }),
      resolve: ({ student }) => student.school,
    }),
    host: t.relation("host", { type: Institution, description: "Where." }),
    supervisor: t.exposeString("supervisor", { description: "Who is responsible there." }),
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
    state: t.expose("state", { type: InternshipStateEnum, description: "Where it is." }),
    consentOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When a guardian consented.",
      select: { consentOn: true },
      resolve: (row) => fromNullable(row.consentOn),
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    logbook: t.field({
      type: [LogbookEntry],
      nullable: true,
      description: "By day, at most 500; null unless you see the student.",
      select: (_args, _context, nested) => ({
        ...Training.internshipParties,
        logbook: nested({ orderBy: [{ on: "asc" }, { id: "asc" }], take: 500 }),
      }),
      resolve: (row, _args, { actor }) =>
        Training.mayReadStudent(actor, row) ? row.logbook : null,
    }),
  }),
});

builder.queryField("internships", (t) =>
  t.prismaConnection({
    type: Internship,
    cursor: "id",
    nullable: true,
    description: "The internships that you may see.",
    totalCount: (_root, _args, context) =>
      query("internships", context, () =>
        context.db.internship.count({ where: Training.visibleInternships(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("internships", context, () =>
        context.db.internship.findMany({
          ...select,
          where: Training.visibleInternships(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);
