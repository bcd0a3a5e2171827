import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type IndicatorDirection,
  type IndicatorLevel,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults } from "../kernel/error.ts";
import { decimal, line, paragraphs, readInput } from "../kernel/input.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { texts } from "./error.ts";
import { isForward } from "./progress.ts";

const stream = "monitoring";
const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,39}$/);
const source = line(500);
const value = decimal(4).min(-1e12).max(1e12);
const year = z.int().min(1990).max(2100);

const definitionLimits = z.object({
  code,
  nameId: line(),
  nameEn: line(),
  unit: line(50),
  direction: z.custom<IndicatorDirection>(),
  level: z.custom<IndicatorLevel>(),
  method: paragraphs(2000),
  countsPeople: z.boolean(),
});

/** Defines what is measured, for good: another meaning is another indicator. The same again changes nothing. */
export async function defineIndicator(
  db: Database,
  actor: Actor,
  input: z.input<typeof definitionLimits>,
) {
  authorize(actor, "defineIndicator", {});
  const definition = readInput(definitionLimits, input);
  return inTransaction(db, async (tx) => {
    const { count } = await tx.indicator.createMany({ data: [definition], skipDuplicates: true });
    const indicator = await tx.indicator.findUniqueOrThrow({ where: { code: definition.code } });
    const keys = Object.keys(definition) as (keyof typeof definition)[];
    if (keys.some((key) => indicator[key] !== definition[key]))
      throw new DomainError("CONFLICT", texts.indicatorTaken, { path: ["code"] });
    if (count > 0)
      Audit.append(tx, {
        stream,
        actor: actorName(actor),
        action: "indicator.defined",
        subjectType: "Indicator",
        subjectId: indicator.id,
        after: definition,
      });
    return indicator;
  });
}

/** The region of a value, as it must be given for an indicator, and what is wrong with it. */
async function regionFaultsFor(
  tx: Transaction,
  region: { provinceCode: string; regencyCode: string | null },
  fits: (regency: boolean) => boolean,
): Promise<Fault[]> {
  const faults = await regionFaults(tx, region);
  if (faults.length === 0 && !fits(region.regencyCode !== null))
    faults.push({ message: texts.level, path: ["regencyCode"] });
  return faults;
}

/**
 * Records the value of a region on a day, with its source. The same value again changes nothing; another
 * one is refused, because a correction names what it replaces (`correctObservation`).
 */
export async function recordObservation(
  db: Database,
  actor: Actor,
  input: {
    indicatorCode: string;
    provinceCode: string;
    regencyCode?: string | null;
    observedOn: LocalDate;
    value: number;
    source: string;
    evidence?: string | null;
  },
) {
  const { provinceCode, regencyCode = null, observedOn } = input;
  authorize(actor, "recordObservation", { provinceCode });
  const limits = z.looseObject({ value, source, evidence: paragraphs(2000).nullish() });
  const read = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const indicator = found(
      await tx.indicator.findUnique({ where: { code: input.indicatorCode } }),
      "indicator",
    );
    const { level, countsPeople } = indicator;
    const faults = await regionFaultsFor(
      tx,
      { provinceCode, regencyCode },
      (regency) => regency === (level === "REGENCY"),
    );
    refuseFaults([...faults, ...valueFaults(countsPeople, read.value)]);
    const { timeZone } = await tx.province.findUniqueOrThrow({ where: { code: provinceCode } });
    if (observedOn > localDateAt(await now(tx), timeZone))
      refuseFaults([{ message: texts.future, path: ["observedOn"] }]);
    const place = {
      indicatorId: indicator.id,
      provinceCode,
      regencyCode,
      observedOn: toColumn(observedOn),
    };
    const id = newId();
    const { count } = await tx.indicatorObservation.createMany({
      data: [
        { id, ...place, value: read.value, source: read.source, evidence: read.evidence ?? null },
      ],
      skipDuplicates: true,
    });
    if (count === 0) {
      const present = await tx.indicatorObservation.findFirstOrThrow({
        where: { ...place, replacedBy: null },
      });
      if (present.value.toNumber() !== read.value)
        throw new DomainError("CONFLICT", texts.observed, { path: ["observedOn"] });
      return present;
    }
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "observation.recorded",
      subjectType: "Indicator",
      subjectId: indicator.id,
      after: { observationId: id, provinceCode, regencyCode, observedOn },
    });
    return tx.indicatorObservation.findUniqueOrThrow({ where: { id } });
  });
}

/** Replaces a value by a corrected one of the same region and day; what it was stays. */
export async function correctObservation(
  db: Database,
  actor: Actor,
  input: { id: string; value: number; source: string; evidence: string },
) {
  const limits = z.looseObject({ value, source, evidence: paragraphs(2000) });
  const read = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const replaced = found(
      await tx.indicatorObservation.findUnique({
        where: { id: input.id },
        include: { indicator: true },
      }),
      "observation",
    );
    authorize(actor, "correctObservation", { provinceCode: replaced.provinceCode });
    refuseFaults(valueFaults(replaced.indicator.countsPeople, read.value));
    const { indicatorId, provinceCode, regencyCode, observedOn } = replaced;
    const id = newId();
    // Of two corrections of one value at once the unique key keeps the first.
    const { count } = await tx.indicatorObservation.createMany({
      data: [
        {
          id,
          indicatorId,
          provinceCode,
          regencyCode,
          observedOn,
          value: read.value,
          source: read.source,
          evidence: read.evidence,
          replacesId: replaced.id,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.corrected, { path: ["id"] });
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "observation.corrected",
      subjectType: "Indicator",
      subjectId: indicatorId,
      before: { observationId: replaced.id },
      after: { observationId: id },
    });
    return tx.indicatorObservation.findUniqueOrThrow({ where: { id } });
  });
}

/** Sets what a region wants to reach, from a year in which it was observed. The newest for a year counts. */
export async function setIndicatorTarget(
  db: Database,
  actor: Actor,
  input: {
    indicatorCode: string;
    provinceCode: string;
    regencyCode?: string | null;
    baselineYear: number;
    targetYear: number;
    target: number;
    source: string;
  },
) {
  const { provinceCode, regencyCode = null } = input;
  authorize(actor, "setIndicatorTarget", { provinceCode });
  const limits = z.looseObject({ baselineYear: year, targetYear: year, target: value, source });
  const { baselineYear, targetYear, target, source: by } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    const indicator = found(
      await tx.indicator.findUnique({ where: { code: input.indicatorCode } }),
      "indicator",
    );
    const { id: indicatorId, level, countsPeople, direction } = indicator;
    // Regencies add up to a province only where people are counted.
    const faults = await regionFaultsFor(tx, { provinceCode, regencyCode }, (regency) =>
      regency ? level === "REGENCY" : level === "PROVINCE" || countsPeople,
    );
    if (targetYear <= baselineYear) faults.push({ message: texts.years, path: ["targetYear"] });
    const baseline = await baselineOf(tx, indicatorId, provinceCode, regencyCode, baselineYear);
    if (baseline === undefined) faults.push({ message: texts.noBaseline, path: ["baselineYear"] });
    else if (!isForward(target - baseline, direction))
      faults.push({ message: texts.wrongWay, path: ["target"] });
    refuseFaults(faults);
    const aim = { baselineYear, targetYear, target };
    const set = await tx.indicatorTarget.create({
      data: { indicatorId, provinceCode, regencyCode, ...aim, source: by },
    });
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "target.set",
      subjectType: "Indicator",
      subjectId: indicatorId,
      after: { provinceCode, regencyCode, ...aim },
    });
    return set;
  });
}

const valueFaults = (countsPeople: boolean, given: number): Fault[] =>
  countsPeople && !(Number.isInteger(given) && given >= 0)
    ? [{ message: texts.people, path: ["value"] }]
    : [];

/** The value of a region in a year, a province's being the sum of its regencies; undefined without one. */
async function baselineOf(
  tx: Transaction,
  indicatorId: string,
  provinceCode: string,
  regencyCode: string | null,
  of: number,
): Promise<number | undefined> {
  const rows = await tx.indicatorObservation.findMany({
    where: {
      indicatorId,
      provinceCode,
      ...(regencyCode && { regencyCode }),
      replacedBy: null,
      observedOn: { gte: new Date(`${of}-01-01`), lte: new Date(`${of}-12-31`) },
    },
    orderBy: { observedOn: "asc" },
  });
  const latest = new Map(rows.map((row) => [row.regencyCode, row.value.toNumber()]));
  return latest.size === 0 ? undefined : [...latest.values()].reduce((all, one) => all + one, 0);
}
