import * as Judging from "@winner/core/judging/index.ts";
import { askOnce } from "@winner/core/kernel/ask-once.ts";
import { builder } from "./builder.ts";
import { DerivationObject, type Steps, TieStepObject } from "./derivation.ts";
import { globalId, localId } from "./global-id.ts";
import { Quality } from "./judging-quality.ts";
import { globalMethod, localMethod } from "./method.ts";
import { query } from "./operation.ts";

interface Row extends Judging.Ranked {
  derivation(): Promise<Steps | null>;
}
const RowObject = builder.objectRef<Row>("RankedEntry").implement({
  description: "An entry in a ranking.",
  fields: (t) => ({
    applicationId: t.id({
      description: "The entry.",
      resolve: (row) => globalId("Application", row.applicationId),
    }),
    rank: t.exposeInt("rank", { description: "From 1; what nothing parts shares it." }),
    total: t.exposeString("total", { description: "Exact." }),
    tieBreaks: t.field({
      type: [TieStepObject],
      description: "What parted it from equal totals.",
      resolve: (row) => [...row.tieBreaks],
    }),
    derivation: t.field({
      type: DerivationObject,
      nullable: true,
      description: "How the total came about; null for pairwise judging.",
      resolve: (row) => row.derivation(),
    }),
  }),
});

const ResultObject = builder
  .objectRef<Judging.PanelResult & { panelId: string; options: Judging.ResultOptions }>(
    "PanelResult",
  )
  .implement({
    description: "The ranking as the marks are now. For organisers.",
    fields: (t) => ({
      method: t.field({
        type: "JSON",
        description: "The method.",
        resolve: (one) => globalMethod(one.method),
      }),
      fault: t.exposeString("fault", {
        nullable: true,
        description: "Why the method does not fit these marks.",
      }),
      incomplete: t.idList({
        description: "Entries that another panel, which counts too, lacks.",
        resolve: (one) => one.incomplete.map((id) => globalId("Application", id)),
      }),
      ranking: t.field({
        type: [RowObject],
        description: "From the best.",
        resolve: ({ panelId, options, ...result }, _args, { db }) => {
          // All derivations are computed at once, and only when one is asked for.
          const steps = askOnce(() => Judging.derivations(db, panelId, result, options));
          return result.ranking.map((row) => ({
            ...row,
            derivation: async () => (await steps()).get(row.applicationId) ?? null,
          }));
        },
      }),
      quality: t.field({
        type: Quality,
        description: "How far the judging can be relied on.",
        resolve: ({ panelId }, _args, { db }) => Judging.panelQuality(db, panelId),
      }),
    }),
  });

builder.queryField("panelResult", (t) =>
  t.field({
    type: ResultObject,
    nullable: true,
    description:
      "The ranking as it is now; what if the method were another, or one judge absent. After publication it is audited.",
    args: {
      panelId: t.arg.id({ required: true }),
      method: t.arg({ type: "JSON" }),
      withoutJudgeId: t.arg.id(),
    },
    resolve: (_root, args, context) =>
      query("panelResult", context, async () => {
        const panelId = localId("Panel", args.panelId);
        const options: Judging.ResultOptions = {
          ...(args.method != null && { method: Judging.readMethod(localMethod(args.method)) }),
          ...(args.withoutJudgeId && { withoutJudgeId: localId("Person", args.withoutJudgeId) }),
        };
        const result = await Judging.inspectResult(context.db, context.actor, panelId, options);
        return { ...result, panelId, options };
      }),
  }),
);
