import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type EditionState,
  inTransaction,
  type ProgrammeCode,
  type Reader,
  type StageKind,
  type VoteMode,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import {
  DomainError,
  type Fault,
  found,
  type Message,
  refuseFaults,
  sameVersion,
} from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { auditStream } from "./application-lock.ts";
import { readEligibility } from "./eligibility.ts";
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
  /** The laws, guidelines and calls on which it rests. */
  documents?:
    | readonly {
        title: string;
        number?: string | null;
        issuedOn?: LocalDate | null;
        url?: string | null;
      }[]
    | null;
}

const translated = { nameId: line(), nameEn: line() };
/** Limits of a stage, new or changed. */
export const stageShape = {
  graceMinutes: z.int().min(0).max(1440).nullish(),
  capacity: z.int().min(1).max(1_000_000).nullish(),
  timeZone: z.enum(["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]).nullish(),
};
const editionLimits = z.looseObject({
  ...translated,
  year: z.int().min(2000).max(2100),
  batch: z.int().min(1).max(100),
  stages: z
    .array(z.looseObject({ ...translated, ...stageShape }))
    .min(1)
    .max(30),
  provinces: z
    .array(z.looseObject({ finalistQuota: z.int().min(1).max(50) }))
    .min(1)
    .max(38),
  issueCodes: z.array(z.string()).min(1).max(50),
  checklist: z.array(z.object({ textId: line(500), textEn: line(500) })).max(100),
  documents: z
    .array(
      z.looseObject({
        title: line(300),
        number: line(100).nullish(),
        url: z
          .url({ protocol: /^https?$/ })
          .max(500)
          .nullish(),
      }),
    )
    .max(50)
    .nullish(),
});

/** What the columns cannot say by themselves: references that exist, each only once. */
async function referenceFaults(db: Reader, input: EditionInput): Promise<Fault[]> {
  const unknown = (codes: readonly string[], valid: readonly string[], at: string, text: Message) =>
    codes.flatMap((code, index) =>
      valid.includes(code) && codes.indexOf(code) === index
        ? []
        : [{ message: text, path: [at, index] }],
    );
  const provinces = await db.province.findMany({ where: { validTo: null } });
  const issues = await db.priorityIssue.findMany();
  return [
    ...unknown(
      input.provinces.map(({ code }) => code),
      provinces.map(({ code }) => code),
      "provinces",
      texts.unknownRegion,
    ),
    ...unknown(
      input.issueCodes,
      issues.map(({ code }) => code),
      "issueCodes",
      texts.issueNotOffered,
    ),
  ];
}

const stageFaults = (stages: readonly StageInput[]): Fault[] =>
  stages.flatMap((stage, index) =>
    stage.opensOn > stage.closesOn
      ? [{ message: texts.badDates, path: ["stages", index, "closesOn"] }]
      : [],
  );

/** A new edition with its stages, provinces, issues, rules, form and checklist; a draft until opened. */
export async function createEdition(db: Database, actor: Actor, given: EditionInput) {
  authorize(actor, "createEdition", {});
  // As given, but for the white space around names.
  const input = readInput(editionLimits, given) as unknown as EditionInput;
  const { questions, faults } = readQuestions(input.questions);
  const eligibility = readEligibility(input.eligibility);
  refuseFaults([
    ...faults,
    ...eligibility.faults,
    ...stageFaults(input.stages),
    ...(await referenceFaults(db, input)),
  ]);
  return inTransaction(db, async (tx) => {
    const programme = found(
      await tx.programme.findUnique({ where: { code: input.programme } }),
      "programme",
    );
    const { year, batch, nameId, nameEn } = input;
    const same = { programmeId: programme.id, year, batch };
    await tx.$queryRaw`SELECT 1 FROM "Programme" WHERE id = ${programme.id}::uuid FOR UPDATE`;
    if (await tx.edition.findUnique({ where: { programmeId_year_batch: same } }))
      throw new DomainError("CONFLICT", texts.editionExists, { path: ["batch"] });
    const edition = await tx.edition.create({
      data: {
        programmeId: programme.id,
        year,
        batch,
        nameId,
        nameEn,
        eligibility: eligibility.rules,
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
        documents: {
          create: (input.documents ?? []).map((document) => ({
            ...document,
            issuedOn: document.issuedOn ? toColumn(document.issuedOn) : null,
          })),
        },
      },
    });
    Audit.append(tx, {
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
export const openEdition = (db: Database, actor: Actor, input: EditionMove) =>
  moveEdition(db, actor, "openEdition", input, "DRAFT", "OPEN");

/** Closes an edition: it stays public, and takes no more work. */
export const closeEdition = (db: Database, actor: Actor, input: EditionMove) =>
  moveEdition(db, actor, "closeEdition", input, "OPEN", "CLOSED");

interface EditionMove {
  id: string;
  expectedVersion: number;
}

async function moveEdition(
  db: Database,
  actor: Actor,
  operation: "openEdition" | "closeEdition",
  input: EditionMove,
  from: EditionState,
  to: EditionState,
) {
  authorize(actor, operation, { editionId: input.id });
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${input.id}::uuid FOR UPDATE`;
    const edition = found(await tx.edition.findUnique({ where: { id: input.id } }), "edition");
    if (edition.state === to) return edition;
    if (edition.state !== from) throw stateError(edition.state);
    sameVersion(edition.version, input.expectedVersion);
    const moved = await tx.edition.update({
      where: { id: input.id },
      data: { state: to, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: auditStream(input.id),
      actor: actorName(actor),
      action: `edition.${to.toLowerCase()}`,
      subjectType: "Edition",
      subjectId: input.id,
      before: { state: from },
      after: { state: to },
    });
    return moved;
  });
}
