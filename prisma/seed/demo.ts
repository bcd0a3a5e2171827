import type { Database, Role } from "../../packages/core/src/database/index.ts";
import { newId } from "../../packages/core/src/kernel/clock.ts";

/** One person per role, for trying the product. They exist only in seeded databases. */
export const demoPeople: {
  role: string;
  email: string;
  grants: { role: Role; provinceCode?: string }[];
}[] = [
  ["administrator", { role: "ADMINISTRATOR" as const }],
  ["organiser", { role: "ORGANISER" as const }],
  ["officer.banten", { role: "PROVINCIAL_OFFICER" as const, provinceCode: "36" }],
  ["judge", { role: "JUDGE" as const }],
  ["mentor", { role: "MENTOR" as const }],
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
  for (const { role, email, grants } of demoPeople)
    await db.user.create({
      data: {
        id: newId(),
        name: `Demo ${role}`,
        email,
        emailVerified: true,
        memberships: {
          create: grants.map((grant) => ({ ...grant, organisationId: organisation.id })),
        },
      },
    });
}
