import * as Billing from "@winner/core/billing/index.ts";
import { type EventShape, eventShape } from "../notification/event-shape.ts";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { localId } from "./global-id.ts";
import { query } from "./operation.ts";
import { EventKindEnum } from "./partner-endpoint.ts";

const Event = builder.objectRef<EventShape & { cursor: string }>("BillingEvent").implement({
  description: "Something that happened in a provider's billing.",
  fields: (t) => ({
    id: t.exposeID("id", {
      description:
        "The webhook-id of its webhooks, for protection against doubles; not for `node`.",
    }),
    kind: t.expose("kind", { type: EventKindEnum, description: "What." }),
    subjectId: t.exposeID("subjectId", { description: "To what." }),
    at: t.string({ description: "When, ISO 8601.", resolve: (event) => event.at }),
    detail: t.field({
      type: "JSON",
      description: "Number, amount and the like.",
      resolve: (event) => event.detail,
    }),
    cursor: t.exposeString("cursor", { description: "For `after`." }),
  }),
});

type Raw = Awaited<ReturnType<typeof Billing.eventsAfter>>[number];
const shown = (event: Raw) => ({ ...eventShape(event), cursor: Billing.cursorOf(event) });

/** Runs work for a provider whose events the actor may read. */
const forProvider = <T>(
  context: Context,
  id: string,
  work: (providerId: string) => T | Promise<T>,
) =>
  query("billingEvents", context, async () => {
    const providerId = localId("Provider", id);
    await Billing.authorizeProvider(context.db, context.actor, "billingEvents", providerId);
    return work(providerId);
  });

builder.queryField("billingEvents", (t) =>
  t.field({
    type: [Event],
    nullable: true,
    description: "A provider's events after a cursor, oldest first, at most 100.",
    args: { providerId: t.arg.id({ required: true }), after: t.arg.string() },
    resolve: (_root, args, context) =>
      forProvider(context, args.providerId, async (providerId) =>
        (await Billing.eventsAfter(context.db, providerId, args.after ?? undefined, 100)).map(
          shown,
        ),
      ),
  }),
);

builder.subscriptionField("billingEvents", (t) =>
  t.field({
    type: Event,
    nullable: true,
    description: "A provider's events after a cursor, and then as they happen.",
    args: { providerId: t.arg.id({ required: true }), after: t.arg.string() },
    subscribe: (_root, args, context) =>
      forProvider(context, args.providerId, (providerId) =>
        Billing.watchEvents(context.db, providerId, args.after ?? undefined),
      ),
    resolve: shown,
  }),
);
