import { HdiSeries } from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import * as Monitoring from "@winner/core/monitoring/index.ts";
import { builder } from "./builder.ts";
import { Warning } from "./institution.ts";
import { mutation, query } from "./operation.ts";

export const SeriesEnum = builder.enumType(HdiSeries, {
  name: "HdiSeries",
  description:
    "Which life expectancy a value rests on: the census of 2010, or the long form of 2020. Values of two series cannot be compared.",
});
export const StatusEnum = builder.enumType("HdiStatus", {
  description: "The class of a value: rendah, sedang, tinggi, sangat tinggi.",
  values: ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"] as const,
});

const Observation = builder.prismaObject("HdiObservation", {
  description: "A published Human Development Index with its series and source.",
  select: { id: true },
  fields: (t) => ({
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    year: t.exposeInt("year", { description: "The year." }),
    series: t.expose("series", { type: SeriesEnum, description: "The series." }),
    value: t.float({
      description: "The index.",
      select: { value: true },
      resolve: (row) => row.value.toNumber(),
    }),
    status: t.field({
      type: StatusEnum,
      description: "Its class.",
      select: { value: true },
      resolve: (row) => Monitoring.hdiStatus(row.value.toNumber()),
    }),
    computed: t.float({
      nullable: true,
      description: "What the formula of BPS gives from the components, where they are known.",
      select: { lifeYears: true, expectedYears: true, meanYears: true, expenditure: true },
      resolve: Monitoring.computedHdi,
    }),
    source: t.exposeString("source", { description: "Who says so." }),
    releasedOn: t.field({
      type: "LocalDate",
      description: "When it was released.",
      select: { releasedOn: true },
      resolve: (row) => fromColumn(row.releasedOn),
    }),
  }),
});

const Progress = builder.objectRef<Monitoring.PlanProgress>("PlanProgress").implement({
  description: "How far a province is towards a target, in the target's own series alone.",
  fields: (t) => ({
    series: t.expose("series", { type: SeriesEnum, description: "The series." }),
    baselineYear: t.exposeInt("baselineYear", { description: "From which year." }),
    baseline: t.exposeFloat("baseline", { nullable: true, description: "Its value." }),
    targetYear: t.exposeInt("targetYear", { description: "By which year." }),
    target: t.exposeFloat("target", { description: "The target." }),
    latestYear: t.exposeInt("latestYear", {
      nullable: true,
      description: "The newest year known.",
    }),
    latest: t.exposeFloat("latest", { nullable: true, description: "Its value." }),
    change: t.exposeFloat("change", { nullable: true, description: "Points since the baseline." }),
    share: t.exposeFloat("share", {
      nullable: true,
      description: "Share of the way: 1 is reached.",
    }),
  }),
});

const Plan = builder.prismaObject("ActionPlan", {
  description: "A plan of a province to raise its index.",
  select: { id: true },
  fields: (t) => ({
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    title: t.exposeString("title", { description: "Its title." }),
    fromYear: t.exposeInt("fromYear", { description: "First year." }),
    toYear: t.exposeInt("toYear", { description: "Last year." }),
    source: t.exposeString("source", { description: "Who says so." }),
    progress: t.field({
      type: [Progress],
      description: "Its targets and how far they are.",
      select: Monitoring.planWithIndices,
      resolve: Monitoring.planProgress,
    }),
  }),
});

builder.queryFields((t) => ({
  hdi: t.prismaField({
    type: [Observation],
    nullable: true,
    description: "The published indices of a province, by series, year and release.",
    args: { provinceCode: t.arg.string({ required: true }) },
    resolve: (select, _root, { provinceCode }, context) =>
      query("hdi", context, () =>
        context.db.hdiObservation.findMany({
          ...select,
          where: { provinceCode },
          orderBy: [{ series: "asc" }, { year: "asc" }, { releasedOn: "asc" }],
          take: 500,
        }),
      ),
  }),
  actionPlans: t.prismaField({
    type: [Plan],
    nullable: true,
    description: "The action plans of a province.",
    args: { provinceCode: t.arg.string({ required: true }) },
    resolve: (select, _root, { provinceCode }, context) =>
      query("actionPlans", context, () =>
        context.db.actionPlan.findMany({
          ...select,
          where: { provinceCode },
          orderBy: { fromYear: "asc" },
          take: 100,
        }),
      ),
  }),
}));

const Components = builder.inputType("HdiComponentsInput", {
  description: "The published components.",
  fields: (t) => ({
    lifeYears: t.float({ required: true, description: "Life expectancy, years." }),
    expectedYears: t.float({ required: true, description: "Expected years of schooling." }),
    meanYears: t.float({ required: true, description: "Mean years of schooling." }),
    expenditure: t.float({ required: true, description: "Rupiah a person a year." }),
  }),
});
mutation("recordHdi", {
  description: "Records a published index; warns when its components give another value.",
  input: (t) => ({
    provinceCode: t.string({ required: true }),
    year: t.int({ required: true }),
    series: t.field({ type: SeriesEnum, required: true }),
    value: t.float({ required: true }),
    components: t.field({ type: Components }),
    source: t.string({ required: true }),
    releasedOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) => Monitoring.recordHdi(db, actor, input),
  payload: (t) => ({
    observation: t.field({ type: Observation, resolve: (row) => row.observation }),
    warnings: t.field({
      type: [Warning],
      resolve: (row) => row.warnings.map((message) => ({ message })),
    }),
  }),
});

const TargetInput = builder.inputType("PlanTargetInput", {
  description: "A target in a named series.",
  fields: (t) => ({
    series: t.field({ type: SeriesEnum, required: true }),
    baselineYear: t.int({ required: true }),
    targetYear: t.int({ required: true }),
    target: t.float({ required: true }),
  }),
});
mutation("createActionPlan", {
  description: "Records a province's plan with its targets.",
  input: (t) => ({
    provinceCode: t.string({ required: true }),
    title: t.string({ required: true }),
    fromYear: t.int({ required: true }),
    toYear: t.int({ required: true }),
    source: t.string({ required: true }),
    targets: t.field({ type: [TargetInput], required: true }),
  }),
  run: ({ db, actor }, input) => Monitoring.createActionPlan(db, actor, input),
  once: {
    idOf: (row) => row.id,
    again: ({ db }, id) => db.actionPlan.findUnique({ where: { id } }),
  },
  payload: (t) => ({ plan: t.field({ type: Plan, resolve: (row) => row }) }),
});
