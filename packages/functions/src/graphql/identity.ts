import { OrganisationKind, Role } from "@winner/core/database/index.ts";
import * as Identity from "@winner/core/identity/index.ts";
import { calendarLink } from "../http/document-link.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const KindEnum = builder.enumType(OrganisationKind, {
  name: "OrganisationKind",
  description: "What an organisation is.",
});
export const RoleEnum = builder.enumType(Role, {
  name: "Role",
  description: "What a member may do; see the table of rights.",
  values: {
    MENTOR: {
      deprecationReason:
        "It gives nothing and is granted no more: mentors are known by their profile (saveMentorProfile) and by the finalists they are assigned to (assignMentors).",
    },
  },
});

export const Organisation = builder.prismaNode("Organisation", {
  description: "An organisation whose members hold roles.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Identity.visibleOrganisations(actor) }),
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Its name." }),
    kind: t.expose("kind", { type: KindEnum, description: "What it is." }),
  }),
});

const GrantObject = builder.objectRef<Identity.Grant>("Grant").implement({
  description: "A role as held; an absent limit means everywhere.",
  fields: (t) => ({
    role: t.expose("role", { type: RoleEnum, description: "The role." }),
    editionId: t.id({
      nullable: true,
      description: "Only in this edition.",
      resolve: (grant) => grant.editionId && globalId("Edition", grant.editionId),
    }),
    provinceCode: t.string({
      nullable: true,
      description: "Only in this province.",
      resolve: (grant) => grant.provinceCode ?? null,
    }),
    institutionId: t.id({
      nullable: true,
      description: "Only in this institution.",
      resolve: (grant) => grant.institutionId && globalId("Institution", grant.institutionId),
    }),
    providerId: t.id({
      nullable: true,
      description: "Only for this provider.",
      resolve: (grant) => grant.providerId && globalId("Provider", grant.providerId),
    }),
  }),
});

export const Me = builder.prismaObject("User", {
  variant: "Me",
  description: "The person who is signed in.",
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "Name." }),
    email: t.exposeString("email", { description: "E-mail address." }),
    calendarUrl: t.string({
      description:
        "Your coaching sessions for a calendar program, for a year. Keep it to yourself.",
      resolve: (user, _args, { links }) => calendarLink(links, user.id),
    }),
    roles: t.field({
      type: [GrantObject],
      description: "Roles held.",
      resolve: (_user, _args, { actor }) => (actor.kind === "USER" ? [...actor.grants] : []),
    }),
  }),
});

builder.queryField("me", (t) =>
  t.prismaField({
    type: Me,
    nullable: true,
    description: "Who is signed in.",
    resolve: (select, _root, _args, context) =>
      query("me", context, () =>
        context.actor.kind === "USER"
          ? context.db.user.findUnique({ ...select, where: { id: context.actor.id } })
          : null,
      ),
  }),
);

mutation("createOrganisation", {
  description: "Adds an organisation.",
  input: (t) => ({
    name: t.string({ required: true }),
    kind: t.field({ type: KindEnum, required: true }),
  }),
  run: ({ db, actor }, input) => Identity.createOrganisation(db, actor, input),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.organisation.findUnique({ where: { id } }),
  },
  payload: (t) => ({ id: t.id({ resolve: (row) => globalId("Organisation", row.id) }) }),
});

mutation("grantRole", {
  description:
    "Gives a person a role, everywhere or only in an edition, a province, an institution or for a provider.",
  input: (t) => ({
    email: t.string({ required: true }),
    organisationId: t.id({ required: true }),
    role: t.field({ type: RoleEnum, required: true }),
    editionId: t.id(),
    provinceCode: t.string(),
    institutionId: t.id(),
    providerId: t.id(),
  }),
  run: (
    { db, actor },
    { email, organisationId, role, editionId, provinceCode, institutionId, providerId },
  ) =>
    Identity.grantRole(db, actor, {
      email,
      role,
      organisationId: localId("Organisation", organisationId),
      ...(editionId && { editionId: localId("Edition", editionId) }),
      ...(provinceCode && { provinceCode }),
      ...(institutionId && { institutionId: localId("Institution", institutionId) }),
      ...(providerId && { providerId: localId("Provider", providerId) }),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.membership.findUnique({ where: { id } }),
  },
  payload: (t) => ({ id: t.id({ resolve: (row) => globalId("Membership", row.id) }) }),
});

mutation("revokeRole", {
  description:
    "Ends a role. It can change nothing from this moment, and read nothing a minute later.",
  input: (t) => ({ id: t.id({ required: true }) }),
  run: ({ db, actor }, input) => Identity.revokeRole(db, actor, localId("Membership", input.id)),
  payload: (t) => ({
    revokedAt: t.field({ type: "DateTime", nullable: true, resolve: (row) => row.revokedAt }),
  }),
});

/** A key; its secret, which is kept nowhere, only when it has just been made. */
interface MadeKey {
  key: Awaited<ReturnType<typeof Identity.createApiKey>>["key"];
  secret: string | null;
}
mutation("createApiKey", {
  description:
    "Makes a partner's key with the scope read. The secret is shown once: asked again by the idempotencyKey, it gives the key without it; if the first answer was lost, revoke the key and make another.",
  input: (t) => ({
    organisationId: t.id({ required: true }),
    name: t.string({ required: true }),
    days: t.int({ required: true }),
  }),
  run: ({ db, actor }, input): Promise<MadeKey> =>
    Identity.createApiKey(db, actor, {
      ...input,
      organisationId: localId("Organisation", input.organisationId),
    }),
  once: {
    idOf: ({ key }) => key.id,
    again: async ({ db }, id) => {
      const key = await db.apiKey.findUnique({ where: { id } });
      return key && { key, secret: null };
    },
  },
  payload: (t) => ({
    id: t.id({ resolve: ({ key }) => globalId("ApiKey", key.id) }),
    secret: t.string({ nullable: true, resolve: ({ secret }) => secret }),
    expiresAt: t.field({ type: "DateTime", resolve: ({ key }) => key.expiresAt }),
  }),
});

mutation("revokeApiKey", {
  description: "Ends a key at once.",
  input: (t) => ({ id: t.id({ required: true }) }),
  run: ({ db, actor }, input) => Identity.revokeApiKey(db, actor, localId("ApiKey", input.id)),
  payload: (t) => ({
    revokedAt: t.field({ type: "DateTime", nullable: true, resolve: (row) => row.revokedAt }),
  }),
});
