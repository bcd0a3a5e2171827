import type { IntroductionState, Reader } from "../database/index.ts";
import { type Actor, authorize } from "../identity/index.ts";
import { found } from "../kernel/error.ts";
import { visibleIntroductions, visibleNeeds } from "./facilitation-visibility.ts";
import { type MatchReason, matchNeed } from "./need-match.ts";

/** A finalist who could help, told by what was announced about them, and why. */
export interface NeedMatch {
  memberId: string;
  teamName: string;
  title: string;
  issueCode: string;
  provinceCode: string;
  rank: number;
  reasons: MatchReason[];
  introduced: boolean;
}

/** The finalists of all cohorts that fit a need, best first, at most 100, in two statements. */
export async function needMatches(db: Reader, actor: Actor, needId: string): Promise<NeedMatch[]> {
  const need = found(
    await db.need.findFirst({
      where: { id: needId, AND: visibleNeeds(actor) },
      include: { introductions: { select: { memberId: true } } },
    }),
    "need",
  );
  const { provinceCode, institutionId } = need;
  authorize(actor, "needMatches", { provinceCode, institutionId });
  const members = await db.cohortMember.findMany({
    where: {
      state: "ACTIVE",
      application: { OR: [{ issueCode: need.issueCode }, { provinceCode }] },
    },
    include: {
      application: {
        include: { published: { where: { announcement: { kind: "FINALISTS" } }, take: 1 } },
      },
    },
    orderBy: { id: "desc" },
    take: 1000,
  });
  const solutions = members.flatMap(({ id, application }) =>
    application.published.map(({ rank, teamName, title }) => ({
      id,
      rank,
      teamName,
      title,
      issueCode: application.issueCode,
      provinceCode: application.provinceCode,
      regencyCode: application.regencyCode,
    })),
  );
  const introduced = new Set(need.introductions.map((one) => one.memberId));
  return matchNeed(need, solutions)
    .slice(0, 100)
    .map(({ solution, reasons }) => ({
      memberId: solution.id,
      teamName: solution.teamName,
      title: solution.title,
      issueCode: solution.issueCode,
      provinceCode: solution.provinceCode,
      rank: solution.rank,
      reasons,
      introduced: introduced.has(solution.id),
    }));
}

/** How many introductions are at a stage. */
export interface StageCount {
  state: IntroductionState;
  count: number;
}

/** What the pipeline of a province holds, of what the actor may see. */
export interface Pipeline {
  provinceCode: string;
  openNeeds: number;
  stages: StageCount[];
}

const stages: readonly IntroductionState[] = [
  "INTRODUCED",
  "MEETING",
  "AGREED",
  "AGREEMENT",
  "DECLINED",
];

/** The numbers of a province's pipeline, counted from what the actor may see and no more. */
export async function pipelineOf(
  db: Reader,
  actor: Actor,
  provinceCode: string,
): Promise<Pipeline> {
  const [groups, openNeeds] = await Promise.all([
    db.introduction.groupBy({
      by: ["state"],
      where: { need: { provinceCode }, AND: visibleIntroductions(actor) },
      _count: true,
    }),
    db.need.count({ where: { provinceCode, state: "OPEN", AND: visibleNeeds(actor) } }),
  ]);
  const counts = new Map(groups.map((group) => [group.state, group._count]));
  return {
    provinceCode,
    openNeeds,
    stages: stages.map((state) => ({ state, count: counts.get(state) ?? 0 })),
  };
}
