import type { Database, Prisma } from "../../packages/core/src/database/index.ts";
import { now } from "../../packages/core/src/kernel/clock.ts";
import {
  addDays,
  type LocalDate,
  localDateAt,
  toColumn,
} from "../../packages/core/src/kernel/local-date.ts";

const generated = "(data buatan)";
const lebak = { provinceCode: "36", regencyCode: "3602" };
const kupang = { provinceCode: "53", regencyCode: "5371" };

/**
 * How the two known finalists came to their agreements, and what waits: needs of Lebak and Kupang with
 * introductions, meetings and decisions. That they agreed is published; everything else is generated.
 */
export async function seedFacilitation(db: Database): Promise<void> {
  const ahead = addDays(localDateAt(await now(db), "Asia/Jakarta"), 90);
  const lebakId = await government(db, "Pemerintah Kabupaten Lebak", lebak);
  const kupangId = await government(db, "Pemerintah Kota Kupang", kupang);
  const past = "2023-04-30" as LocalDate;
  const records = await need(
    db,
    lebakId,
    lebak,
    "HEALTH",
    "Rekam medis elektronik di klinik",
    past,
  );
  const skills = await need(db, kupangId, kupang, "EDUCATION", "Keterampilan digital siswa", past);
  await need(db, lebakId, lebak, "STUNTING", "Pemantauan gizi balita di posyandu", ahead);
  const teachers = await need(db, kupangId, kupang, "EDUCATION", "Pelatihan guru sekolah", ahead);
  await introduction(
    db,
    records,
    "KlinikGo",
    "Penerapan rekam medis elektronik di Kabupaten Lebak",
  );
  await introduction(
    db,
    skills,
    "Alterra Academy",
    "Kerja sama pelatihan dan magang dengan SMK 5 Kupang",
  );
  await introduction(db, teachers, "Alterra Academy", null);
}

type Place = { provinceCode: string; regencyCode: string };

async function government(db: Database, name: string, place: Place): Promise<string> {
  const { id } = await db.institution.create({
    data: { kind: "LOCAL_GOVERNMENT", name, ...place },
  });
  return id;
}

async function need(
  db: Database,
  institutionId: string,
  place: Place,
  issueCode: string,
  title: string,
  deadline: LocalDate,
): Promise<string> {
  const { id } = await db.need.create({
    data: {
      ...place,
      institutionId,
      issueCode,
      title: `${title} ${generated}`,
      description: `Kebutuhan contoh untuk peragaan ${generated}.`,
      budgetSource: `APBD ${generated}`,
      deadline: toColumn(deadline),
    },
  });
  return id;
}

/** An introduction in March 2023, a meeting with minutes, and, where it went on, its agreement. */
async function introduction(
  db: Database,
  needId: string,
  team: string,
  agreementTitle: string | null,
): Promise<void> {
  const { id: memberId } = await db.cohortMember.findFirstOrThrow({
    where: { application: { team: { name: team } } },
  });
  const meetingAt = new Date("2023-03-21T02:00:00Z");
  const decided: Prisma.DecisionCreateWithoutIntroductionInput[] = [
    { kind: "INTERESTED", decidedAt: meetingAt },
  ];
  const agreement = agreementTitle
    ? await db.agreement.findFirstOrThrow({ where: { title: agreementTitle } })
    : null;
  if (agreement) decided.push({ kind: "AGREED", decidedAt: new Date("2023-04-04T03:00:00Z") });
  await db.introduction.create({
    data: {
      needId,
      memberId,
      state: agreement ? "AGREEMENT" : "MEETING",
      agreementId: agreement?.id ?? null,
      createdAt: new Date("2023-03-14T02:00:00Z"),
      meetings: {
        create: {
          startsAt: meetingAt,
          place: `Kantor pemerintah daerah ${generated}`,
          minutes: `Pemaparan solusi dan rencana uji coba ${generated}.`,
        },
      },
      decisions: { create: decided },
      commitments: {
        create: {
          party: "TEAM",
          text: `Uji coba di satu lokasi ${generated}`,
          dueOn: toColumn("2023-04-18" as LocalDate),
          doneOn: agreement ? toColumn("2023-04-14" as LocalDate) : null,
        },
      },
    },
  });
  if (agreement) await db.need.update({ where: { id: needId }, data: { state: "MATCHED" } });
}
