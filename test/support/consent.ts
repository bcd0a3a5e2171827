import type { Database } from "@winner/core/database/index.ts";

/** Institutions say yes to a team, as their staff would. */
export const consent = (db: Database, teamId: string, ...institutionIds: readonly string[]) =>
  db.teamConsent.createMany({
    data: institutionIds.map((institutionId) => ({
      institutionId,
      teamId,
      givenAt: new Date("2020-01-01T00:00:00Z"),
    })),
  });

/** The same to a provider's team. */
export async function consentToProvider(
  db: Database,
  providerId: string,
  ...institutionIds: readonly string[]
) {
  const { teamId } = await db.provider.findUniqueOrThrow({ where: { id: providerId } });
  await consent(db, teamId, ...institutionIds);
}
