import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type HdiSeries, inTransaction, type Prisma } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, type Message, message, refuseFaults } from "../kernel/error.ts";
import { decimal, line, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { texts as monitoringTexts } from "./error.ts";
import { computeHdi } from "./hdi.ts";

const texts = {
  taken: message(
    "OBSERVATION_EXISTS",
    "This release of the year and series is recorded with another value; a revision has its own date.",
    "Rilis tahun dan seri ini sudah dicatat dengan nilai lain; revisi memiliki tanggal sendiri.",
  ),
  differs: message(
    "COMPONENTS_DIFFER",
    "The components give another value than the published one.",
    "Komponen menghasilkan nilai yang berbeda dari yang diumumkan.",
  ),
};

/** As BPS publishes the index and its years. */
const twoDecimals = decimal(2).min(0).max(100);
const limits = z.looseObject({
  year: z.int().min(1990).max(2100),
  value: twoDecimals,
  source: line(500),
  components: z
    .object({
      lifeYears: twoDecimals,
      expectedYears: twoDecimals,
      meanYears: twoDecimals,
      expenditure: z.number().min(1).max(1e12),
    })
    .nullish(),
});

export interface HdiInput {
  provinceCode: string;
  year: number;
  series: HdiSeries;
  value: number;
  components?: {
    lifeYears: number;
    expectedYears: number;
    meanYears: number;
    /** Rupiah a person a year. */
    expenditure: number;
  } | null;
  source: string;
  releasedOn: LocalDate;
}

/**
 * Records a published index with its series and source. Warns when its components do not give it to
 * 0.01. The same release with the same value again changes nothing.
 */
export async function recordHdi(db: Database, actor: Actor, input: HdiInput) {
  const { provinceCode, year, series, value } = input;
  authorize(actor, "recordHdi", { provinceCode });
  const { source, components } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const { timeZone } = found(
      await tx.province.findUnique({ where: { code: provinceCode } }),
      "province",
    );
    if (input.releasedOn > localDateAt(await now(tx), timeZone))
      refuseFaults([{ message: monitoringTexts.future, path: ["releasedOn"] }]);
    const key = { provinceCode, year, series, releasedOn: toColumn(input.releasedOn) };
    const { count } = await tx.hdiObservation.createMany({
      data: [
        {
          ...key,
          value,
          source,
          ...(components && {
            ...components,
            expenditure: BigInt(Math.round(components.expenditure)),
          }),
        },
      ],
      skipDuplicates: true,
    });
    const observation = await tx.hdiObservation.findUniqueOrThrow({
      where: { provinceCode_year_series_releasedOn: key },
    });
    if (observation.value.toNumber() !== value)
      throw new DomainError("CONFLICT", texts.taken, { path: ["releasedOn"] });
    if (count > 0)
      Audit.append(tx, {
        stream: "monitoring",
        actor: actorName(actor),
        action: "hdi.recorded",
        subjectType: "Province",
        subjectId: provinceCode,
        after: { year, series, value, source },
      });
    const differs = components && Math.abs(computeHdi(components) - value) > 0.01;
    const warnings: Message[] = differs ? [texts.differs] : [];
    return { observation, warnings };
  });
}

/** Published indices of a province as a plan reads them: by release, the oldest first. */
export const byRelease = {
  orderBy: [{ year: "asc" }, { releasedOn: "asc" }],
  select: { series: true, year: true, value: true },
} as const satisfies Prisma.HdiObservationFindManyArgs;

type Published = Prisma.HdiObservationGetPayload<typeof byRelease>;

/** The latest release of each year of a series, by year; of what `byRelease` gives. */
export const hdiByYear = (published: readonly Published[], series: HdiSeries) =>
  new Map(
    published
      .filter((one) => one.series === series)
      .map(({ year, value }) => [year, value.toNumber()] as const),
  );

/** What the formula gives from the components of an observation, to two decimals; null without them. */
export function computedHdi(row: {
  lifeYears: { toString(): string } | null;
  expectedYears: { toString(): string } | null;
  meanYears: { toString(): string } | null;
  expenditure: bigint | null;
}): number | null {
  const { lifeYears, expectedYears, meanYears, expenditure } = row;
  if (!lifeYears || !expectedYears || !meanYears || !expenditure) return null;
  const value = computeHdi({
    lifeYears: Number(lifeYears),
    expectedYears: Number(expectedYears),
    meanYears: Number(meanYears),
    expenditure: Number(expenditure),
  });
  return Math.round(value * 100) / 100;
}
