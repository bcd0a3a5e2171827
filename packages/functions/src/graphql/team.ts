import * as Competition from "@winner/core/competition/index.ts";
import { ApplicantKind, TeamRole } from "@winner/core/database/index.ts";
import { personId } from "@winner/core/identity/index.ts";
import * as Institutions from "@winner/core/institution/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { Me } from "./identity.ts";
import { NumberKindEnum, Warning } from "./institution.ts";
import { mutation } from "./operation.ts";

const KindEnum = builder.enumType(ApplicantKind, {
  name: "ApplicantKind",
  description: "What kind of applicant a team is.",
});
const TeamRoleEnum = builder.enumType(TeamRole, {
  name: "TeamRole",
  description: "What a member is in a team.",
});
const SexEnum = builder.enumType("Sex", {
  description: "As an identity number tells it.",
  values: ["FEMALE", "MALE"] as const,
});

builder.prismaObject("TeamMember", {
  description: "A person in a team.",
  select: { teamId: true, userId: true },
  fields: (t) => ({
    userId: t.id({
      description:
        "The person, for removeTeamMember, changeTeamLeader, assignMilestone and closeSession.",
      resolve: ({ userId }) => globalId("Person", userId),
    }),
    name: t.string({
      description: "Name.",
      select: { user: { select: { name: true } } },
      resolve: (member) => member.user.name,
    }),
    role: t.expose("role", { type: TeamRoleEnum, description: "Leader or member." }),
  }),
});

const IdentityNumber = builder.prismaObject("TeamIdentityNumber", {
  description: "An identity number, of which only the end is shown.",
  select: { teamId: true, kind: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: NumberKindEnum, description: "Which number it is." }),
    masked: t.exposeString("masked", { description: "All but the last four characters hidden." }),
    warnings: t.exposeStringList("warnings", { description: "Codes of what looks odd in it." }),
  }),
});

export const Team = builder.prismaNode("Team", {
  description: "An applicant team. Seen by its members, and with an application by its officials.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    ...(actor.kind === "USER" ? { members: { some: { userId: actor.id } } } : { name: { in: [] } }),
  }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    kind: t.expose("kind", { type: KindEnum, description: "What it is." }),
    members: t.relation("members", {
      description: "Its people, at most 500, for themselves and whoever sees their application.",
      query: (_args, { actor }) => ({
        where: { team: Competition.teamsInPerson(actor) },
        orderBy: { userId: "asc" },
        take: 500,
      }),
    }),
    identityNumbers: t.relation("identities", {
      description: "Its identity numbers, masked, for the same readers.",
      query: (_args, { actor }) => ({
        where: { team: Competition.teamsInPerson(actor) },
        orderBy: { kind: "asc" },
      }),
    }),
    consents: t.relation("consents", {
      description:
        "The institutions that consented to it beside any agreement, the newest first: for its own people.",
      query: (_args, { actor }) => ({
        where: Institutions.ownTeamsConsents(actor),
        orderBy: [{ givenAt: "desc" }, { institutionId: "asc" }],
        take: 100,
      }),
    }),
  }),
});

builder.prismaObjectField(Me, "teams", (t) =>
  t.field({
    type: [Team],
    description: "The teams that you are a member of, in the order of founding, at most 100.",
    select: (_args, _context, nested) => ({
      teams: { select: { team: nested() }, orderBy: { teamId: "asc" }, take: 100 },
    }),
    resolve: ({ teams }) => teams.map(({ team }) => team),
  }),
);

mutation("createTeam", {
  description: "Founds a team with you as its leader.",
  input: (t) => ({
    name: t.string({ required: true }),
    kind: t.field({ type: KindEnum, required: true }),
  }),
  run: ({ db, actor }, input) => Competition.createTeam(db, actor, input),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.team.findUnique({ where: { id, members: { some: { userId: personId(actor) } } } }),
  },
  payload: (t) => ({ team: t.field({ type: Team, resolve: (row) => row }) }),
});

mutation("addTeamMember", {
  description: "Adds a person by e-mail address; they see the team once they sign in with it.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    email: t.string({ required: true }),
    name: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Competition.addTeamMember(db, actor, { ...input, teamId: localId("Team", input.teamId) }),
  payload: (t) => ({ team: t.field({ type: Team, resolve: (row) => row }) }),
});

mutation("removeTeamMember", {
  description: "Removes a member from the team.",
  input: (t) => ({ teamId: t.id({ required: true }), userId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.removeTeamMember(db, actor, {
      teamId: localId("Team", input.teamId),
      userId: localId("Person", input.userId),
    }),
  payload: (t) => ({ team: t.field({ type: Team, resolve: (row) => row }) }),
});

mutation("changeTeamLeader", {
  description:
    "Makes another member the leader; who led is a member. By the leader, or by an administrator for one who cannot.",
  input: (t) => ({ teamId: t.id({ required: true }), userId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.changeTeamLeader(db, actor, {
      teamId: localId("Team", input.teamId),
      userId: localId("Person", input.userId),
    }),
  // By ids: an administrator need not see the team.
  payload: (t) => ({
    teamId: t.id({ description: "The team.", resolve: ({ teamId }) => globalId("Team", teamId) }),
    userId: t.id({
      description: "Who leads it now.",
      resolve: ({ userId }) => globalId("Person", userId),
    }),
  }),
});

mutation("setIdentityNumber", {
  description:
    "Keeps an identity number of the team, encrypted. bornOn and sex are only compared with it.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    kind: t.field({ type: NumberKindEnum, required: true }),
    value: t.string({ required: true }),
    bornOn: t.field({ type: "LocalDate" }),
    sex: t.field({ type: SexEnum }),
  }),
  run: ({ db, actor, vault }, input) =>
    Competition.setIdentityNumber(db, actor, vault, {
      ...input,
      teamId: localId("Team", input.teamId),
    }),
  payload: (t) => ({
    number: t.field({ type: IdentityNumber, resolve: (row) => row.number }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("revealIdentityNumber", {
  description: "Shows an identity number in clear, to compare it with a document. It is audited.",
  input: (t) => ({
    applicationId: t.id({ required: true }),
    kind: t.field({ type: NumberKindEnum, required: true }),
    reason: t.string({ required: true }),
  }),
  run: async ({ db, actor, vault }, input) => ({
    value: await Competition.revealIdentityNumber(db, actor, vault, {
      ...input,
      applicationId: localId("Application", input.applicationId),
    }),
  }),
  payload: (t) => ({ value: t.exposeString("value") }),
});
