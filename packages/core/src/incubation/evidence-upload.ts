import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type MilestoneState,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { found, refuseFaults, stateError } from "../kernel/error.ts";
import type { FileStore } from "../kernel/file-store.ts";
import { readInput } from "../kernel/input.ts";
import {
  type AnnouncedFile,
  announcedFile,
  checkCount,
  checkStored,
  limitFaults,
} from "../kernel/uploaded-file.ts";
import { cohortStream } from "./cohort-visibility.ts";
import { lockMilestone, milestoneMoves } from "./milestone-write.ts";

/** Uploads that one milestone may begin. */
const maxUploads = 50;
const limits = {
  mediaTypes: ["application/pdf", "image/jpeg", "image/png", "video/mp4"],
  maxBytes: 100_000_000,
};

/** Refuses what is submitted or accepted already: its evidence is as it was then. */
function checkOpen(state: MilestoneState): void {
  if (!milestoneMoves[state].includes("SUBMITTED")) throw stateError(state);
}

/** Announces a file of evidence for a milestone that is yet to be submitted. */
export async function requestEvidenceUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: AnnouncedFile & { milestoneId: string },
) {
  const expected = readInput(announcedFile, input);
  const { milestoneId } = input;
  const file = await inTransaction(db, async (tx) => {
    const { milestone } = await lockMilestone(
      tx,
      actor,
      "requestEvidenceUpload",
      milestoneId,
      "TEAM",
    );
    checkOpen(milestone.state);
    refuseFaults(limitFaults(expected, limits));
    checkCount(await tx.evidenceFile.count({ where: { milestoneId } }), maxUploads);
    return tx.evidenceFile.create({ data: { milestoneId, ...expected } });
  });
  return { file, target: await store.uploadTarget(file.id, expected) };
}

/** Checks what was uploaded and adds it to the evidence, for good. Twice changes nothing. */
export async function confirmEvidenceUpload(
  db: Database,
  actor: Actor,
  store: FileStore,
  input: { fileId: string },
) {
  const { milestoneId } = found(
    await db.evidenceFile.findUnique({ where: { id: input.fileId } }),
    "file",
  );
  const lock = (tx: Transaction) =>
    lockMilestone(tx, actor, "confirmEvidenceUpload", milestoneId, "TEAM");
  // The right first, so that nobody else makes the store read; then the store, with nothing locked.
  await inTransaction(db, lock);
  const stored = await store.inspect(input.fileId);
  return inTransaction(db, async (tx) => {
    const { member, milestone } = await lock(tx);
    const file = await tx.evidenceFile.findUniqueOrThrow({ where: { id: input.fileId } });
    if (file.state !== "PENDING") return file;
    checkOpen(milestone.state);
    await checkStored(file, stored);
    const confirmed = await tx.evidenceFile.update({
      where: { id: file.id },
      data: { state: "STORED", storedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: "milestone.file-stored",
      subjectType: "Milestone",
      subjectId: milestone.id,
      after: { fileId: file.id, sha256: file.sha256 },
    });
    return confirmed;
  });
}
