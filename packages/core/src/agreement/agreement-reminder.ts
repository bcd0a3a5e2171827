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

/** A day in words. What writes it is not kept outside: to load a language takes a start of any function 14 ms. */
const inWords = (day: Date | number): string =>
  new Intl.DateTimeFormat("id-ID", { dateStyle: "long", timeZone: "UTC" }).format(day);

/** The mail about an agreement that ends, in Indonesian. */
export function reminderMail(
  agreement: Reminded,
  today: LocalDate,
): Pick<Mail, "subject" | "text"> {
  const { title, team, effectiveTo } = agreement;
  const last = inWords(effectiveTo);
  const left = Math.round((effectiveTo.getTime() - Date.parse(today)) / 86_400_000);
  const next = whatFollows(agreement, today);
  return {
    subject: `Perjanjian berakhir dalam ${left} hari: ${title}`,
    text: `Perjanjian "${title}" dari tim ${team.name} berlaku sampai ${last} (${left} hari lagi).\n\n${next}\n\nPerpanjangan dapat disusun di Winner.`,
  };
}

/** What becomes of an agreement at its end, as it stands on a day. */
function whatFollows(agreement: Reminded, today: LocalDate): string {
  const { effectiveTo, autoRenewalMonths, noticeGivenOn } = agreement;
  if (autoRenewalMonths === null || noticeGivenOn)
    return "Setelah hari itu layanan di bawah perjanjian ini tidak lagi dihitung sebagai layanan aktif, kecuali perjanjian diperpanjang.";
  const renews = `Perjanjian ini diperpanjang otomatis selama ${autoRenewalMonths} bulan`;
  const until = lastDayOfNotice(fromColumn(effectiveTo), agreement.terminationNoticeDays);
  const day = inWords(Date.parse(until));
  return today <= until
    ? `${renews}, kecuali ada pemberitahuan paling lambat ${day}.`
    : `${renews}; batas pemberitahuan, ${day}, telah lewat.`;
}

/** Until when notice can be given that an agreement shall end: the agreed days before its last day. */
export const lastDayOfNotice = (last: LocalDate, noticeDays: number | null): LocalDate =>
  addDays(last, -(noticeDays ?? 0));
