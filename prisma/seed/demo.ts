import type { Database, Role } from "../../packages/core/src/database/index.ts";
import { createApiKey } from "../../packages/core/src/identity/index.ts";
import { newId } from "../../packages/core/src/kernel/clock.ts";

/**
 * One person per role, and an applicant and a mentor, who are known by their team and their finalists. They exist only
 * in seeded databases.
 */
export const demoPeople: {
  role: string;
  email: string;
  grants: { role: Role; provinceCode?: string }[];
}[] = [
  ["administrator", { role: "ADMINISTRATOR" as const }],
  ["organiser", { role: "ORGANISER" as const }],
  ["officer.banten", { role: "PROVINCIAL_OFFICER" as const, provinceCode: "36" }],
  ["judge", { role: "JUDGE" as const }],
  ["mentor", undefined],
  ["provider", { role: "PROVIDER" as const }],
  ["institution", { role: "INSTITUTION_STAFF" as const }],
  ["auditor", { role: "AUDITOR" as const }],
  ["applicant", undefined],
].map(([name, grant]) => ({
  role: String(name),
  email: `${name}@demo.winner.id`,
  grants: grant ? [grant as { role: Role; provinceCode?: string }] : [],
}));

/** The demo people in the ministry's organisation. */
export async function seedDemo(db: Database): Promise<void> {
  const organisation = await db.organisation.create({
    data: { name: "Kementerian PANRB (peragaan)", kind: "MINISTRY" },
  });
  const institution = await db.institution.create({
    data: {
      kind: "CLINIC",
      name: "Klinik Rangkasbitung (peragaan)",
      provinceCode: "36",
      regencyCode: "3602",
    },
  });
  const limits = (role: Role) =>
    role === "INSTITUTION_STAFF" ? { institutionId: institution.id } : {};
  for (const { role, email, grants } of demoPeople)
    await db.user.create({
      data: {
        id: newId(),
        name: `Demo ${role}`,
        email,
        emailVerified: true,
        memberships: {
          create: grants.map((grant) => ({
            ...grant,
            ...limits(grant.role),
            organisationId: organisation.id,
          })),
        },
      },
    });
}

/** A demo partner; gives its key, which is shown once. */
export async function seedPartner(db: Database): Promise<string> {
  const partner = await db.organisation.create({
    data: { name: "Mitra (peragaan)", kind: "PARTNER" },
  });
  const { secret } = await createApiKey(
    db,
    { kind: "SYSTEM", name: "seed" },
    { organisationId: partner.id, name: "demo", days: 365 },
  );
  return secret;
}
