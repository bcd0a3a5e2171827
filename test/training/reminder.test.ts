import { reminderDue, reminderMail, runTraining } from "@winner/core/training/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, openApi, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const team = await openTeam(api, db, "Alterra Academy");
const school = await openInstitution(api, db, "SCHOOL", "SMK Contoh", "53");
const details = {
  title: "Keterampilan guru",
  mode: "ONLINE",
  provinceCode: "53",
  startsAt: "2023-08-10T01:00:00Z",
  endsAt: "2023-08-10T05:00:00Z",
  capacity: 2,
};
const { event } = await api.run(
  team.leader,
  "planTrainingEvent",
  { teamId: team.teamId, kind: "TEACHER_SOFT_SKILLS", ...details },
  "event { id }",
);
const { participants } = await api.run(
  school.staff,
  "registerParticipants",
  {
    eventId: event.id,
    institutionId: school.institutionId,
    participants: [
      { name: "Ani", email: "ani@contoh.id" },
      { name: "Tanpa surel" },
      { name: "Menunggu", email: "tunggu@contoh.id" },
    ],
  },
  "participants { id }",
);
const mails = () => db.outboxMessage.findMany({ orderBy: { id: "asc" } });
const receivers = async () => (await mails()).map(({ payload }) => (payload as { to: string }).to);

test("who has a seat and an address is reminded once, a day before at the earliest, whoever runs at once", async () => {
  await setClock(db, "2023-08-09T00:59:59Z");
  expect(await runTraining(db)).toEqual({ reminders: 0 });
  await setClock(db, "2023-08-09T01:00:00Z");
  const runs = await Promise.all([runTraining(db), runTraining(db), runTraining(db)]);
  expect(runs.map((run) => run.reminders).sort()).toEqual([0, 0, 1]);
  expect(await runTraining(db)).toEqual({ reminders: 0 });
  expect(await receivers()).toEqual(["ani@contoh.id"]);
  const text = JSON.stringify((await mails())[0]?.payload);
  // 01.00 in UTC is 09.00 in Kupang.
  expect(text).toMatch(/Kamis, 10 Agustus 2023.*09\.00/);
  expect(text).toContain("WITA");
});

test("who moves up is reminded too, and all again when the begin is moved; none once it has begun or is off", async () => {
  await api.run(
    school.staff,
    "cancelParticipant",
    { id: participants[1].id },
    "participant { state }",
  );
  expect(await runTraining(db)).toEqual({ reminders: 1 });
  expect(await receivers()).toEqual(["ani@contoh.id", "tunggu@contoh.id"]);
  await api.run(
    team.leader,
    "changeTrainingEvent",
    { id: event.id, ...details, startsAt: "2023-08-10T00:30:00Z", expectedVersion: 1 },
    "event { version }",
  );
  expect(await runTraining(db)).toEqual({ reminders: 2 });
  await setClock(db, "2023-08-10T00:30:00Z");
  expect(await runTraining(db)).toEqual({ reminders: 0 });
  await setClock(db, "2023-08-09T12:00:00Z");
  await db.outboxMessage.deleteMany();
  await api.run(
    team.leader,
    "cancelTrainingEvent",
    { id: event.id, reason: "Sakit" },
    "event { state }",
  );
  expect(await runTraining(db)).toEqual({ reminders: 0 });
});

test("a reminder is due in the 24 hours before the begin, and at no other instant", () => {
  const startsAt = new Date("2023-08-10T01:00:00Z");
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (seconds) => {
      const at = new Date(startsAt.getTime() - seconds * 1000);
      expect(reminderDue(startsAt, at)).toBe(seconds > 0 && seconds <= 86_400);
    }),
  );
  expect(
    reminderMail("a@b.id", { title: "T", place: null, startsAt }, "Asia/Jakarta").text,
  ).toContain("daring");
});
