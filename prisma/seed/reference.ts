import { readFileSync } from "node:fs";
import type { Database, RegencyKind } from "../../packages/core/src/database/index.ts";
import { type LocalDate, toColumn } from "../../packages/core/src/kernel/local-date.ts";

/** The seven priority issues of WiNNER 2023: code, Indonesian, English. */
export const issues = [
  ["POVERTY", "Pengentasan kemiskinan", "Poverty reduction"],
  ["HEALTH", "Kesehatan", "Health"],
  ["WATER", "Air bersih dan sanitasi", "Clean water and sanitation"],
  ["EDUCATION", "Akses dan mutu pendidikan", "Access to and quality of education"],
  ["STUNTING", "Stunting, kesehatan ibu dan anak", "Stunting, maternal and child health"],
  ["CHILD_MARRIAGE", "Perkawinan anak", "Child marriage"],
  ["WASTE", "Pengelolaan sampah", "Waste management"],
] as const;

const rows = (name: string): string[][] =>
  readFileSync(`prisma/seed/regions/${name}`, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
const date = (text: string | undefined) => (text ? toColumn(text as LocalDate) : null);

/**
 * Regions, priority issues and programmes: what every database needs. What is there stays. The
 * files are read from the working folder, which a bundled function has too.
 */
export async function seedReference(db: Database): Promise<void> {
  await db.province.createMany({
    skipDuplicates: true,
    data: rows("provinces.csv").map(
      ([code = "", bpsCode = "", isoCode = "", nameId = "", nameEn = "", timeZone = "", from]) => ({
        code,
        bpsCode,
        isoCode,
        nameId,
        nameEn,
        timeZone,
        validFrom: date(from),
      }),
    ),
  });
  await db.regency.createMany({
    skipDuplicates: true,
    data: rows("regencies.csv").map(
      ([code = "", bps, previousBps, provinceCode = "", kind, name = "", from, previous]) => ({
        code,
        provinceCode,
        name,
        kind: kind as RegencyKind,
        bpsCode: bps || null,
        previousBpsCode: previousBps || null,
        validFrom: date(from),
        previousCode: previous || null,
      }),
    ),
  });
  await db.taxRule.createMany({
    skipDuplicates: true,
    data: [
      ["2022-04-01", 11, "01", "UU 7/2021 (HPP), PPN 11 %"],
      ["2025-01-01", 12, "04", "PMK 131/2024, DPP nilai lain 11/12"],
    ].map(([validFrom, lawRate, fakturCode, source]) => ({
      validFrom: toColumn(validFrom as LocalDate),
      numerator: 11,
      denominator: 100,
      lawRate: Number(lawRate),
      fakturCode: String(fakturCode),
      source: String(source),
    })),
  });
  await db.priorityIssue.createMany({
    skipDuplicates: true,
    data: issues.map(([code, nameId, nameEn]) => ({ code, nameId, nameEn })),
  });
  const legalBasis = "Keputusan Menteri PANRB Nomor 139 Tahun 2023";
  await db.programme.createMany({
    skipDuplicates: true,
    data: [
      {
        code: "WINNER",
        nameId: "Wirausaha Sosial untuk Negeri",
        nameEn: "WiNNER: social entrepreneurs for the country",
        legalBasis,
      },
      {
        code: "KIPP",
        nameId: "Kompetisi Inovasi Pelayanan Publik",
        nameEn: "Public Service Innovation Competition",
        legalBasis,
      },
    ],
  });
}
