import type { Prisma, Reader } from "../database/index.ts";
import { found } from "../kernel/error.ts";
import { sha256 } from "../kernel/secret.ts";
import type { Derivation, ScoringRules, Sheet } from "./entry-score.ts";
import { type Exact, exact, toText } from "./exact.ts";
import { isLocal, type Method, methodSchema } from "./method.ts";
import { bradleyTerry } from "./pairwise.ts";
import { type Ranked, rank, type ScoringFault, scoreAll } from "./ranking.ts";
import type { Marks } from "./rubric.ts";
import { type TieFacts, tieFacts } from "./tie-break.ts";

export interface ResultOptions {
  /** What if: another method than the panel's. */
  method?: Method | undefined;
  /** What if: without one judge's marks. */
  withoutJudgeId?: string | undefined;
}

export interface PanelResult {
  method: Method;
  /** Why the method cannot rank these marks; the ranking is then empty. */
  fault: ScoringFault | null;
  ranking: Ranked[];
  /** Entries with marks that another panel, which counts too, has not scored. */
  incomplete: string[];
}

const withRules = {
  include: {
    stage: true,
    judges: true,
    rubric: { include: { criteria: { orderBy: { position: "asc" } } } },
  },
} as const satisfies Prisma.PanelDefaultArgs;
type PanelRow = Prisma.PanelGetPayload<typeof withRules>;

export const readPanel = async (db: Reader, id: string): Promise<PanelRow> =>
  found(await db.panel.findUnique({ where: { id }, ...withRules }), "panel");

const rulesOf = (panel: PanelRow, method: Method): ScoringRules => ({
  method,
  criteria: (panel.rubric?.criteria ?? []).map(({ key, weight, factor }) => ({
    key,
    weight: exact(weight.toString()),
    factor: exact(factor.toString()),
  })),
  judgeWeights: new Map(
    panel.judges.map(({ judgeId, weight }) => [judgeId, exact(weight.toString())]),
  ),
});

/** Everything in the rules that a score depends on, as one hash. */
const rulesHash = ({
  method: { stages: _, tieBreaks: __, ...method },
  ...rules
}: ScoringRules): string =>
  sha256(
    JSON.stringify([
      method,
      rules.criteria.map(({ key, weight, factor }) => [key, toText(weight), toText(factor)]),
      [...rules.judgeWeights].map(([judge, weight]) => [judge, toText(weight)]).sort(),
    ]),
  );

/** The submitted scoresheets of a panel whose applications still stand, of some entries or all. */
export async function readSheets(
  db: Reader,
  panelId: string,
  applicationIds?: readonly string[],
): Promise<Sheet[]> {
  const rows = await db.scoresheet.findMany({
    where: {
      panelId,
      state: "SUBMITTED",
      application: { state: "SUBMITTED" },
      ...(applicationIds && { applicationId: { in: [...applicationIds] } }),
    },
    select: { judgeId: true, applicationId: true, marks: true },
  });
  return rows.map(({ marks, ...sheet }) => {
    const given = Object.entries(marks as Marks);
    return { ...sheet, marks: Object.fromEntries(given.map(([key, mark]) => [key, mark.value])) };
  });
}

/**
 * The ranking of a panel as its marks are now. Scores are kept per entry with the hash of the marks
 * they came from, so that after a change only what depends on it is computed again; the what-ifs
 * compute everything and keep nothing.
 */
export async function panelResult(
  db: Reader,
  panelId: string,
  options: ResultOptions = {},
): Promise<PanelResult> {
  const panel = await readPanel(db, panelId);
  const method = options.method ?? methodSchema.parse(panel.method);
  if (panel.mode === "PAIRWISE") return pairwiseResult(db, panel, method, options);
  const rules = rulesOf(panel, method);
  const whatIf = options.method !== undefined || options.withoutJudgeId !== undefined;
  const scored = whatIf
    ? await scoreFresh(db, panelId, rules, options)
    : await scoreKept(db, panelId, rules);
  if (scored.fault) return { method, fault: scored.fault, ranking: [], incomplete: [] };
  const { totals, incomplete } = await withOtherPanels(db, scored.totals, method);
  const facts = await scored.facts(tied(totals));
  const ranking = rank(totals, method, (id) => found(facts.get(id), "score"));
  return { method, fault: null, ranking, incomplete };
}

/** The full derivation of entries, for results that show them; `sheets` when they are read already. */
export async function derivations(
  db: Reader,
  panelId: string,
  result: Pick<PanelResult, "ranking" | "method">,
  options: ResultOptions = {},
  sheets?: readonly Sheet[],
): Promise<Map<string, Derivation>> {
  const panel = await readPanel(db, panelId);
  if (panel.mode === "PAIRWISE") return new Map();
  const rules = rulesOf(panel, result.method);
  const all = sheets ?? (await readSheets(db, panelId));
  const { scores } = scoreAll(countedSheets(all, options), rules);
  const { stages } = await withOtherPanels(db, scores, result.method);
  return new Map(
    scores.map(({ applicationId, derivation }) => [
      applicationId,
      { ...derivation, stages: stages.get(applicationId) ?? [] },
    ]),
  );
}

/** The sheets that count when one judge's do not. */
const countedSheets = (sheets: readonly Sheet[], { withoutJudgeId }: ResultOptions) =>
  sheets.filter((sheet) => sheet.judgeId !== withoutJudgeId);

type Totals = { applicationId: string; total: Exact }[];
type Scores =
  | { fault: ScoringFault }
  | {
      fault?: undefined;
      totals: Totals;
      facts(ids: readonly string[]): Promise<Map<string, TieFacts>>;
    };

async function scoreFresh(
  db: Reader,
  panelId: string,
  rules: ScoringRules,
  options: ResultOptions,
): Promise<Scores> {
  const sheets = await readSheets(db, panelId);
  const { scores, fault } = scoreAll(countedSheets(sheets, options), rules);
  if (fault) return { fault };
  const all = new Map(scores.map((score) => [score.applicationId, tieFacts(score.derivation)]));
  return { totals: scores, facts: async () => all };
}

async function scoreKept(db: Reader, panelId: string, rules: ScoringRules): Promise<Scores> {
  const methodHash = rulesHash(rules);
  const current = await marksHashes(db, panelId);
  // A method that compares entries moves all of them when one mark moves.
  const whole = isLocal(rules.method)
    ? undefined
    : sha256([...current].map(([id, hash]) => `${id} ${hash}`).join());
  const hashOf = (id: string) => whole ?? current.get(id) ?? "";
  const kept = await db.entryScore.findMany({
    where: { panelId, methodHash },
    select: { applicationId: true, marksHash: true, total: true },
  });
  const valid = kept.filter(
    (score) => current.has(score.applicationId) && score.marksHash === hashOf(score.applicationId),
  );
  const known = new Set(valid.map((score) => score.applicationId));
  const stale = [...current.keys()].filter((id) => !known.has(id));
  const totals: Totals = valid.map(({ applicationId, total }) => ({
    applicationId,
    total: exact(total),
  }));
  if (stale.length > 0) {
    const part = stale.length < current.size && whole === undefined ? stale : undefined;
    const { scores, fault } = scoreAll(await readSheets(db, panelId, part), rules);
    if (fault) return { fault };
    const fresh = part ? scores : scores.filter((score) => !known.has(score.applicationId));
    await keep(db, panelId, methodHash, hashOf, fresh);
    totals.push(...fresh);
  }
  return {
    totals,
    facts: async (ids) => {
      if (ids.length === 0) return new Map();
      const rows = await db.entryScore.findMany({
        where: { panelId, applicationId: { in: [...ids] } },
        select: { applicationId: true, facts: true },
      });
      return new Map(rows.map((row) => [row.applicationId, row.facts as unknown as TieFacts]));
    },
  };
}

/** For each entry the hash of who marked it in which version. */
async function marksHashes(db: Reader, panelId: string): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ id: string; hash: string }[]>`
    SELECT s."applicationId" AS id, md5(string_agg(s."judgeId" || ':' || s.version, ',' ORDER BY s."judgeId")) AS hash
    FROM "Scoresheet" s JOIN "Application" a ON a.id = s."applicationId"
    WHERE s."panelId" = ${panelId}::uuid AND s.state = 'SUBMITTED' AND a.state = 'SUBMITTED'
    GROUP BY s."applicationId" ORDER BY s."applicationId"`;
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}

async function keep(
  db: Reader,
  panelId: string,
  methodHash: string,
  hashOf: (id: string) => string,
  scores: readonly { applicationId: string; total: Exact; derivation: Derivation }[],
): Promise<void> {
  const ids = scores.map((score) => score.applicationId);
  await db.entryScore.deleteMany({ where: { panelId, applicationId: { in: ids } } });
  await db.entryScore.createMany({
    data: scores.map(({ applicationId, total, derivation }) => ({
      panelId,
      applicationId,
      methodHash,
      marksHash: hashOf(applicationId),
      total: toText(total),
      facts: tieFacts(derivation) as unknown as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
}

/** Entries whose totals are equal, for which alone a derivation is needed to rank. */
function tied(totals: Totals): string[] {
  const groups = Map.groupBy(totals, ({ total }) => total.toFraction());
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .flat()
    .map(({ applicationId }) => applicationId);
}

/** Adds the totals of other panels by weight; an entry that one of them lacks is incomplete. */
async function withOtherPanels(db: Reader, totals: Totals, { stages }: Method) {
  const told = new Map<string, Derivation["stages"]>();
  if (!stages) return { totals, incomplete: [], stages: told };
  const others: { panelId: string; weight: string; totals: Map<string, string> }[] = [];
  for (const { panelId, weight } of stages.others) {
    const { ranking } = await panelResult(db, panelId);
    const theirs = new Map(ranking.map((one) => [one.applicationId, one.total]));
    others.push({ panelId, weight, totals: theirs });
  }
  const incomplete: string[] = [];
  const combined = totals.flatMap(({ applicationId, total }) => {
    let sum = total.mul(exact(stages.own));
    const parts: Derivation["stages"] = [];
    for (const other of others) {
      const theirs = other.totals.get(applicationId);
      if (theirs === undefined) {
        incomplete.push(applicationId);
        return [];
      }
      parts.push({ panelId: other.panelId, total: theirs, weight: other.weight });
      sum = sum.add(exact(theirs).mul(exact(other.weight)));
    }
    told.set(applicationId, parts);
    return [{ applicationId, total: sum }];
  });
  return { totals: combined, incomplete, stages: told };
}

/** Ranks by Bradley-Terry strength, to six decimals. */
async function pairwiseResult(
  db: Reader,
  panel: PanelRow,
  method: Method,
  { withoutJudgeId }: ResultOptions,
): Promise<PanelResult> {
  const entries = await db.stageEntry.findMany({
    where: { stageId: panel.stageId, application: { state: "SUBMITTED" } },
    select: { applicationId: true },
    orderBy: { applicationId: "asc" },
  });
  const ids = entries.map((entry) => entry.applicationId);
  const comparisons = await db.pairwiseComparison.findMany({ where: { panelId: panel.id } });
  const strengths = bradleyTerry(
    ids,
    comparisons
      .filter((one) => one.judgeId !== withoutJudgeId)
      .map(({ winnerId, loserId }) => ({ winner: winnerId, loser: loserId })),
  );
  const totals = strengths.map(({ id, ability }) => ({
    applicationId: id,
    total: exact(ability.toFixed(6)),
  }));
  const empty: TieFacts = { criteria: {}, judges: {}, dropped: 0 };
  return { method, fault: null, ranking: rank(totals, method, () => empty), incomplete: [] };
}
