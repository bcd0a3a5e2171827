import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Reader } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { type Fault, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { line, prose, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { auditStream, lockApplication } from "./application-lock.ts";
import { stateError, texts } from "./error.ts";
import { type Answers, checkAnswers, type Question } from "./form.ts";
import { checkOpen } from "./stage-window.ts";

/** The stage in which teams register. */
export function registrationStage<T extends { kind: string }>(stages: readonly T[]): T {
  return found(
    stages.find((stage) => stage.kind === "REGISTRATION"),
    "registration stage",
  );
}

/** The region codes among a form's answers that exist. */
export async function knownRegions(db: Reader, questions: readonly Question[], answers: Answers) {
  const asked = questions
    .filter((question) => question.type === "REGION")
    .map((question) => answers[question.key])
    .filter((code): code is string => typeof code === "string" && /^\d{4}$/.test(code));
  if (asked.length === 0) return new Set<string>();
  const rows = await db.regency.findMany({
    where: { code: { in: asked } },
    select: { code: true },
  });
  return new Set(rows.map((row) => row.code));
}

/** Whether the place and the issue of an application belong to the call. */
export async function placeFaults(
  db: Reader,
  input: {
    editionId: string;
    provinceCode: string;
    regencyCode?: string | null;
    issueCode: string;
  },
): Promise<Fault[]> {
  const { editionId, provinceCode, regencyCode, issueCode } = input;
  const faults: Fault[] = [];
  if (
    !(await db.editionProvince.findUnique({
      where: { editionId_provinceCode: { editionId, provinceCode } },
    }))
  )
    faults.push({ message: texts.provinceNotTakingPart, path: ["provinceCode"] });
  if (
    !(await db.editionIssue.findUnique({
      where: { editionId_issueCode: { editionId, issueCode } },
    }))
  )
    faults.push({ message: texts.issueNotOffered, path: ["issueCode"] });
  if (regencyCode !== null && regencyCode !== undefined)
    faults.push(...(await regionFaults(db, input)));
  return faults;
}

export interface ApplicationInput {
  editionId: string;
  teamId: string;
  provinceCode: string;
  regencyCode?: string | null;
  issueCode: string;
  title: string;
  summary: string;
  innovationStartedOn?: LocalDate | null;
  idempotencyKey?: string | null;
}

const contentLimits = z.object({
  title: line(300).nullish(),
  summary: prose().nullish(),
  idempotencyKey: line(100).nullish(),
});

/** A new draft. The same idempotency key gives the same draft again. */
export async function createApplication(db: Database, actor: Actor, input: ApplicationInput) {
  const { title } = readInput(contentLimits, input);
  return inTransaction(db, async (tx) => {
    const team = found(
      await tx.team.findUnique({ where: { id: input.teamId }, include: { members: true } }),
      "team",
    );
    const ownerIds = team.members.map((member) => member.userId);
    authorize(actor, "createApplication", { ownerIds });
    const key = input.idempotencyKey ? `${input.teamId}:${input.idempotencyKey}` : null;
    if (key) {
      await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${input.teamId}::uuid FOR UPDATE`;
      const earlier = await tx.application.findUnique({ where: { idempotencyKey: key } });
      if (earlier) return earlier;
    }
    const edition = found(
      await tx.edition.findUnique({
        where: { id: input.editionId },
        include: { stages: true, forms: { orderBy: { version: "desc" }, take: 1 } },
      }),
      "edition",
    );
    if (edition.state !== "OPEN") throw stateError(edition.state);
    refuseFaults(await placeFaults(tx, input));
    const province = await tx.province.findUniqueOrThrow({ where: { code: input.provinceCode } });
    checkOpen(registrationStage(edition.stages), province.timeZone, await now(tx));
    const started = input.innovationStartedOn;
    const application = await tx.application.create({
      data: {
        ...input,
        title: title ?? input.title,
        idempotencyKey: key,
        innovationStartedOn: started ? toColumn(started) : null,
        formId: found(edition.forms[0], "form").id,
      },
    });
    Audit.append(tx, {
      stream: auditStream(edition.id),
      actor: actorName(actor),
      action: "application.created",
      subjectType: "Application",
      subjectId: application.id,
      after: { state: "DRAFT" },
    });
    return application;
  });
}

export interface ApplicationChange {
  id: string;
  expectedVersion: number;
  title?: string | null;
  summary?: string | null;
  innovationStartedOn?: LocalDate | null;
  /** Replaces the named answers; null removes one. */
  answers?: Answers | null;
}

/** Saves a draft or a returned application. Refused when someone saved meanwhile. */
export async function saveApplication(db: Database, actor: Actor, change: ApplicationChange) {
  const { title } = readInput(contentLimits, change);
  return inTransaction(db, async (tx) => {
    const application = await lockApplication(tx, actor, "saveApplication", change.id);
    if (application.state !== "DRAFT" && application.state !== "RETURNED")
      throw stateError(application.state);
    sameVersion(application.version, change.expectedVersion);
    const merged = { ...(application.answers as Answers), ...change.answers };
    const answers = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null),
    );
    const questions = application.form.questions as unknown as Question[];
    const regions = await knownRegions(tx, questions, answers);
    const context = {
      isRegion: (code: string) => regions.has(code),
      storedFiles: new Set<string>(),
    };
    refuseFaults(checkAnswers(questions, answers, context, false));
    const started = change.innovationStartedOn;
    return tx.application.update({
      where: { id: change.id },
      data: {
        ...(title != null && { title }),
        ...(change.summary != null && { summary: change.summary }),
        ...(started && { innovationStartedOn: toColumn(started) }),
        answers: answers as Prisma.InputJsonObject,
        version: { increment: 1 },
      },
    });
  });
}
