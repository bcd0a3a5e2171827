import type { Prisma, Reader } from "../database/index.ts";
import { found } from "../kernel/error.ts";
import { type Actor, personId } from "./actor.ts";
import { authorize } from "./rights.ts";

/** Rows of a kind, at most. */
export const ownDataLimit = 1000;
const take = ownDataLimit + 1;

/** What is held of a person by their id; secrets of sessions and accounts are not told, to nobody. */
const held = {
  name: true,
  email: true,
  emailVerified: true,
  createdAt: true,
  updatedAt: true,
  sessions: {
    select: { createdAt: true, expiresAt: true, ipAddress: true, userAgent: true },
    orderBy: { id: "desc" },
    take,
  },
  memberships: {
    select: {
      role: true,
      organisation: { select: { name: true } },
      editionId: true,
      provinceCode: true,
      institutionId: true,
      providerId: true,
      createdAt: true,
      revokedAt: true,
    },
    orderBy: { id: "desc" },
    take,
  },
  teams: {
    select: { teamId: true, role: true, team: { select: { name: true } } },
    orderBy: { teamId: "desc" },
    take,
  },
  panels: {
    select: {
      panelId: true,
      panel: { select: { name: true } },
      state: true,
      weight: true,
      maxEntries: true,
      issueCodes: true,
      provinceCodes: true,
      availableFrom: true,
      availableTo: true,
    },
    orderBy: { panelId: "desc" },
    take,
  },
  assignments: {
    select: { panelId: true, applicationId: true, state: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take,
  },
  scoresheets: {
    select: {
      panelId: true,
      applicationId: true,
      state: true,
      marks: true,
      version: true,
      submittedAt: true,
    },
    orderBy: [{ panelId: "desc" }, { applicationId: "desc" }],
    take,
  },
  mentorProfile: {
    select: {
      expertise: true,
      capacity: true,
      issueCodes: true,
      provinceCodes: true,
      languages: true,
      timeZone: true,
    },
  },
  mentorships: {
    select: { memberId: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take,
  },
  notMentorOf: {
    select: { teamId: true, reason: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take,
  },
  coaching: {
    select: { title: true, startsAt: true, endsAt: true, state: true, attended: true },
    orderBy: { startsAt: "desc" },
    take,
  },
  attendances: { select: { sessionId: true }, orderBy: { sessionId: "desc" }, take },
  notes: {
    select: { sessionId: true, visibility: true, text: true, createdAt: true },
    orderBy: { id: "desc" },
    take,
  },
  feedback: {
    select: { sessionId: true, side: true, score: true, text: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take,
  },
  milestones: {
    select: { titleId: true, titleEn: true, dueOn: true, state: true },
    orderBy: { id: "desc" },
    take,
  },
  assessments: {
    select: { enrolmentId: true, kind: true, score: true, feedback: true, assessedAt: true },
    orderBy: { id: "desc" },
    take,
  },
  placements: {
    select: { enrolmentId: true, companyId: true, offeredOn: true },
    orderBy: { id: "desc" },
    take,
  },
  verifications: {
    select: { enrolmentId: true, companyId: true, verifiedAt: true, evidence: true },
    orderBy: { id: "desc" },
    take,
  },
  logbook: {
    select: { internshipId: true, on: true, text: true, createdAt: true },
    orderBy: { id: "desc" },
    take,
  },
} as const satisfies Prisma.UserSelect;

/** What is held of them elsewhere: by their id without a relation, or by the address that others wrote down. */
async function heldElsewhere(db: Reader, id: string, email: string) {
  const address = { equals: email, mode: "insensitive" as const };
  return {
    votes: await db.selectionVote.findMany({
      where: { voterId: id },
      select: {
        stageId: true,
        applicationId: true,
        vote: true,
        score: true,
        note: true,
        at: true,
      },
      orderBy: { at: "desc" },
      take,
    }),
    comparisons: await db.pairwiseComparison.findMany({
      where: { judgeId: id },
      select: { panelId: true, winnerId: true, loserId: true, at: true },
      orderBy: { at: "desc" },
      take,
    }),
    conflictsOfInterest: await db.conflictOfInterest.findMany({
      where: { judgeId: id },
      select: {
        panelId: true,
        applicationId: true,
        source: true,
        reason: true,
        createdAt: true,
      },
      orderBy: { createdAt: "desc" },
      take,
    }),
    contacts: await db.institutionContact.findMany({
      where: { email: address },
      select: {
        institution: { select: { name: true } },
        name: true,
        title: true,
        email: true,
        phone: true,
      },
      orderBy: { id: "desc" },
      take,
    }),
    trainings: await db.trainingParticipant.findMany({
      where: { email: address },
      select: {
        event: { select: { title: true, startsAt: true } },
        institution: { select: { name: true } },
        name: true,
        email: true,
        state: true,
        attended: true,
        preScore: true,
        postScore: true,
        certificates: { select: { code: true, name: true, issuedAt: true, revokedAt: true } },
      },
      orderBy: { id: "desc" },
      take,
    }),
    enrolments: await db.enrolment.findMany({
      where: { email: address },
      select: {
        batch: { select: { name: true, startsOn: true, endsOn: true } },
        name: true,
        email: true,
        category: true,
        state: true,
        stateReason: true,
        assessments: { select: { unit: true, kind: true, score: true, feedback: true } },
        placements: { select: { contract: true, salaryBand: true, startsOn: true } },
      },
      orderBy: { id: "desc" },
      take,
    }),
    mails: await db.$queryRaw<object[]>`
      SELECT payload ->> 'subject' AS subject, "createdAt", "deliveredAt" FROM "OutboxMessage"
      WHERE topic = 'MAIL' AND lower(payload ->> 'to') = ${email} ORDER BY id DESC LIMIT ${take}`,
    events: await db.auditEvent.findMany({
      where: { subjectType: "User", subjectId: id },
      select: { at: true, action: true, before: true, after: true },
      orderBy: { id: "desc" },
      take,
    }),
  };
}

/**
 * All that is held of the person who asks (UU PDP 27/2022 art. 6 and 7), by kind, newest first where it has a time;
 * `truncated` names the kinds of which there is more than `ownDataLimit` rows.
 */
export async function ownData(
  db: Reader,
  actor: Actor,
): Promise<Record<string, unknown> & { truncated: string[] }> {
  authorize(actor, "ownData", {});
  const id = personId(actor);
  const person = found(
    await db.user.findUnique({ where: { id, erasedAt: null }, select: held }),
    "person",
  );
  const all = Object.entries({ ...person, ...(await heldElsewhere(db, id, person.email)) });
  const isLong = (value: unknown) => Array.isArray(value) && value.length > ownDataLimit;
  return {
    ...Object.fromEntries(
      all.map(([kind, value]) => [
        kind,
        Array.isArray(value) ? value.slice(0, ownDataLimit) : value,
      ]),
    ),
    truncated: all.flatMap(([kind, value]) => (isLong(value) ? [kind] : [])),
  };
}
