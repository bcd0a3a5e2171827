import * as Audit from "../audit/index.ts";
import { auditStream, checkClosed } from "../competition/index.ts";
import {
  type Database,
  inTransaction,
  type Prisma,
  type Reader,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { sha256 } from "../kernel/secret.ts";
import type { Derivation } from "./entry-score.ts";
import { texts } from "./error.ts";
import { lowerWins } from "./method.ts";
import { lockPanel } from "./panel-write.ts";
import { panelQuality } from "./quality-read.ts";
import { derivations, panelResult, readSheets } from "./result-read.ts";
import type { TieStep } from "./tie-break.ts";

/** What a published row keeps of how its total came about. */
export interface PublishedDerivation {
  steps: Derivation | null;
  tieBreaks: readonly TieStep[];
}

/**
 * Freezes the result of a panel once its stage is closed everywhere: ranking, method with its reason,
 * every derivation, and a hash over all of it. Publishing again changes nothing.
 */
export async function publishResults(db: Database, actor: Actor, input: { panelId: string }) {
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    authorize(actor, "publishResults", { editionId: panel.stage.editionId });
    const earlier = await tx.resultSnapshot.findFirst({
      where: { panelId: panel.id },
      orderBy: { number: "desc" },
    });
    if (earlier) return earlier;
    await checkClosed(tx, panel.stageId);
    return freeze(tx, actor, panel, null);
  });
}

/** Writes the next snapshot of a panel. */
export async function freeze(
  tx: Transaction,
  actor: Actor,
  panel: Awaited<ReturnType<typeof lockPanel>>,
  replaced: { id: string; number: number } | null,
) {
  const { id: panelId, stageId, methodReason: reason } = panel;
  const { editionId } = panel.stage;
  const result = await panelResult(tx, panelId);
  const { fault, ranking, method } = result;
  if (fault) throw new DomainError("STATE", texts.doesNotFit, { parameters: { reason: fault } });
  if (ranking.length === 0) throw new DomainError("STATE", texts.nothingToRank);
  const sheets = await readSheets(tx, panelId);
  const steps = await derivations(tx, panelId, result, {}, sheets);
  const names = await tx.application.findMany({
    where: { id: { in: ranking.map((one) => one.applicationId) } },
    select: { id: true, title: true, team: { select: { name: true } } },
  });
  const byId = new Map(names.map((name) => [name.id, name]));
  const number = (replaced?.number ?? 0) + 1;
  const rows = ranking.map(({ applicationId, rank, total, tieBreaks }) => ({
    applicationId,
    rank,
    total,
    teamName: byId.get(applicationId)?.team.name ?? "",
    title: byId.get(applicationId)?.title ?? "",
    derivation: {
      steps: steps.get(applicationId) ?? null,
      tieBreaks,
    } as unknown as Prisma.InputJsonObject,
  }));
  const hash = snapshotHash({ panelId, number, method, reason, rows });
  const snapshot = await tx.resultSnapshot.create({
    data: {
      panelId,
      number,
      reason,
      hash,
      replacesId: replaced?.id ?? null,
      method: method as Prisma.InputJsonObject,
      quality: (await panelQuality(tx, panelId, sheets)) as unknown as Prisma.InputJsonObject,
      publishedBy: actorName(actor),
      publishedAt: await now(tx),
      rows: {
        createMany: {
          data: rows.map((row) => ({ ...row, verificationCode: codeOf(hash, row.applicationId) })),
        },
      },
    },
  });
  // The score by which finalists are drawn; there more is better.
  if (!lowerWins(method))
    await tx.$executeRaw`
      UPDATE "StageEntry" e SET score = round(v.total::numeric, 4)
      FROM unnest(${rows.map((row) => row.applicationId)}::uuid[], ${rows.map((row) => decimalOf(row.total))}::text[]) AS v(id, total)
      WHERE e."stageId" = ${stageId}::uuid AND e."applicationId" = v.id AND abs(v.total::numeric) < 100000`;
  Audit.append(tx, {
    stream: auditStream(editionId),
    actor: actorName(actor),
    action: "results.published",
    subjectType: "Panel",
    subjectId: panelId,
    after: { snapshot: snapshot.id, number, hash, replaces: replaced?.id ?? null },
  });
  return snapshot;
}

/** A fraction as a decimal with enough places for the score column. */
function decimalOf(total: string): string {
  const [numerator = "0", denominator] = total.split("/");
  return denominator ? (Number(numerator) / Number(denominator)).toFixed(8) : total;
}

/** The hash by which anybody can prove that a snapshot is as it was published. */
export function snapshotHash(content: {
  panelId: string;
  number: number;
  method: unknown;
  reason: string;
  rows: readonly {
    applicationId: string;
    rank: number;
    total: string;
    teamName: string;
    title: string;
    derivation: unknown;
  }[];
}): string {
  const { panelId, number, method, reason } = content;
  const rows = content.rows
    .map((row) => [
      row.applicationId,
      row.rank,
      row.total,
      row.teamName,
      row.title,
      canonical(row.derivation),
    ])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return sha256(JSON.stringify([panelId, number, canonical(method), reason, rows]));
}

/** JSON with sorted keys: PostgreSQL keeps another order than it was given. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, canonical(inner)]);
}

const codeOf = (hash: string, applicationId: string): string =>
  (sha256(`${hash} ${applicationId}`).slice(0, 16).toUpperCase().match(/.{4}/g) ?? []).join("-");

/** Of the newest snapshot of a panel what is asked for; null before publication. */
export const publishedResult = <T extends object>(
  db: Reader,
  panelId: string,
  select: T,
): Promise<Prisma.ResultSnapshotGetPayload<T> | null> =>
  db.resultSnapshot.findFirst({
    ...select,
    where: { panelId },
    orderBy: { number: "desc" },
  }) as Promise<Prisma.ResultSnapshotGetPayload<T> | null>;

/** Recomputes the hash of every snapshot from its rows; the ids of those that do not fit. */
export async function verifySnapshots(db: Reader): Promise<string[]> {
  const snapshots = await db.resultSnapshot.findMany({ include: { rows: true } });
  return snapshots
    .filter((snapshot) => snapshotHash(snapshot) !== snapshot.hash)
    .map((snapshot) => snapshot.id);
}

/** What a verification code proves: a row as published, and whether it has been replaced since. */
export async function verifyCertificate(db: Reader, code: string) {
  return db.resultSnapshotRow.findUnique({
    where: { verificationCode: code.trim().toUpperCase() },
    include: {
      snapshot: {
        include: {
          replacedBy: { select: { id: true } },
          panel: { include: { stage: { include: { edition: true } } } },
        },
      },
    },
  });
}
