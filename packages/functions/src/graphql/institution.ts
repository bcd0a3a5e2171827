import { InstitutionKind } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import * as Institutions from "@winner/core/institution/index.ts";
import { tell } from "@winner/core/kernel/error.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

export const InstitutionKindEnum = builder.enumType(InstitutionKind, {
  name: "InstitutionKind",
  description: "What an institution is.",
});

export const Warning = builder.objectRef<Institutions.Remark>("Warning").implement({
  description: "Something odd that did not stop the operation.",
  fields: (t) => ({
    code: t.string({
      description: "Stable, for programs.",
      resolve: (remark) => remark.message.code,
    }),
    message: t.string({
      description: "For people.",
      resolve: ({ message, parameters }, _args, { language }) =>
        tell(message, language, parameters),
    }),
  }),
});

export const Institution = builder.prismaNode("Institution", {
  description: "A clinic, a school or an office that agreements and services are for.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Institutions.visibleInstitutions(actor) }),
  fields: (t) => ({
    kind: t.expose("kind", { type: InstitutionKindEnum, description: "What it is." }),
    name: t.exposeString("name", { description: "Its name." }),
    number: t.exposeString("number", {
      nullable: true,
      description: "Facility code of a clinic or puskesmas, NPSN of a school.",
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    mergedInto: t.relation("mergedInto", {
      nullable: true,
      description: "The institution that this one turned out to be.",
    }),
    province: t.relation("province", { description: "The province." }),
    regency: t.relation("regency", { nullable: true, description: "The regency or city." }),
  }),
});

/** Those that stand for themselves; what was merged is reached through what names it. */
const listed = (actor: Actor) => ({
  AND: Institutions.visibleInstitutions(actor),
  mergedIntoId: null,
});

builder.queryField("institutions", (t) =>
  t.prismaConnection({
    type: Institution,
    cursor: "id",
    nullable: true,
    description: "The institutions that you may see.",
    totalCount: (_root, _args, context) =>
      query("institutions", context, () =>
        context.db.institution.count({ where: listed(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("institutions", context, () =>
        context.db.institution.findMany({
          ...select,
          where: listed(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

mutation("createInstitution", {
  description: "Registers a clinic, a school or an office.",
  input: (t) => ({
    kind: t.field({ type: InstitutionKindEnum, required: true }),
    name: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    number: t.string(),
  }),
  run: ({ db, actor }, input) => Institutions.createInstitution(db, actor, input),
  payload: (t) => ({
    institution: t.field({ type: Institution, resolve: (row) => row.institution }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});

mutation("changeInstitution", {
  description:
    "Renames an institution or moves it to another region; what it was stays in the audit.",
  input: (t) => ({
    id: t.id({ required: true }),
    name: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Institutions.changeInstitution(db, actor, { ...input, id: localId("Institution", input.id) }),
  payload: (t) => ({ institution: t.field({ type: Institution, resolve: (row) => row }) }),
});

mutation("mergeInstitutions", {
  description:
    "Merges an institution that was registered twice into the other, with its agreements and staff.",
  input: (t) => ({ id: t.id({ required: true }), intoId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Institutions.mergeInstitutions(db, actor, {
      id: localId("Institution", input.id),
      intoId: localId("Institution", input.intoId),
    }),
  payload: (t) => ({ institution: t.field({ type: Institution, resolve: (row) => row }) }),
});
