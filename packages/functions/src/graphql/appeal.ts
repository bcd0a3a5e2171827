import { AppealState } from "@winner/core/database/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { Application } from "./application.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { Panel } from "./panel.ts";
import { SheetInput, sheetsOf } from "./scoresheet.ts";

const AppealEnum = builder.enumType(AppealState, {
  name: "AppealState",
  description: "What became of an appeal.",
});
const Appeal = builder.prismaNode("Appeal", {
  description: "An appeal against a published result. For organisers and its team.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Judging.visibleAppeals(actor) }),
  select: { id: true },
  fields: (t) => ({
    panelId: t.id({
      description: "The panel whose result it is against.",
      select: { panelId: true },
      resolve: ({ panelId }) => globalId("Panel", panelId),
    }),
    application: t.relation("application", {
      type: Application,
      description: "The application whose result it is against.",
    }),
    state: t.expose("state", { type: AppealEnum, description: "What became of it." }),
    text: t.exposeString("text", { description: "What the team says." }),
    decision: t.exposeString("decision", { nullable: true, description: "The reasons." }),
    madeAt: t.expose("madeAt", { type: "DateTime", description: "When it was made." }),
    decidedAt: t.expose("decidedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was decided.",
    }),
  }),
});
builder.prismaObjectField(Application, "appeals", (t) =>
  t.relation("appeals", {
    type: Appeal,
    description: "Appeals against its results, at most 100.",
    query: (_args, { actor }) => ({
      where: Judging.visibleAppeals(actor),
      orderBy: { madeAt: "asc" },
      take: 100,
    }),
  }),
);

builder.prismaObjectField(Panel, "appeals", (t) =>
  t.relatedConnection("appeals", {
    type: Appeal,
    cursor: "id",
    totalCount: true,
    description:
      "Appeals against its results, oldest first: for organisers all, for a team its own.",
    args: { state: t.arg({ type: AppealEnum, description: "Only in this state." }) },
    query: ({ state }, { actor }) => ({
      where: { ...(state && { state }), AND: Judging.visibleAppeals(actor) },
      orderBy: { id: "asc" },
    }),
  }),
);

mutation("appealResult", {
  description: "Appeals against your team's published result.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    text: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.appealResult(db, actor, {
      ...input,
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
    }),
  payload: (t) => ({
    appealId: t.id({ resolve: (row) => globalId("Appeal", row.id) }),
    state: t.expose("state", { type: AppealEnum }),
  }),
});
mutation("decideAppeal", {
  description: "Decides an appeal; a granted one makes a new result that names the old.",
  input: (t) => ({
    appealId: t.id({ required: true }),
    granted: t.boolean({ required: true }),
    decision: t.string({ required: true }),
    corrections: t.field({ type: [SheetInput], required: true, defaultValue: [] }),
  }),
  run: ({ db, actor }, input) =>
    Judging.decideAppeal(db, actor, {
      ...input,
      appealId: localId("Appeal", input.appealId),
      corrections: sheetsOf(input.corrections),
    }),
  payload: (t) => ({
    state: t.field({ type: AppealEnum, resolve: ({ appeal }) => appeal.state }),
    number: t.int({ nullable: true, resolve: ({ snapshot }) => snapshot?.number ?? null }),
  }),
});
