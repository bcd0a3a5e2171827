import { OutboxTopic } from "@winner/core/database/index.ts";
import * as Notification from "@winner/core/notification/index.ts";
import { builder } from "./builder.ts";
import { mutation, query } from "./operation.ts";

const TopicEnum = builder.enumType(OutboxTopic, {
  name: "OutboxTopic",
  description:
    "What kind of message: a mail, a billing document to render, a webhook to a partner.",
});

/** Without its payload, which may hold addresses and names. */
const Message = builder.prismaObject("OutboxMessage", {
  description: "A message to the world outside that was given up after ten attempts.",
  select: { id: true },
  fields: (t) => ({
    topic: t.expose("topic", { type: TopicEnum, description: "What kind." }),
    key: t.exposeString("key", { description: "What it is about, as `mail:agreement:ID:90`." }),
    attempts: t.exposeInt("attempts", { description: "How often it was tried." }),
    lastError: t.exposeString("lastError", {
      nullable: true,
      description: "Why the last attempt failed.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was written." }),
    parkedAt: t.expose("parkedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was given up.",
    }),
  }),
});
builder.queryField("parkedMessages", (t) =>
  t.prismaConnection({
    type: Message,
    cursor: "id",
    nullable: true,
    description: "Messages that could not be delivered and wait, oldest first.",
    resolve: (select, _root, _args, context) =>
      query("parkedMessages", context, () =>
        context.db.outboxMessage.findMany({
          ...select,
          where: Notification.parked,
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

mutation("retryDeliveries", {
  description: "Lets all parked messages of a topic be delivered again, after the cause is mended.",
  input: (t) => ({ topic: t.field({ type: TopicEnum, required: true }) }),
  run: async ({ db, actor }, { topic }) => ({
    count: await Notification.retryDeliveries(db, actor, { topic }),
  }),
  payload: (t) => ({ count: t.int({ resolve: ({ count }) => count }) }),
});
