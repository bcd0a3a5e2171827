import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Transaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, found, message, refuseFaults, sameVersion } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { regionFaults } from "../region/index.ts";

const texts = {
  merged: message(
    "MERGED",
    "This institution was merged into another.",
    "Lembaga ini telah digabungkan dengan lembaga lain.",
  ),
  same: message(
    "SAME_INSTITUTION",
    "An institution cannot be merged into itself.",
    "Lembaga tidak dapat digabungkan dengan dirinya sendiri.",
  ),
};

async function lockInstitution(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Institution" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(await tx.institution.findUnique({ where: { id } }), "institution");
}

/**
 * Renames an institution or moves it to another region, as when a regency gets a new code. What it
 * was stays in the audit.
 */
export async function changeInstitution(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    name: string;
    provinceCode: string;
    regencyCode?: string | null;
    expectedVersion: number;
  },
) {
  const { id, provinceCode, regencyCode = null } = input;
  const { name } = readInput(z.looseObject({ name: line() }), input);
  return inTransaction(db, async (tx) => {
    const before = await lockInstitution(tx, id);
    authorize(actor, "changeInstitution", { provinceCode: before.provinceCode });
    if (before.mergedIntoId) throw new DomainError("STATE", texts.merged);
    sameVersion(before.version, input.expectedVersion);
    refuseFaults(await regionFaults(tx, input));
    const changed = await tx.institution.update({
      where: { id },
      data: { name, provinceCode, regencyCode, version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: "institution",
      actor: actorName(actor),
      action: "institution.changed",
      subjectType: "Institution",
      subjectId: id,
      before: {
        name: before.name,
        provinceCode: before.provinceCode,
        regencyCode: before.regencyCode,
      },
      after: { name, provinceCode, regencyCode },
    });
    return changed;
  });
}

/**
 * Merges an institution that was registered twice into the other. Its places under agreements, its
 * needs and its staff go over, except where the other has them already; it stays as a pointer, and its
 * history with it.
 */
export async function mergeInstitutions(
  db: Database,
  actor: Actor,
  input: { id: string; intoId: string },
) {
  const { id, intoId } = input;
  if (id === intoId) refuseFaults([{ message: texts.same, path: ["intoId"] }]);
  return inTransaction(db, async (tx) => {
    // In one order, so that two merges at once cannot wait for each other.
    for (const one of [id, intoId].sort()) await lockInstitution(tx, one);
    const duplicate = await lockInstitution(tx, id);
    const kept = await lockInstitution(tx, intoId);
    authorize(actor, "mergeInstitutions", { provinceCode: kept.provinceCode });
    if (duplicate.mergedIntoId === intoId) return kept;
    if (duplicate.mergedIntoId || kept.mergedIntoId) throw new DomainError("STATE", texts.merged);
    const places = await tx.agreementInstitution.findMany({ where: { institutionId: intoId } });
    const taken = places.map((place) => place.agreementId);
    const moved = await tx.agreementInstitution.updateMany({
      where: { institutionId: id, agreementId: { notIn: taken } },
      data: { institutionId: intoId },
    });
    const titles = await tx.need.findMany({
      where: { institutionId: intoId },
      select: { title: true },
    });
    const needs = await tx.need.updateMany({
      where: { institutionId: id, title: { notIn: titles.map((need) => need.title) } },
      data: { institutionId: intoId },
    });
    const staff = await tx.membership.updateMany({
      where: { institutionId: id },
      data: { institutionId: intoId },
    });
    await tx.institution.update({
      where: { id },
      data: { mergedIntoId: intoId, version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: "institution",
      actor: actorName(actor),
      action: "institution.merged",
      subjectType: "Institution",
      subjectId: id,
      after: { intoId, places: moved.count, needs: needs.count, staff: staff.count },
    });
    return kept;
  });
}
