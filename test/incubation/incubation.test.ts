import { MilestoneState } from "@winner/core/database/index.ts";
import { milestoneMoves, planHealth } from "@winner/core/incubation/index.ts";
import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import { createCalendar } from "@winner/functions/http/calendar.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnFinalists } from "../support/cohort.ts";
import { localOf, panelOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await drawnFinalists(api, db, 6);
const { organiser, season, entries, leaders, announce, formCohort: form } = stage;
const cohort = async (person: typeof organiser): Promise<Json[]> => {
  const { data, errors } = await person.ask(
    `{ cohorts { members { id state team mentors health { accepted total overdue atRisk }
      milestones { id titleEn dueOn state version } sessions { id title state attended notes { text visibility } } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.cohorts.flatMap((one: Json) => one.members);
};
const mentors = [await api.person(), await api.person()] as const;
const mentorInput = async () =>
  Promise.all(
    mentors.map(async ({ id }) => ({
      email: (await db.user.findUniqueOrThrow({ where: { id } })).email,
      name: "Mentor",
      capacity: 4,
    })),
  );

test("a cohort comes from the announced finalists, each with a dated plan, and once", async () => {
  expect(await form()).toMatchObject({ code: "NOT_ANNOUNCED" });
  await announce();
  await Promise.all([form(), form(), form()]);
  const members = await cohort(organiser);
  expect(members).toHaveLength(6);
  expect(members[0]?.milestones.map((one: Json) => [one.titleEn, one.dueOn, one.state])).toEqual([
    ["Plan", "2023-07-08", "PLANNED"],
    ["Meeting", "2023-07-22", "PLANNED"],
  ]);
  expect(await db.milestone.count()).toBe(12);
});

test("mentors are shared out evenly, and a person of the team is never its mentor", async () => {
  const leader = leaders[0] as typeof organiser;
  const insider = {
    email: (await db.user.findUniqueOrThrow({ where: { id: leader.id } })).email,
    name: "Ketua",
  };
  const plan = await api.run(
    organiser,
    "assignMentors",
    { editionId: season.id, mentors: [insider], dryRun: true },
    "assigned unfilled",
  );
  expect(plan).toMatchObject({ assigned: 5, unfilled: 1 });
  expect(await db.mentorship.count()).toBe(0);
  await api.run(
    organiser,
    "assignMentors",
    { editionId: season.id, mentors: await mentorInput() },
    "assigned",
  );
  const loads = await db.mentorship.groupBy({ by: ["mentorId"], _count: true });
  expect(loads.map((one) => one._count)).toEqual([3, 3]);
  expect(await cohort(mentors[0])).toHaveLength(3);
  expect(await cohort(leader)).toHaveLength(1);
  expect(
    await cohort(await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }))),
  ).toHaveLength(3);
  expect(await cohort(await api.person())).toEqual([]);
});

const leaderOf = async (memberId: string): Promise<typeof organiser> => {
  const { applicationId } = await db.cohortMember.findUniqueOrThrow({
    where: { id: localOf(memberId) },
  });
  return leaders[
    entries.findIndex((entry) => localOf(entry) === applicationId)
  ] as typeof organiser;
};

test("the team submits a milestone, its mentor returns and accepts it, nobody else does", async () => {
  const [member] = await cohort(mentors[0]);
  const leader = await leaderOf(member?.id);
  const [milestone] = member?.milestones ?? [];
  const submit = (expectedVersion: number, as = leader) =>
    api.run(
      as,
      "submitMilestone",
      { id: milestone.id, evidence: "https://contoh.id/rencana", expectedVersion },
      "milestone { state version }",
    );
  const review = (accept: boolean, expectedVersion: number, as: typeof leader = mentors[0]) =>
    api.run(
      as,
      "reviewMilestone",
      { id: milestone.id, accept, review: "Baik", expectedVersion },
      "milestone { state acceptedOn version }",
    );
  expect(await review(true, 1)).toMatchObject({ code: "WRONG_STATE" });
  expect(await submit(1, mentors[0])).toMatchObject({ code: "FORBIDDEN" });
  expect(await submit(1, mentors[1])).toMatchObject({ code: "NOT_FOUND" });
  expect(await submit(1)).toMatchObject({ milestone: { state: "SUBMITTED", version: 2 } });
  expect(await submit(1)).toMatchObject({ code: "STALE_VERSION" });
  expect(await review(true, 2, leader)).toMatchObject({ code: "FORBIDDEN" });
  expect(await review(false, 2)).toMatchObject({ milestone: { state: "RETURNED" } });
  expect(await submit(3)).toMatchObject({ milestone: { state: "SUBMITTED" } });
  expect(await review(true, 4)).toMatchObject({
    milestone: { state: "ACCEPTED", acceptedOn: "2023-06-25" },
  });
});

test("the database allows exactly the moves of a milestone's table", async () => {
  const { id } = await db.milestone.findFirstOrThrow();
  for (const from of Object.values(MilestoneState))
    for (const to of Object.values(MilestoneState)) {
      if (from === to) continue;
      await db.$executeRaw`ALTER TABLE "Milestone" DISABLE TRIGGER milestone_move`;
      await db.milestone.update({ where: { id }, data: { state: from } });
      await db.$executeRaw`ALTER TABLE "Milestone" ENABLE TRIGGER milestone_move`;
      const moved = await db.milestone.update({ where: { id }, data: { state: to } }).then(
        () => true,
        () => false,
      );
      expect(moved, `${from} to ${to}`).toBe(milestoneMoves[from].includes(to));
    }
});

test("of many sessions asked for at the same time exactly those that do not overlap are kept", async () => {
  const [first, second] = await cohort(mentors[0]);
  const at = (minutes: number) => new Date(Date.UTC(2023, 6, 3, 2, minutes)).toISOString();
  const schedule = (
    memberId: string,
    from: number,
    to: number,
    as: typeof organiser = mentors[0],
  ) =>
    api.run(
      as,
      "scheduleSession",
      { memberId, title: "Sesi", startsAt: at(from), endsAt: at(to) },
      "session { id state }",
    );
  const slots = [
    [0, 60],
    [30, 90],
    [45, 75],
    [60, 120],
    [0, 60],
    [119, 180],
  ] as const;
  const results = await Promise.all(
    slots.map(([from, to], index) => schedule(index % 2 === 0 ? first?.id : second?.id, from, to)),
  );
  expect(results.some((one) => one.code === "DOUBLE_BOOKED")).toBe(true);
  const kept = await db.coachingSession.findMany({ orderBy: { startsAt: "asc" } });
  expect(kept.length).toBe(results.filter((one) => one.session).length);
  for (const [index, session] of kept.entries()) {
    const next = kept[index + 1];
    if (next) expect(session.endsAt <= next.startsAt).toBe(true);
  }
  expect(await schedule(first?.id, 600, 605)).toMatchObject({ faults: [{ code: "BAD_PERIOD" }] });
  expect(await schedule(first?.id, -20_000, -19_900)).toMatchObject({
    faults: [{ code: "IN_THE_PAST" }],
  });
  expect(await schedule(first?.id, 600, 660, await leaderOf(first?.id))).toMatchObject({
    code: "FORBIDDEN",
  });
  // A cancelled session frees its time.
  const busy = kept[0];
  const again = () => schedule(btoa(`CohortMember:${busy?.memberId}`), 0, 15);
  const blocked = busy && busy.startsAt.toISOString() === at(0);
  if (blocked) expect(await again()).toMatchObject({ code: "DOUBLE_BOOKED" });
  await api.run(
    mentors[0],
    "closeSession",
    { id: btoa(`CoachingSession:${busy?.id}`), outcome: "CANCELLED" },
    "session { state }",
  );
  if (blocked) expect(await again()).toHaveProperty("session");
});

test("notes are read by whom they are for", async () => {
  const session = await db.coachingSession.findFirstOrThrow({ where: { state: "SCHEDULED" } });
  const sessionId = btoa(`CoachingSession:${session.id}`);
  const leader = await leaderOf(btoa(`CohortMember:${session.memberId}`));
  for (const visibility of ["PRIVATE", "COHORT", "PUBLIC"])
    expect(
      await api.run(
        mentors[0],
        "addSessionNote",
        { sessionId, visibility, text: visibility },
        "createdAt",
      ),
    ).toHaveProperty("createdAt");
  expect(
    await api.run(
      mentors[1],
      "addSessionNote",
      { sessionId, visibility: "PUBLIC", text: "x" },
      "createdAt",
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  const notes = async (person: typeof organiser) =>
    (await cohort(person)).flatMap((member) =>
      member.sessions.flatMap((one: Json) => one.notes.map((note: Json) => note.visibility)),
    );
  expect(await notes(mentors[0])).toEqual(["PRIVATE", "COHORT", "PUBLIC"]);
  expect(await notes(leader)).toEqual(["COHORT", "PUBLIC"]);
  expect(await notes(organiser)).toEqual(["PUBLIC"]);
  expect(
    await api.run(
      mentors[0],
      "closeSession",
      { id: sessionId, outcome: "ATTENDED" },
      "session { state }",
    ),
  ).toMatchObject({ code: "IN_THE_FUTURE" });
  await setClock(db, "2023-07-04T02:00:00Z");
  expect(
    await api.run(
      leader,
      "closeSession",
      { id: sessionId, outcome: "ATTENDED" },
      "session { state }",
    ),
  ).toMatchObject({ code: "FORBIDDEN" });
  expect(
    await api.run(
      mentors[0],
      "closeSession",
      { id: sessionId, outcome: "ATTENDED" },
      "session { state attended }",
    ),
  ).toMatchObject({
    session: { state: "HELD", attended: true },
  });
  const again = (outcome: string) =>
    api.run(mentors[0], "closeSession", { id: sessionId, outcome }, "session { attended }");
  expect(await again("ATTENDED")).toMatchObject({ session: { attended: true } });
  for (const outcome of ["MISSED", "CANCELLED"])
    expect(await again(outcome)).toMatchObject({ code: "WRONG_STATE" });
});

test("a person's calendar holds their sessions alone, and its link cannot be made for another", async () => {
  const { data } = await mentors[0].ask("{ me { calendarUrl } }");
  const serve = createCalendar(db, api.links);
  const text = await (await serve(new Request(data.me.calendarUrl))).text();
  expect(text.match(/BEGIN:VEVENT/g)?.length).toBe(await db.coachingSession.count());
  expect(text).toContain("STATUS:CANCELLED");
  const other = data.me.calendarUrl.replace(mentors[0].id, mentors[1].id);
  expect((await serve(new Request(other))).status).toBe(403);
});

test("a finalist who withdraws leaves the cohort and the reserve joins; a mentor does not judge their team", async () => {
  const withdrawn = entries[0] ?? "";
  await api.run(
    organiser,
    "withdrawFinalist",
    { applicationId: withdrawn, reason: "Moved" },
    "promoted",
  );
  await form();
  const member = await db.cohortMember.findUniqueOrThrow({
    where: { applicationId: localOf(withdrawn) },
  });
  expect(member.state).toBe("WITHDRAWN");
  const late = await api.run(
    leaders[0] as typeof organiser,
    "submitMilestone",
    {
      id: btoa(
        `Milestone:${(await db.milestone.findFirstOrThrow({ where: { memberId: member.id, position: 1 } })).id}`,
      ),
      evidence: "x",
      expectedVersion: 1,
    },
    "milestone { state }",
  );
  expect(late).toMatchObject({ code: "WRONG_STATE" });
  const { panelId } = await panelOf(api, db, stage, [mentors[0]], { name: "Final" });
  const conflicts = await db.conflictOfInterest.findMany({ where: { panelId: localOf(panelId) } });
  expect(conflicts.map((one) => one.source)).toEqual(["CO_MENTOR", "CO_MENTOR", "CO_MENTOR"]);
});

test("a plan is at risk by two overdue milestones, or one late for more than a week; waiting for review is not late", () => {
  const today = "2023-08-01" as LocalDate;
  const milestone = fc.record({
    state: fc.constantFrom(...Object.values(MilestoneState)),
    late: fc.integer({ min: -20, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(milestone, { maxLength: 8 }), (milestones) => {
      const health = planHealth(
        milestones.map(({ state, late }) => ({ state, dueOn: addDays(today, -late) })),
        today,
      );
      const overdue = milestones.filter(
        ({ state, late }) => ["PLANNED", "RETURNED"].includes(state) && late > 0,
      );
      expect(health.overdue).toBe(overdue.length);
      expect(health.atRisk).toBe(overdue.length >= 2 || overdue.some(({ late }) => late > 7));
      expect(health.total).toBe(milestones.length);
    }),
  );
});
