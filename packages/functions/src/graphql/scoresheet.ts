import { ScoresheetState } from "@winner/core/database/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

const SheetEnum = builder.enumType(ScoresheetState, {
  name: "ScoresheetState",
  description: "Only what is submitted counts.",
});

export const Scoresheet = builder.prismaObject("Scoresheet", {
  description: "One's own marks for one entry.",
  select: { panelId: true, applicationId: true, judgeId: true },
  fields: (t) => ({
    state: t.expose("state", { type: SheetEnum, description: "Draft or submitted." }),
    marks: t.field({
      type: "JSON",
      description: "By criterion key: value, comment, release.",
      select: { marks: true },
      resolve: (sheet) => sheet.marks,
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    submittedAt: t.expose("submittedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was submitted.",
    }),
  }),
});

for (const [name, write] of [
  ["saveScoresheet", Judging.saveScoresheet],
  ["submitScoresheet", Judging.submitScoresheet],
] as const)
  mutation(name, {
    description:
      name === "saveScoresheet"
        ? "Keeps marks as a draft, which counts for nothing."
        : "Submits marks, or amends them until the stage closes.",
    input: (t) => ({
      panelId: t.id({ required: true }),
      applicationId: t.id({ required: true }),
      marks: t.field({ type: "JSON", required: true }),
      expectedVersion: t.int({ required: true }),
    }),
    run: ({ db, actor }, input) =>
      write(db, actor, {
        ...input,
        panelId: localId("Panel", input.panelId),
        applicationId: localId("Application", input.applicationId),
      }),
    payload: (t) => ({ scoresheet: t.field({ type: Scoresheet, resolve: (row) => row }) }),
  });

export const SheetInput = builder.inputType("SheetInput", {
  description: "The marks of one judge for one entry.",
  fields: (t) => ({
    judgeId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    marks: t.field({ type: "JSON", required: true }),
  }),
});
/** Scoresheets as given, with database ids. */
export const sheetsOf = (
  sheets: readonly { judgeId: string; applicationId: string; marks?: unknown }[],
) =>
  sheets.map(({ judgeId, applicationId, marks }) => ({
    judgeId: localId("Person", judgeId),
    applicationId: localId("Application", applicationId),
    marks,
  }));
mutation("importMarks", {
  description: "Brings in scoresheets from paper or another system, all or nothing.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    sheets: t.field({ type: [SheetInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.importMarks(db, actor, {
      panelId: localId("Panel", input.panelId),
      sheets: sheetsOf(input.sheets),
    }),
  payload: (t) => ({ sheets: t.exposeInt("sheets") }),
});

mutation("setCalibration", {
  description: "Says which marks an entry should get, to compare judges' training marks with.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    expected: t.field({ type: "JSON", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.setCalibration(db, actor, {
      ...input,
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
    }),
  payload: (t) => ({
    applicationId: t.id({ resolve: (row) => globalId("Application", row.applicationId) }),
  }),
});
