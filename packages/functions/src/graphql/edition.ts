import * as Competition from "@winner/core/competition/index.ts";
import { EditionState, ProgrammeCode, StageKind } from "@winner/core/database/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";
import { query } from "./operation.ts";

export const ProgrammeEnum = builder.enumType(ProgrammeCode, {
  name: "ProgrammeCode",
  description: "WiNNER (social entrepreneurs) or KIPP (officials): equal by decree 139/2023.",
});
const State = builder.enumType(EditionState, {
  name: "EditionState",
  description: "Where an edition is.",
});
export const StageKindEnum = builder.enumType(StageKind, {
  name: "StageKind",
  description: "What a stage is for.",
});

builder.prismaObject("Programme", {
  description: "A competition that comes back every year.",
  select: { id: true },
  fields: (t) => ({
    code: t.expose("code", { type: ProgrammeEnum, description: "Its short name." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    legalBasis: t.exposeString("legalBasis", { description: "The decree on which it rests." }),
  }),
});

export const Issue = builder.prismaObject("PriorityIssue", {
  description: "A problem of public service that the competitions address.",
  select: { code: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "Stable code." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
  }),
});

export const Stage = builder.prismaNode("Stage", {
  description: "A part of an edition, with its dates.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, edition: Competition.visibleEditions(actor) }),
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: StageKindEnum, description: "What it is for." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    opensOn: t.field({
      type: "LocalDate",
      description: "First local date.",
      select: { opensOn: true },
      resolve: (stage) => fromColumn(stage.opensOn),
    }),
    closesOn: t.field({
      type: "LocalDate",
      description: "Last local date.",
      select: { closesOn: true },
      resolve: (stage) => fromColumn(stage.closesOn),
    }),
    timeZone: t.exposeString("timeZone", {
      nullable: true,
      description: "Zone of the dates; null: each province's own.",
    }),
    graceMinutes: t.exposeInt("graceMinutes", {
      description: "Minutes after the end in which work is still accepted.",
    }),
    capacity: t.exposeInt("capacity", {
      nullable: true,
      description: "Most applications it takes.",
    }),
  }),
});

builder.prismaObject("EditionProvince", {
  description: "A province that takes part.",
  select: { editionId: true, provinceCode: true },
  fields: (t) => ({
    province: t.relation("province", { description: "The province." }),
    finalistQuota: t.exposeInt("finalistQuota", { description: "Finalists it may send." }),
  }),
});

builder.prismaObject("EditionFigure", {
  description: "A published number and the source that states it; sources may disagree.",
  select: { id: true },
  fields: (t) => ({
    name: t.exposeString("name", { description: "What is counted." }),
    value: t.exposeInt("value", { description: "The number." }),
    source: t.exposeString("source", { description: "Who says so." }),
  }),
});

const PublishedFinalist = builder.prismaObject("PublishedFinalist", {
  description: "A finalist as announced.",
  select: { announcementId: true, applicationId: true },
  fields: (t) => ({
    provinceCode: t.exposeString("provinceCode", {
      description: "Kemendagri code of the province.",
    }),
    rank: t.exposeInt("rank", { description: "Rank in the province, from 1." }),
    teamName: t.exposeString("teamName", { description: "The team." }),
    title: t.exposeString("title", { description: "The innovation." }),
    issueCode: t.exposeString("issueCode", { description: "Its priority issue." }),
  }),
});

const Count = builder.objectRef<Competition.RegistrationCount>("RegistrationCount").implement({
  description: "Registrations of one province for one priority issue.",
  fields: (t) => ({
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    issueCode: t.exposeString("issueCode", { description: "Priority issue." }),
    count: t.exposeInt("count", { description: "Applications ever submitted." }),
  }),
});

builder.prismaObject("ChecklistItem", {
  description: "An item that the administrative check answers.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "Used in checkApplication; read with its edition.",
      resolve: ({ id }) => globalId("ChecklistItem", id),
    }),
    textId: t.exposeString("textId", { description: "In Indonesian." }),
    textEn: t.exposeString("textEn", { description: "In English." }),
  }),
});

builder.prismaObject("EditionDocument", {
  description: "A law, a guideline or a call on which an edition rests.",
  select: { id: true },
  fields: (t) => ({
    title: t.exposeString("title", { description: "Its title." }),
    number: t.exposeString("number", { nullable: true, description: "Its number." }),
    issuedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "Date of issue.",
      select: { issuedOn: true },
      resolve: ({ issuedOn }) => fromNullable(issuedOn),
    }),
    url: t.exposeString("url", { nullable: true, description: "Where to read it." }),
  }),
});

export const Edition = builder.prismaNode("Edition", {
  description: "One round of a programme, by year and batch.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Competition.visibleEditions(actor) }),
  select: { id: true },
  fields: (t) => ({
    year: t.exposeInt("year", { description: "The year." }),
    batch: t.exposeInt("batch", { description: "The batch in the year." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    state: t.expose("state", { type: State, description: "Draft, open or closed." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    demonstration: t.exposeBoolean("demonstration", {
      description: "True when its applicants are generated.",
    }),
    programme: t.relation("programme", { description: "Its programme." }),
    stages: t.relation("stages", {
      description: "In order.",
      query: { orderBy: { position: "asc" } },
    }),
    provinces: t.relation("provinces", {
      description: "Taking part.",
      query: { orderBy: { provinceCode: "asc" } },
    }),
    documents: t.relation("documents", {
      description: "The laws, guidelines and calls on which it rests.",
      query: { orderBy: { id: "asc" } },
    }),
    issues: t.field({
      type: [Issue],
      description: "The priority issues of the call.",
      select: (_args, _context, nested) => ({
        issues: { select: { issue: nested() }, orderBy: { issueCode: "asc" } },
      }),
      resolve: ({ issues }) => issues.map(({ issue }) => issue),
    }),
    figures: t.relation("figures", { description: "Published numbers with their sources." }),
    checklist: t.relation("checklist", {
      description: "Of the administrative check.",
      query: { orderBy: { position: "asc" } },
    }),
    questions: t.field({
      type: "JSON",
      description: "The questions of the newest form.",
      select: { forms: { orderBy: { version: "desc" }, take: 1, select: { questions: true } } },
      resolve: (edition) => edition.forms[0]?.questions ?? [],
    }),
    finalists: t.field({
      type: [PublishedFinalist],
      description: "Announced finalists, by province and rank; empty until the announcement.",
      select: (_args, _context, nested) => ({
        announcements: {
          where: { kind: "FINALISTS" },
          select: {
            finalists: nested({
              where: { withdrawal: null },
              orderBy: [{ provinceCode: "asc" }, { rank: "asc" }],
            }),
          },
        },
      }),
      resolve: ({ announcements: [announced] }) => announced?.finalists ?? [],
    }),
    registrations: t.field({
      type: [Count],
      nullable: true,
      description: "Numbers per province and issue, once registration has closed everywhere.",
      resolve: (edition, _args, context) =>
        query("editions", context, () => Competition.registrationNumbers(context.db, edition.id)),
    }),
  }),
});

builder.queryFields((t) => ({
  programmes: t.prismaField({
    type: ["Programme"],
    description: "The programmes.",
    resolve: (select, _root, _args, context) =>
      query("programmes", context, () =>
        context.db.programme.findMany({ ...select, orderBy: { code: "asc" } }),
      ),
  }),
  priorityIssues: t.prismaField({
    type: ["PriorityIssue"],
    description: "The priority issues.",
    resolve: (select, _root, _args, context) =>
      query("priorityIssues", context, () =>
        context.db.priorityIssue.findMany({ ...select, orderBy: { code: "asc" } }),
      ),
  }),
  editions: t.prismaConnection({
    type: "Edition",
    cursor: "id",
    nullable: true,
    description: "Editions, the newest first.",
    totalCount: (_root, _args, context) =>
      query("editions", context, () =>
        context.db.edition.count({ where: Competition.visibleEditions(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("editions", context, () =>
        context.db.edition.findMany({
          ...select,
          where: Competition.visibleEditions(context.actor),
          orderBy: [{ year: "desc" }, { batch: "desc" }, { id: "asc" }],
        }),
      ),
  }),
}));
