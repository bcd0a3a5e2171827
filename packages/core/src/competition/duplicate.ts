import * as Audit from "../audit/index.ts";
import { type Database, type DuplicateVerdict, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { found } from "../kernel/error.ts";
import { auditStream } from "./application-lock.ts";

export interface DuplicatePair {
  firstId: string;
  secondId: string;
  sameTeam: boolean;
  /** Whether both teams gave the same identity number. */
  sameIdentity: boolean;
  /** Trigram similarity of title and summary, 0 to 1. */
  similarity: number;
  verdict: DuplicateVerdict | null;
}

/** Pairs of submitted applications of one team, of one identity number, or with alike text, the most alike first. */
export async function duplicateApplications(
  db: Database,
  actor: Actor,
  input: { editionId: string; threshold: number },
): Promise<DuplicatePair[]> {
  authorize(actor, "duplicateApplications", { editionId: input.editionId });
  return inTransaction(db, async (tx) => {
    await tx.$executeRaw`SELECT set_config('pg_trgm.similarity_threshold', ${String(input.threshold)}, true)`;
    return tx.$queryRaw<DuplicatePair[]>`
      SELECT a.id AS "firstId", b.id AS "secondId", a."teamId" = b."teamId" AS "sameTeam",
        same_identity(a."teamId", b."teamId") AS "sameIdentity",
        similarity(a.title || ' ' || a.summary, b.title || ' ' || b.summary)::float8 AS similarity, r.verdict
      FROM "Application" a JOIN "Application" b
        ON a.id < b.id AND a."editionId" = b."editionId"
        AND ((b.title || ' ' || b.summary) % (a.title || ' ' || a.summary) OR a."teamId" = b."teamId"
          OR same_identity(a."teamId", b."teamId"))
      LEFT JOIN "DuplicateReview" r ON r."firstId" = a.id AND r."secondId" = b.id
      WHERE a."editionId" = ${input.editionId}::uuid
        AND a.state IN ('SUBMITTED', 'RETURNED') AND b.state IN ('SUBMITTED', 'RETURNED')
      ORDER BY similarity DESC, a.id, b.id LIMIT 100`;
  });
}

/** Records the organiser's verdict on a pair. */
export async function reviewDuplicate(
  db: Database,
  actor: Actor,
  input: { firstId: string; secondId: string; verdict: DuplicateVerdict },
) {
  const [firstId = "", secondId = ""] = [input.firstId, input.secondId].sort();
  return inTransaction(db, async (tx) => {
    const rows = await tx.application.findMany({ where: { id: { in: [firstId, secondId] } } });
    const first = found(
      rows.find((row) => row.id === firstId),
      "application",
    );
    found(
      rows.find((row) => row.id === secondId && row.editionId === first.editionId),
      "application",
    );
    authorize(actor, "reviewDuplicate", { editionId: first.editionId });
    const data = { verdict: input.verdict, decidedBy: actorName(actor), decidedAt: await now(tx) };
    const review = await tx.duplicateReview.upsert({
      where: { firstId_secondId: { firstId, secondId } },
      create: { firstId, secondId, ...data },
      update: data,
    });
    Audit.append(tx, {
      stream: auditStream(first.editionId),
      actor: actorName(actor),
      action: "duplicate.reviewed",
      subjectType: "Application",
      subjectId: firstId,
      after: { secondId, verdict: input.verdict },
    });
    return review;
  });
}
