import { setTimeout } from "node:timers/promises";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import { type Database, inTransaction, type Prisma, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import type { Derivation } from "./entry-score.ts";
import { authorizePanel, type JudgingProgress, judgingProgress } from "./judging-visibility.ts";
import { checkOtherPanels } from "./panel-method.ts";
import { type PanelResult, panelResult, type ResultOptions } from "./result-read.ts";
import type { Marks } from "./rubric.ts";

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

/** The feedback on entries of one's own team from all published panels, by entry; none for others, and before. */
export async function feedback(
  db: Reader,
  actor: Actor,
  applicationIds: string[],
): Promise<ReadonlyMap<string, Feedback[]>> {
  if (actor.kind !== "USER") return new Map();
  const rows = await db.resultSnapshotRow.findMany({
    where: {
      applicationId: { in: applicationIds },
      snapshot: { replacedBy: null },
      application: { team: { members: { some: { userId: actor.id } } } },
    },
    include: { snapshot: { select: { panelId: true } } },
  });
  if (rows.length === 0) return new Map();
  const given = await db.scoresheet.findMany({
    where: {
      state: "SUBMITTED",
      OR: rows.map(({ applicationId, snapshot: { panelId } }) => ({ applicationId, panelId })),
    },
    orderBy: { judgeId: "asc" },
  });
  const sheets = Map.groupBy(given, (sheet) => `${sheet.panelId} ${sheet.applicationId}`);
  const byEntry = Map.groupBy(rows, (row) => row.applicationId);
  return new Map(
    [...byEntry].map(([applicationId, own]) => [
      applicationId,
      own.flatMap(({ derivation, snapshot: { panelId } }) =>
        feedbackOf(derivation, sheets.get(`${panelId} ${applicationId}`) ?? []),
      ),
    ]),
  );
}

/** What a published derivation and the scoresheets behind it say by criterion. */
function feedbackOf(derivation: unknown, sheets: readonly { marks: unknown }[]): Feedback[] {
  const { steps } = derivation as { steps: Derivation | null };
  return (steps?.criteria ?? []).map(({ key, factored }) => ({
    criterionKey: key,
    score: factored,
    comments: sheets.flatMap(({ marks }) => {
      const mark = (marks as Marks)[key];
      return mark?.release && mark.comment ? [mark.comment] : [];
    }),
  }));
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
