import type { Database, EnrolmentState } from "../../packages/core/src/database/index.ts";
import { newId } from "../../packages/core/src/kernel/clock.ts";
import { addDays, type LocalDate, toColumn } from "../../packages/core/src/kernel/local-date.ts";

const graduation = "2023-11-07" as LocalDate;
const units = ["Dasar pemrograman", "Pengembangan web", "Proyek bersama"];

/** Of 24 learners 18 graduate, 3 are eliminated and 3 withdraw; the last two graduates want no placement. */
function learnerAt(index: number) {
  const state: EnrolmentState = index < 18 ? "GRADUATED" : index < 21 ? "ELIMINATED" : "WITHDRAWN";
  const repeats = index % 6 === 5 && state === "GRADUATED" ? 1 : 0;
  const number = String(index + 1).padStart(2, "0");
  return {
    id: newId(),
    name: `Peserta ${number} (data buatan)`,
    email: `peserta${number}@contoh.winner.id`,
    category: index % 3 === 0 ? ("IT" as const) : ("NON_IT" as const),
    state,
    stateReason: state === "ELIMINATED" ? "Tidak lulus setelah mengulang (data buatan)" : null,
    unit: state === "GRADUATED" ? units.length : 1 + (index % 2),
    repeats,
    placementOptIn: index < 16,
    graduatedOn: state === "GRADUATED" ? toColumn(graduation) : null,
  };
}

type Learner = ReturnType<typeof learnerAt>;

/** In words and of 100, for each unit that a learner was in; the unit that was repeated twice. */
function assessmentsOf({ id, unit, repeats, state }: Learner, seed: number, assessorId: string) {
  const passed = state === "GRADUATED";
  return Array.from({ length: unit }, (_, index) => index + 1).flatMap((number) => {
    const last = number === unit;
    const attempts = last && repeats > 0 ? [0, 1] : [0];
    return attempts.flatMap((attempt) =>
      (["TECHNICAL", "PEOPLE_SKILL"] as const).map((kind) => {
        const failed = kind === "TECHNICAL" && last && (!passed || attempt < repeats);
        return {
          enrolmentId: id,
          unit: number,
          attempt,
          kind,
          score: failed ? 45 : 65 + ((seed * 7 + number * 11 + kind.length) % 33),
          feedback: failed ? "Perlu mengulang (data buatan)." : "Baik (data buatan).",
          assessorId,
          assessedAt: toColumn(addDays(graduation, (number - units.length) * 28 + attempt)),
        };
      }),
    );
  });
}

/**
 * A finished batch of three months in Kupang: of the 16 graduates who opted in, 11 began verified work
 * within 90 days and one more within 180; one placement nobody has verified, and three found none.
 */
export async function seedBootcamp(
  db: Database,
  { teamId, companyIds, assessorId }: { teamId: string; companyIds: string[]; assessorId: string },
): Promise<void> {
  const curriculum = await db.curriculumVersion.create({
    data: {
      programme: { create: { teamId, title: "Immersive Bootcamp" } },
      version: 1,
      passMark: 60,
      maxRepeats: 2,
      units: { create: units.map((title, index) => ({ title, position: index + 1 })) },
    },
  });
  const batch = await db.bootcampBatch.create({
    data: {
      curriculumId: curriculum.id,
      name: "Kupang 1 (data buatan)",
      startsOn: toColumn("2023-08-07" as LocalDate),
      endsOn: toColumn(graduation),
      mode: "ONSITE",
      place: "Universitas Muhammadiyah Kupang",
      provinceCode: "53",
      timeZone: "Asia/Makassar",
      capacity: 30,
    },
  });
  const learners = Array.from({ length: 24 }, (_, index) => learnerAt(index));
  await db.enrolment.createMany({ data: learners.map((one) => ({ ...one, batchId: batch.id })) });
  await db.assessment.createMany({
    data: learners.flatMap((learner, index) => assessmentsOf(learner, index, assessorId)),
  });
  const verifier = await db.user.findUniqueOrThrow({
    where: { email: "institution@demo.winner.id" },
  });
  const contracts = ["PERMANENT", "FIXED_TERM", "FREELANCE"] as const;
  const bands = ["FROM_3_TO_5_MILLION", "FROM_5_TO_8_MILLION"] as const;
  await db.placement.createMany({
    data: learners.slice(0, 13).map(({ id }, index) => {
      const startsOn = addDays(graduation, index === 11 ? 140 : 14 + index * 6);
      const verified = index < 12;
      return {
        enrolmentId: id,
        companyId: companyIds[index % companyIds.length] ?? "",
        offeredOn: toColumn(addDays(startsOn, -10)),
        startsOn: toColumn(startsOn),
        contract: contracts[index % contracts.length] ?? "PERMANENT",
        salaryBand: bands[index % bands.length] ?? "FROM_3_TO_5_MILLION",
        recordedById: assessorId,
        ...(verified && {
          verifiedById: verifier.id,
          verifiedAt: toColumn(addDays(startsOn, 7)),
          evidence: "Surat keterangan kerja (data buatan)",
        }),
      };
    }),
  });
}
