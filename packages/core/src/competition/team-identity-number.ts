import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type IdentityNumberKind,
  inTransaction,
  type Reader,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { checkIdentityNumber, type Holder, maskNumber } from "../institution/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import type { Vault } from "../kernel/secret.ts";
import { lockLedTeam } from "./team-write.ts";

const valueLimits = madeOnce(() => z.looseObject({ value: line(40) }));
const reasonLimits = madeOnce(() => z.looseObject({ reason: line(500) }));

/** Whether a regency code of four digits is of today or of the past. */
async function isRegion(db: Reader, code: string): Promise<boolean> {
  const where = { OR: [{ code }, { previousCode: code }] };
  return (await db.regency.count({ where })) > 0;
}

/**
 * Keeps an identity number of a team: encrypted, with a keyed digest that finds equal numbers, and
 * the last four characters to recognise it. The number itself goes into no log, audit or index.
 */
export async function setIdentityNumber(
  db: Database,
  actor: Actor,
  vault: Vault,
  input: { teamId: string; kind: IdentityNumberKind; value: string } & Pick<
    Holder,
    "bornOn" | "sex"
  >,
) {
  readInput(valueLimits(), input);
  const { kind, bornOn, sex } = input;
  const region = await isRegion(db, input.value.replace(/\D/g, "").slice(0, 4));
  const checked = checkIdentityNumber(kind, input.value, { bornOn, sex, isRegion: () => region });
  refuseFaults(checked.errors.map((error) => ({ ...error, path: ["value"] })));
  const data = {
    ciphertext: vault.encrypt(checked.value),
    digest: vault.digest(`${kind}:${checked.value}`),
    masked: maskNumber(checked.value),
    warnings: checked.warnings.map((warning) => warning.message.code),
  };
  return inTransaction(db, async (tx) => {
    const { id: teamId } = await lockLedTeam(tx, actor, "setIdentityNumber", input.teamId);
    const number = await tx.teamIdentityNumber.upsert({
      where: { teamId_kind: { teamId, kind } },
      create: { teamId, kind, ...data },
      update: data,
    });
    Audit.append(tx, {
      stream: "team",
      actor: actorName(actor),
      action: "identity-number.set",
      subjectType: "Team",
      subjectId: teamId,
      after: { kind, warnings: data.warnings },
    });
    return { number, warnings: checked.warnings };
  });
}

/** Shows an identity number in clear to who must compare it with a document; always audited. */
export async function revealIdentityNumber(
  db: Database,
  actor: Actor,
  vault: Vault,
  input: { applicationId: string; kind: IdentityNumberKind; reason: string },
): Promise<string> {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const application = found(
      await tx.application.findUnique({
        where: { id: input.applicationId, submittedAt: { not: null } },
      }),
      "application",
    );
    const { teamId, editionId, provinceCode } = application;
    authorize(actor, "revealIdentityNumber", { editionId, provinceCode });
    const number = found(
      await tx.teamIdentityNumber.findUnique({
        where: { teamId_kind: { teamId, kind: input.kind } },
      }),
      "number",
    );
    Audit.append(tx, {
      stream: "team",
      actor: actorName(actor),
      action: "identity-number.revealed",
      subjectType: "Team",
      subjectId: teamId,
      after: { kind: input.kind, reason },
    });
    return vault.decrypt(number.ciphertext);
  });
}
