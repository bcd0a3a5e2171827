import type { Database } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { refuseFaults, stateError } from "../kernel/error.ts";
import {
  addDays,
  fromColumn,
  fromNullable,
  type LocalDate,
  laterOf,
  toColumn,
} from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { presentCharges } from "./present-charge.ts";
import { written } from "./reprice.ts";
import { type Change, type ChangeRequest, changeSubscription } from "./subscription-change.ts";
import { takeBack } from "./take-back.ts";

/**
 * Pauses from a day on, today unless said otherwise, at the latest from the first day that is not billed:
 * what that day and those after it were charged is given back, and the runs pass over it.
 */
export const pauseSubscription = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { from?: LocalDate | null },
) =>
  changeSubscription(db, actor, "pauseSubscription", request, async (change) => {
    const { subscription, today } = change;
    if (subscription.state !== "ACTIVE") throw stateError(subscription.state);
    const from = request.from ?? today;
    const end = fromNullable(subscription.endsOn);
    const billed = fromColumn(subscription.nextPeriodStart);
    within("from", from, today, end && end <= billed ? addDays(end, -1) : billed);
    const nextPeriodStart = await giveBack(change, from, "Jeda langganan");
    return {
      kind: "PAUSED",
      effectiveOn: from,
      data: { state: "PAUSED", pausedOn: toColumn(from), nextPeriodStart },
    };
  });

/**
 * Resumes from a day on, today unless said otherwise; a pause lasts at least a day. The anchor stays. The
 * run bills from that day on, prorated to the end of its whole period, also within the period that was
 * given back: those days are charged by nothing else any more.
 */
export const resumeSubscription = (
  db: Database,
  actor: Actor,
  request: ChangeRequest & { on?: LocalDate | null },
) =>
  changeSubscription(
    db,
    actor,
    "resumeSubscription",
    request,
    async ({ subscription: { state, pausedOn, endsOn, nextPeriodStart }, today }) => {
      if (state !== "PAUSED" || !pausedOn) throw stateError(state);
      const earliest = laterOf(addDays(fromColumn(pausedOn), 1), today);
      const on = request.on ?? earliest;
      within("on", on, earliest, endsOn ? addDays(fromColumn(endsOn), -1) : addDays(earliest, 366));
      return {
        kind: "RESUMED",
        effectiveOn: on,
        data: {
          state: "ACTIVE",
          pausedOn: null,
          nextPeriodStart: toColumn(laterOf(on, fromColumn(nextPeriodStart))),
        },
      };
    },
  );

/**
 * Gives back what a day and those after it were charged to both payers. Gives the first day that is not
 * billed any more: that day, or as it was when nothing was charged for it.
 */
export async function giveBack(change: Change, from: LocalDate, why: string): Promise<Date> {
  const { subscriber, sponsor } = await presentCharges(change.tx, change.subscription.id, from);
  for (const charge of [subscriber, sponsor])
    if (charge) await takeBack(change, charge, `${why}, ${written(charge.rest)}`);
  return subscriber || sponsor ? toColumn(from) : change.subscription.nextPeriodStart;
}

/** Refuses a day before the first or after the last. */
export function within(name: string, day: LocalDate, from: LocalDate, to: LocalDate): void {
  if (day < from || day > to)
    refuseFaults([{ message: texts.dayRange, path: [name], parameters: { from, to } }]);
}
