import { fileTypeFromBuffer } from "file-type";
import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults } from "../kernel/error.ts";
import type { FileStore } from "../kernel/file-store.ts";
import { line, readInput } from "../kernel/input.ts";
import { auditStream, type LockedApplication, lockApplication } from "./application-lock.ts";
import { stateError, texts } from "./error.ts";
import type { Question } from "./form.ts";

/** Uploads that one application may begin, over its life. */
const maxUploads = 200;

const announced = z.object({
  name: line(200).regex(/^[^/\\\p{Cc}]+$/u),
  mediaType: line(100),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

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
  const expected = readInput(announced, input);
  const { applicationId, questionKey } = input;
  const file = await inTransaction(db, async (tx) => {
    const application = await lockApplication(tx, actor, "requestUpload", applicationId);
    mayChange(application);
    const questions = application.form.questions as unknown as Question[];
    refuseFaults(announcementFaults(questions, questionKey, expected));
    if ((await tx.applicationFile.count({ where: { applicationId } })) >= maxUploads)
      throw new DomainError("STATE", texts.tooManyFiles);
    return tx.applicationFile.create({ data: { applicationId, questionKey, ...expected } });
  });
  return { file, target: await store.uploadTarget(file.id, expected) };
}

function announcementFaults(
  questions: readonly Question[],
  key: string,
  expected: z.output<typeof announced>,
): Fault[] {
  const question = questions.find((one) => one.key === key);
  if (question?.type !== "FILE")
    return [{ message: texts.notAFileQuestion, path: ["questionKey"] }];
  const faults: Fault[] = [];
  if (!question.mediaTypes.includes(expected.mediaType))
    faults.push({
      message: texts.mediaType,
      path: ["mediaType"],
      parameters: { accepted: question.mediaTypes.join(", ") },
    });
  if (expected.size > question.maxBytes)
    faults.push({
      message: texts.fileTooLarge,
      path: ["size"],
      parameters: { max: question.maxBytes },
    });
  return faults;
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
  const stored = await store.inspect(input.fileId);
  return inTransaction(db, async (tx) => {
    const application = await lockApplication(tx, actor, "confirmUpload", applicationId);
    const file = await tx.applicationFile.findUniqueOrThrow({ where: { id: input.fileId } });
    if (file.state !== "PENDING") return file;
    mayChange(application);
    if (!stored) throw new DomainError("STATE", texts.notUploaded);
    const what = await difference(file, stored);
    if (what) throw new DomainError("STATE", texts.contentDiffers, { parameters: { what } });
    const { questionKey } = file;
    await tx.applicationFile.updateMany({
      where: { applicationId, questionKey, state: "STORED" },
      data: { state: "REPLACED" },
    });
    const confirmed = await tx.applicationFile.update({
      where: { id: file.id },
      data: { state: "STORED", storedAt: await now(tx) },
    });
    await Audit.append(tx, {
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

/** In what a stored file differs from what was announced; undefined when it does not. */
async function difference(
  announced: { size: number; sha256: string; mediaType: string },
  stored: { size: number; sha256: string; head: Uint8Array },
): Promise<string | undefined> {
  if (stored.size !== announced.size) return "size";
  if (stored.sha256 !== announced.sha256) return "sha256";
  const shown = (await fileTypeFromBuffer(stored.head))?.mime;
  // Plain text has no mark of its own; office documents are zip files inside.
  const fits =
    shown === announced.mediaType ||
    (shown === undefined && announced.mediaType.startsWith("text/")) ||
    (shown === "application/zip" && announced.mediaType.includes("openxmlformats"));
  return fits ? undefined : "mediaType";
}
