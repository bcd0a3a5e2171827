import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { type Fault, found, refuseFaults } from "../kernel/error.ts";
import type { ExpectedFile, FileStore } from "../kernel/file-store.ts";
import { readInput } from "../kernel/input.ts";
import { announcedFile, checkCount, checkStored, limitFaults } from "../kernel/uploaded-file.ts";
import { auditStream, type LockedApplication, lockApplication } from "./application-lock.ts";
import { stateError, texts } from "./error.ts";
import type { Question } from "./form.ts";

/** Uploads that one application may begin, over its life. */
const maxUploads = 200;

const mayChange = ({ state }: LockedApplication): void => {
  if (state !== "DRAFT" && state !== "RETURNED") throw stateError(state);
};

/**
 * Announces a file for a question and gives the address to which exactly that file can be sent.
 * It belongs to the application only once its upload is confirmed.
 */
export async function requestUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: {
    applicationId: string;
    questionKey: string;
    name: string;
    mediaType: string;
    /** Bytes. */
    size: number;
    /** Of the content, hexadecimal. */
    sha256: string;
  },
) {
  const expected = readInput(announcedFile, input);
  const { applicationId, questionKey } = input;
  const file = await inTransaction(db, async (tx) => {
    const application = await lockApplication(tx, actor, "requestUpload", applicationId);
    mayChange(application);
    const questions = application.form.questions as unknown as Question[];
    refuseFaults(announcementFaults(questions, questionKey, expected));
    checkCount(await tx.applicationFile.count({ where: { applicationId } }), maxUploads);
    return tx.applicationFile.create({ data: { applicationId, questionKey, ...expected } });
  });
  return { file, target: await store.uploadTarget(file.id, expected) };
}

function announcementFaults(
  questions: readonly Question[],
  key: string,
  expected: ExpectedFile,
): Fault[] {
  const question = questions.find((one) => one.key === key);
  if (question?.type !== "FILE")
    return [{ message: texts.notAFileQuestion, path: ["questionKey"] }];
  return limitFaults(expected, question);
}

/**
 * Checks what was uploaded against what was announced (size, hash, and the type that its first
 * bytes show) and makes it the answer; an earlier file of the question is kept as replaced.
 * Confirming twice changes nothing.
 */
export async function confirmUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: { fileId: string },
) {
  const { applicationId } = found(
    await db.applicationFile.findUnique({ where: { id: input.fileId } }),
    "file",
  );
  const lock = (tx: Transaction) => lockApplication(tx, actor, "confirmUpload", applicationId);
  // The right first, so that nobody else makes the store read; then the store, with nothing locked.
  await inTransaction(db, lock);
  const stored = await store.inspect(input.fileId);
  return inTransaction(db, async (tx) => {
    const application = await lock(tx);
    const file = await tx.applicationFile.findUniqueOrThrow({ where: { id: input.fileId } });
    if (file.state !== "PENDING") return file;
    mayChange(application);
    await checkStored(file, stored);
    const { questionKey } = file;
    await tx.applicationFile.updateMany({
      where: { applicationId, questionKey, state: "STORED" },
      data: { state: "REPLACED" },
    });
    const confirmed = await tx.applicationFile.update({
      where: { id: file.id },
      data: { state: "STORED", storedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream: auditStream(application.editionId),
      actor: actorName(actor),
      action: "file.stored",
      subjectType: "Application",
      subjectId: applicationId,
      after: { fileId: file.id, questionKey, sha256: file.sha256 },
    });
    return confirmed;
  });
}
