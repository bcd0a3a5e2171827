import {
  CohortMemberState,
  MilestoneState,
  NoteVisibility,
  SessionState,
} from "@winner/core/database/index.ts";
import * as Incubation from "@winner/core/incubation/index.ts";
import {
  fromColumn,
  fromNullable,
  localDateAt,
  localTimeAt,
} from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { Edition } from "./edition.ts";
import { query } from "./operation.ts";

const MemberStateEnum = builder.enumType(CohortMemberState, {
  name: "CohortMemberState",
  description: "Whether a finalist is still coached.",
});
const MilestoneStateEnum = builder.enumType(MilestoneState, {
  name: "MilestoneState",
  description: "Where a milestone is.",
});
const SessionStateEnum = builder.enumType(SessionState, {
  name: "SessionState",
  description: "Whether a session is to come, was held or was cancelled.",
});
export const VisibilityEnum = builder.enumType(NoteVisibility, {
  name: "NoteVisibility",
  description:
    "Who reads a note: its author, the team and its mentors, or all who see the session.",
});

export const MilestoneObject = builder.prismaNode("Milestone", {
  description: "A step of a finalist's plan.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, member: Incubation.visibleMembers(actor) }),
  select: { id: true },
  fields: (t) => ({
    titleId: t.exposeString("titleId", { description: "In Indonesian." }),
    titleEn: t.exposeString("titleEn", { description: "In English." }),
    dueOn: t.field({
      type: "LocalDate",
      description: "The day by which it is due.",
      select: { dueOn: true },
      resolve: (row) => fromColumn(row.dueOn),
    }),
    state: t.expose("state", { type: MilestoneStateEnum, description: "Where it is." }),
    evidence: t.exposeString("evidence", { nullable: true, description: "What the team shows." }),
    review: t.exposeString("review", { nullable: true, description: "What the mentor says." }),
    acceptedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When it was accepted.",
      select: { acceptedOn: true },
      resolve: (row) => fromNullable(row.acceptedOn),
    }),
    owner: t.string({
      nullable: true,
      description: "The person of the team who is responsible.",
      select: { owner: { select: { name: true } } },
      resolve: ({ owner }) => owner?.name ?? null,
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

builder.prismaObject("SessionNote", {
  description: "A note on a session.",
  select: { id: true },
  fields: (t) => ({
    visibility: t.expose("visibility", { type: VisibilityEnum, description: "Who reads it." }),
    text: t.exposeString("text", { description: "What it says." }),
    author: t.string({
      description: "Who wrote it.",
      select: { author: { select: { name: true } } },
      resolve: (note) => note.author.name,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When." }),
  }),
});

export const SessionObject = builder.prismaNode("CoachingSession", {
  description: "A meeting of a mentor with a finalist.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, member: Incubation.visibleMembers(actor) }),
  select: { id: true },
  fields: (t) => ({
    title: t.exposeString("title", { description: "About what." }),
    startsAt: t.expose("startsAt", { type: "DateTime", description: "Begin." }),
    endsAt: t.expose("endsAt", { type: "DateTime", description: "End." }),
    localStart: t.string({
      args: {
        timeZone: t.arg({
          type: "TimeZone",
          description: "Absent: the mentor's own for the mentor, else that of the team's province.",
        }),
      },
      description: "The begin as the wall shows it, with its offset.",
      select: {
        startsAt: true,
        mentorId: true,
        mentor: { select: { mentorProfile: { select: { timeZone: true } } } },
        member: {
          select: { application: { select: { province: { select: { timeZone: true } } } } },
        },
      },
      resolve: (session, { timeZone }, { actor }) =>
        localTimeAt(session.startsAt, timeZone ?? Incubation.zoneFor(actor, session)),
    }),
    state: t.expose("state", { type: SessionStateEnum, description: "To come, held, cancelled." }),
    attended: t.exposeBoolean("attended", {
      nullable: true,
      description: "Whether the team came.",
    }),
    present: t.stringList({
      description: "Names of the people of the team who came.",
      select: { present: { select: { user: { select: { name: true } } } } },
      resolve: ({ present }) => present.map((one) => one.user.name).sort(),
    }),
    mentor: t.string({
      description: "Who coaches.",
      select: { mentor: { select: { name: true } } },
      resolve: (session) => session.mentor.name,
    }),
    notes: t.relation("notes", {
      description: "The notes that you may read, the first 500.",
      query: (_args, { actor }) => ({
        where: Incubation.visibleNotes(actor),
        orderBy: { createdAt: "asc" },
        take: 500,
      }),
    }),
  }),
});

const Health = builder.objectRef<Incubation.PlanHealth>("PlanHealth").implement({
  description: "What a plan looks like today.",
  fields: (t) => ({
    accepted: t.exposeInt("accepted", { description: "Milestones accepted." }),
    total: t.exposeInt("total", { description: "Milestones." }),
    overdue: t.exposeInt("overdue", { description: "Due and not submitted." }),
    atRisk: t.exposeBoolean("atRisk", {
      description: "Two overdue, or one for more than a week.",
    }),
  }),
});

export const Member = builder.prismaNode("CohortMember", {
  description: "A finalist in a cohort. Seen by the team, its mentors and the officials.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Incubation.visibleMembers(actor) }),
  select: { id: true },
  fields: (t) => ({
    state: t.expose("state", { type: MemberStateEnum, description: "Whether still coached." }),
    team: t.string({
      description: "The team.",
      select: { application: { select: { team: { select: { name: true } } } } },
      resolve: ({ application }) => application.team.name,
    }),
    mentors: t.stringList({
      description: "Names of its mentors.",
      select: { mentors: { select: { mentor: { select: { name: true } } } } },
      resolve: ({ mentors }) => mentors.map((one) => one.mentor.name).sort(),
    }),
    milestones: t.relation("milestones", {
      description: "Its plan, in order: a timeline.",
      query: { orderBy: { position: "asc" } },
    }),
    sessions: t.relation("sessions", {
      description: "Its sessions, in order.",
      query: { orderBy: { startsAt: "asc" }, take: 500 },
    }),
    health: t.field({
      type: Health,
      description: "What its plan looks like today.",
      select: {
        milestones: { orderBy: { position: "asc" }, select: { state: true, dueOn: true } },
        application: { select: { province: { select: { timeZone: true } } } },
      },
      resolve: async ({ milestones, application }, _args, context) =>
        Incubation.planHealth(
          milestones.map(({ state, dueOn }) => ({ state, dueOn: fromColumn(dueOn) })),
          localDateAt(await context.now(), application.province.timeZone),
        ),
    }),
  }),
});

export const CohortObject = builder.prismaObject("Cohort", {
  description: "The finalists of an edition, coached together.",
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    startsOn: t.field({
      type: "LocalDate",
      description: "When it starts.",
      select: { startsOn: true },
      resolve: (row) => fromColumn(row.startsOn),
    }),
    edition: t.relation("edition", { type: Edition, description: "The edition." }),
    members: t.relation("members", {
      type: Member,
      description: "The members that you may see, at most 1,000.",
      query: (_args, { actor }) => ({
        where: Incubation.visibleMembers(actor),
        orderBy: { id: "asc" },
        take: 1000,
      }),
    }),
  }),
});

builder.queryField("cohorts", (t) =>
  t.prismaField({
    type: [CohortObject],
    nullable: true,
    description: "The cohorts with members that you may see.",
    resolve: (select, _root, _args, context) =>
      query("cohorts", context, () =>
        context.db.cohort.findMany({
          ...select,
          where: { members: { some: Incubation.visibleMembers(context.actor) } },
          orderBy: { startsOn: "desc" },
          take: 100,
        }),
      ),
  }),
);
