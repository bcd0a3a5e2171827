import { visibleAgreements, visiblePlaces } from "../agreement/index.ts";
import type { Reader } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { fromColumn, type LocalDate, localDateAt } from "../kernel/local-date.ts";
import { visibleMembers } from "./cohort-visibility.ts";

export const timelineKinds = [
  "MILESTONE_DUE",
  "MILESTONE_ACCEPTED",
  "SESSION",
  "AGREEMENT_SIGNED",
  "AGREEMENT_STARTS",
  "AGREEMENT_ENDS",
  "SERVICE_LIVE",
] as const;

/** Something of a finalist on a day of their province's zone. */
export interface TimelineEvent {
  kind: (typeof timelineKinds)[number];
  on: LocalDate;
  /** When in the day, of a session. */
  at: Date | null;
  titleId: string;
  titleEn: string;
  /** The state of what it is about. */
  state: string;
  subject: "Milestone" | "CoachingSession" | "Agreement";
  subjectId: string;
}

/**
 * Everything dated of a member in one list, in the order of time: its plan, its sessions, and the key
 * days of its team's agreements that the actor may see, with each service's first day.
 */
export async function timelineOf(
  db: Reader,
  actor: Actor,
  memberId: string,
): Promise<TimelineEvent[]> {
  const member = found(
    await db.cohortMember.findFirst({
      where: { id: memberId, AND: visibleMembers(actor) },
      include: {
        milestones: true,
        sessions: { orderBy: { startsAt: "asc" }, take: 500 },
        application: { include: { province: true } },
      },
    }),
    "cohort member",
  );
  const { timeZone } = member.application.province;
  const agreements = await db.agreement.findMany({
    where: { teamId: member.application.teamId, AND: visibleAgreements(actor) },
    include: {
      institutions: {
        where: { liveOn: { not: null }, AND: visiblePlaces(actor) },
        include: { institution: true },
        orderBy: { institutionId: "asc" },
        take: 1000,
      },
    },
    orderBy: { id: "asc" },
    take: 100,
  });
  const events: TimelineEvent[] = [];
  for (const { id, titleId, titleEn, state, dueOn, acceptedOn } of member.milestones) {
    const about = {
      titleId,
      titleEn,
      state,
      at: null,
      subject: "Milestone",
      subjectId: id,
    } as const;
    events.push({ ...about, kind: "MILESTONE_DUE", on: fromColumn(dueOn) });
    if (acceptedOn)
      events.push({ ...about, kind: "MILESTONE_ACCEPTED", on: fromColumn(acceptedOn) });
  }
  for (const { id, title, state, startsAt } of member.sessions)
    events.push({
      kind: "SESSION",
      on: localDateAt(startsAt, timeZone),
      at: startsAt,
      titleId: title,
      titleEn: title,
      state,
      subject: "CoachingSession",
      subjectId: id,
    });
  for (const agreement of agreements) {
    const { id, state, title, signedOn, effectiveFrom, effectiveTo } = agreement;
    const days = [
      ["AGREEMENT_SIGNED", signedOn, title],
      ["AGREEMENT_STARTS", effectiveFrom, title],
      ["AGREEMENT_ENDS", effectiveTo, title],
      ...agreement.institutions.map(
        ({ liveOn, institution }) => ["SERVICE_LIVE", liveOn, institution.name] as const,
      ),
    ] as const;
    for (const [kind, day, name] of days)
      if (day)
        events.push({
          kind,
          on: fromColumn(day),
          at: null,
          titleId: name,
          titleEn: name,
          state,
          subject: "Agreement",
          subjectId: id,
        });
  }
  return inOrder(events);
}

/** By day, then by time in the day (what has none comes first), then by kind and subject. */
export const inOrder = (events: readonly TimelineEvent[]): TimelineEvent[] =>
  [...events].sort(
    (a, b) =>
      a.on.localeCompare(b.on) ||
      (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0) ||
      timelineKinds.indexOf(a.kind) - timelineKinds.indexOf(b.kind) ||
      a.subjectId.localeCompare(b.subjectId),
  );
