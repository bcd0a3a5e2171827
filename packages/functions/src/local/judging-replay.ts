import * as Competition from "@winner/core/competition/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { now } from "@winner/core/kernel/clock.ts";
import { localDateAt } from "@winner/core/kernel/local-date.ts";
import { stringify } from "csv-stringify/sync";

/** One performance and component: its factor, the panel's marks J1, J2, … and the published score. */
export type MarkRow = Record<string, string> & {
  competition: string;
  program: string;
  performance_id: string;
  component: string;
  factor: string;
  official_panel_score: string;
};
/** One performance with its published total. */
export type TotalRow = Record<string, string> & {
  competition: string;
  program: string;
  performance_id: string;
  official_total_component_score: string;
};

interface Tally {
  right: number;
  all: number;
}
export interface Verification {
  panelScores: Tally;
  totals: Tally;
  differences: string[];
}

/** Drop the highest and the lowest of the marks present, mean of the rest, and round at each step. */
const method = {
  order: "CRITERIA_FIRST",
  judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 },
  criteria: "SUM",
  rounding: { panelScore: 2, factored: 2 },
};
const system: Actor = { kind: "SYSTEM", name: "verify:judging" };

/**
 * Runs each program of each competition as an edition with a panel: call, registrations, rubric,
 * judges, marks and ranking, and compares the result with what was published.
 */
export async function verifyJudging(
  db: Database,
  marks: readonly MarkRow[],
  totals: readonly TotalRow[],
): Promise<Verification> {
  const result: Verification = {
    panelScores: { right: 0, all: 0 },
    totals: { right: 0, all: 0 },
    differences: [],
  };
  const program = (row: { competition: string; program: string }) =>
    `${row.competition} / ${row.program}`;
  const published = Map.groupBy(totals, program);
  let batch = 0;
  for (const [name, rows] of Map.groupBy(marks, program)) {
    batch += 1;
    const scored = await replay(db, batch, rows);
    compare(result, name, rows, published.get(name) ?? [], scored);
  }
  return result;
}

type Scored = Map<string, Judging.Derivation & { entryTotal: string }>;

/** Runs one program; gives the derivation of each performance. */
async function replay(db: Database, number: number, rows: readonly MarkRow[]): Promise<Scored> {
  const components = [...new Set(rows.map((row) => row.component))];
  const performances = [...Map.groupBy(rows, (row) => row.performance_id)];
  const edition = await openEdition(db, number);
  const stage = edition.stages[0]?.id ?? "";
  const csv = stringify(
    performances.map(([id]) => registration(id)),
    { header: true },
  );
  const imported = await Competition.importRegistrations(db, system, {
    editionId: edition.id,
    csv,
    dryRun: false,
  });
  if (imported.faults.length > 0) throw new Error(JSON.stringify(imported.faults[0]));
  const rubric = await Judging.createRubric(db, system, {
    editionId: edition.id,
    name: "Components",
    criteria: components.map((component, index) => ({
      key: `c${index}`,
      nameId: component,
      nameEn: component,
      min: "0",
      max: "100000",
      step: "0.0001",
      factor: rows.find((row) => row.component === component)?.factor ?? "1",
    })),
  });
  const panel = await Judging.createPanel(db, system, {
    stageId: stage,
    rubricId: rubric.id,
    name: "Panel",
    mode: "MARKS",
    method,
    methodReason: "The method by which the results were published.",
    judgesPerEntry: 1,
    blind: false,
    appealDays: 0,
  });
  const judges = await inviteJudges(db, panel.id, rows);
  const applications = await db.application.findMany({
    where: { editionId: edition.id },
    select: { id: true, title: true },
  });
  const idOf = new Map(applications.map((one) => [one.title, one.id]));
  await Judging.importMarks(db, system, {
    panelId: panel.id,
    sheets: performances.flatMap(([performance, own]) =>
      [...judges].flatMap(([column, judgeId]) => {
        const given = own.filter((row) => row[column]?.trim());
        const values = given.map((row) => [
          `c${components.indexOf(row.component)}`,
          { value: row[column]?.trim() ?? "" },
        ]);
        const applicationId = idOf.get(performance) ?? "";
        return values.length === 0
          ? []
          : [{ judgeId, applicationId, marks: Object.fromEntries(values) }];
      }),
    ),
  });
  const outcome = await Judging.panelResult(db, panel.id);
  const steps = await Judging.derivations(db, panel.id, outcome);
  const totalOf = new Map(outcome.ranking.map((one) => [one.applicationId, one.total]));
  return new Map(
    applications.flatMap(({ id, title }) => {
      const derivation = steps.get(id);
      return derivation ? [[title, { ...derivation, entryTotal: totalOf.get(id) ?? "" }]] : [];
    }),
  );
}

async function openEdition(db: Database, number: number) {
  const today = localDateAt(await now(db), "Asia/Jakarta");
  const edition = await Competition.createEdition(db, system, {
    programme: "WINNER",
    year: 2000 + Math.floor(number / 100),
    batch: 1 + (number % 100),
    nameId: `Verifikasi ${number}`,
    nameEn: `Verification ${number}`,
    stages: [
      {
        kind: "REGISTRATION",
        nameId: "Penilaian",
        nameEn: "Judging",
        opensOn: today,
        closesOn: today,
      },
    ],
    provinces: [{ code: "31", finalistQuota: 1 }],
    issueCodes: ["HEALTH"],
    eligibility: [],
    questions: [],
    checklist: [],
  });
  await Competition.openEdition(db, system, { id: edition.id, expectedVersion: edition.version });
  return db.edition.findUniqueOrThrow({ where: { id: edition.id }, include: { stages: true } });
}

const registration = (performance: string) => ({
  reference: performance,
  team_name: performance,
  team_kind: "COMMUNITY",
  leader_name: performance,
  leader_email: `${performance.replace(/\W/g, "")}@performance.invalid`,
  province_code: "31",
  issue_code: "HEALTH",
  title: performance,
  summary: "A performance.",
});

/** A judge for each column J1, J2, … */
async function inviteJudges(db: Database, panelId: string, rows: readonly MarkRow[]) {
  const judges = new Map<string, string>();
  for (const column of Object.keys(rows[0] ?? {}).filter((key) => /^J\d+$/.test(key))) {
    const { judgeId } = await Judging.inviteJudge(db, system, {
      panelId,
      email: `${column.toLowerCase()}@judge.invalid`,
      name: column,
    });
    judges.set(column, judgeId);
  }
  return judges;
}

function compare(
  result: Verification,
  name: string,
  rows: readonly MarkRow[],
  published: readonly TotalRow[],
  scored: Scored,
): void {
  const components = [...new Set(rows.map((row) => row.component))];
  const check = (tally: Tally, what: string, ours: string | undefined, theirs: string) => {
    tally.all += 1;
    if (ours !== undefined && Judging.exact(ours).equals(Judging.exact(theirs))) tally.right += 1;
    else result.differences.push(`${name} / ${what}: ${ours ?? "nothing"}, published ${theirs}`);
  };
  for (const row of rows) {
    const key = `c${components.indexOf(row.component)}`;
    const step = scored.get(row.performance_id)?.criteria.find((one) => one.key === key);
    const what = `${row.performance_id} / ${row.component}`;
    check(result.panelScores, what, step?.panelScore, row.official_panel_score);
  }
  for (const row of published)
    check(
      result.totals,
      row.performance_id,
      scored.get(row.performance_id)?.entryTotal,
      row.official_total_component_score,
    );
}
