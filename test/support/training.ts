import type { Database, InstitutionKind } from "@winner/core/database/index.ts";
import { type openApi, role } from "./world.ts";

type Api = ReturnType<typeof openApi>;

/** A team with a member, and a second member who can act as well. */
export async function openTeam(api: Api, db: Database, name: string) {
  const leader = await api.person();
  const colleague = await api.person();
  const { id } = await db.team.create({
    data: {
      name,
      kind: "SOCIAL_ENTERPRISE",
      members: {
        create: [
          { userId: leader.id, role: "LEADER" },
          { userId: colleague.id, role: "MEMBER" },
        ],
      },
    },
  });
  return { id, teamId: btoa(`Team:${id}`), leader, colleague };
}

/** An institution and a person of its staff. */
export async function openInstitution(
  api: Api,
  db: Database,
  kind: InstitutionKind,
  name: string,
  provinceCode = "36",
) {
  const { id } = await db.institution.create({ data: { kind, name, provinceCode } });
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: id }));
  return { id, institutionId: btoa(`Institution:${id}`), staff };
}

/** An active agreement of a team that institutions have accepted. */
export async function activeAgreement(
  db: Database,
  teamId: string,
  institutions: readonly { id: string }[],
  provinceCode = "36",
) {
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const { id } = await db.agreement.create({
    data: {
      kind: "PKS",
      title: "Rekam medis elektronik",
      state: "ACTIVE",
      teamId,
      provinceCode,
      effectiveFrom: day("2023-01-01"),
      effectiveTo: day("2026-12-31"),
      institutions: {
        create: institutions.map((one) => ({ institutionId: one.id, state: "ACCEPTED" as const })),
      },
    },
  });
  return { id, agreementId: btoa(`Agreement:${id}`) };
}
