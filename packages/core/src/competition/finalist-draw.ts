import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { amendAnnouncement } from "./announcement.ts";
import { auditStream } from "./application-lock.ts";
import { stateError, texts } from "./error.ts";
import { drawProvince } from "./finalist-ranking.ts";
import { checkClosed } from "./selection.ts";
import { refuseUndecided } from "./stage-result.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000) }));

/** The last stage before the finalists in which applications were decided. */
async function decidedStage(tx: Transaction, editionId: string) {
  const stage = await tx.stage.findFirst({
    where: { editionId, kind: { in: ["SELECTION", "INTERVIEW", "PRESENTATION"] } },
    orderBy: { position: "desc" },
  });
  return found(stage, "selection stage");
}

/**
 * Draws the finalists of every province: exactly the quota in rank order, the others as reserves.
 * Refused before the stage closes, while an entry is undecided, at a tie across the cut without
 * tie-breaks, and below the quota unless a shortfall is allowed. A dry run shows faults and ranks.
 */
export async function drawFinalists(
  db: Database,
  actor: Actor,
  input: {
    editionId: string;
    tieBreaks: readonly string[];
    allowShortfall: boolean;
    dryRun: boolean;
  },
) {
  authorize(actor, "drawFinalists", { editionId: input.editionId });
  return inTransaction(db, async (tx) => {
    const { editionId } = input;
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    const edition = found(
      await tx.edition.findUnique({
        where: { id: editionId },
        include: { provinces: true, finalists: { take: 1 } },
      }),
      "edition",
    );
    if (edition.finalists.length > 0) throw new DomainError("STATE", texts.alreadyDrawn);
    const stage = await decidedStage(tx, editionId);
    await checkClosed(tx, stage.id);
    await refuseUndecided(tx, stage.id);
    const entries = await tx.stageEntry.findMany({
      where: { stageId: stage.id, application: { state: "SUBMITTED" } },
      include: { application: { select: { provinceCode: true } } },
    });
    const draws = edition.provinces
      .map(({ provinceCode, finalistQuota }) => {
        const contenders = entries
          .filter(
            (entry) =>
              entry.outcome === "ADVANCED" && entry.application.provinceCode === provinceCode,
          )
          .map((entry) => ({
            applicationId: entry.applicationId,
            score: entry.score?.toNumber() ?? null,
          }));
        return drawProvince(provinceCode, contenders, finalistQuota, input);
      })
      .sort((a, b) => (a.provinceCode < b.provinceCode ? -1 : 1));
    if (input.dryRun) return draws;
    refuseFaults(draws.flatMap((draw) => draw.faults));
    await tx.finalist.createMany({
      data: draws.flatMap(({ provinceCode, ranking }) =>
        ranking.map(({ applicationId, rank, tiedRank, finalist }) => ({
          applicationId,
          editionId,
          provinceCode,
          rank,
          tiedRank,
          state: finalist ? ("FINALIST" as const) : ("RESERVE" as const),
        })),
      ),
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "finalists.drawn",
      subjectType: "Edition",
      subjectId: editionId,
      after: {
        provinces: draws.map(({ provinceCode, ranking }) => ({ provinceCode, ranking })),
        tieBreaks: [...input.tieBreaks],
      },
    });
    return draws;
  });
}

/**
 * The reserve who takes a place: the first of the province that is still in the competition. Of several whom nothing
 * parts a person names one, since their order is chance.
 */
async function nextReserve(
  tx: Transaction,
  { editionId, provinceCode }: { editionId: string; provinceCode: string },
  reserveId: string | null,
) {
  const reserves = await tx.finalist.findMany({
    where: { editionId, provinceCode, state: "RESERVE", application: { state: "SUBMITTED" } },
    include: { application: { select: { registrationNumber: true } } },
    orderBy: { rank: "asc" },
  });
  const [first] = reserves;
  const next = reserves.filter(
    (one) => one === first || (one.tiedRank !== null && one.tiedRank === first?.tiedRank),
  );
  const numbers = next.map(({ application }) => application.registrationNumber).join(", ");
  if (reserveId) {
    const named = next.find(({ applicationId }) => applicationId === reserveId);
    if (!named)
      throw new DomainError("INPUT", texts.notNext, {
        path: ["reserveId"],
        parameters: { numbers: numbers || "-" },
      });
    return named;
  }
  if (next.length > 1)
    throw new DomainError("INPUT", texts.reservesTied, {
      path: ["reserveId"],
      parameters: { numbers },
    });
  return first;
}

/** Withdraws a finalist; the next reserve of the province takes the place, when there is one. */
export async function withdrawFinalist(
  db: Database,
  actor: Actor,
  input: { applicationId: string; reason: string; reserveId?: string | null },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const { applicationId } = input;
    const finalist = found(await tx.finalist.findUnique({ where: { applicationId } }), "finalist");
    const { editionId, provinceCode } = finalist;
    authorize(actor, "withdrawFinalist", { editionId, provinceCode });
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    const current = await tx.finalist.findUniqueOrThrow({ where: { applicationId } });
    if (current.state === "WITHDRAWN") throw stateError(current.state);
    const withdrawn = await tx.finalist.update({
      where: { applicationId },
      data: { state: "WITHDRAWN", reason },
    });
    const reserve =
      current.state === "FINALIST"
        ? await nextReserve(tx, current, input.reserveId ?? null)
        : undefined;
    const promoted =
      reserve &&
      (await tx.finalist.update({
        where: { applicationId: reserve.applicationId },
        data: { state: "FINALIST" },
      }));
    if (current.state === "FINALIST")
      await amendAnnouncement(tx, editionId, applicationId, promoted?.applicationId);
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "finalist.withdrawn",
      subjectType: "Application",
      subjectId: applicationId,
      before: { state: current.state },
      after: {
        state: "WITHDRAWN",
        reason,
        promoted: promoted?.applicationId ?? null,
      },
    });
    return { withdrawn, promoted };
  });
}
