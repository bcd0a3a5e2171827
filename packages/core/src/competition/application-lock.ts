import type { Transaction } from "../database/index.ts";
import { type Actor, authorize, may, type Operation } from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/**
 * Holds the edition of an application, and its registration, as they are until the end of the transaction: who
 * closes them or announces results waits for it, or it for them. Before the application itself is locked.
 */
export const holdEdition = (tx: Transaction, applicationId: string) =>
  tx.$queryRaw`SELECT 1 FROM "Edition" e JOIN "Stage" s ON s."editionId" = e.id AND s.kind = 'REGISTRATION'
    WHERE e.id = (SELECT "editionId" FROM "Application" WHERE id = ${applicationId}::uuid) FOR SHARE OF e, s`;

/** Locks an application and hands it over with what decides about it, to whoever has the right. */
export async function readLocked(tx: Transaction, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "Application" WHERE id = ${id}::uuid FOR UPDATE`;
  return found(
    await tx.application.findUnique({
      where: { id },
      include: {
        edition: { include: { stages: { orderBy: { position: "asc" } } } },
        province: true,
        form: true,
        team: { include: { members: true } },
        files: { where: { state: "STORED" } },
      },
    }),
    "application",
  );
}

/**
 * Locks an application for an operation that the actor may do on it. To someone who may not even
 * see it, and to officials before it is submitted, it does not exist.
 */
export async function lockApplication(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  const application = await readLocked(tx, id);
  const { editionId, provinceCode } = application;
  const ownerIds = application.team.members.map((member) => member.userId);
  const own = actor.kind === "USER" && ownerIds.includes(actor.id);
  const place = { editionId, provinceCode, ownerIds };
  const visible = own || (application.submittedAt !== null && may(actor, "applications", place));
  found(visible || undefined, "application");
  authorize(actor, operation, place);
  return application;
}

export type LockedApplication = Awaited<ReturnType<typeof readLocked>>;

export const auditStream = (editionId: string): string => `edition:${editionId}`;
