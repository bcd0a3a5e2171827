import type { Database } from "@winner/core/database/index.ts";
import { draft, openSeason } from "./season.ts";
import { completeAnswers, type Json, type openApi, role, setClock } from "./world.ts";

type Api = ReturnType<typeof openApi>;
type Person = Awaited<ReturnType<Api["person"]>>;

export const criteria = [
  { key: "idea", nameId: "Gagasan", nameEn: "Idea", max: "10", step: "0.5", weight: "2" },
  { key: "reach", nameId: "Jangkauan", nameEn: "Reach", max: "10", step: "0.5", commentBelow: "3" },
];
export const localOf = (globalId: string): string => atob(globalId).split(":")[1] ?? "";
/** How the graph names a person. */
export const personOf = (userId: string): string => btoa(`Person:${userId}`);

/** An edition whose applications are in selection (12 to 23 June 2023), and an organiser. */
export async function selectionStage(api: Api, db: Database, teams: number, batch = 2) {
  await setClock(db, "2023-05-20T00:00:00Z");
  const organiser = await api.person(role("ORGANISER"));
  const season = await openSeason(api, organiser, { batch });
  const leaders: Person[] = [];
  const entries: string[] = [];
  for (let number = 0; number < teams; number += 1) {
    const leader = await api.person();
    const { id } = await draft(api, leader, season.id, completeAnswers, {
      title: `Inovasi ${number}`,
      provinceCode: number % 2 === 0 ? "61" : "35",
    });
    await api.run(leader, "submitApplication", { id }, "application { id }");
    leaders.push(leader);
    entries.push(id);
  }
  await setClock(db, "2023-06-12T02:00:00Z");
  const items = season.checklist.map((itemId) => ({ itemId, met: true }));
  for (const id of entries)
    await api.run(organiser, "checkApplication", { id, outcome: "PASSED", items }, "outcome");
  const stageId = season.stage("SELECTION");
  await api.run(
    organiser,
    "moveApplications",
    { toStageId: stageId, applicationIds: entries },
    "moved",
  );
  return { organiser, season, stageId, leaders, entries };
}

/** A panel with judges who accepted. */
export async function panelOf(
  api: Api,
  db: Database,
  { organiser, season, stageId }: Awaited<ReturnType<typeof selectionStage>>,
  judges: readonly Person[],
  changes: object = {},
) {
  const { rubric } = await api.run(
    organiser,
    "createRubric",
    { editionId: season.id, name: "Umum", criteria },
    "rubric { id version }",
  );
  const made = await api.run(
    organiser,
    "createPanel",
    {
      stageId,
      rubricId: rubric.id,
      name: "Juri",
      method: { judges: { kind: "MEAN" }, rounding: { total: 2 } },
      methodReason: "Simple and known",
      judgesPerEntry: 2,
      ...changes,
    },
    "panel { id version }",
  );
  const panelId = (made.panel as Json).id as string;
  for (const judge of judges) {
    const { email } = await db.user.findUniqueOrThrow({ where: { id: judge.id } });
    await api.run(organiser, "inviteJudge", { panelId, email, name: "Juri" }, "state");
    await api.run(judge, "respondToInvitation", { panelId, accept: true }, "state");
  }
  return { panelId, version: made.panel.version as number, rubricId: localOf(rubric.id) };
}

export const marks = (idea: string, reach: string, comment?: string) => ({
  idea: { value: idea },
  reach: { value: reach, ...(comment && { comment, release: true }) },
});

/** Submits marks of a judge for an entry. */
export const submit = (
  api: Api,
  judge: Person,
  panelId: string,
  applicationId: string,
  given: object,
  expectedVersion = 0,
) =>
  api.run(
    judge,
    "submitScoresheet",
    { panelId, applicationId, marks: given, expectedVersion },
    "scoresheet { state version }",
  );
