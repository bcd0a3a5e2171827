import { Prisma, type Reader } from "../database/index.ts";
import type { Derivation } from "./entry-score.ts";
import type { PublishedDerivation } from "./publication.ts";

/** A row as published, with as much of its derivation as was asked for. */
export interface PublishedRow {
  snapshotId: string;
  rank: number;
  total: string;
  teamName: string;
  title: string;
  derivation: PublishedDerivation | null;
}

/** Of derivations: nothing; all but what single judges gave, which is most of them; or the whole. */
export type RowDetail = "RANKS" | "SCORES" | "MARKS";

const derivationOf: Record<RowDetail, Prisma.Sql> = {
  RANKS: Prisma.sql`NULL`,
  SCORES: Prisma.sql`scores`,
  MARKS: Prisma.sql`derivation`,
};

/**
 * The rows of published results by snapshot, from the best; judges are not named, but have numbers. They are
 * read by themselves: joined below their snapshots, derivations would be copied at each level of the join, and
 * parsed twice.
 */
export async function publishedRows(
  db: Reader,
  snapshotIds: string[],
  detail: RowDetail,
): Promise<ReadonlyMap<string, PublishedRow[]>> {
  const rows = await db.$queryRaw<PublishedRow[]>`
    SELECT "snapshotId", rank, total, "teamName", title, ${derivationOf[detail]} AS derivation
    FROM "ResultSnapshotRow" WHERE "snapshotId" = ANY (${snapshotIds}::uuid[])
    ORDER BY rank, "applicationId"`;
  const results = Map.groupBy(rows, (row) => row.snapshotId);
  if (detail !== "MARKS") return results;
  return new Map([...results].map(([id, result]) => [id, withoutNames(result)]));
}

/** The rows of one result, its judges by number. */
function withoutNames(rows: PublishedRow[]): PublishedRow[] {
  const all = rows.flatMap(({ derivation }) => derivation?.steps ?? []);
  const ids = new Set(
    all.flatMap(({ judges, criteria }) =>
      [...judges, ...criteria.flatMap(({ marks }) => marks)].map(({ judgeId }) => judgeId),
    ),
  );
  const numbers = new Map([...ids].sort().map((id, index) => [id, `Judge ${index + 1}`]));
  const anonymous = <T extends { judgeId: string }>(one: T): T => ({
    ...one,
    judgeId: numbers.get(one.judgeId) ?? "Judge",
  });
  const without = (steps: Derivation): Derivation => ({
    ...steps,
    judges: steps.judges.map(anonymous),
    criteria: steps.criteria.map((one) => ({ ...one, marks: one.marks.map(anonymous) })),
  });
  return rows.map(({ derivation, ...row }) => ({
    ...row,
    derivation: derivation?.steps
      ? { ...derivation, steps: without(derivation.steps) }
      : derivation,
  }));
}
