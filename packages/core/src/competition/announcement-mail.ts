import type { Transaction } from "../database/index.ts";
import { enqueueMail, type Mail } from "../notification/index.ts";

/** What a team is told of an announcement. The result itself is read after signing in. */
export function announcementMail(
  to: string,
  team: string,
  announcement: { titleId: string; titleEn: string },
): Mail {
  return {
    to,
    subject: announcement.titleId,
    text: [
      `Yth. ${team},`,
      "",
      `"${announcement.titleId}" telah diumumkan. Masuklah dengan alamat surel ini untuk membaca hasil tim Anda.`,
      "",
      `"${announcement.titleEn}" has been announced. Sign in with this address to read the result of your team.`,
    ].join("\n"),
  };
}

/** Mails an announcement to the leaders of all teams that ever submitted an application of the edition, once each. */
export async function mailAnnouncement(
  tx: Transaction,
  announcement: { id: string; editionId: string; titleId: string; titleEn: string },
): Promise<void> {
  const { id, editionId } = announcement;
  const leaders = await tx.teamMember.findMany({
    where: {
      role: "LEADER",
      team: { applications: { some: { editionId, submittedAt: { not: null } } } },
    },
    select: { teamId: true, team: { select: { name: true } }, user: { select: { email: true } } },
    orderBy: { teamId: "asc" },
  });
  await enqueueMail(
    tx,
    ...leaders.map(({ teamId, team, user }) => ({
      key: `announcement:${id}:${teamId}`,
      ...announcementMail(user.email, team.name, announcement),
    })),
  );
}
