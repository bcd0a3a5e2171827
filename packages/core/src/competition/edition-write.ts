import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type ProgrammeCode,
  type StageKind,
  type VoteMode,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { type Fault, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { auditStream } from "./application-lock.ts";
import { eligibilitySchema } from "./eligibility.ts";
import { stateError, texts } from "./error.ts";
import { readQuestions } from "./form.ts";

export interface StageInput {
  kind: StageKind;
  nameId: string;
  nameEn: string;
  opensOn: LocalDate;
  closesOn: LocalDate;
  timeZone?: string | null;
  graceMinutes?: number | null;
  capacity?: number | null;
  voteMode?: VoteMode | null;
}

export interface EditionInput {
  programme: ProgrammeCode;
  year: number;
  batch: number;
  nameId: string;
  nameEn: string;
  stages: readonly StageInput[];
  provinces: readonly { code: string; finalistQuota: number }[];
  issueCodes: readonly string[];
  eligibility?: unknown;
  questions?: unknown;
  checklist: readonly { textId: string; textEn: string }[];
}

const stageFaults = (stages: readonly StageInput[]): Fault[] =>
  stages.flatMap((stage, index) =>
    stage.opensOn > stage.closesOn
      ? [{ message: texts.badDates, path: ["stages", index, "closesOn"] }]
      : [],
  );

/** A new edition with its stages, provinces, issues, rules, form and checklist; a draft until opened. */
export async function createEdition(db: Database, actor: Actor, input: EditionInput) {
  authorize(actor, "createEdition", {});
  const { questions, faults } = readQuestions(input.questions);
  const rules = eligibilitySchema.safeParse(input.eligibility);
  if (!rules.success)
    faults.push({
      message: texts.badQuestion,
      path: ["eligibility"],
      parameters: { reason: "unknown rule" },
    });
  refuseFaults([...faults, ...stageFaults(input.stages)]);
  return inTransaction(db, async (tx) => {
    const programme = found(
      await tx.programme.findUnique({ where: { code: input.programme } }),
      "programme",
    );
    const { year, batch, nameId, nameEn } = input;
    const edition = await tx.edition.create({
      data: {
        programmeId: programme.id,
        year,
        batch,
        nameId,
        nameEn,
        eligibility: rules.data ?? [],
        stages: {
          create: input.stages.map((stage, position) => ({
            ...stage,
            position,
            graceMinutes: stage.graceMinutes ?? 0,
            opensOn: toColumn(stage.opensOn),
            closesOn: toColumn(stage.closesOn),
          })),
        },
        provinces: {
          create: input.provinces.map(({ code, finalistQuota }) => ({
            provinceCode: code,
            finalistQuota,
          })),
        },
        issues: { create: input.issueCodes.map((issueCode) => ({ issueCode })) },
        forms: { create: { version: 1, questions } },
        checklist: { create: input.checklist.map((item, position) => ({ ...item, position })) },
      },
    });
    await Audit.append(tx, {
      stream: auditStream(edition.id),
      actor: actorName(actor),
      action: "edition.created",
      subjectType: "Edition",
      subjectId: edition.id,
      after: { year, batch },
    });
    return edition;
  });
}

/** Opens the call: from now on it is public, and takes drafts while registration is open. */
export async function openEdition(
  db: Database,
  actor: Actor,
  input: { id: string; expectedVersion: number },
) {
  authorize(actor, "openEdition", { editionId: input.id });
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${input.id}::uuid FOR UPDATE`;
    const edition = found(await tx.edition.findUnique({ where: { id: input.id } }), "edition");
    if (edition.state === "OPEN") return edition;
    if (edition.state !== "DRAFT") throw stateError(edition.state);
    sameVersion(edition.version, input.expectedVersion);
    const opened = await tx.edition.update({
      where: { id: input.id },
      data: { state: "OPEN", version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: auditStream(input.id),
      actor: actorName(actor),
      action: "edition.opened",
      subjectType: "Edition",
      subjectId: input.id,
      before: { state: "DRAFT" },
      after: { state: "OPEN" },
    });
    return opened;
  });
}

/** Moves a stage's dates, grace or capacity. */
export async function changeStage(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    opensOn: LocalDate;
    closesOn: LocalDate;
    graceMinutes: number;
    capacity?: number | null;
  },
) {
  return inTransaction(db, async (tx) => {
    const stage = found(await tx.stage.findUnique({ where: { id: input.id } }), "stage");
    authorize(actor, "changeStage", { editionId: stage.editionId });
    if (input.opensOn > input.closesOn)
      refuseFaults([{ message: texts.badDates, path: ["closesOn"] }]);
    const { graceMinutes, capacity = null } = input;
    const changed = await tx.stage.update({
      where: { id: input.id },
      data: {
        opensOn: toColumn(input.opensOn),
        closesOn: toColumn(input.closesOn),
        graceMinutes,
        capacity,
      },
    });
    await Audit.append(tx, {
      stream: auditStream(stage.editionId),
      actor: actorName(actor),
      action: "stage.changed",
      subjectType: "Stage",
      subjectId: input.id,
      before: {
        opensOn: stage.opensOn.toISOString(),
        closesOn: stage.closesOn.toISOString(),
        graceMinutes: stage.graceMinutes,
      },
      after: { opensOn: input.opensOn, closesOn: input.closesOn, graceMinutes },
    });
    return changed;
  });
}

/** A new version of the call's form; drafts begun before keep theirs. */
export async function reviseForm(
  db: Database,
  actor: Actor,
  input: { editionId: string; questions?: unknown },
) {
  authorize(actor, "reviseForm", { editionId: input.editionId });
  const { questions, faults } = readQuestions(input.questions);
  refuseFaults(faults);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${input.editionId}::uuid FOR UPDATE`;
    const last = found(
      await tx.form.findFirst({
        where: { editionId: input.editionId },
        orderBy: { version: "desc" },
      }),
      "edition",
    );
    const form = await tx.form.create({
      data: { editionId: input.editionId, version: last.version + 1, questions },
    });
    await Audit.append(tx, {
      stream: auditStream(input.editionId),
      actor: actorName(actor),
      action: "form.revised",
      subjectType: "Form",
      subjectId: form.id,
      after: { version: form.version },
    });
    return form;
  });
}
