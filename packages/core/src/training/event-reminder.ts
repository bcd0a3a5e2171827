import { type Database, inTransaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { enqueueMail, type Mail } from "../notification/index.ts";

/** Hours before its begin from which a training is reminded of. */
export const reminderHours = 24;
const hour = 3_600_000;

/** Whether a training that begins at an instant is to be reminded of now: within a day, and not begun. */
export const reminderDue = (startsAt: Date, at: Date): boolean =>
  at < startsAt && startsAt.getTime() - at.getTime() <= reminderHours * hour;

/** What a participant is told, with the time of the training's own province. */
export function reminderMail(
  to: string,
  event: { title: string; place: string | null; startsAt: Date },
  timeZone: string,
): Mail {
  const format = { dateStyle: "full", timeStyle: "long", timeZone } as const;
  const when = new Intl.DateTimeFormat("id-ID", format).format(event.startsAt);
  return {
    to,
    subject: `Pengingat pelatihan: ${event.title}`,
    text: [
      "Yth. peserta,",
      "",
      `Pelatihan "${event.title}" dimulai ${when}.`,
      `Tempat: ${event.place ?? "daring"}.`,
      "",
      "Bila tidak dapat hadir, mohon minta lembaga Anda membatalkan agar kursi dapat dipakai peserta lain.",
    ].join("\n"),
  };
}

/**
 * The scheduled run: reminds everyone with a seat and an address of a training that begins within a
 * day, once; who gets a seat later is reminded by the next run, and all again when the begin has
 * been moved. Running it again, or twice at once, sends nothing twice.
 */
export async function runTraining(db: Database): Promise<{ reminders: number }> {
  const at = await now(db);
  const due = await db.trainingEvent.findMany({
    where: {
      state: "PLANNED",
      startsAt: { gt: at, lte: new Date(at.getTime() + reminderHours * hour) },
    },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  let reminders = 0;
  for (const { id } of due)
    reminders += await inTransaction(db, async (tx) => {
      // Not while the training is being changed or cancelled.
      await tx.$queryRaw`SELECT 1 FROM "TrainingEvent" WHERE id = ${id}::uuid FOR UPDATE`;
      const event = await tx.trainingEvent.findUniqueOrThrow({
        where: { id },
        include: {
          province: true,
          participants: { where: { state: "REGISTERED", email: { not: null } } },
        },
      });
      if (event.state !== "PLANNED" || !reminderDue(event.startsAt, await now(tx))) return 0;
      return enqueueMail(
        tx,
        ...event.participants.flatMap((person) =>
          person.email
            ? [
                {
                  key: `training:${person.id}:${event.startsAt.toISOString()}`,
                  ...reminderMail(person.email, event, event.province.timeZone),
                },
              ]
            : [],
        ),
      );
    });
  return { reminders };
}
