import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, refuseFaults, sameVersion } from "../kernel/error.ts";
import { fromNullable, localDateAt } from "../kernel/local-date.ts";
import {
  auditStream,
  holdEdition,
  type LockedApplication,
  lockApplication,
} from "./application-lock.ts";
import { checkApplicationMove } from "./application-state.ts";
import { knownRegions, registrationStage } from "./application-write.ts";
import { checkEligibility, eligibilitySchema } from "./eligibility.ts";
import { deadlineError, stateError, texts } from "./error.ts";
import { type Answers, checkAnswers, type Question } from "./form.ts";
import { checkOpen } from "./stage-window.ts";

/**
 * Submits a draft, or again what was returned for correction. Submitting what is submitted changes
 * nothing and succeeds. Refused after the deadline and its grace, or when the form has faults.
 */
export async function submitApplication(
  db: Database,
  actor: Actor,
  input: { id: string; expectedVersion?: number | null },
) {
  return inTransaction(db, async (tx) => {
    await holdEdition(tx, input.id);
    const application = await lockApplication(tx, actor, "submitApplication", input.id);
    if (application.state === "SUBMITTED") return application;
    checkApplicationMove(application.state, "SUBMITTED");
    sameVersion(application.version, input.expectedVersion);
    if (application.edition.state !== "OPEN") throw stateError(application.edition.state);
    const at = await now(tx);
    checkTime(application, at);
    return submitNow(tx, actor, application, at);
  });
}

/** Submits what is complete and eligible, whatever the time; for whoever has judged the time. */
export async function submitNow(
  tx: Transaction,
  actor: Actor,
  application: LockedApplication,
  at: Date,
) {
  await checkContent(tx, application, at);
  return accept(tx, actor, application, at);
}

/** A draft must be in time for registration, a returned one for its correction. */
function checkTime(application: LockedApplication, at: Date): void {
  const until = application.correctUntil;
  if (application.state === "DRAFT")
    checkOpen(registrationStage(application.edition.stages), application.province.timeZone, at);
  else if (until && at >= until)
    throw deadlineError(texts.deadlinePassed, { closedAt: until.toISOString() });
}

async function checkContent(tx: Transaction, application: LockedApplication, at: Date) {
  const questions = application.form.questions as unknown as Question[];
  const answers = application.answers as Answers;
  const regions = await knownRegions(tx, questions, answers);
  const storedFiles = new Set(application.files.map((file) => file.questionKey));
  const faults = checkAnswers(
    questions,
    answers,
    { isRegion: (code) => regions.has(code), storedFiles },
    true,
  );
  // Two drafts of one team that are submitted at once must count each other.
  await tx.$queryRaw`SELECT 1 FROM "Team" WHERE id = ${application.teamId}::uuid FOR UPDATE`;
  const otherEntries = await tx.application.count({
    where: {
      teamId: application.teamId,
      editionId: application.editionId,
      id: { not: application.id },
      state: { in: ["SUBMITTED", "RETURNED"] },
    },
  });
  const rules = eligibilitySchema.parse(application.edition.eligibility);
  const started = application.innovationStartedOn;
  const today = localDateAt(at, application.province.timeZone);
  const candidate = {
    kind: application.team.kind,
    innovationStartedOn: fromNullable(started),
    today,
    otherEntries,
  };
  refuseFaults([...faults, ...checkEligibility(rules, candidate)]);
}

/** Writes the submission. The edition's counter and audit chain are locked last and shortest. */
async function accept(tx: Transaction, actor: Actor, application: LockedApplication, at: Date) {
  const { id, editionId, edition } = application;
  const number = (await tx.applicationRevision.count({ where: { applicationId: id } })) + 1;
  await tx.applicationRevision.create({
    data: {
      applicationId: id,
      number,
      title: application.title,
      summary: application.summary,
      answers: application.answers as Prisma.InputJsonObject,
      submittedBy: actorName(actor),
      submittedAt: at,
    },
  });
  const registrationNumber = application.registrationNumber ?? (await nextNumber(tx, application));
  const submitted = await tx.application.update({
    where: { id },
    data: {
      state: "SUBMITTED",
      stateReason: null,
      correctUntil: null,
      registrationNumber,
      submittedAt: application.submittedAt ?? at,
      version: { increment: 1 },
    },
  });
  const stage = registrationStage(edition.stages);
  const entry = { stageId: stage.id, applicationId: id };
  await tx.stageEntry.upsert({
    where: { stageId_applicationId: entry },
    create: entry,
    update: {},
  });
  Audit.append(tx, {
    stream: auditStream(editionId),
    actor: actorName(actor),
    action: "application.submitted",
    subjectType: "Application",
    subjectId: id,
    before: { state: application.state },
    after: { state: "SUBMITTED", revision: number, registrationNumber },
  });
  return submitted;
}

/** The next registration number of the edition; refuses when the stage is full. */
async function nextNumber(tx: Transaction, application: LockedApplication): Promise<string> {
  const { edition, editionId, provinceCode } = application;
  const counter = await tx.registrationCounter.upsert({
    where: { editionId },
    create: { editionId, last: 1 },
    update: { last: { increment: 1 } },
  });
  const { capacity } = registrationStage(edition.stages);
  if (capacity !== null && counter.last > capacity)
    throw new DomainError("STATE", texts.capacity, { parameters: { capacity } });
  return `${edition.year}-${edition.batch}-${provinceCode}-${String(counter.last).padStart(4, "0")}-${editionId.slice(-4)}`;
}
