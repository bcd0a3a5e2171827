import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type HdiSeries, inTransaction, type Prisma } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, type Fault, found, message, refuseFaults } from "../kernel/error.ts";
import { decimal, line, readInput } from "../kernel/input.ts";
import { byRelease, hdiByYear } from "./hdi-write.ts";
import { type Progress, progressOf } from "./progress.ts";

const texts = {
  years: message(
    "BAD_YEARS",
    "The years must follow each other: baseline, then target, inside the plan.",
    "Tahun harus berurutan: dasar lalu target, di dalam rencana.",
  ),
  twice: message(
    "TARGET_TWICE",
    "A plan has one target for a series and a year.",
    "Rencana memiliki satu target untuk setiap seri dan tahun.",
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
  targets: z.array(z.looseObject({ target: decimal(2).min(0).max(100) })).max(20),
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
    const { hdi } = found(
      await tx.province.findUnique({
        where: { code: provinceCode },
        select: { hdi: byRelease },
      }),
      "province",
    );
    const faults: Fault[] = [];
    if (toYear < fromYear) faults.push({ message: texts.years, path: ["toYear"] });
    for (const [index, { series, baselineYear, targetYear }] of targets.entries()) {
      if (targetYear <= baselineYear || targetYear < fromYear || targetYear > toYear)
        faults.push({ message: texts.years, path: ["targets", index, "targetYear"] });
      if (!hdiByYear(hdi, series).has(baselineYear))
        faults.push({ message: texts.noBaseline, path: ["targets", index, "baselineYear"] });
      const same = (one: { series: HdiSeries; targetYear: number }) =>
        one.series === series && one.targetYear === targetYear;
      if (targets.findIndex(same) < index)
        faults.push({ message: texts.twice, path: ["targets", index, "targetYear"] });
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
    Audit.append(tx, {
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

/** What is read of a plan to tell its progress, with the indices of its province. */
export const planWithIndices = {
  targets: {
    orderBy: { targetYear: "asc" },
    select: { series: true, baselineYear: true, targetYear: true, target: true },
  },
  province: { select: { hdi: byRelease } },
} as const satisfies Prisma.ActionPlanSelect;

/**
 * The progress of a plan. Only the series that a target names is read, so that a change of series,
 * which moved West Kalimantan by 1.08 points in one year, is never shown as progress.
 */
export const planProgress = ({
  targets,
  province,
}: Prisma.ActionPlanGetPayload<{ select: typeof planWithIndices }>): PlanProgress[] =>
  targets.map(({ series, target, ...years }) => ({
    series,
    ...progressOf(hdiByYear(province.hdi, series), { ...years, target: target.toNumber() }, "UP"),
  }));
