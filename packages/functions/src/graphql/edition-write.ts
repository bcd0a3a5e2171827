import * as Competition from "@winner/core/competition/index.ts";
import { VoteMode } from "@winner/core/database/index.ts";
import { builder } from "./builder.ts";
import { Edition, ProgrammeEnum, Stage, StageKindEnum } from "./edition.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

const Mode = builder.enumType(VoteMode, {
  name: "VoteMode",
  description: "Whether votes advise or decide.",
});

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
const DocumentInput = builder.inputType("EditionDocumentInput", {
  description: "A law, a guideline or a call on which the edition rests.",
  fields: (t) => ({
    title: t.string({ required: true }),
    number: t.string(),
    issuedOn: t.field({ type: "LocalDate" }),
    url: t.string(),
  }),
});

mutation("createEdition", {
  description: "Makes an edition as a draft, with everything that the call needs.",
  input: (t) => ({
    programme: t.field({ type: ProgrammeEnum, required: true }),
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
    documents: t.field({ type: [DocumentInput] }),
  }),
  run: ({ db, actor }, input) => Competition.createEdition(db, actor, input),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.edition.findUnique({ where: { id, AND: Competition.visibleEditions(actor) } }),
  },
  payload: (t) => ({ edition: t.field({ type: Edition, resolve: (row) => row }) }),
});

mutation("openEdition", {
  description: "Opens the call to the public.",
  input: (t) => ({ id: t.id({ required: true }), expectedVersion: t.int({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.openEdition(db, actor, { ...input, id: localId("Edition", input.id) }),
  payload: (t) => ({ edition: t.field({ type: Edition, resolve: (row) => row }) }),
});

mutation("closeEdition", {
  description: "Closes an edition: it stays public, and takes no more work.",
  input: (t) => ({ id: t.id({ required: true }), expectedVersion: t.int({ required: true }) }),
  run: ({ db, actor }, input) =>
    Competition.closeEdition(db, actor, { ...input, id: localId("Edition", input.id) }),
  payload: (t) => ({ edition: t.field({ type: Edition, resolve: (row) => row }) }),
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
  payload: (t) => ({ stage: t.field({ type: Stage, resolve: (row) => row }) }),
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
