import * as Audit from "../audit/index.ts";
import {
  type Database,
  type InstitutionKind,
  inTransaction,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { DomainError, found, refuseFaults } from "../kernel/error.ts";
import { texts } from "./error.ts";
import { institutionStream, lockRow } from "./institution-lock.ts";
import { lockBilling, moveSubscriptions } from "./institution-merge-billing.ts";
import { movePlaces } from "./institution-merge-place.ts";

const governmental: readonly InstitutionKind[] = ["LOCAL_GOVERNMENT", "AGENCY"];

/**
 * Merges an institution that was registered twice into the other. Its places under agreements,
 * consents, needs, staff, numbers, contacts, agencies and scales go over, except where the other has them
 * already (of two places under one agreement the one that has come further stays), and its subscriptions, unless both have one of the same product; it stays as a pointer, and its
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
    await lockBilling(tx, id);
    // In one order, so that two merges at once cannot wait for each other.
    for (const one of [id, intoId].sort()) await lockRow(tx, one);
    const duplicate = await lockRow(tx, id);
    const kept = await lockRow(tx, intoId);
    authorize(actor, "mergeInstitutions", { provinceCode: kept.provinceCode });
    if (duplicate.mergedIntoId === intoId) return kept;
    if (duplicate.mergedIntoId || kept.mergedIntoId) throw new DomainError("STATE", texts.merged);
    // Agencies belong to a local government alone, and it is known by its region.
    const governments = [duplicate, kept].filter(({ kind }) => governmental.includes(kind));
    if (governments.length > 0 && duplicate.kind !== kept.kind)
      refuseFaults([{ message: texts.otherKind, path: ["intoId"] }]);
    const moved = await moveBelongings(tx, id, intoId);
    await tx.institution.update({
      where: { id },
      data: { mergedIntoId: intoId, version: { increment: 1 } },
    });
    // What was merged into it before points to where it went.
    await tx.institution.updateMany({
      where: { mergedIntoId: id },
      data: { mergedIntoId: intoId },
    });
    Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.merged",
      subjectType: "Institution",
      subjectId: id,
      after: { intoId, ...moved },
    });
    return kept;
  });
}

/** Moves what belongs to one institution to another; gives how much of each. */
async function moveBelongings(tx: Transaction, institutionId: string, intoId: string) {
  const billed = await moveSubscriptions(tx, institutionId, intoId);
  const own = { where: { institutionId }, data: { institutionId: intoId } };
  const places = await movePlaces(tx, institutionId, intoId);
  const scales = await tx.$executeRaw`
    UPDATE "InstitutionScale" s SET "institutionId" = ${intoId}::uuid
    WHERE "institutionId" = ${institutionId}::uuid AND NOT EXISTS (
      SELECT 1 FROM "InstitutionScale" k WHERE k."institutionId" = ${intoId}::uuid
        AND k.measure = s.measure AND k."validFrom" = s."validFrom")`;
  const billing = await tx.billingProfile.count({ where: { institutionId: intoId } });
  if (billing === 0) await tx.billingProfile.updateMany(own);
  const titles = await tx.need.findMany({
    where: { institutionId: intoId },
    select: { title: true },
  });
  const needs = await tx.need.updateMany({
    ...own,
    where: { institutionId, title: { notIn: titles.map((need) => need.title) } },
  });
  const consents = await moveConsents(tx, institutionId, intoId);
  const agencies = await tx.institution.updateMany({
    where: { parentId: institutionId },
    data: { parentId: intoId },
  });
  const staff = await tx.membership.updateMany(own);
  const numbers = await tx.institutionNumber.updateMany(own);
  const contacts = await tx.institutionContact.updateMany(own);
  return {
    places,
    needs: needs.count,
    consents,
    staff: staff.count,
    numbers: numbers.count,
    contacts: contacts.count,
    agencies: agencies.count,
    scales,
    ...billed,
  };
}

/**
 * Moves consents to teams. What the staff of the institution that stands said themselves stays; where its
 * consent was only carried over, and nobody said anything, the word of the other's staff counts.
 */
async function moveConsents(tx: Transaction, id: string, intoId: string): Promise<number> {
  const given = await tx.teamConsent.findMany({ where: { institutionId: id } });
  await tx.teamConsent.deleteMany({
    where: {
      institutionId: intoId,
      teamId: { in: given.map((consent) => consent.teamId) },
      basis: "CARRIED_OVER",
      withdrawnAt: null,
    },
  });
  const said = await tx.teamConsent.findMany({ where: { institutionId: intoId } });
  const { count } = await tx.teamConsent.updateMany({
    where: { institutionId: id, teamId: { notIn: said.map((consent) => consent.teamId) } },
    data: { institutionId: intoId },
  });
  return count;
}

/**
 * The institution that stands for one: itself, or the one into which it was merged. Until the end of the
 * transaction it is not merged into another.
 */
export async function standing(tx: Transaction, id: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT coalesce("mergedIntoId", id) AS id FROM "Institution" WHERE id = ${id}::uuid FOR KEY SHARE`;
  return found(row, "institution").id;
}
