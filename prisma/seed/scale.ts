import type { Database, Prisma } from "../../packages/core/src/database/index.ts";
import { type LocalDate, toColumn } from "../../packages/core/src/kernel/local-date.ts";

/** Sizes of clinics: of ten generated clinics six are small, three medium and one large. */
const sizes = [
  { share: 6, doctors: 1, beds: 0, visits: 180 },
  { share: 3, doctors: 4, beds: 5, visits: 1_100 },
  { share: 1, doctors: 9, beds: 15, visits: 3_600 },
];
const validFrom = toColumn("2023-08-01" as LocalDate);

/** The size of the n-th clinic; a puskesmas is never small. */
function sizeOf(index: number, puskesmas: boolean) {
  const place = index % 10;
  const size = place < 6 && !puskesmas ? sizes[0] : place < 9 ? sizes[1] : sizes[2];
  const { doctors = 1, beds = 0, visits = 0 } = size ?? {};
  return {
    DOCTORS: doctors + (index % 3),
    BEDS: beds === 0 ? 0 : beds + (index % 4),
    VISITS_PER_MONTH: visits + 35 * (index % 9),
  };
}

/**
 * How large the generated clinics and puskesmas of Lebak are, so that prices by scale make sense, and
 * a person to talk to at each. All of it is generated, and says so.
 */
export async function seedScales(db: Database): Promise<void> {
  const institutions = await db.institution.findMany({
    where: { regencyCode: "3602", name: { endsWith: "(data buatan)" } },
    orderBy: [{ kind: "asc" }, { name: "asc" }],
  });
  const scales = institutions.flatMap(({ id: institutionId, kind }, index) => {
    const size = Object.entries(sizeOf(index, kind === "PUSKESMAS"));
    return size.map(([measure, value]) => ({
      institutionId,
      value,
      validFrom,
      measure: measure as Prisma.InstitutionScaleCreateManyInput["measure"],
    }));
  });
  await db.institutionScale.createMany({ data: scales });
  await db.institutionContact.createMany({
    data: institutions.map(({ id: institutionId }, index) => ({
      institutionId,
      name: `Narahubung ${String(index + 1).padStart(2, "0")} (data buatan)`,
      title: "Kepala",
      email: `narahubung${index + 1}@contoh.winner.id`,
    })),
  });
}
