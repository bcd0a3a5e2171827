import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { refuseFaults } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import type { Vault } from "../kernel/secret.ts";
import { checkIdentityNumber, maskNumber } from "./identity-number.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";

const limits = z.looseObject({ address: line(500), taxNumber: line(40).nullish() });

/**
 * Sets where the invoices of an institution go, and its NPWP for them: encrypted, since that of a
 * clinic may be its owner's NIK. Only the end of it is ever shown; billing decrypts it.
 */
export async function setInstitutionBilling(
  db: Database,
  actor: Actor,
  vault: Vault,
  input: { institutionId: string; address: string; taxNumber?: string | null },
) {
  const { address, taxNumber } = readInput(limits, input);
  const { institutionId } = input;
  const checked = taxNumber ? checkIdentityNumber("NPWP", taxNumber) : undefined;
  refuseFaults((checked?.errors ?? []).map((error) => ({ ...error, path: ["taxNumber"] })));
  const data = {
    address,
    taxCiphertext: checked ? vault.encrypt(checked.value) : null,
    taxMasked: checked ? maskNumber(checked.value) : null,
  };
  return inTransaction(db, async (tx) => {
    const institution = await lockInstitution(tx, actor, "setInstitutionBilling", institutionId);
    await tx.institutionBilling.upsert({
      where: { institutionId },
      create: { institutionId, ...data },
      update: data,
    });
    await Audit.append(tx, {
      stream: institutionStream,
      actor: actorName(actor),
      action: "institution.billing-set",
      subjectType: "Institution",
      subjectId: institutionId,
      after: { withTaxNumber: checked !== undefined },
    });
    return institution;
  });
}
