import type { HdiSeries, Reader } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { type Audience, audienceOf } from "./audience.ts";
import { type IndicatorReading, readIndicators } from "./indicator-read.ts";
import { addUp, isNothing, type Reach, type RegionReach, readReach } from "./reach-read.ts";
import { publishedSum } from "./suppression.ts";

/** Which editions a dashboard is about: those of a year, or one of them. */
export interface Period {
  year: number;
  editionId?: string | null;
}

export interface LatestHdi {
  provinceCode: string;
  year: number;
  series: HdiSeries;
  value: number;
}

export interface Province {
  code: string;
  nameId: string;
  nameEn: string;
}

export interface ProvinceDashboard {
  province: Province;
  year: number;
  /** True when applicants of these editions are generated. */
  demonstration: boolean;
  audience: Audience;
  reach: Reach;
  regions: RegionReach[];
  indicators: IndicatorReading[];
  hdi: LatestHdi | null;
}

export interface NationalDashboard {
  year: number;
  demonstration: boolean;
  reach: Reach;
  provinces: Omit<ProvinceDashboard, "year" | "demonstration" | "regions">[];
  /** Sums of the provinces for indicators that count people; null where one of them is hidden. */
  people: { code: string; total: number | null }[];
}

/**
 * One province, in numbers, by regency, as the actor may read them: six statements, however many
 * institutions there are.
 */
export async function provinceDashboard(
  db: Reader,
  actor: Actor,
  { provinceCode, ...period }: Period & { provinceCode: string },
): Promise<ProvinceDashboard> {
  const { provinces, regions, indicators, hdi, ...about } = await read(
    db,
    actor,
    provinceCode,
    period,
  );
  return {
    ...about,
    province: found(provinces[0], "province"),
    audience: audienceOf(actor, provinceCode),
    reach: addUp(regions.map((region) => region.reach)),
    regions,
    indicators,
    hdi: hdi[0] ?? null,
  };
}

/** Every province that has something to show, beside each other, in six statements. */
export async function nationalDashboard(
  db: Reader,
  actor: Actor,
  period: Period,
): Promise<NationalDashboard> {
  const { provinces, regions, indicators, hdi, ...about } = await read(db, actor, null, period);
  const rows = provinces.map((province) => ({
    province,
    audience: audienceOf(actor, province.code),
    reach: addUp(
      regions.filter((one) => one.provinceCode === province.code).map((one) => one.reach),
    ),
    indicators: indicators.filter((one) => one.provinceCode === province.code),
    hdi: hdi.find((one) => one.provinceCode === province.code) ?? null,
  }));
  const counted = Map.groupBy(
    indicators.filter((one) => one.indicator.countsPeople),
    (one) => one.indicator.code,
  );
  return {
    ...about,
    reach: addUp(rows.map((row) => row.reach)),
    provinces: rows.filter(
      ({ reach, indicators: measured, hdi: known }) =>
        measured.length > 0 || known || !isNothing(reach),
    ),
    // No limit of its own: a sum of published totals tells nothing that they do not.
    people: [...counted].map(([code, readings]) => ({
      code,
      total: publishedSum(readings.map((reading) => reading.total)),
    })),
  };
}

async function read(db: Reader, actor: Actor, provinceCode: string | null, period: Period) {
  const { year, editionId } = period;
  const editions = await db.edition.findMany({
    where: { year, state: { not: "DRAFT" }, ...(editionId && { id: editionId }) },
    select: { id: true, demonstration: true },
  });
  if (editionId) found(editions[0], "edition");
  const [provinces, regions, hdi, indicators] = await Promise.all([
    db.province.findMany({
      where: provinceCode ? { code: provinceCode } : {},
      orderBy: { code: "asc" },
    }),
    readReach(
      db,
      editions.map((edition) => edition.id),
      provinceCode,
    ),
    latestHdi(db, provinceCode),
    readIndicators(db, { provinceCode, year }, (code) => audienceOf(actor, code)),
  ]);
  const demonstration = editions.some((edition) => edition.demonstration);
  return { year, demonstration, provinces, regions, hdi, indicators };
}

/** The newest year of each province, in its newest series and release. */
async function latestHdi(db: Reader, provinceCode: string | null): Promise<LatestHdi[]> {
  const rows = await db.hdiObservation.findMany({
    where: provinceCode ? { provinceCode } : {},
    distinct: ["provinceCode"],
    orderBy: [
      { provinceCode: "asc" },
      { year: "desc" },
      { series: "desc" },
      { releasedOn: "desc" },
    ],
    select: { provinceCode: true, year: true, series: true, value: true },
  });
  return rows.map((row) => ({ ...row, value: row.value.toNumber() }));
}
