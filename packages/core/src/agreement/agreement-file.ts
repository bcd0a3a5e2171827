import * as Audit from "../audit/index.ts";
import {
  type AgreementFileKind,
  type AgreementState,
  type Database,
  type DocumentLanguage,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import type { FileStore } from "../kernel/file-store.ts";
import { readInput } from "../kernel/input.ts";
import {
  type AnnouncedFile,
  announcedFile,
  checkCount,
  checkStored,
  type FileLimits,
  limitFaults,
} from "../kernel/uploaded-file.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";

/** Uploads that one agreement may begin, over its life. */
const maxUploads = 200;
const maxBytes = 50_000_000;
const image = ["image/jpeg", "image/png"];
const office = ["wordprocessingml.document", "spreadsheetml.sheet"].map(
  (kind) => `application/vnd.openxmlformats-officedocument.${kind}`,
);

/** A signed original is the PDF as it was signed: anything made from it breaks its signatures. */
const limits: Readonly<Record<AgreementFileKind, FileLimits>> = {
  SIGNED_ORIGINAL: { mediaTypes: ["application/pdf"], maxBytes },
  SCAN: { mediaTypes: ["application/pdf", ...image], maxBytes },
  ANNEX: { mediaTypes: ["application/pdf", ...image, ...office], maxBytes },
};

/** Refuses what shows signatures before there can be any. */
function checkTime(kind: AgreementFileKind, state: AgreementState): void {
  if (kind !== "ANNEX" && (state === "DRAFT" || state === "REVIEW")) throw stateError(state);
}

/** Announces a file of an agreement and gives the address to which exactly that file can be sent. */
export async function requestAgreementUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: AnnouncedFile & {
    agreementId: string;
    kind: AgreementFileKind;
    language: DocumentLanguage;
  },
) {
  const expected = readInput(announcedFile, input);
  const { agreementId, kind, language } = input;
  const file = await inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "requestAgreementUpload", agreementId);
    checkTime(kind, agreement.state);
    refuseFaults(limitFaults(expected, limits[kind]));
    checkCount(await tx.agreementFile.count({ where: { agreementId } }), maxUploads);
    return tx.agreementFile.create({ data: { agreementId, kind, language, ...expected } });
  });
  return { file, target: await store.uploadTarget(file.id, expected) };
}

/**
 * Checks what was uploaded against what was announced and keeps it, from then on unchangeable. A
 * better scan is a further file. Confirming twice changes nothing.
 */
export async function confirmAgreementUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: { fileId: string },
) {
  const { agreementId } = found(
    await db.agreementFile.findUnique({ where: { id: input.fileId } }),
    "file",
  );
  const lock = (tx: Transaction) => lockAgreement(tx, actor, "confirmAgreementUpload", agreementId);
  // The right first, so that nobody else makes the store read; then the store, with nothing locked.
  await inTransaction(db, lock);
  const stored = await store.inspect(input.fileId);
  return inTransaction(db, async (tx) => {
    const agreement = await lock(tx);
    const file = await tx.agreementFile.findUniqueOrThrow({ where: { id: input.fileId } });
    if (file.state !== "PENDING") return file;
    checkTime(file.kind, agreement.state);
    await checkStored(file, stored);
    const confirmed = await tx.agreementFile.update({
      where: { id: file.id },
      data: { state: "STORED", storedAt: await now(tx) },
    });
    const { kind, sha256, size } = file;
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "agreement.file-stored",
      subjectType: "Agreement",
      subjectId: agreementId,
      after: { fileId: file.id, kind, sha256, size },
    });
    return confirmed;
  });
}
