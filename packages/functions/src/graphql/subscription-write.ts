import * as Subscriptions from "@winner/core/subscription/index.ts";
import { mutation } from "./operation.ts";
import { plannedFields, readPlanned, Subscription } from "./subscription.ts";

mutation("createSubscription", {
  description: "Subscribes an institution to a plan. Nothing is invoiced at this moment.",
  input: (t) => ({ ...plannedFields(t), idempotencyKey: t.string({ required: true }) }),
  run: ({ db, actor }, input) => Subscriptions.createSubscription(db, actor, readPlanned(input)),
  payload: (t) => ({ subscription: t.field({ type: Subscription, resolve: (row) => row }) }),
});
