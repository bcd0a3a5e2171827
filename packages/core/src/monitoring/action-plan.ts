import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type HdiSeries, inTransaction, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, type Fault, found, message, refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { hdiByYear } from "./hdi-write.ts";
import { type Progress, progressOf } from "./progress.ts";

const texts = {
  years: message(
    "BAD_YEARS",
    "The years must follow each other: baseline, then target, inside the plan.",
    "Tahun harus berurutan: dasar lalu target, di dalam rencana.",
  ),
  taken: message(
    "PLAN_EXISTS",
    "The province has a plan of this title.",
    "Provinsi sudah memiliki rencana dengan judul ini.",
  ),
  noBaseline: message(
    "BASELINE_MISSING",
    "There is no observation of this series in the baseline year.",
    "Tidak ada nilai seri ini pada tahun dasar.",
  ),
};

const limits = z.looseObject({
  title: line(),
  source: line(500),
  fromYear: z.int().min(1990).max(2100),
  toYear: z.int().min(1990).max(2100),
  targets: z.array(z.looseObject({ target: z.number().min(0).max(100) })).max(20),
});

export interface ActionPlanInput {
  provinceCode: string;
  title: string;
  fromYear: number;
  toYear: number;
  source: string;
  targets: readonly {
    series: HdiSeries;
    baselineYear: number;
    targetYear: number;
    target: number;
  }[];
}

/** A plan with targets in a named series, each of whose baselines has been observed in that series. */
export async function createActionPlan(db: Database, actor: Actor, input: ActionPlanInput) {
  const { provinceCode, fromYear, toYear, targets } = input;
  authorize(actor, "createActionPlan", { provinceCode });
  const { title, source } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    found(await tx.province.findUnique({ where: { code: provinceCode } }), "province");
    const faults: Fault[] = [];
    if (toYear < fromYear) faults.push({ message: texts.years, path: ["toYear"] });
    for (const [index, { series, baselineYear, targetYear }] of targets.entries()) {
      if (targetYear <= baselineYear || targetYear < fromYear || targetYear > toYear)
        faults.push({ message: texts.years, path: ["targets", index, "targetYear"] });
      if (!(await hdiByYear(tx, provinceCode, series)).has(baselineYear))
        faults.push({ message: texts.noBaseline, path: ["targets", index, "baselineYear"] });
    }
    refuseFaults(faults);
    const key = { provinceCode_title: { provinceCode, title } };
    await tx.$queryRaw`SELECT 1 FROM "Province" WHERE code = ${provinceCode} FOR UPDATE`;
    if (await tx.actionPlan.findUnique({ where: key }))
      throw new DomainError("CONFLICT", texts.taken, { path: ["title"] });
    const plan = await tx.actionPlan.create({
      data: {
        provinceCode,
        title,
        fromYear,
        toYear,
        source,
        targets: { create: targets.map((target) => ({ ...target })) },
      },
    });
    await Audit.append(tx, {
      stream: "monitoring",
      actor: actorName(actor),
      action: "action-plan.created",
      subjectType: "Province",
      subjectId: provinceCode,
      after: { title, targets: targets.length },
    });
    return plan;
  });
}

/** How far a province is towards a target: all values are of the target's own series. */
export interface PlanProgress extends Progress {
  series: HdiSeries;
}

/**
 * The progress of a plan. Only the series that a target names is read, so that a change of series,
 * which moved West Kalimantan by 1.08 points in one year, is never shown as progress.
 */
export async function planProgress(
  db: Reader,
  plan: { provinceCode: string; targets: readonly PlanTarget[] },
): Promise<PlanProgress[]> {
  const progress: PlanProgress[] = [];
  for (const { series, target, ...years } of plan.targets) {
    const values = await hdiByYear(db, plan.provinceCode, series);
    progress.push({ series, ...progressOf(values, { ...years, target: Number(target) }, "UP") });
  }
  return progress;
}

interface PlanTarget {
  series: HdiSeries;
  baselineYear: number;
  targetYear: number;
  target: { toString(): string };
}
