import * as Competition from "@winner/core/competition/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

const CriterionObject = builder.prismaObject("Criterion", {
  description: "What is marked. Numbers are decimals as text.",
  select: { id: true },
  fields: (t) => ({
    key: t.exposeString("key", { description: "Key in marks." }),
    group: t.exposeString("group", { nullable: true, description: "Heading above it." }),
    nameId: t.exposeString("nameId", { description: "In Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "In English." }),
    min: t.string({
      description: "Lowest mark.",
      select: { min: true },
      resolve: (row) => row.min.toString(),
    }),
    max: t.string({
      description: "Highest mark.",
      select: { max: true },
      resolve: (row) => row.max.toString(),
    }),
    step: t.string({
      description: "Between two marks.",
      select: { step: true },
      resolve: (row) => row.step.toString(),
    }),
    weight: t.string({
      description: "In a weighted mean of criteria.",
      select: { weight: true },
      resolve: (row) => row.weight.toString(),
    }),
    factor: t.string({
      description: "By which its score is multiplied.",
      select: { factor: true },
      resolve: (row) => row.factor.toString(),
    }),
    descriptors: t.field({
      type: "JSON",
      description: "What a mark from a value on means.",
      select: { descriptors: true },
      resolve: (row) => row.descriptors,
    }),
  }),
});

export const Rubric = builder.prismaObject("Rubric", {
  description: "Criteria by which entries are marked.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For createPanel; read with its panel.",
      resolve: ({ id }) => globalId("Rubric", id),
    }),
    name: t.exposeString("name", { description: "Its name." }),
    version: t.exposeInt("version", { description: "Its version." }),
    criteria: t.relation("criteria", {
      type: CriterionObject,
      description: "In order.",
      query: { orderBy: { position: "asc" } },
    }),
  }),
});

const CriterionInput = builder.inputType("CriterionInput", {
  description: "A criterion; numbers are decimals as text.",
  fields: (t) => ({
    key: t.string({ required: true }),
    group: t.string(),
    nameId: t.string({ required: true }),
    nameEn: t.string({ required: true }),
    min: t.string({ required: true, defaultValue: "0" }),
    max: t.string({ required: true }),
    step: t.string({ required: true, defaultValue: "1" }),
    weight: t.string({ required: true, defaultValue: "1" }),
    factor: t.string({ required: true, defaultValue: "1" }),
    commentBelow: t.string(),
    commentAbove: t.string(),
    descriptors: t.field({ type: "JSON" }),
  }),
});
mutation("createRubric", {
  description: "Makes a rubric, or the next version of the one with this name.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    name: t.string({ required: true }),
    criteria: t.field({ type: [CriterionInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.createRubric(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
      criteria: input.criteria.map(({ descriptors, ...criterion }) => ({
        ...criterion,
        ...(descriptors != null && { descriptors: descriptors as never }),
      })),
    }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.rubric.findUnique({ where: { id, edition: Competition.visibleEditions(actor) } }),
  },
  payload: (t) => ({ rubric: t.field({ type: Rubric, resolve: (row) => row }) }),
});
