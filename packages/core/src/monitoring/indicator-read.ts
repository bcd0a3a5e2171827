import type { Prisma, Reader } from "../database/index.ts";
import { type Audience, leastShown } from "./audience.ts";
import { type Progress, progressOf } from "./progress.ts";
import { type PublishedTable, suppress } from "./suppression.ts";

/** An indicator as it was defined. */
export type IndicatorDefinition = Prisma.IndicatorGetPayload<object>;

/** A value of a region; null is hidden because it counts few people, or would tell such a number. */
export interface RegionValue {
  regionCode: string;
  value: number | null;
}

/** An indicator in a province in a year, as one audience may read it. */
export interface IndicatorReading {
  provinceCode: string;
  indicator: IndicatorDefinition;
  year: number;
  /** Of the province: as measured, or the sum of people; null where regencies do not add up, or hidden. */
  total: number | null;
  /** By regency, where it is measured so. */
  regions: RegionValue[];
  /** Whether something is hidden. */
  hidden: boolean;
  progress: (Progress & { regionCode: string })[];
}

interface YearlyValue {
  indicatorId: string;
  provinceCode: string;
  regencyCode: string | null;
  year: number;
  value: Prisma.Decimal;
  /** Whether the year has ended everywhere in the country. */
  over: boolean;
}

/** The last value of each calendar year of each region that nobody corrected since. */
const yearlyValues = (db: Reader, provinceCode: string | null): Promise<YearlyValue[]> =>
  db.$queryRaw<YearlyValue[]>`
    SELECT DISTINCT ON ("indicatorId", "provinceCode", "regencyCode", year)
      "indicatorId", "provinceCode", "regencyCode", extract(year FROM "observedOn")::int AS year, value,
      extract(year FROM "observedOn") < extract(year FROM winner_now() AT TIME ZONE 'Asia/Jakarta') AS over
    FROM "IndicatorObservation" o
    WHERE NOT EXISTS (SELECT 1 FROM "IndicatorObservation" later WHERE later."replacesId" = o.id)
      AND (${provinceCode}::text IS NULL OR "provinceCode" = ${provinceCode})
    ORDER BY "indicatorId", "provinceCode", "regencyCode", year, "observedOn" DESC`;

/** What is published of a year in a province: the one table in which small numbers are hidden. */
function publishYear(values: readonly YearlyValue[], countsPeople: boolean, least: number) {
  const numbers = values.map((one) => one.value.toNumber());
  const single = values.length === 1 && values[0]?.regencyCode === null;
  const table: PublishedTable = countsPeople
    ? suppress(numbers, least)
    : { cells: numbers, total: single ? (numbers[0] ?? null) : null };
  const regions = values.flatMap(({ regencyCode }, index) =>
    regencyCode ? [{ regionCode: regencyCode, value: table.cells[index] ?? null }] : [],
  );
  return { total: table.total, regions, hidden: table.cells.includes(null) };
}

/**
 * The indicators of one province, or of all, in a year, with the progress to their targets, in two
 * statements. People are hidden by the limit of the reader's audience in each province, and progress is
 * reckoned from published values alone. The public reads people of years that are over, since what is
 * added from one day to the next would be a small number again.
 */
export async function readIndicators(
  db: Reader,
  { provinceCode, year }: { provinceCode: string | null; year: number },
  audienceIn: (provinceCode: string) => Audience,
): Promise<IndicatorReading[]> {
  const [indicators, values] = await Promise.all([
    db.indicator.findMany({
      orderBy: { code: "asc" },
      include: {
        targets: { where: provinceCode ? { provinceCode } : {}, orderBy: { id: "asc" } },
      },
    }),
    yearlyValues(db, provinceCode),
  ]);
  return indicators.flatMap(({ targets, ...indicator }) => {
    const own = values.filter((one) => one.indicatorId === indicator.id);
    const provinces = Map.groupBy(own, (one) => one.provinceCode);
    return [...provinces].map(([code, observed]) => {
      const audience = audienceIn(code);
      const published = observed.filter(
        (one) => one.over || !indicator.countsPeople || audience !== "PUBLIC",
      );
      const years = new Map(
        [...Map.groupBy(published, (one) => one.year)].map(([of, group]) => [
          of,
          publishYear(group, indicator.countsPeople, leastShown[audience]),
        ]),
      );
      const none = { total: null, regions: [], hidden: false };
      return {
        provinceCode: code,
        indicator,
        year,
        ...(years.get(year) ?? none),
        progress: newestTargets(targets, code).map(({ regencyCode, ...aim }) => {
          const series = new Map(
            [...years].flatMap(([of, { total, regions }]) => {
              if (!regencyCode) return [[of, total] as const];
              const region = regions.find((one) => one.regionCode === regencyCode);
              return region ? [[of, region.value] as const] : [];
            }),
          );
          const numeric = { ...aim, target: aim.target.toNumber() };
          return {
            regionCode: regencyCode ?? code,
            ...progressOf(series, numeric, indicator.direction),
          };
        }),
      };
    });
  });
}

interface TargetRow {
  provinceCode: string;
  regencyCode: string | null;
  baselineYear: number;
  targetYear: number;
  target: Prisma.Decimal;
}

/** Of the targets of a province, oldest first, the newest of each region and target year. */
function newestTargets(targets: readonly TargetRow[], provinceCode: string): TargetRow[] {
  const newest = new Map<string, TargetRow>();
  for (const row of targets)
    if (row.provinceCode === provinceCode)
      newest.set(`${row.regencyCode ?? ""} ${row.targetYear}`, row);
  return [...newest.values()];
}
