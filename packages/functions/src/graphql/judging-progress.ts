import * as Judging from "@winner/core/judging/index.ts";
import { builder } from "./builder.ts";
import { judgeOf, localId } from "./global-id.ts";
import { query } from "./operation.ts";

const JudgeProgress = builder
  .objectRef<Judging.JudgingProgress["judges"][number]>("JudgeProgress")
  .implement({
    description: "How far a judge is.",
    fields: (t) => ({
      judgeId: t.id(judgeOf("The judge.")),
      assigned: t.exposeInt("assigned", { description: "Entries given." }),
      submitted: t.exposeInt("submitted", { description: "Scoresheets submitted." }),
    }),
  });
const Progress = builder.objectRef<Judging.JudgingProgress>("JudgingProgress").implement({
  description: "How far a judging is.",
  fields: (t) => ({
    assigned: t.exposeInt("assigned", { description: "Scoresheets wanted." }),
    drafts: t.exposeInt("drafts", { description: "Begun." }),
    submitted: t.exposeInt("submitted", { description: "Submitted." }),
    judges: t.field({
      type: [JudgeProgress],
      description: "By judge.",
      resolve: (one) => one.judges,
    }),
  }),
});
builder.queryField("judgingProgress", (t) =>
  t.field({
    type: Progress,
    nullable: true,
    description: "How far the judging is. Poll it where subscriptions are not to be had.",
    args: { panelId: t.arg.id({ required: true }) },
    resolve: (_root, args, context) =>
      query("judgingProgress", context, async () => {
        const panelId = localId("Panel", args.panelId);
        await Judging.authorizePanel(context.db, context.actor, "judgingProgress", panelId);
        return Judging.judgingProgress(context.db, panelId);
      }),
  }),
);
builder.subscriptionType({ description: "What is told as it happens, by server-sent events." });
builder.subscriptionField("judgingProgressed", (t) =>
  t.field({
    type: Progress,
    nullable: true,
    description: "The progress now and after every change.",
    args: { panelId: t.arg.id({ required: true }) },
    subscribe: (_root, args, context) =>
      query("judgingProgress", context, async () => {
        const panelId = localId("Panel", args.panelId);
        await Judging.authorizePanel(context.db, context.actor, "judgingProgress", panelId);
        return Judging.watchProgress(context.db, panelId);
      }),
    resolve: (progress) => progress,
  }),
);
