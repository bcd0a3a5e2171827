import type { Transaction } from "../database/index.ts";
import { type Actor, authorize, may, type Operation } from "../identity/index.ts";
import { DomainError, found } from "../kernel/error.ts";
import { texts } from "./error.ts";

/** Locks an institution, whoever asks. */
export async function lockRow(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Institution" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(await tx.institution.findUnique({ where: { id } }), "institution");
}

/**
 * Locks an institution, which stands for itself, for an operation that the actor may do on it. To
 * someone who may not see it, it does not exist.
 */
export async function lockInstitution(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  const institution = await lockRow(tx, id);
  const place = { provinceCode: institution.provinceCode, institutionId: id };
  found(may(actor, "institutions", place) || undefined, "institution");
  authorize(actor, operation, place);
  if (institution.mergedIntoId) throw new DomainError("STATE", texts.merged);
  return institution;
}

export const institutionStream = "institution";
