import { localTimeAt } from "@winner/core/kernel/local-date.ts";
import { createCalendar } from "@winner/functions/http/calendar.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { announcedFinalists } from "../support/cohort.ts";
import { freshDatabase, openApi } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const { formCohort } = await announcedFinalists(api, db, 3);
await formCohort();
const members = (await db.cohortMember.findMany({ orderBy: { id: "asc" } })).map(({ id }) => id);
const people = [await api.person(), await api.person()] as const;
const mentors = people.map(({ id }) => id);
const quarter = 900_000;
const start = Date.UTC(2023, 6, 3);

const request = fc.record({
  mentor: fc.constantFrom(...mentors),
  member: fc.constantFrom(...members),
  from: fc.integer({ min: 0, max: 24 }),
  length: fc.integer({ min: 1, max: 8 }),
  cancelled: fc.boolean(),
});

test("the database keeps exactly the sessions that a naive check for overlaps keeps", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 15 }), async (requests) => {
      await db.coachingSession.deleteMany();
      const kept: typeof requests = [];
      for (const one of requests) {
        const { mentor, member, from, length, cancelled } = one;
        const clash = kept.some(
          (other) =>
            !other.cancelled &&
            (other.mentor === mentor || other.member === member) &&
            other.from < from + length &&
            from < other.from + other.length,
        );
        const { count } = await db.coachingSession.createMany({
          skipDuplicates: true,
          data: [
            {
              memberId: member,
              mentorId: mentor,
              title: "Sesi",
              startsAt: new Date(start + from * quarter),
              endsAt: new Date(start + (from + length) * quarter),
              state: cancelled ? ("CANCELLED" as const) : ("SCHEDULED" as const),
            },
          ],
        });
        expect(count).toBe(cancelled || !clash ? 1 : 0);
        if (count === 1) kept.push(one);
      }
      expect(await db.coachingSession.count()).toBe(kept.length);
    }),
    { numRuns: 60 },
  );
});

/** The instant of an iCalendar time in UTC. */
const instantOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));

test("a calendar's times and the wall times in every zone of Indonesia are the instants of the sessions", async () => {
  const zones = await db.province.findMany({ distinct: ["timeZone"], select: { timeZone: true } });
  expect(zones.map((one) => one.timeZone).sort()).toEqual([
    "Asia/Jakarta",
    "Asia/Jayapura",
    "Asia/Makassar",
    "Asia/Pontianak",
  ]);
  const [person] = people;
  const serve = createCalendar(db, api.links);
  const { data } = await person.ask("{ me { calendarUrl } }");
  // Any second from 2015 to 2035; sessions a day apart never overlap.
  const seconds = fc.integer({ min: 1_420_070_400, max: 2_051_222_400 });
  await fc.assert(
    fc.asyncProperty(fc.array(seconds, { minLength: 1, maxLength: 5 }), async (instants) => {
      await db.coachingSession.deleteMany();
      await db.coachingSession.createMany({
        skipDuplicates: true,
        data: instants.map((second) => ({
          memberId: members[0] ?? "",
          mentorId: person.id,
          title: "Sesi",
          startsAt: new Date(second * 1000),
          endsAt: new Date((second + 3600) * 1000),
        })),
      });
      const stored = await db.coachingSession.findMany();
      const text = await (await serve(new Request(data.me.calendarUrl))).text();
      for (const { id, startsAt, endsAt } of stored) {
        const event = text.split("BEGIN:VEVENT").find((part) => part.includes(id)) ?? "";
        const time = (name: string) =>
          instantOf(new RegExp(`^${name}:(.+?)\\r?$`, "m").exec(event)?.[1] ?? "");
        expect([time("DTSTART"), time("DTEND")]).toEqual([startsAt.getTime(), endsAt.getTime()]);
        for (const { timeZone } of zones) {
          const local = localTimeAt(startsAt, timeZone);
          const offset = { "Asia/Makassar": "+08:00", "Asia/Jayapura": "+09:00" }[timeZone];
          expect(local.slice(19)).toBe(offset ?? "+07:00");
          expect(Date.parse(local)).toBe(startsAt.getTime());
        }
      }
    }),
    { numRuns: 40 },
  );
});
