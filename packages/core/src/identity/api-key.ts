import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Reader } from "../database/index.ts";
import { newSecret, now } from "../kernel/clock.ts";
import { found } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { sha256 } from "../kernel/secret.ts";
import { type Actor, actorName } from "./actor.ts";
import { authorize } from "./rights.ts";

const keyLimits = madeOnce(() => z.looseObject({ name: line(), days: z.int().min(1).max(365) }));

export const scopes = ["read"] as const;

/** Makes a partner's key, for 1 to 365 days. The secret is returned once and cannot be read again. */
export async function createApiKey(
  db: Database,
  actor: Actor,
  input: { organisationId: string; name: string; days: number },
) {
  authorize(actor, "createApiKey", {});
  const { name } = readInput(keyLimits(), input);
  const secret = `wk_${newSecret()}`;
  return inTransaction(db, async (tx) => {
    found(
      await tx.organisation.findUnique({ where: { id: input.organisationId } }),
      "organisation",
    );
    const expiresAt = new Date((await now(tx)).getTime() + input.days * 86_400_000);
    const key = await tx.apiKey.create({
      data: {
        organisationId: input.organisationId,
        name,
        expiresAt,
        scopes: [...scopes],
        hash: sha256(secret),
        lastFour: secret.slice(-4),
      },
    });
    Audit.append(tx, {
      stream: "identity",
      actor: actorName(actor),
      action: "key.created",
      subjectType: "ApiKey",
      subjectId: key.id,
      after: { expiresAt: expiresAt.toISOString() },
    });
    return { key, secret };
  });
}

/** Ends a key at once. */
export async function revokeApiKey(db: Database, actor: Actor, id: string) {
  authorize(actor, "revokeApiKey", {});
  return inTransaction(db, async (tx) => {
    const key = found(await tx.apiKey.findUnique({ where: { id } }), "key");
    if (key.revokedAt) return key;
    const revoked = await tx.apiKey.update({ where: { id }, data: { revokedAt: await now(tx) } });
    Audit.append(tx, {
      stream: "identity",
      actor: actorName(actor),
      action: "key.revoked",
      subjectType: "ApiKey",
      subjectId: id,
    });
    return revoked;
  });
}

/** The partner behind a secret; undefined when the key is unknown, revoked or past its day. */
export async function actorOfKey(db: Reader, secret: string): Promise<Actor | undefined> {
  const key = await db.apiKey.findUnique({ where: { hash: sha256(secret) } });
  if (!key || key.revokedAt || key.expiresAt <= (await now(db))) return undefined;
  return { kind: "PARTNER", keyId: key.id, scopes: key.scopes };
}
