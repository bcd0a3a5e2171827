import * as Identity from "@winner/core/identity/index.ts";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";
import { Organisation, RoleEnum } from "./identity.ts";
import { query } from "./operation.ts";

const Membership = builder.prismaObject("Membership", {
  description: "A role that a person holds or held. For administrators and auditors.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For revokeRole; read with its organisation.",
      resolve: ({ id }) => globalId("Membership", id),
    }),
    personId: t.id({
      description: "The person, for erasePerson.",
      select: { userId: true },
      resolve: ({ userId }) => globalId("Person", userId),
    }),
    name: t.string({
      description: "Name of the person.",
      select: { user: { select: { name: true } } },
      resolve: ({ user }) => user.name,
    }),
    email: t.string({
      description: "With which the person signs in.",
      select: { user: { select: { email: true } } },
      resolve: ({ user }) => user.email,
    }),
    role: t.expose("role", { type: RoleEnum, description: "What the person may do." }),
    editionId: t.id({
      nullable: true,
      description: "Only in this edition; null: in all.",
      select: { editionId: true },
      resolve: ({ editionId }) => editionId && globalId("Edition", editionId),
    }),
    provinceCode: t.exposeString("provinceCode", {
      nullable: true,
      description: "Only in this province; null: in all.",
    }),
    institutionId: t.id({
      nullable: true,
      description: "Only in this institution; null: in all.",
      select: { institutionId: true },
      resolve: ({ institutionId }) => institutionId && globalId("Institution", institutionId),
    }),
    providerId: t.id({
      nullable: true,
      description: "Only for this provider; null: for all.",
      select: { providerId: true },
      resolve: ({ providerId }) => providerId && globalId("Provider", providerId),
    }),
    grantedAt: t.expose("createdAt", { type: "DateTime", description: "Since when." }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      nullable: true,
      description: "Until when; null: it holds.",
    }),
  }),
});

const ApiKey = builder.prismaObject("ApiKey", {
  description:
    "A partner's key, of which nobody can read the secret. For administrators and auditors.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For revokeApiKey; read with its organisation.",
      resolve: ({ id }) => globalId("ApiKey", id),
    }),
    name: t.exposeString("name", { description: "What it is for." }),
    lastFour: t.exposeString("lastFour", { description: "The end of its secret." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      description: "From then on it is refused.",
    }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was ended; null: it was not.",
    }),
  }),
});

builder.prismaObjectFields(Organisation, (t) => ({
  memberships: t.relation("memberships", {
    type: Membership,
    description: "The roles that it gave, those that hold first, at most 1,000.",
    query: {
      orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { id: "asc" }],
      take: 1000,
    },
  }),
  apiKeys: t.relation("apiKeys", {
    type: ApiKey,
    description: "Its keys, the newest first, at most 100.",
    query: { orderBy: { id: "desc" }, take: 100 },
  }),
}));

builder.queryField("organisations", (t) =>
  t.prismaConnection({
    type: Organisation,
    cursor: "id",
    nullable: true,
    description: "The organisations, with who holds which role and what keys there are.",
    resolve: (select, _root, _args, context) =>
      query("organisations", context, () =>
        context.db.organisation.findMany({
          ...select,
          where: Identity.visibleOrganisations(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);
