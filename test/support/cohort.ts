import type { Database } from "@winner/core/database/index.ts";
import { localOf, selectionStage } from "./panel.ts";
import { type Json, type openApi, setClock } from "./world.ts";

type Api = ReturnType<typeof openApi>;
type Person = Awaited<ReturnType<Api["person"]>>;

export const plan = [
  { titleId: "Rencana", titleEn: "Plan", afterDays: 7 },
  { titleId: "Pertemuan", titleEn: "Meeting", afterDays: 21 },
];

/**
 * Finalists of a season of so many teams, drawn on 25 June 2023 and not announced yet: three of West
 * Kalimantan (61) and three of East Java (35), as far as there are teams; further ones are reserves.
 */
export async function drawnFinalists(api: Api, db: Database, teams: number) {
  const stage = await selectionStage(api, db, teams);
  const { organiser, season, entries, stageId } = stage;
  await setClock(db, "2023-06-25T02:00:00Z");
  const decisions = entries.map((applicationId, index) => ({
    applicationId,
    advance: true,
    score: 90 - index,
  }));
  await api.run(organiser, "decideSelection", { stageId, decisions }, "results { score }");
  const draw = { editionId: season.id, allowShortfall: true };
  await api.run(organiser, "drawFinalists", draw, "provinces { finalists }");
  const announce = () =>
    api.run(
      organiser,
      "publishAnnouncement",
      { editionId: season.id, kind: "FINALISTS", titleId: "Finalis", titleEn: "Finalists" },
      "publishedAt",
    );
  const formCohort = (changes: object = { template: plan }): Promise<Json> =>
    api.run(
      organiser,
      "createCohort",
      { editionId: season.id, name: "Angkatan 2023", startsOn: "2023-07-01", ...changes },
      "cohort { name }",
    );
  return { ...stage, announce, formCohort };
}

/** The same, announced. */
export async function announcedFinalists(api: Api, db: Database, teams: number) {
  const finalists = await drawnFinalists(api, db, teams);
  await finalists.announce();
  return finalists;
}

/** The members of cohorts that a person sees, with the given fields. */
export async function membersFor(
  person: Pick<Person, "ask">,
  fields = "id team state mentors milestones { id titleEn dueOn state version owner files { sha256 url } } sessions { id }",
): Promise<Json[]> {
  const { data, errors } = await person.ask(`{ cohorts { members { ${fields} } } }`);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.cohorts.flatMap((one: Json) => one.members);
}

/** The member that an application became. */
export async function memberIdOf(db: Database, applicationId: string): Promise<string> {
  const { id } = await db.cohortMember.findUniqueOrThrow({
    where: { applicationId: localOf(applicationId) },
  });
  return btoa(`CohortMember:${id}`);
}
