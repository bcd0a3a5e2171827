import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { auditStream } from "../competition/index.ts";
import {
  type Database,
  inTransaction,
  type PanelMode,
  type Prisma,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personId, personOf } from "../identity/index.ts";
import { DomainError, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { emailAddress, line, madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { findConflicts, recuse } from "./conflict.ts";
import { texts } from "./error.ts";
import { checkOtherPanels, checkTieBreaks, lockCounting, readMethod } from "./panel-method.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000) }));

const panelLimits = z.looseObject({
  name: line(100),
  methodReason: paragraphs(2000),
  judgesPerEntry: z.int().min(1).max(50),
  appealDays: z.int().min(0).max(90),
});

/** The judging of a stage: by marks under a rubric, or by comparing pairs. */
export async function createPanel(
  db: Database,
  actor: Actor,
  input: {
    stageId: string;
    rubricId?: string | null;
    name: string;
    mode: PanelMode;
    method?: unknown;
    methodReason: string;
    judgesPerEntry: number;
    blind: boolean;
    appealDays: number;
  },
) {
  const { stageId, mode, blind } = input;
  const rubricId = input.rubricId ?? null;
  const limits = readInput(panelLimits, input);
  const method = readMethod(input.method ?? { judges: { kind: "MEAN" } });
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Stage" WHERE id = ${stageId}::uuid FOR UPDATE`;
    const stage = found(
      await tx.stage.findUnique({ where: { id: stageId }, include: { panels: true } }),
      "stage",
    );
    const { editionId } = stage;
    authorize(actor, "createPanel", { editionId });
    const rubric =
      rubricId &&
      (await tx.rubric.findFirst({
        where: { id: rubricId, editionId },
        include: { criteria: { select: { key: true } } },
      }));
    if (mode === "MARKS" && !rubric)
      refuseFaults([{ message: texts.rubricNeeded, path: ["rubricId"] }]);
    if (stage.panels.some((panel) => panel.name === limits.name))
      throw new DomainError("CONFLICT", texts.panelExists, { path: ["name"] });
    checkTieBreaks(method, rubric ? rubric.criteria : []);
    if (method.stages) await lockCounting(tx, editionId);
    await checkOtherPanels(tx, editionId, undefined, method);
    const panel = await tx.panel.create({
      data: {
        stageId,
        rubricId,
        mode,
        blind,
        method: method as Prisma.InputJsonObject,
        name: limits.name,
        methodReason: limits.methodReason,
        judgesPerEntry: limits.judgesPerEntry,
        appealDays: limits.appealDays,
      },
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "panel.created",
      subjectType: "Panel",
      subjectId: panel.id,
      after: { mode, method: method as Prisma.InputJsonObject, reason: limits.methodReason },
    });
    return panel;
  });
}

/** Locks a panel for an organiser's operation. */
export async function lockPanel(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Panel" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(
    await tx.panel.findUnique({
      where: { id },
      include: { stage: true, rubric: { include: { criteria: { orderBy: { position: "asc" } } } } },
    }),
    "panel",
  );
}

/** Holds the stage of a panel open, and the panel unpublished and without new conflicts, until the end of the transaction. */
export const holdPanel = (tx: Transaction, id: string) =>
  tx.$queryRaw`SELECT 1 FROM "Stage" s JOIN "Panel" p ON p."stageId" = s.id
    WHERE p.id = ${id}::uuid FOR SHARE OF s, p`;

/** Refuses what a publication has ended. */
export async function checkUnpublished(tx: Transaction, panelId: string): Promise<void> {
  if (await tx.resultSnapshot.findFirst({ where: { panelId }, select: { id: true } }))
    throw new DomainError("STATE", texts.published);
}

/** Chooses another method, with the reason that will be published. Not after publication. */
export async function changeMethod(
  db: Database,
  actor: Actor,
  input: { panelId: string; method?: unknown; reason: string; expectedVersion: number },
) {
  const { reason } = readInput(reasonLimits(), input);
  const method = readMethod(input.method);
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    const { editionId } = panel.stage;
    authorize(actor, "changeMethod", { editionId });
    sameVersion(panel.version, input.expectedVersion);
    await checkUnpublished(tx, panel.id);
    checkTieBreaks(method, panel.rubric?.criteria ?? []);
    if (method.stages) await lockCounting(tx, editionId);
    await checkOtherPanels(tx, editionId, panel.id, method);
    const changed = await tx.panel.update({
      where: { id: panel.id },
      data: {
        method: method as Prisma.InputJsonObject,
        methodReason: reason,
        version: { increment: 1 },
      },
    });
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "panel.method-changed",
      subjectType: "Panel",
      subjectId: panel.id,
      before: { method: panel.method },
      after: { method: method as Prisma.InputJsonObject, reason },
    });
    return changed;
  });
}

const judgeLimits = z.looseObject({
  email: emailAddress,
  name: line(),
  weight: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,4})?$/)
    .nullish(),
  maxEntries: z.int().min(1).max(100_000).nullish(),
  issueCodes: z.array(line(40)).max(50).nullish(),
  provinceCodes: z.array(line(2)).max(38).nullish(),
});

/** What a limit becomes: what is given, nothing when null clears it, and as it was when it is absent. */
const limitOf = <T, N>(given: T | null | undefined, none: N): T | N | undefined =>
  given === null ? none : given;

/**
 * Invites a person to judge, and finds their conflicts of interest. Inviting again changes the limits that are
 * given: null clears one, and what is absent stays. The weight of a judge stays after publication.
 */
export async function inviteJudge(
  db: Database,
  actor: Actor,
  input: {
    panelId: string;
    email: string;
    name: string;
    weight?: string | null;
    maxEntries?: number | null;
    issueCodes?: readonly string[] | null;
    provinceCodes?: readonly string[] | null;
    availableFrom?: LocalDate | null;
    availableTo?: LocalDate | null;
  },
) {
  const limits = readInput(judgeLimits, input);
  return inTransaction(db, async (tx) => {
    const panel = await lockPanel(tx, input.panelId);
    const { editionId } = panel.stage;
    authorize(actor, "inviteJudge", { editionId });
    const { id: judgeId } = await personOf(tx, limits.email, limits.name);
    const { availableFrom, availableTo } = input;
    const data = {
      weight: limitOf(limits.weight, "1"),
      maxEntries: limits.maxEntries,
      issueCodes: limitOf(limits.issueCodes, []),
      provinceCodes: limitOf(limits.provinceCodes, []),
      availableFrom: availableFrom && toColumn(availableFrom),
      availableTo: availableTo && toColumn(availableTo),
    };
    const where = { panelId_judgeId: { panelId: panel.id, judgeId } };
    const before = await tx.panelJudge.findUnique({ where, select: { weight: true } });
    // A weight is part of how marks become a ranking, as the method is.
    if (before && data.weight !== undefined && !before.weight.equals(data.weight))
      await checkUnpublished(tx, panel.id);
    const judge = await tx.panelJudge.upsert({
      where,
      create: {
        panelId: panel.id,
        judgeId,
        ...data,
        issueCodes: data.issueCodes ?? [],
        provinceCodes: data.provinceCodes ?? [],
      },
      update: data,
    });
    const conflicts = await recuse(tx, panel.id, await findConflicts(tx, panel.id, [judgeId]));
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "judge.invited",
      subjectType: "Panel",
      subjectId: panel.id,
      after: {
        judgeId,
        weight: judge.weight.toString(),
        conflicts: conflicts as unknown as Prisma.InputJsonArray,
      },
    });
    return judge;
  });
}

/**
 * A judge accepts or declines, and may change that: of who declines after an assignment the marks count, and the
 * next assignment gives the other entries to others. The same answer again changes nothing.
 */
export async function respondToInvitation(
  db: Database,
  actor: Actor,
  input: { panelId: string; accept: boolean },
) {
  return inTransaction(db, async (tx) => {
    const judgeId = personId(actor);
    const where = { panelId_judgeId: { panelId: input.panelId, judgeId } };
    found(await tx.panelJudge.findUnique({ where }), "invitation");
    authorize(actor, "respondToInvitation", { ownerIds: [judgeId] });
    const panel = await lockPanel(tx, input.panelId);
    const state = input.accept ? "ACCEPTED" : "DECLINED";
    const before = await tx.panelJudge.findUniqueOrThrow({ where });
    if (before.state === state) return before;
    const judge = await tx.panelJudge.update({ where, data: { state } });
    Audit.append(tx, {
      stream: auditStream(panel.stage.editionId),
      actor: actorName(actor),
      action: `invitation.${state.toLowerCase()}`,
      subjectType: "Panel",
      subjectId: panel.id,
      after: { judgeId },
    });
    return judge;
  });
}
