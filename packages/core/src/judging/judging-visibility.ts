import type { Prisma, Reader } from "../database/index.ts";
import { type Actor, authorize, grantsFor, may, type Operation } from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** The panels that an actor may see: of editions they organise, and those they are invited to. */
export function visiblePanels(actor: Actor): Prisma.PanelWhereInput {
  if (actor.kind === "SYSTEM") return {};
  if (actor.kind !== "USER") return { id: { in: [] } };
  const grants = grantsFor(actor, "panelResult");
  if (grants.some((grant) => !grant.editionId)) return {};
  const editionIds = grants.flatMap(({ editionId }) => editionId ?? []);
  return {
    OR: [
      { judges: { some: { judgeId: actor.id } } },
      { stage: { editionId: { in: editionIds } } },
    ],
  };
}

/** Lets only those go on who may do an organiser's operation on a panel. */
export async function authorizePanel(
  db: Reader,
  actor: Actor,
  operation: Operation,
  panelId: string,
): Promise<void> {
  const panel = await db.panel.findFirst({
    where: { id: panelId, AND: visiblePanels(actor) },
    include: { stage: { select: { editionId: true } } },
  });
  authorize(actor, operation, { editionId: found(panel, "panel").stage.editionId });
}

/**
 * Whether a reader may know whose an application is: the team itself and officials may; a judge may
 * unless one of their panels on it judges blind.
 */
export function mayKnowTeam(
  actor: Actor,
  application: {
    editionId: string;
    provinceCode: string;
    team: { members: readonly { userId: string }[] };
    assignments: readonly { judgeId: string; panel: { blind: boolean } }[];
    entries: readonly { stage: { panels: readonly { blind: boolean; mode: string }[] } }[];
  },
): boolean {
  if (actor.kind !== "USER") return actor.kind === "SYSTEM";
  const { editionId, provinceCode } = application;
  if (application.team.members.some((member) => member.userId === actor.id)) return true;
  if (may(actor, "exportRegistrations", { editionId, provinceCode })) return true;
  const own = application.assignments.filter((one) => one.judgeId === actor.id);
  const pairwise = application.entries.flatMap(({ stage }) =>
    stage.panels.filter((panel) => panel.mode === "PAIRWISE"),
  );
  return ![...own.map((one) => one.panel), ...pairwise].some((panel) => panel.blind);
}

export interface JudgingProgress {
  /** Scoresheets that are wanted. */
  assigned: number;
  drafts: number;
  submitted: number;
  judges: { judgeId: string; assigned: number; submitted: number }[];
}

/** How far the judging of a panel is. */
export async function judgingProgress(db: Reader, panelId: string): Promise<JudgingProgress> {
  const judges = await db.$queryRaw<
    { judgeId: string; assigned: number; drafts: number; submitted: number }[]
  >`SELECT a."judgeId", count(*)::int AS assigned,
      count(*) FILTER (WHERE s.state = 'DRAFT')::int AS drafts,
      count(*) FILTER (WHERE s.state = 'SUBMITTED')::int AS submitted
    FROM "Assignment" a LEFT JOIN "Scoresheet" s USING ("panelId", "applicationId", "judgeId")
    WHERE a."panelId" = ${panelId}::uuid AND a.state = 'ASSIGNED'
    GROUP BY 1 ORDER BY 1`;
  const sum = (field: "assigned" | "drafts" | "submitted") =>
    judges.reduce((total, judge) => total + judge[field], 0);
  return {
    assigned: sum("assigned"),
    drafts: sum("drafts"),
    submitted: sum("submitted"),
    judges: judges.map(({ judgeId, assigned, submitted }) => ({ judgeId, assigned, submitted })),
  };
}
