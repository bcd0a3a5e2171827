import {
  IdentityNumberKind,
  InstitutionKind,
  type Prisma,
  ScaleMeasure,
} from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import * as Institutions from "@winner/core/institution/index.ts";
import { tell } from "@winner/core/kernel/error.ts";
import { fromColumn, localDateAt } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";
import { query } from "./operation.ts";

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

export const MeasureEnum = builder.enumType(ScaleMeasure, {
  name: "ScaleMeasure",
  description: "By what the size of an institution is told.",
});
export const ScaleObject = builder.prismaObject("InstitutionScale", {
  description: "How large an institution is from a day on.",
  select: { institutionId: true, measure: true, validFrom: true },
  fields: (t) => ({
    measure: t.expose("measure", { type: MeasureEnum, description: "By what." }),
    value: t.exposeInt("value", { description: "How many." }),
    validFrom: t.field({
      type: "LocalDate",
      description: "The first day of this value.",
      select: { validFrom: true },
      resolve: (scale) => fromColumn(scale.validFrom),
    }),
  }),
});
export const NumberKindEnum = builder.enumType(IdentityNumberKind, {
  name: "IdentityNumberKind",
  description: "An identity number of Indonesia.",
});
builder.prismaObject("InstitutionNumber", {
  description: "An official number of an institution.",
  select: { kind: true, number: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: NumberKindEnum, description: "Which number it is." }),
    number: t.exposeString("number", { description: "Without punctuation." }),
  }),
});
export const Contact = builder.prismaObject("InstitutionContact", {
  description: "A person to talk to at an institution.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For saveInstitutionContact; read with its institution.",
      resolve: ({ id }) => globalId("InstitutionContact", id),
    }),
    name: t.exposeString("name", { description: "Name." }),
    title: t.exposeString("title", { description: "What they are there." }),
    email: t.exposeString("email", { nullable: true, description: "E-mail address." }),
    phone: t.exposeString("phone", { nullable: true, description: "Telephone number." }),
  }),
});

/** Read in one way, so that both fields of numbers are one read. */
const numbersInOrder: Pick<Prisma.InstitutionNumberFindManyArgs, "orderBy" | "take"> = {
  orderBy: [{ kind: "asc" }, { number: "asc" }],
  take: 100,
};

export const Institution = builder.prismaNode("Institution", {
  description: "A clinic, a school or an office that agreements and services are for.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Institutions.visibleInstitutions(actor) }),
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: InstitutionKindEnum, description: "What it is." }),
    name: t.exposeString("name", { description: "Its name." }),
    number: t.string({
      nullable: true,
      description:
        "Its official number: facility code of a clinic or puskesmas, NPSN of a school, NIB of a company, code of a local government's region.",
      select: {
        kind: true,
        numbers: { ...numbersInOrder, select: { kind: true, number: true } },
      },
      resolve: ({ kind, numbers }) => Institutions.officialNumber(kind, numbers),
    }),
    numbers: t.relation("numbers", {
      description: "All its official numbers.",
      query: numbersInOrder,
    }),
    parent: t.relation("parent", {
      nullable: true,
      description: "Of an agency: its local government.",
    }),
    scale: t.field({
      type: [ScaleObject],
      args: { on: t.arg({ type: "LocalDate", description: "Absent: today." }) },
      description: "How large it is on a day, by each measure that is known.",
      select: { scales: true, province: { select: { timeZone: true } } },
      resolve: async ({ scales, province }, { on }, context) =>
        Institutions.scaleOn(scales, on ?? localDateAt(await context.now(), province.timeZone)),
    }),
    contacts: t.relation("contacts", {
      description:
        "People to talk to: for its staff, officials, and teams whose accepted agreement holds over it.",
      query: (_args, { actor }) => ({
        where: Institutions.visibleContacts(actor),
        orderBy: { id: "asc" },
        take: 100,
      }),
    }),
    consents: t.relation("consents", {
      description:
        "The teams to which it consented beside any agreement, the newest first: for its staff, officials, auditors and each team.",
      query: (_args, { actor }) => ({
        where: Institutions.visibleConsents(actor),
        orderBy: [{ givenAt: "desc" }, { teamId: "asc" }],
        take: 100,
      }),
    }),
    merged: t.relation("merged", {
      description: "The institutions that turned out to be this one.",
      query: { orderBy: { id: "asc" }, take: 100 },
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

const Filter = builder.inputType("InstitutionFilter", {
  description: "Which institutions; what is absent does not matter.",
  fields: (t) => ({
    kind: t.field({ type: InstitutionKindEnum, description: "Only of this kind." }),
    provinceCode: t.string({ description: "Only in this province, by its Kemendagri code." }),
    regencyCode: t.string({ description: "Only in this regency or city, by its Kemendagri code." }),
    name: t.string({ description: "Only with this in its name, in small or capital letters." }),
    number: t.string({ description: "Only with this official number, of any kind." }),
  }),
});

/** Those that stand for themselves; what was merged is reached through what names it. */
function listed(actor: Actor, filter?: typeof Filter.$inferInput | null) {
  const { kind, provinceCode, regencyCode, name, number } = filter ?? {};
  return {
    AND: Institutions.visibleInstitutions(actor),
    mergedIntoId: null,
    ...(kind && { kind }),
    ...(provinceCode && { provinceCode }),
    ...(regencyCode && { regencyCode }),
    ...(name && { name: { contains: name, mode: "insensitive" as const } }),
    ...(number && { numbers: { some: { number } } }),
  };
}

builder.queryField("institutions", (t) =>
  t.prismaConnection({
    type: Institution,
    cursor: "id",
    nullable: true,
    description: "The institutions that you may see.",
    args: { filter: t.arg({ type: Filter, description: "Absent: all." }) },
    totalCount: (_root, { filter }, context) =>
      query("institutions", context, () =>
        context.db.institution.count({ where: listed(context.actor, filter) }),
      ),
    resolve: (select, _root, { filter }, context) =>
      query("institutions", context, () =>
        context.db.institution.findMany({
          ...select,
          where: listed(context.actor, filter),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);
