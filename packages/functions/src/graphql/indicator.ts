import { IndicatorDirection, IndicatorLevel } from "@winner/core/database/index.ts";
import * as Identity from "@winner/core/identity/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import * as Monitoring from "@winner/core/monitoring/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const DirectionEnum = builder.enumType(IndicatorDirection, {
  name: "IndicatorDirection",
  description: "Where an indicator should go.",
});
const LevelEnum = builder.enumType(IndicatorLevel, {
  name: "IndicatorLevel",
  description: "Where an indicator is measured. A province's people are the sum of its regencies.",
});

export const Indicator = builder.prismaObject("Indicator", {
  description: "Something that is measured the same way in every region.",
  select: { id: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "Stable code." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    unit: t.exposeString("unit", { description: "In what." }),
    direction: t.expose("direction", { type: DirectionEnum, description: "Where it should go." }),
    level: t.expose("level", { type: LevelEnum, description: "Where it is measured." }),
    method: t.exposeString("method", { description: "How it is measured." }),
    countsPeople: t.exposeBoolean("countsPeople", {
      description: "Whether it counts people: then small numbers are hidden.",
    }),
  }),
});

const Observation = builder.prismaNode("IndicatorObservation", {
  description: "A value of a region on a day. A correction replaces it, and it stays.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    ...(Identity.mayEver(actor, "indicatorObservations") ? {} : { source: { in: [] } }),
  }),
  select: { id: true },
  fields: (t) => ({
    regionCode: t.string({
      description: "Kemendagri code of the regency or province.",
      select: { provinceCode: true, regencyCode: true },
      resolve: (row) => row.regencyCode ?? row.provinceCode,
    }),
    observedOn: t.field({
      type: "LocalDate",
      description: "The day.",
      select: { observedOn: true },
      resolve: (row) => fromColumn(row.observedOn),
    }),
    value: t.float({
      nullable: true,
      description: "The value. Null where it counts people: read the tables of a dashboard.",
      select: { provinceCode: true, value: true, indicator: { select: { countsPeople: true } } },
      resolve: (row, _args, { actor }) =>
        Monitoring.readsValues(actor, row.provinceCode, row.indicator.countsPeople)
          ? row.value.toNumber()
          : null,
    }),
    source: t.exposeString("source", { description: "Who says so." }),
    evidence: t.string({
      nullable: true,
      description: "What shows it, a text or a link; as visible as the value.",
      select: { provinceCode: true, evidence: true, indicator: { select: { countsPeople: true } } },
      resolve: (row, _args, { actor }) =>
        Monitoring.readsValues(actor, row.provinceCode, row.indicator.countsPeople)
          ? row.evidence
          : null,
    }),
    replacesId: t.id({
      nullable: true,
      description: "The observation that it corrects.",
      select: { replacesId: true },
      resolve: ({ replacesId }) => replacesId && globalId("IndicatorObservation", replacesId),
    }),
    current: t.boolean({
      description: "Whether no later one corrects it.",
      select: { replacedBy: { select: { id: true } } },
      resolve: (row) => row.replacedBy === null,
    }),
    recordedAt: t.expose("createdAt", { type: "DateTime", description: "When it was recorded." }),
  }),
});

builder.queryFields((t) => ({
  indicators: t.prismaField({
    type: [Indicator],
    nullable: true,
    description: "What is measured, by code.",
    resolve: (select, _root, _args, context) =>
      query("indicators", context, () =>
        context.db.indicator.findMany({ ...select, orderBy: { code: "asc" }, take: 500 }),
      ),
  }),
  indicatorObservations: t.prismaField({
    type: [Observation],
    nullable: true,
    description: "What was observed in a province, corrections included, the newest first.",
    args: {
      provinceCode: t.arg.string({ required: true }),
      indicatorCode: t.arg.string({ required: true }),
    },
    resolve: (select, _root, { provinceCode, indicatorCode }, context) =>
      query("indicatorObservations", context, () =>
        context.db.indicatorObservation.findMany({
          ...select,
          where: { provinceCode, indicator: { code: indicatorCode } },
          orderBy: [{ observedOn: "desc" }, { id: "desc" }],
          take: 500,
        }),
      ),
  }),
}));

mutation("defineIndicator", {
  description: "Defines what is measured, for good: another meaning is another indicator.",
  input: (t) => ({
    code: t.string({ required: true }),
    nameId: t.string({ required: true }),
    nameEn: t.string({ required: true }),
    unit: t.string({ required: true }),
    direction: t.field({ type: DirectionEnum, required: true }),
    level: t.field({ type: LevelEnum, required: true }),
    method: t.string({ required: true }),
    countsPeople: t.boolean({ required: true }),
  }),
  run: ({ db, actor }, input) => Monitoring.defineIndicator(db, actor, input),
  payload: (t) => ({ indicator: t.field({ type: Indicator, resolve: (row) => row }) }),
});

mutation("recordObservation", {
  description: "Records the value of a region on a day, with its source.",
  input: (t) => ({
    indicatorCode: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    observedOn: t.field({ type: "LocalDate", required: true }),
    value: t.float({ required: true }),
    source: t.string({ required: true }),
    evidence: t.string(),
  }),
  run: ({ db, actor }, input) => Monitoring.recordObservation(db, actor, input),
  payload: (t) => ({ id: t.id({ resolve: ({ id }) => globalId("IndicatorObservation", id) }) }),
});

mutation("correctObservation", {
  description: "Replaces a value by a corrected one with its evidence; what it was stays.",
  input: (t) => ({
    id: t.id({ required: true }),
    value: t.float({ required: true }),
    source: t.string({ required: true }),
    evidence: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Monitoring.correctObservation(db, actor, {
      ...input,
      id: localId("IndicatorObservation", input.id),
    }),
  payload: (t) => ({ id: t.id({ resolve: ({ id }) => globalId("IndicatorObservation", id) }) }),
});

mutation("setIndicatorTarget", {
  description: "Sets what a region wants to reach, from a year in which it was observed.",
  input: (t) => ({
    indicatorCode: t.string({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    baselineYear: t.int({ required: true }),
    targetYear: t.int({ required: true }),
    target: t.float({ required: true }),
    source: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) => Monitoring.setIndicatorTarget(db, actor, input),
  payload: (t) => ({ targetYear: t.exposeInt("targetYear") }),
});
