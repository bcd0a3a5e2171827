import type { AssignmentState, Prisma, Reader } from "../database/index.ts";
import {
  type Actor,
  anyRow,
  authorize,
  grantsFor,
  may,
  type Operation,
  personId,
} from "../identity/index.ts";
import { found } from "../kernel/error.ts";

/** The panels that an actor may see: of editions they organise, and those they are invited to. */
export function visiblePanels(actor: Actor): Prisma.PanelWhereInput {
  if (actor.kind !== "USER") return organisedPanels(actor);
  return { OR: [{ judges: { some: { judgeId: actor.id } } }, organisedPanels(actor)] };
}

/** The panels of the editions that an actor organises. */
export function organisedPanels(actor: Actor): Prisma.PanelWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const grants = grantsFor(actor, "panelResult").filter((grant) => !grant.provinceCode);
  if (grants.some((grant) => !grant.editionId)) return anyRow;
  return { stage: { editionId: { in: grants.flatMap(({ editionId }) => editionId ?? []) } } };
}

/** Lets only those go on who may do an organiser's operation on a panel; gives its edition. */
export async function authorizePanel(
  db: Reader,
  actor: Actor,
  operation: Operation,
  panelId: string,
): Promise<{ editionId: string }> {
  const panel = await db.panel.findFirst({
    where: { id: panelId, AND: visiblePanels(actor) },
    include: { stage: { select: { editionId: true } } },
  });
  const { editionId } = found(panel, "panel").stage;
  authorize(actor, operation, { editionId });
  return { editionId };
}

const place = { editionId: true, provinceCode: true } as const;
/** The order of the stages that an application has entered, wherever they are read: once is enough then. */
export const stagesEntered = { orderBy: { stage: { position: "asc" } } } as const;

/** The conflicts of a judge with an application, to be read with it. */
export const conflictsOf = (judgeId: string) =>
  ({ conflicts: { where: { judgeId }, select: { judgeId: true } } }) as const;

/** Whether a judge may open the entry of an assignment of their own, read with `conflictsOf` them. */
export const mayOpen = (own: {
  state: AssignmentState;
  application: { conflicts: readonly object[] };
}): boolean => own.state === "ASSIGNED" && own.application.conflicts.length === 0;

/**
 * What `mayKnowTeam` needs to be read with an application. Its entries are all entries, in order, so
 * that the same read serves whoever shows them.
 */
const blindness = (judgeId: string) =>
  ({
    ...place,
    ...conflictsOf(judgeId),
    assignments: { where: { judgeId, panel: { blind: true } }, select: { judgeId: true } },
    entries: {
      select: {
        stage: {
          select: {
            panels: {
              where: { blind: true, mode: "PAIRWISE", judges: { some: { judgeId } } },
              select: { id: true },
            },
          },
        },
      },
      ...stagesEntered,
    },
  }) as const satisfies Prisma.ApplicationSelect;

/** Whether an actor may know every team there is, so that nothing about blindness need be read. */
const knowsEveryTeam = (actor: Actor): boolean => may(actor, "exportRegistrations", {});

/** What `mayKnowTeam` needs to be read with an application. */
export const blindnessOf = (actor: Actor): Prisma.ApplicationSelect =>
  knowsEveryTeam(actor) ? place : blindness(personId(actor));

type Seen = Prisma.ApplicationGetPayload<{ select: ReturnType<typeof blindness> }>;

/**
 * Whether a reader who sees an application may know whose it is: officials and the team may; a judge
 * may unless they judge it blind. Who is in conflict judges nothing of it, and sees it as its team.
 */
export function mayKnowTeam(
  actor: Actor,
  application: Pick<Seen, keyof typeof place> & Partial<Seen>,
): boolean {
  const { editionId, provinceCode, conflicts, assignments, entries } = application;
  if (may(actor, "exportRegistrations", { editionId, provinceCode })) return true;
  if (!conflicts || !assignments || !entries) return false;
  const blindPairs = entries.some(({ stage }) => stage.panels.length > 0);
  return conflicts.length > 0 || (assignments.length === 0 && !blindPairs);
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

/** What an actor answered to the invitation to a panel; null when not invited. */
export async function ownInvitation(db: Reader, actor: Actor, panelId: string) {
  const where = { panelId_judgeId: { panelId, judgeId: personId(actor) } };
  return (await db.panelJudge.findUnique({ where, select: { state: true } }))?.state ?? null;
}

/** The appeals that an actor may see: an organiser all of the edition, a team its own. */
export const visibleAppeals = (actor: Actor): Prisma.AppealWhereInput => ({
  OR: [
    { panel: organisedPanels(actor) },
    {
      application: {
        team: { members: { some: { userId: personId(actor) } } },
      },
    },
  ],
});
