import * as Billing from "@winner/core/billing/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { DunningActionEnum, DunningChannelEnum } from "./invoice.ts";
import { mutation, query } from "./operation.ts";

const Step = builder.prismaObject("DunningStep", {
  description: "A step of a provider's ladder.",
  select: { id: true },
  fields: (t) => ({
    afterDays: t.exposeInt("afterDays", {
      description: "Days after the due date; before it when negative.",
    }),
    channel: t.expose("channel", { type: DunningChannelEnum, description: "How." }),
    action: t.expose("action", { type: DunningActionEnum, description: "What it does." }),
  }),
});

builder.queryField("dunningSteps", (t) =>
  t.field({
    type: [Step],
    nullable: true,
    description: "The steps that a provider's open invoices take, from the first day.",
    args: { providerId: t.arg.id({ required: true }) },
    resolve: (_root, args, context) =>
      query("dunningSteps", context, async () => {
        const providerId = localId("Provider", args.providerId);
        await Billing.authorizeProvider(context.db, context.actor, "dunningSteps", providerId);
        return Billing.ladderOf(context.db, providerId);
      }),
  }),
);

const StepInput = builder.inputType("DunningStepInput", {
  description: "A step, so many days after the due date.",
  fields: (t) => ({
    afterDays: t.int({ required: true }),
    channel: t.field({ type: DunningChannelEnum, required: true }),
    action: t.field({ type: DunningActionEnum, required: true }),
  }),
});
mutation("setDunningSteps", {
  description: "Makes these the steps of a provider. Steps that invoices took are not taken again.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    steps: t.field({ type: [StepInput], required: true }),
  }),
  run: async ({ db, actor }, input) => ({
    steps: await Billing.setLadder(db, actor, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  }),
  payload: (t) => ({ steps: t.field({ type: [Step], resolve: (row) => row.steps }) }),
});
