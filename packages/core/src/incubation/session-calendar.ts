import type { Reader } from "../database/index.ts";
import { type Actor, personId } from "../identity/index.ts";

/** A session as a calendar shows it. */
export interface CalendarEntry {
  id: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  cancelled: boolean;
}

/** The sessions of a person, as mentor or in a team, newest first, at most 500. */
export async function calendarOf(db: Reader, userId: string): Promise<CalendarEntry[]> {
  const sessions = await db.coachingSession.findMany({
    where: {
      OR: [
        { mentorId: userId },
        { member: { application: { team: { members: { some: { userId } } } } } },
      ],
    },
    include: { member: { include: { application: { include: { team: true } } } } },
    orderBy: { startsAt: "desc" },
    take: 500,
  });
  return sessions.map(({ id, title, startsAt, endsAt, state, member }) => ({
    id,
    title: `${title} (${member.application.team.name})`,
    startsAt,
    endsAt,
    cancelled: state === "CANCELLED",
  }));
}

/** The zone in which a session is told to someone: a mentor's own, for others that of the team's province. */
export function zoneFor(
  actor: Actor,
  {
    mentorId,
    mentor,
    member,
  }: {
    mentorId: string;
    mentor: { mentorProfile: { timeZone: string } | null };
    member: { application: { province: { timeZone: string } } };
  },
): string {
  const own = mentorId === personId(actor) ? mentor.mentorProfile?.timeZone : undefined;
  return own ?? member.application.province.timeZone;
}
