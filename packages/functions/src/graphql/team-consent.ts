import { ConsentBasis } from "@winner/core/database/index.ts";
import * as Institutions from "@winner/core/institution/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { mutation } from "./operation.ts";
import { Team } from "./team.ts";

const BasisEnum = builder.enumType(ConsentBasis, {
  name: "ConsentBasis",
  description: "Where a consent comes from.",
});

export const TeamConsent = builder.prismaObject("TeamConsent", {
  description:
    "That an institution agreed to deal with a team, beside any agreement. Seen by both, officials and auditors.",
  select: { institutionId: true, teamId: true },
  fields: (t) => ({
    institution: t.relation("institution", { type: Institution, description: "Who agreed." }),
    team: t.relation("team", { type: Team, description: "To whom." }),
    basis: t.expose("basis", { type: BasisEnum, description: "Where it comes from." }),
    givenAt: t.expose("givenAt", { type: "DateTime", description: "Since when." }),
    withdrawnAt: t.expose("withdrawnAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was taken back; none: it holds.",
    }),
  }),
});

mutation("consentToTeam", {
  description:
    "Agrees, for your institution, that a team deals with it: notes its orders, enters its people for trainings, sends it interns, names it as an employer, and as a provider subscribes and invoices it. An agreement that it accepted says the same.",
  input: (t) => ({ institutionId: t.id({ required: true }), teamId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Institutions.consentToTeam(db, actor, {
      institutionId: localId("Institution", input.institutionId),
      teamId: localId("Team", input.teamId),
    }),
  payload: (t) => ({ consent: t.field({ type: TeamConsent, resolve: (row) => row }) }),
});

mutation("withdrawTeamConsent", {
  description:
    "Takes the consent of your institution back: the team begins nothing new with it. Subscriptions and orders that run go on until they are ended, and so does an agreement that it accepted.",
  input: (t) => ({ institutionId: t.id({ required: true }), teamId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Institutions.withdrawTeamConsent(db, actor, {
      institutionId: localId("Institution", input.institutionId),
      teamId: localId("Team", input.teamId),
    }),
  payload: (t) => ({ consent: t.field({ type: TeamConsent, resolve: (row) => row }) }),
});
