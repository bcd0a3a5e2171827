import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Database, HdiSeries } from "../../packages/core/src/database/index.ts";
import type { Actor } from "../../packages/core/src/identity/index.ts";
import type { LocalDate } from "../../packages/core/src/kernel/local-date.ts";
import { createActionPlan, recordHdi } from "../../packages/core/src/monitoring/index.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };

/**
 * Published indices of the provinces of the story, each with the place where it was read, and West
 * Kalimantan's action plan, of which no target has been published. Days of release are approximate.
 */
export async function seedMonitoring(db: Database): Promise<void> {
  const rows: Record<string, string>[] = parse(readFileSync("prisma/seed/hdi.csv", "utf8"), {
    columns: true,
  });
  for (const row of rows)
    await recordHdi(db, seed, {
      provinceCode: row.province_code ?? "",
      year: Number(row.year),
      series: row.series as HdiSeries,
      value: Number(row.value),
      components: row.life_years
        ? {
            lifeYears: Number(row.life_years),
            expectedYears: Number(row.expected_years),
            meanYears: Number(row.mean_years),
            expenditure: Number(row.expenditure),
          }
        : null,
      source: row.source ?? "",
      releasedOn: row.released_on as LocalDate,
    });
  await createActionPlan(db, seed, {
    provinceCode: "61",
    title: "Rencana aksi percepatan peningkatan IPM Kalimantan Barat 2023-2025",
    fromYear: 2023,
    toYear: 2025,
    source: "program-erat.or.id, Engaging social entrepreneurs",
    targets: [],
  });
}
