import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type EntryOutcome,
  inTransaction,
  type Transaction,
  type Vote,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { madeOnce, prose, readInput } from "../kernel/input.ts";
import { auditStream } from "./application-lock.ts";
import { deadlineError, stateError, texts } from "./error.ts";
import { lockUnannounced } from "./stage-result.ts";
import { checkOpen, stageWindow } from "./stage-window.ts";

const decisionsLimits = madeOnce(() =>
  z.looseObject({
    decisions: z.array(z.looseObject({ score: z.number().min(0).max(100).nullish() })).max(bulk),
  }),
);
const applicationIdsLimits = madeOnce(() =>
  z.looseObject({ applicationIds: z.array(z.string()).max(bulk) }),
);

const stageOf = async (tx: Transaction, id: string) =>
  found(await tx.stage.findUnique({ where: { id } }), "stage");

/** The last instant at which a stage is open in any province of its edition. */
export async function lastClose(tx: Transaction, stageId: string): Promise<Date> {
  const stage = await tx.stage.findUniqueOrThrow({
    where: { id: stageId },
    include: { edition: { include: { provinces: { include: { province: true } } } } },
  });
  const ends = stage.edition.provinces.map(
    ({ province }) => stageWindow(stage, province.timeZone).graceUntil,
  );
  return new Date(Math.max(...ends.map((end) => end.getTime())));
}

async function checkClosed(tx: Transaction, stageId: string): Promise<void> {
  const closesAt = await lastClose(tx, stageId);
  if ((await now(tx)) < closesAt)
    throw deadlineError(texts.stageStillOpen, { closesAt: closesAt.toISOString() });
}

const voteLimits = z.looseObject({
  score: z.int().min(0).max(100).nullish(),
  note: prose(2000).nullish(),
});
/** Entries decided or moved by one request. */
const bulk = 5000;

/** A vote on an entry of a selection stage; voting again replaces one's vote. */
export async function castVote(
  db: Database,
  actor: Actor,
  input: {
    stageId: string;
    applicationId: string;
    vote: Vote;
    score?: number | null;
    note?: string | null;
  },
) {
  readInput(voteLimits, input);
  return inTransaction(db, async (tx) => {
    const { stageId, applicationId } = input;
    // Who closes or decides the stage, or finds a conflict of interest, waits for this vote; or it for them.
    await tx.$queryRaw`SELECT 1 FROM "Stage" WHERE id = ${stageId}::uuid FOR SHARE`;
    await tx.$queryRaw`SELECT 1 FROM "Panel" WHERE "stageId" = ${stageId}::uuid ORDER BY id FOR SHARE`;
    const stage = await stageOf(tx, stageId);
    const entry = await tx.stageEntry.findUnique({
      where: { stageId_applicationId: { stageId, applicationId } },
      include: {
        application: { include: { province: true, team: { include: { members: true } } } },
      },
    });
    const { application } = found(entry, "entry");
    authorize(actor, "castVote", {
      editionId: stage.editionId,
      provinceCode: application.provinceCode,
    });
    if (stage.voteMode === null || entry?.outcome !== "PENDING") throw stateError("DECIDED");
    const voterId = personId(actor);
    if (application.team.members.some((member) => member.userId === voterId))
      throw new DomainError("FORBIDDEN", texts.ownTeam);
    if (await tx.conflictOfInterest.findFirst({ where: { applicationId, judgeId: voterId } }))
      throw new DomainError("FORBIDDEN", texts.inConflict);
    const at = await now(tx);
    checkOpen(stage, application.province.timeZone, at);
    const data = { vote: input.vote, score: input.score ?? null, note: input.note ?? null, at };
    const vote = await tx.selectionVote.upsert({
      where: { stageId_applicationId_voterId: { stageId, applicationId, voterId } },
      create: { stageId, applicationId, voterId, ...data },
      update: data,
    });
    Audit.append(tx, {
      stream: auditStream(stage.editionId),
      actor: actorName(actor),
      action: "vote.cast",
      subjectType: "Application",
      subjectId: applicationId,
      after: { stageId, vote: input.vote, score: input.score ?? null },
    });
    return vote;
  });
}

/** What the votes say: the outcome by majority, and the mean of the given scores. */
export function tally(votes: readonly { vote: Vote; score: number | null }[]) {
  const count = (vote: Vote) => votes.filter((one) => one.vote === vote).length;
  const scores = votes.flatMap(({ score }) => (score === null ? [] : [score]));
  const mean =
    scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const outcome: EntryOutcome = count("FOR") > count("AGAINST") ? "ADVANCED" : "ELIMINATED";
  return { for: count("FOR"), against: count("AGAINST"), mean, outcome };
}

/**
 * Decides a stage after it closed. A deciding vote decides by majority, and decisions are refused;
 * otherwise the organiser's decisions hold, and the votes only advise. All or nothing; a dry run
 * writes nothing and tells what would be.
 */
export async function decideSelection(
  db: Database,
  actor: Actor,
  input: {
    stageId: string;
    decisions: readonly { applicationId: string; advance: boolean; score?: number | null }[];
    dryRun: boolean;
  },
) {
  readInput(decisionsLimits(), input);
  return inTransaction(db, async (tx) => {
    const stage = await stageOf(tx, input.stageId);
    authorize(actor, "decideSelection", { editionId: stage.editionId });
    await lockUnannounced(tx, stage.id);
    await checkClosed(tx, stage.id);
    if (await tx.finalist.findFirst({ where: { editionId: stage.editionId } }))
      throw new DomainError("STATE", texts.alreadyDrawn);
    const entries = await tx.stageEntry.findMany({
      where: { stageId: stage.id, application: { state: "SUBMITTED" } },
      include: { votes: true },
      orderBy: { applicationId: "asc" },
    });
    const given = new Map(input.decisions.map((decision) => [decision.applicationId, decision]));
    const known = new Set(entries.map((entry) => entry.applicationId));
    refuseFaults(
      input.decisions.flatMap((decision, index) =>
        known.has(decision.applicationId) && stage.voteMode !== "DECIDING"
          ? []
          : [{ message: texts.notInStage, path: ["decisions", index] }],
      ),
    );
    const results = entries.map(({ applicationId, votes, score: judged }) => {
      const result = tally(votes);
      const decision = given.get(applicationId);
      const advance =
        stage.voteMode === "DECIDING" ? result.outcome === "ADVANCED" : decision?.advance;
      // Without a score given or voted, that of a published panel stands.
      const score = decision?.score ?? result.mean ?? judged?.toNumber() ?? null;
      return { applicationId, advance, score };
    });
    const undecided = results.filter((result) => result.advance === undefined).length;
    if (undecided > 0)
      throw new DomainError("STATE", texts.undecided, { parameters: { count: undecided } });
    if (!input.dryRun) {
      await tx.$executeRaw`
        UPDATE "StageEntry" e
        SET outcome = (CASE WHEN r.advance THEN 'ADVANCED' ELSE 'ELIMINATED' END)::"EntryOutcome", score = r.score
        FROM jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
          AS r("applicationId" uuid, advance boolean, score numeric)
        WHERE e."stageId" = ${stage.id}::uuid AND e."applicationId" = r."applicationId"`;
      Audit.append(tx, {
        stream: auditStream(stage.editionId),
        actor: actorName(actor),
        action: "stage.decided",
        subjectType: "Stage",
        subjectId: stage.id,
        after: {
          results: results.map((r) => ({
            id: r.applicationId,
            advance: r.advance ?? false,
            score: r.score,
          })),
        },
      });
    }
    return results.map((result) => ({ ...result, advance: result.advance ?? false }));
  });
}

/**
 * Moves applications into a later stage, all or nothing. From registration they must have passed
 * the administrative check; from any other stage they must have advanced.
 */
export async function moveApplications(
  db: Database,
  actor: Actor,
  input: { toStageId: string; applicationIds: readonly string[]; dryRun: boolean },
) {
  readInput(applicationIdsLimits(), input);
  return inTransaction(db, async (tx) => {
    const stage = await stageOf(tx, input.toStageId);
    authorize(actor, "moveApplications", { editionId: stage.editionId });
    await lockUnannounced(tx, stage.id);
    const rows = await tx.application.findMany({
      where: {
        id: { in: [...input.applicationIds] },
        editionId: stage.editionId,
        state: "SUBMITTED",
      },
      include: { check: true, entries: { include: { stage: true } } },
    });
    const ready = new Set(
      rows
        .filter(({ check, entries }) => {
          const last = entries
            .filter((entry) => entry.stage.position < stage.position)
            .sort((a, b) => b.stage.position - a.stage.position)[0];
          return (
            check?.outcome === "PASSED" &&
            (last?.stage.kind === "REGISTRATION" || last?.outcome === "ADVANCED")
          );
        })
        .map((row) => row.id),
    );
    refuseFaults(
      input.applicationIds.flatMap((id, index) =>
        ready.has(id) ? [] : [{ message: texts.notInStage, path: ["applicationIds", index] }],
      ),
    );
    const present = await tx.stageEntry.count({
      where: { stageId: stage.id, applicationId: { notIn: [...ready] } },
    });
    if (stage.capacity !== null && present + ready.size > stage.capacity)
      throw new DomainError("STATE", texts.capacity, { parameters: { capacity: stage.capacity } });
    if (!input.dryRun) {
      const data = [...ready].map((applicationId) => ({ stageId: stage.id, applicationId }));
      await tx.stageEntry.createMany({ data, skipDuplicates: true });
      Audit.append(tx, {
        stream: auditStream(stage.editionId),
        actor: actorName(actor),
        action: "stage.entered",
        subjectType: "Stage",
        subjectId: stage.id,
        after: { applicationIds: [...ready] },
      });
    }
    return { moved: ready.size };
  });
}

export { checkClosed };
