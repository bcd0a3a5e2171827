import * as Judging from "@winner/core/judging/index.ts";
import { documentLink } from "../http/document-link.ts";
import { namesBelow } from "./asked.ts";
import { builder } from "./builder.ts";
import { DerivationObject, TieStepObject } from "./derivation.ts";
import { Stage } from "./edition.ts";
import { globalId, localId } from "./global-id.ts";
import { globalMethod } from "./method.ts";
import { mutation, query } from "./operation.ts";
import { together } from "./together.ts";

const PublishedRow = builder.objectRef<Judging.PublishedRow>("PublishedRow").implement({
  description: "An entry in a published result.",
  fields: (t) => ({
    rank: t.exposeInt("rank", { description: "Rank." }),
    total: t.exposeString("total", { description: "Total, exact." }),
    teamName: t.exposeString("teamName", { description: "The team." }),
    title: t.exposeString("title", { description: "The innovation." }),
    tieBreaks: t.field({
      type: [TieStepObject],
      description: "What parted it from equal totals.",
      resolve: ({ derivation }) => [...(derivation?.tieBreaks ?? [])],
    }),
    derivation: t.field({
      type: DerivationObject,
      nullable: true,
      description: "How the total came about, with judges by number.",
      resolve: ({ derivation }) => derivation?.steps,
    }),
  }),
});

const reading = (detail: Judging.RowDetail) =>
  together(({ db }, snapshotIds) => Judging.publishedRows(db, snapshotIds, detail));
const rowsOf = { RANKS: reading("RANKS"), SCORES: reading("SCORES"), MARKS: reading("MARKS") };

function detailOf(names: ReadonlySet<string>): Judging.RowDetail {
  if (names.has("marks") || names.has("judges")) return "MARKS";
  return names.has("derivation") || names.has("tieBreaks") ? "SCORES" : "RANKS";
}

const PublishedResult = builder.prismaObject("ResultSnapshot", {
  name: "PublishedPanelResult",
  description: "A published result: a frozen snapshot.",
  select: { id: true },
  fields: (t) => ({
    panelId: t.id({
      description: "The panel, for publishedResult, resultDocument and appealResult.",
      select: { panelId: true },
      resolve: (one) => globalId("Panel", one.panelId),
    }),
    panelName: t.string({
      description: "Name of the panel; a stage may have several.",
      select: { panel: { select: { name: true } } },
      resolve: (one) => one.panel.name,
    }),
    appealDays: t.int({
      description:
        "Days after that of publication until whose end a team can appeal, in its own province.",
      select: { panel: { select: { appealDays: true } } },
      resolve: (one) => one.panel.appealDays,
    }),
    number: t.exposeInt("number", { description: "1, and more after each granted appeal." }),
    hash: t.exposeString("hash", { description: "SHA-256 of all of it." }),
    method: t.field({
      type: "JSON",
      description: "The method.",
      select: { method: true },
      resolve: (one) => globalMethod(one.method),
    }),
    reason: t.exposeString("reason", { description: "Why this method." }),
    publishedAt: t.expose("publishedAt", { type: "DateTime", description: "When." }),
    replaced: t.boolean({
      description: "Whether it replaced an earlier one.",
      select: { replacesId: true },
      resolve: (one) => one.replacesId !== null,
    }),
    rows: t.field({
      type: [PublishedRow],
      description: "From the best.",
      resolve: ({ id }, _args, context, info) => rowsOf[detailOf(namesBelow(info))](context, id),
    }),
  }),
});
builder.prismaObjectField(Stage, "results", (t) =>
  t.field({
    type: [PublishedResult],
    description: "The published results of its panels.",
    select: (_args, _context, nested) => ({
      panels: {
        select: { snapshots: nested({ where: { replacedBy: null } }) },
        orderBy: { id: "asc" },
      },
    }),
    resolve: (stage) => stage.panels.flatMap(({ snapshots }) => snapshots),
  }),
);

builder.queryField("publishedResult", (t) =>
  t.prismaField({
    type: PublishedResult,
    nullable: true,
    description: "The published result of a panel; null before publication.",
    args: { panelId: t.arg.id({ required: true }) },
    resolve: (select, _root, { panelId }, context) =>
      query("publishedResult", context, () =>
        Judging.publishedResult(context.db, localId("Panel", panelId), select),
      ),
  }),
);

type Proof = NonNullable<Awaited<ReturnType<typeof Judging.verifyCertificate>>>;
const Certificate = builder.objectRef<Proof>("Certificate").implement({
  description: "What a verification code proves.",
  fields: (t) => ({
    teamName: t.exposeString("teamName", { description: "The team." }),
    title: t.exposeString("title", { description: "The innovation." }),
    rank: t.exposeInt("rank", { description: "Rank." }),
    total: t.exposeString("total", { description: "Total." }),
    edition: t.string({
      description: "The edition.",
      resolve: (row) => row.snapshot.panel.stage.edition.nameEn,
    }),
    panel: t.string({ description: "The panel.", resolve: (row) => row.snapshot.panel.name }),
    publishedAt: t.field({
      type: "DateTime",
      description: "When it was published.",
      resolve: (row) => row.snapshot.publishedAt,
    }),
    current: t.boolean({
      description: "False when a granted appeal has replaced it.",
      resolve: (row) => row.snapshot.replacedBy === null,
    }),
  }),
});
builder.queryField("verifyCertificate", (t) =>
  t.field({
    type: Certificate,
    nullable: true,
    description: "What the code on a certificate or score sheet proves; null: nothing.",
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, context) =>
      query("verifyCertificate", context, () => Judging.verifyCertificate(context.db, code)),
  }),
);

mutation("publishResults", {
  description: "Freezes and publishes the result of a panel.",
  input: (t) => ({ panelId: t.id({ required: true }) }),
  run: ({ db, actor }, input) =>
    Judging.publishResults(db, actor, { panelId: localId("Panel", input.panelId) }),
  payload: (t) => ({
    number: t.exposeInt("number"),
    hash: t.exposeString("hash"),
    publishedAt: t.expose("publishedAt", { type: "DateTime" }),
  }),
});

const KindEnum = builder.enumType("ResultDocumentKind", {
  description: "What is printed.",
  values: ["CERTIFICATE", "SCORE_SHEET"] as const,
});
mutation("resultDocument", {
  description: "Gives a link to a published result as PDF, for five minutes.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    applicationId: t.id({ required: true }),
    kind: t.field({ type: KindEnum, required: true }),
  }),
  run: async ({ db, actor, links, language }, input) => {
    const row = await Judging.ownPublishedRow(db, actor, {
      panelId: localId("Panel", input.panelId),
      applicationId: localId("Application", input.applicationId),
    });
    return { url: documentLink(links, row.verificationCode, input.kind, language) };
  },
  payload: (t) => ({ url: t.exposeString("url") }),
});
