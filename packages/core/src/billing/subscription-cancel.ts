import type { Database } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { DomainError } from "../kernel/error.ts";
import { addDays, fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { type ChangeRequest, changeSubscription } from "./subscription-change.ts";
import { giveBack, within } from "./subscription-pause.ts";

/**
 * Ends a subscription: today, on a later day, or (without a day) when what is billed is used up; that day
 * is the first that is no longer served. What it and the days after it were charged is given back. A day
 * to come is a plan, and can be withdrawn. A pause that would begin only after that day is dropped with it:
 * otherwise, after a withdrawal, the days before the pause would be served and never billed.
 */
export const cancelSubscription = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { on?: LocalDate | null },
) =>
  changeSubscription(db, actor, "cancelSubscription", request, async (change) => {
    const { subscription, today } = change;
    const { state, pausedOn } = subscription;
    const billed = fromColumn(subscription.nextPeriodStart);
    const paused = state === "PAUSED" && pausedOn && fromColumn(pausedOn) <= today;
    const on = request.on ?? (paused || billed < today ? today : billed);
    within("on", on, today, addDays(today, 3660));
    const nextPeriodStart = await giveBack(change, on, "Berhenti berlangganan");
    const now = on === today;
    const overtaken = state === "PAUSED" && pausedOn && on < fromColumn(pausedOn);
    return {
      kind: now ? "CANCELLED" : "CANCELLATION_PLANNED",
      effectiveOn: on,
      data: {
        endsOn: toColumn(on),
        nextPeriodStart,
        ...(overtaken && { state: "ACTIVE" as const, pausedOn: null }),
        ...(now && { state: "ENDED" as const, pausedOn: null, pendingTierId: null }),
      },
    };
  });

/** Takes back a cancellation that is still to come; days given back are billed again by the run. */
export const withdrawCancellation = (db: Database, actor: Actor, request: ChangeRequest) =>
  changeSubscription(
    db,
    actor,
    "withdrawCancellation",
    request,
    async ({ subscription, today }) => {
      if (!subscription.endsOn) throw new DomainError("STATE", texts.noCancellation);
      return { kind: "CANCELLATION_WITHDRAWN", effectiveOn: today, data: { endsOn: null } };
    },
  );
