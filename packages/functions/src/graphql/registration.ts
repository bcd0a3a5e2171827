import * as Competition from "@winner/core/competition/index.ts";
import { tell } from "@winner/core/kernel/error.ts";
import { exportLink } from "../http/export.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";

const RowFault = builder.objectRef<Competition.RowFault>("RowFault").implement({
  description: "A fault in a cell of an imported table.",
  fields: (t) => ({
    row: t.exposeInt("row", { description: "Row; the heading is row 1." }),
    column: t.exposeString("column", { nullable: true, description: "Name of the column." }),
    code: t.string({
      description: "Stable, for programs.",
      resolve: (fault) => fault.message.code,
    }),
    message: t.string({
      description: "For people.",
      resolve: (fault, _args, { language }) => tell(fault.message, language, fault.parameters),
    }),
  }),
});

mutation("importRegistrations", {
  description:
    "Brings registrations from a CSV table into the edition as submitted. A bad row loses nothing of the others; a row whose reference is there is left alone.",
  input: (t) => ({
    editionId: t.id({ required: true }),
    csv: t.string({ required: true }),
    dryRun: t.boolean({ required: true, defaultValue: false }),
  }),
  run: ({ db, actor }, input) =>
    Competition.importRegistrations(db, actor, {
      ...input,
      editionId: localId("Edition", input.editionId),
    }),
  payload: (t) => ({
    rows: t.exposeInt("rows", { description: "Rows read." }),
    imported: t.exposeInt("imported", {
      description: "Rows brought in, or in a dry run fit to be.",
    }),
    known: t.exposeInt("known", { description: "Rows that were there already." }),
    faults: t.field({ type: [RowFault], resolve: (result) => [...result.faults] }),
  }),
});

mutation("exportRegistrations", {
  description: "Gives a link to the registrations that you may see, as CSV, for five minutes.",
  input: (t) => ({ editionId: t.id({ required: true }) }),
  run: async ({ db, actor, links }, input) => {
    const editionId = localId("Edition", input.editionId);
    await Competition.recordExport(db, actor, editionId);
    return { url: exportLink(links, actor, editionId) };
  },
  payload: (t) => ({ url: t.exposeString("url") }),
});
