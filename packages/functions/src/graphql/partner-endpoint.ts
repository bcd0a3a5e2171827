import * as Billing from "@winner/core/billing/index.ts";
import { BillingEventKind } from "@winner/core/database/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

export const EventKindEnum = builder.enumType(BillingEventKind, {
  name: "BillingEventKind",
  description: "What happened in a provider's billing.",
});

const Delivery = builder.prismaObject("WebhookDelivery", {
  description: "An attempt to tell an endpoint of an event.",
  select: { id: true },
  fields: (t) => ({
    eventId: t.exposeID("eventId", { description: "The event, as `BillingEvent.id` tells it." }),
    at: t.expose("at", { type: "DateTime", description: "When." }),
    status: t.exposeInt("status", {
      nullable: true,
      description: "Of the answer; none when there was none.",
    }),
    fault: t.exposeString("fault", { nullable: true, description: "What went wrong." }),
  }),
});

const Endpoint = builder.prismaObject("PartnerEndpoint", {
  description: "Where a provider's partner is told of events, by signed webhooks.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For changePartnerEndpoint; read with partnerEndpoints.",
      resolve: ({ id }) => globalId("PartnerEndpoint", id),
    }),
    providerId: t.id({
      description: "Whose events.",
      select: { providerId: true },
      resolve: (endpoint) => globalId("Provider", endpoint.providerId),
    }),
    url: t.exposeString("url", { description: "Called by POST." }),
    kinds: t.expose("kinds", { type: [EventKindEnum], description: "Of what it is told." }),
    active: t.exposeBoolean("active", { description: "Whether it is told." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    deliveries: t.relation("deliveries", {
      type: Delivery,
      description: "The last 50 attempts.",
      query: { orderBy: { id: "desc" }, take: 50 },
    }),
  }),
});

builder.queryField("partnerEndpoints", (t) =>
  t.field({
    type: [Endpoint],
    nullable: true,
    description: "The endpoints of the providers that you act for.",
    resolve: (_root, _args, context) =>
      query("partnerEndpoints", context, () => Billing.endpointsOf(context.db, context.actor)),
  }),
);

/** An endpoint; the secret of its signatures only when it has just been made. */
interface MadeEndpoint {
  endpoint: Awaited<ReturnType<typeof Billing.createEndpoint>>["endpoint"];
  secret: string | null;
}
mutation("createPartnerEndpoint", {
  description:
    "Has a partner told of events. The secret of the signatures is shown this once: asked again by the idempotencyKey, it gives the endpoint without it; if the first answer was lost, turn the endpoint off and make another.",
  input: (t) => ({
    providerId: t.id({ required: true }),
    url: t.string({ required: true }),
    kinds: t.field({ type: [EventKindEnum], required: true }),
  }),
  run: ({ db, actor, vault }, input): Promise<MadeEndpoint> =>
    Billing.createEndpoint(db, actor, vault, {
      ...input,
      providerId: localId("Provider", input.providerId),
    }),
  once: {
    idOf: ({ endpoint }) => endpoint.id,
    again: async ({ db, actor }, id) => {
      const endpoint = await Billing.endpointOf(db, actor, id);
      return endpoint && { endpoint, secret: null };
    },
  },
  payload: (t) => ({
    endpoint: t.field({ type: Endpoint, resolve: (row) => row.endpoint }),
    secret: t.exposeString("secret", { nullable: true }),
  }),
});

mutation("changePartnerEndpoint", {
  description: "Changes where and of what a partner is told, or turns it off.",
  input: (t) => ({
    id: t.id({ required: true }),
    url: t.string({ required: true }),
    kinds: t.field({ type: [EventKindEnum], required: true }),
    active: t.boolean({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Billing.changeEndpoint(db, actor, { ...input, id: localId("PartnerEndpoint", input.id) }),
  payload: (t) => ({ endpoint: t.field({ type: Endpoint, resolve: (row) => row }) }),
});
