import type { Prisma, Reader } from "../database/index.ts";
import { addDays, fromColumn, type LocalDate } from "../kernel/local-date.ts";
import type { Mail } from "../notification/index.ts";

/** Days before the end on which a reminder is due. */
export const reminderDays = [90, 30, 7] as const;

/** The nearest reminder that is due on a day; undefined before the first. */
export const dueReminder = (today: LocalDate, last: LocalDate): number | undefined =>
  [...reminderDays].reverse().find((days) => addDays(today, days) >= last);

type Reminded = Prisma.AgreementGetPayload<{ include: { team: true } }>;

/**
 * The people to whom an end is told: those of the team, and the officers and organisers who may see
 * the agreement.
 */
export function remindedPeople(db: Reader, { teamId, provinceCode }: Reminded) {
  const here = { revokedAt: null, editionId: null, institutionId: null };
  return db.user.findMany({
    where: {
      OR: [
        { teams: { some: { teamId } } },
        {
          memberships: {
            some: {
              ...here,
              role: { in: ["PROVINCIAL_OFFICER", "ORGANISER"] },
              OR: [{ provinceCode: null }, { provinceCode }],
            },
          },
        },
      ],
    },
    select: { id: true, email: true },
    orderBy: { id: "asc" },
  });
}

const dayName = new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeZone: "UTC" });

/** The mail about an agreement that ends, in Indonesian. */
export function reminderMail(
  agreement: Reminded,
  today: LocalDate,
): Pick<Mail, "subject" | "text"> {
  const { title, team, effectiveTo, autoRenewalMonths, terminationNoticeDays } = agreement;
  const last = dayName.format(effectiveTo);
  const left = Math.round((effectiveTo.getTime() - Date.parse(today)) / 86_400_000);
  const next =
    autoRenewalMonths === null || agreement.noticeGivenOn
      ? "Setelah hari itu layanan di bawah perjanjian ini tidak lagi dihitung sebagai layanan aktif, kecuali perjanjian diperpanjang."
      : `Perjanjian ini diperpanjang otomatis selama ${autoRenewalMonths} bulan, kecuali ada pemberitahuan paling lambat ${dayName.format(
          Date.parse(addDays(fromColumn(effectiveTo), -(terminationNoticeDays ?? 0))),
        )}.`;
  return {
    subject: `Perjanjian berakhir dalam ${left} hari: ${title}`,
    text: `Perjanjian "${title}" dari tim ${team.name} berlaku sampai ${last} (${left} hari lagi).\n\n${next}\n\nPerpanjangan dapat disusun di Winner.`,
  };
}
