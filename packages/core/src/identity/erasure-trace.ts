import type { Transaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";

/** What stands where a name stood: in both languages, as it is shown to readers of either. */
export const erasedName = "Dihapus (erased)";

/** An address that nobody has and no mail reaches (RFC 2606), of a row whose address must be its own. */
const erasedEmail = (id: string): string => `${id}@erased.invalid`;

/** For what better-auth sends one-time codes; it keeps them by purpose and address. */
const codePurposes = ["sign-in", "email-verification", "forget-password", "change-email"];

export interface Traces {
  at: Date;
  /** How many of each went, for the audit. */
  counts: Readonly<Record<string, number>>;
}

/**
 * Takes away everything that names a person or would be done to them, in every room: this is the one list of it, and
 * docs/personal-data.md says of each why. What is here in no line stays by the person's id. The person's row is locked.
 */
export async function clearTraces(
  tx: Transaction,
  { id, email }: { id: string; email: string },
): Promise<Traces> {
  const at = await now(tx);
  await tx.user.update({
    where: { id },
    data: {
      name: erasedName,
      email: erasedEmail(id),
      emailVerified: false,
      image: null,
      erasedAt: at,
    },
  });
  const counts = {
    ...(await signOut(tx, id, email, at)),
    ...(await leaveTeams(tx, id)),
    ...(await stopMentoring(tx, id, at)),
    ...(await stopJudging(tx, id)),
    ...(await forgetAddress(tx, email)),
  };
  return { at, counts };
}

async function signOut(tx: Transaction, userId: string, email: string, at: Date) {
  const sessions = await tx.session.deleteMany({ where: { userId } });
  await tx.account.deleteMany({ where: { userId } });
  await tx.verification.deleteMany({
    where: { identifier: { in: codePurposes.map((purpose) => `${purpose}-otp-${email}`) } },
  });
  const roles = await tx.membership.updateMany({
    where: { userId, revokedAt: null },
    data: { revokedAt: at },
  });
  return { sessions: sessions.count, roles: roles.count };
}

/** A NIK is a person's: of a team of one it is theirs. */
async function leaveTeams(tx: Transaction, userId: string) {
  await tx.teamIdentityNumber.deleteMany({
    where: { kind: "NIK", team: { members: { some: { userId }, every: { userId } } } },
  });
  const teams = await tx.teamMember.deleteMany({ where: { userId } });
  return { teams: teams.count };
}

/** Their sessions to come are cancelled, and notes that they alone could read are gone. */
async function stopMentoring(tx: Transaction, mentorId: string, at: Date) {
  await tx.mentorProfile.deleteMany({ where: { userId: mentorId } });
  await tx.mentorConflict.deleteMany({ where: { mentorId } });
  await tx.sessionNote.deleteMany({ where: { authorId: mentorId, visibility: "PRIVATE" } });
  const mentorships = await tx.mentorship.deleteMany({ where: { mentorId } });
  const sessions = await tx.coachingSession.updateMany({
    where: { mentorId, state: "SCHEDULED", startsAt: { gt: at } },
    data: { state: "CANCELLED" },
  });
  return { mentorships: mentorships.count, cancelledSessions: sessions.count };
}

/**
 * As if they had declined the panels that have no result yet: their marks count, and the next assignment gives the other
 * entries to others. That they were in conflict stays; why, which tells of their life, does not.
 */
async function stopJudging(tx: Transaction, judgeId: string) {
  const panels = await tx.panelJudge.updateMany({
    where: { judgeId, state: { not: "DECLINED" }, panel: { snapshots: { none: {} } } },
    data: { state: "DECLINED" },
  });
  await tx.conflictOfInterest.updateMany({ where: { judgeId }, data: { reason: null } });
  return { panels: panels.count };
}

/**
 * What others wrote down under the address: contacts of institutions, people at trainings, learners, and mails. Mails to
 * an address by which an institution has its invoices too are the institution's, and go by age.
 */
async function forgetAddress(tx: Transaction, email: string) {
  const address = { equals: email, mode: "insensitive" as const };
  const contacts = await tx.institutionContact.deleteMany({ where: { email: address } });
  const participants = await tx.trainingParticipant.updateMany({
    where: { email: address },
    data: { name: erasedName, email: null },
  });
  const learners = await tx.$executeRaw`
    UPDATE "Enrolment" SET name = ${erasedName}, email = id || '@erased.invalid' WHERE lower(email) = ${email}`;
  const mails = await tx.$executeRaw`
    DELETE FROM "OutboxMessage" WHERE topic = 'MAIL' AND lower(payload ->> 'to') = ${email}
      AND NOT EXISTS (SELECT FROM "BillingProfile" WHERE lower(email) = ${email})`;
  return { contacts: contacts.count, participants: participants.count, learners, mails };
}
