import * as Competition from "@winner/core/competition/index.ts";
import {
  EditionState,
  type Prisma,
  ProgrammeCode,
  StageKind,
  VoteMode,
} from "@winner/core/database/index.ts";
import { type Actor, grantsFor } from "@winner/core/identity/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const Programme = builder.enumType(ProgrammeCode, {
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
const Mode = builder.enumType(VoteMode, {
  name: "VoteMode",
  description: "Whether votes advise or decide.",
});

/** Drafts are for those who organise. */
const visibleEditions = (actor: Actor): Prisma.EditionWhereInput =>
  grantsFor(actor, "openEdition").length > 0 ? {} : { state: { not: "DRAFT" } };

builder.prismaObject("Programme", {
  description: "A competition that comes back every year.",
  fields: (t) => ({
    code: t.expose("code", { type: Programme, description: "Its short name." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    legalBasis: t.exposeString("legalBasis", { description: "The decree on which it rests." }),
  }),
});

builder.prismaObject("PriorityIssue", {
  description: "A problem of public service that the competitions address.",
  fields: (t) => ({
    code: t.exposeString("code", { description: "Stable code." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
  }),
});

builder.prismaNode("Stage", {
  description: "A part of an edition, with its dates.",
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, edition: visibleEditions(actor) }),
  fields: (t) => ({
    kind: t.expose("kind", { type: StageKindEnum, description: "What it is for." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    opensOn: t.field({
      type: "LocalDate",
      description: "First local date.",
      resolve: (stage) => fromColumn(stage.opensOn),
    }),
    closesOn: t.field({
      type: "LocalDate",
      description: "Last local date.",
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
  fields: (t) => ({
    province: t.relation("province", { description: "The province." }),
    finalistQuota: t.exposeInt("finalistQuota", { description: "Finalists it may send." }),
  }),
});

builder.prismaObject("EditionFigure", {
  description: "A published number and the source that states it; sources may disagree.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "What is counted." }),
    value: t.exposeInt("value", { description: "The number." }),
    source: t.exposeString("source", { description: "Who says so." }),
  }),
});

const PublishedFinalist = builder.prismaObject("PublishedFinalist", {
  description: "A finalist as announced.",
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
  fields: (t) => ({
    id: t.exposeID("id", { description: "Used in checkApplication." }),
    textId: t.exposeString("textId", { description: "In Indonesian." }),
    textEn: t.exposeString("textEn", { description: "In English." }),
  }),
});

export const Edition = builder.prismaNode("Edition", {
  description: "One round of a programme, by year and batch.",
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: visibleEditions(actor) }),
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
      select: {
        announcements: {
          where: { kind: "FINALISTS" },
          select: { finalists: { orderBy: [{ provinceCode: "asc" }, { rank: "asc" }] } },
        },
      },
      resolve: (edition) => (edition.announcements[0]?.finalists ?? []) as never,
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
    description: "Editions, the newest first.",
    totalCount: (_root, _args, context) =>
      query("editions", context, () =>
        context.db.edition.count({ where: visibleEditions(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("editions", context, () =>
        context.db.edition.findMany({
          ...select,
          where: visibleEditions(context.actor),
          orderBy: [{ year: "desc" }, { batch: "desc" }, { id: "asc" }],
        }),
      ),
  }),
}));

const StageInput = builder.inputType("StageInput", {
  description: "A stage of a new edition.",
  fields: (t) => ({
    kind: t.field({ type: StageKindEnum, required: true }),
    nameId: t.string({ required: true }),
    nameEn: t.string({ required: true }),
    opensOn: t.field({ type: "LocalDate", required: true }),
    closesOn: t.field({ type: "LocalDate", required: true }),
    timeZone: t.string(),
    graceMinutes: t.int(),
    capacity: t.int(),
    voteMode: t.field({ type: Mode }),
  }),
});
const ProvinceInput = builder.inputType("EditionProvinceInput", {
  description: "A province that takes part.",
  fields: (t) => ({
    code: t.string({ required: true }),
    finalistQuota: t.int({ required: true, defaultValue: 3 }),
  }),
});
const ChecklistInput = builder.inputType("ChecklistItemInput", {
  description: "An item of the administrative check.",
  fields: (t) => ({ textId: t.string({ required: true }), textEn: t.string({ required: true }) }),
});

mutation("createEdition", {
  description: "Makes an edition as a draft, with everything that the call needs.",
  input: (t) => ({
    programme: t.field({ type: Programme, required: true }),
    year: t.int({ required: true }),
    batch: t.int({ required: true }),
    nameId: t.string({ required: true }),
    nameEn: t.string({ required: true }),
    stages: t.field({ type: [StageInput], required: true }),
    provinces: t.field({ type: [ProvinceInput], required: true }),
    issueCodes: t.stringList({ required: true }),
    eligibility: t.field({ type: "JSON", required: true }),
    questions: t.field({ type: "JSON", required: true }),
    checklist: t.field({ type: [ChecklistInput], required: true }),
  }),
  run: ({ db, actor }, input) => Competition.createEdition(db, actor, input),
  payload: (t) => ({ edition: t.field({ type: Edition, resolve: (row) => row as never }) }),
});

mutation("openEdition", {
  description: "Opens the call to the public.",
  input: (t) => ({ id: t.id({ required: true }), expectedVersion: t.int({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.openEdition(db, actor, { ...input, id: localId("Edition", input.id) }),
  payload: (t) => ({ edition: t.field({ type: Edition, resolve: (row) => row as never }) }),
});

mutation("changeStage", {
  description: "Moves a stage's dates, grace or capacity.",
  input: (t) => ({
    id: t.id({ required: true }),
    opensOn: t.field({ type: "LocalDate", required: true }),
    closesOn: t.field({ type: "LocalDate", required: true }),
    graceMinutes: t.int({ required: true }),
    capacity: t.int(),
  }),
  run: ({ db, actor }, input) =>
    Competition.changeStage(db, actor, { ...input, id: localId("Stage", input.id) }),
  payload: (t) => ({ id: t.id({ resolve: (row) => row.id }) }),
});

mutation("reviseForm", {
  description: "Makes a new version of the call's form.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    questions: t.field({ type: "JSON", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Competition.reviseForm(db, actor, { ...input, editionId: localId("Edition", input.editionId) }),
  payload: (t) => ({ version: t.int({ resolve: (row) => row.version }) }),
});
