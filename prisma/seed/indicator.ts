import type { Database } from "../../packages/core/src/database/index.ts";
import type { Actor } from "../../packages/core/src/identity/index.ts";
import type { LocalDate } from "../../packages/core/src/kernel/local-date.ts";
import {
  defineIndicator,
  recordObservation,
  setIndicatorTarget,
} from "../../packages/core/src/monitoring/index.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };
const code = "PATIENTS_BOOKED";
const source = "Data buatan untuk peragaan";

/** Generated numbers of people in Banten's regencies: some so few that they are hidden. */
const patients: Record<number, Record<string, number>> = {
  2023: { "3601": 4, "3602": 310, "3603": 0, "3604": 26, "3671": 42, "3673": 6 },
  2024: { "3601": 31, "3602": 940, "3603": 3, "3604": 75, "3671": 88, "3673": 19 },
};

/** An indicator that counts people, with generated values and a target, so marked. */
export async function seedIndicators(db: Database): Promise<void> {
  await defineIndicator(db, seed, {
    code,
    nameId: "Pasien yang memesan jadwal (data buatan)",
    nameEn: "Patients who booked a visit (generated)",
    unit: "people",
    direction: "UP",
    level: "REGENCY",
    method: "Distinct people who booked a visit in the year, by regency of the clinic.",
    countsPeople: true,
  });
  const place = { indicatorCode: code, provinceCode: "36", source };
  for (const [year, values] of Object.entries(patients))
    for (const [regencyCode, value] of Object.entries(values))
      await recordObservation(db, seed, {
        ...place,
        regencyCode,
        observedOn: `${year}-12-31` as LocalDate,
        value,
        evidence: source,
      });
  for (const [regencyCode, target] of [
    ["3602", 2_000],
    [null, 2_500],
  ] as const)
    await setIndicatorTarget(db, seed, {
      ...place,
      regencyCode,
      baselineYear: 2023,
      targetYear: 2026,
      target,
    });
}
