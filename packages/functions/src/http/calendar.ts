import type { Database } from "@winner/core/database/index.ts";
import { grantsOf } from "@winner/core/identity/index.ts";
import { calendarOf } from "@winner/core/incubation/index.ts";
import ical, { ICalEventStatus } from "ical-generator";
import { expired, type Links } from "./link.ts";

/**
 * Serves the sessions of a link as iCalendar (RFC 5545); times are instants, shown in any zone. The link of a person who
 * is erased has ended.
 */
export function createCalendar(
  db: Database,
  links: Links,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    const of = claims?.get("of") ?? "";
    if (!claims || !(await grantsOf(db, of))) return expired();
    const calendar = ical({ name: "Winner" });
    for (const { id, title, startsAt, endsAt, cancelled } of await calendarOf(db, of))
      calendar.createEvent({
        id,
        summary: title,
        start: startsAt,
        end: endsAt,
        status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      });
    return new Response(calendar.toString(), {
      headers: { "content-type": "text/calendar; charset=utf-8", "cache-control": "private" },
    });
  };
}
