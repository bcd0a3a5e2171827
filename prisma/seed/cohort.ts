import type { Database } from "../../packages/core/src/database/index.ts";
import type { Actor } from "../../packages/core/src/identity/index.ts";
import {
  assignMentors,
  createCohort,
  createPlanTemplate,
  saveMentorProfile,
} from "../../packages/core/src/incubation/index.ts";
import { addDays, fromColumn } from "../../packages/core/src/kernel/local-date.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };

/** About a month of coaching, and a year of follow-up. */
const steps = [
  {
    titleId: "Kebutuhan pemerintah daerah",
    titleEn: "Needs of the local government",
    afterDays: 7,
  },
  { titleId: "Rencana kolaborasi", titleEn: "Plan of collaboration", afterDays: 21 },
  { titleId: "Presentasi akhir", titleEn: "Final presentation", afterDays: 30 },
  { titleId: "Perjanjian ditandatangani", titleEn: "Agreement signed", afterDays: 120 },
  { titleId: "Layanan berjalan", titleEn: "Service running", afterDays: 240 },
  { titleId: "Laporan dampak satu tahun", titleEn: "Impact after one year", afterDays: 395 },
];

const mentors = [
  { email: "mentor@demo.winner.id", name: "Demo mentor", timeZone: "Asia/Jakarta" },
  {
    email: "mentor2@contoh.winner.id",
    name: "Mentor Contoh (data buatan)",
    timeZone: "Asia/Makassar",
  },
];

/** The cohorts of the editions of 2023, which are those of all six provinces, with generated mentors; all milestones long accepted. */
export async function seedCohorts(db: Database): Promise<void> {
  const editions = await db.edition.findMany({
    where: { year: 2023, announcements: { some: { kind: "FINALISTS" } } },
    include: { stages: { where: { kind: "COACHING" } } },
    orderBy: { batch: "asc" },
  });
  const { id: templateId } = await createPlanTemplate(db, seed, {
    programme: "WINNER",
    name: "Pendampingan dan tindak lanjut satu tahun",
    steps,
  });
  for (const mentor of mentors)
    await saveMentorProfile(db, seed, {
      ...mentor,
      expertise: "Kewirausahaan sosial dan pelayanan publik",
      capacity: 10,
      issueCodes: [],
      provinceCodes: [],
      languages: ["id", "en"],
    });
  for (const { id: editionId, nameId, stages } of editions) {
    const startsOn = fromColumn(stages[0]?.opensOn ?? new Date(0));
    await createCohort(db, seed, { editionId, name: `Angkatan ${nameId}`, startsOn, templateId });
    await assignMentors(db, seed, { editionId, perMember: 1, dryRun: false });
    const milestones = await db.milestone.findMany({
      where: { member: { cohort: { editionId } } },
    });
    for (const { id, dueOn } of milestones) {
      const evidence = "Data buatan untuk peragaan.";
      await db.milestone.update({ where: { id }, data: { state: "SUBMITTED", evidence } });
      const acceptedOn = new Date(`${addDays(fromColumn(dueOn), -1)}T00:00:00Z`);
      await db.milestone.update({ where: { id }, data: { state: "ACCEPTED", acceptedOn } });
    }
  }
}
