import type { Transaction } from "../database/index.ts";
import { type Actor, authorize, may, type Operation } from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/**
 * Locks an application and hands it over with what decides about it, if the actor may do the
 * operation on it. To someone who may not even see it, it does not exist.
 */
export async function lockApplication(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  id: string,
) {
  await tx.$queryRaw`SELECT 1 FROM "Application" WHERE id = ${id}::uuid FOR UPDATE`;
  const application = found(
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
  const place = {
    editionId: application.editionId,
    provinceCode: application.provinceCode,
    ownerIds: application.team.members.map((member) => member.userId),
  };
  if (!may(actor, operation, place))
    found(may(actor, "applications", place) || undefined, "application");
  authorize(actor, operation, place);
  return application;
}

export type LockedApplication = Awaited<ReturnType<typeof lockApplication>>;

export const auditStream = (editionId: string): string => `edition:${editionId}`;
