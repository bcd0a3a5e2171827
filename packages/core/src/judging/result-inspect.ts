import { setTimeout } from "node:timers/promises";
import * as Audit from "../audit/index.ts";
import { auditStream, visibleApplications } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import type { Derivation } from "./entry-score.ts";
import { authorizePanel, type JudgingProgress, judgingProgress } from "./judging-visibility.ts";
import { checkOtherPanels } from "./panel-write.ts";
import { type PanelResult, panelResult, type ResultOptions } from "./result-read.ts";

/**
 * The ranking as it is now, for organisers. After publication every look at another outcome is an
 * audit event, so that nobody shops for a method in silence.
 */
export async function inspectResult(
  db: Database,
  actor: Actor,
  panelId: string,
  options: ResultOptions,
): Promise<PanelResult> {
  const { editionId } = await authorizePanel(db, actor, "panelResult", panelId);
  if (options.method) await checkOtherPanels(db, editionId, panelId, options.method);
  const published = await db.resultSnapshot.findFirst({ where: { panelId }, select: { id: true } });
  if (published) {
    const { withoutJudgeId = null } = options;
    await inTransaction(db, (tx) =>
      Audit.append(tx, {
        stream: auditStream(editionId),
        actor: actorName(actor),
        action: "result.inspected-after-publication",
        subjectType: "Panel",
        subjectId: panelId,
        after: { method: (options.method ?? null) as Prisma.InputJsonValue, withoutJudgeId },
      }),
    );
  }
  return panelResult(db, panelId, options);
}

/** An entry as its judge may see it; null once they may not. */
export const judgedApplication = <T extends object>(
  db: Reader,
  actor: Actor,
  id: string,
  select: T,
): Promise<Prisma.ApplicationGetPayload<T> | null> =>
  db.application.findFirst({
    ...select,
    where: { id, AND: visibleApplications(actor) },
  }) as Promise<Prisma.ApplicationGetPayload<T> | null>;

/** The published row of an entry, for its team and for organisers. */
export async function ownPublishedRow(
  db: Reader,
  actor: Actor,
  { panelId, applicationId }: { panelId: string; applicationId: string },
) {
  const row = found(
    await db.resultSnapshotRow.findFirst({
      where: { applicationId, snapshot: { panelId, replacedBy: null } },
      include: { application: { include: { team: { include: { members: true } } } } },
    }),
    "result",
  );
  const { editionId, team } = row.application;
  authorize(actor, "resultDocument", {
    editionId,
    ownerIds: team.members.map((member) => member.userId),
  });
  return row;
}

/** What judges say to an applicant: published criterion scores, and comments that were released. */
export interface Feedback {
  criterionKey: string;
  score: string;
  comments: string[];
}

/** The feedback on a team's own entry from all published panels; empty for others, and before. */
export async function feedback(
  db: Reader,
  actor: Actor,
  applicationId: string,
): Promise<Feedback[]> {
  if (actor.kind !== "USER") return [];
  const rows = await db.resultSnapshotRow.findMany({
    where: {
      applicationId,
      snapshot: { replacedBy: null },
      application: { team: { members: { some: { userId: actor.id } } } },
    },
    include: { snapshot: { select: { panelId: true } } },
  });
  const sheets = await db.scoresheet.findMany({
    where: {
      applicationId,
      state: "SUBMITTED",
      panelId: { in: rows.map((row) => row.snapshot.panelId) },
    },
    orderBy: { judgeId: "asc" },
  });
  return rows.flatMap(({ derivation, snapshot }) => {
    const { steps } = derivation as unknown as { steps: Derivation | null };
    return (steps?.criteria ?? []).map(({ key, factored }) => ({
      criterionKey: key,
      score: factored,
      comments: sheets
        .filter((sheet) => sheet.panelId === snapshot.panelId)
        .flatMap((sheet) => {
          const mark = (sheet.marks as Record<string, { comment?: string; release?: boolean }>)[
            key
          ];
          return mark?.release && mark.comment ? [mark.comment] : [];
        }),
    }));
  });
}

/**
 * The progress of a panel now and whenever it changes, looked at every second until the reader hangs up: a
 * generator alone would hear of that only at its next change, and ask on until then.
 */
export function watchProgress(
  db: Reader,
  panelId: string,
): AsyncIterableIterator<JudgingProgress, undefined> {
  const hungUp = new AbortController();
  const changes = progressChanges(db, panelId, hungUp.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => changes.next(),
    return: () => {
      hungUp.abort();
      return changes.return(undefined);
    },
  };
}

async function* progressChanges(
  db: Reader,
  panelId: string,
  hungUp: AbortSignal,
): AsyncGenerator<JudgingProgress, undefined> {
  let last = "";
  while (!hungUp.aborted) {
    const progress = await judgingProgress(db, panelId);
    const text = JSON.stringify(progress);
    if (text !== last) yield progress;
    last = text;
    await setTimeout(1000, undefined, { signal: hungUp }).catch(() => {});
  }
}
