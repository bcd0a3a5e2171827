import * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const Pair = builder.objectRef<[string, string]>("PairToCompare").implement({
  description: "Two entries to compare.",
  fields: (t) => ({
    firstId: t.id({ description: "One.", resolve: ([id]) => globalId("Application", id) }),
    secondId: t.id({ description: "The other.", resolve: ([, id]) => globalId("Application", id) }),
  }),
});
builder.queryField("nextPair", (t) =>
  t.field({
    type: Pair,
    nullable: true,
    description: "The pair whose comparison by you tells most; null when none is left.",
    args: { panelId: t.arg.id({ required: true }) },
    resolve: (_root, { panelId }, context) =>
      query("nextPair", context, () =>
        Judging.pairToCompare(context.db, context.actor, localId("Panel", panelId)),
      ),
  }),
);
mutation("comparePair", {
  description: "Says which of two entries is better; again of the same two replaces it.",
  input: (t) => ({
    panelId: t.id({ required: true }),
    winnerId: t.id({ required: true }),
    loserId: t.id({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Judging.comparePair(db, actor, {
      panelId: localId("Panel", input.panelId),
      winnerId: localId("Application", input.winnerId),
      loserId: localId("Application", input.loserId),
    }),
  payload: (t) => ({ at: t.expose("at", { type: "DateTime" }) }),
});
