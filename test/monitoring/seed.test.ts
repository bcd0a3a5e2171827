import { expect, test } from "vitest";
import { seedCohorts } from "../../prisma/seed/cohort.ts";
import { seedFacilitation } from "../../prisma/seed/facilitation.ts";
import { seedIndicators } from "../../prisma/seed/indicator.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
await seedStory(db);
await seedCohorts(db);
await seedServices(db);
await seedIndicators(db);
await seedFacilitation(db);
const api = openApi(db);

test("the two known finalists are led from a need to their agreements, and more waits", async () => {
  const organiser = await api.person(role("ORGANISER"));
  const ask = async (provinceCode: string) => {
    const { data } = await organiser.ask(
      `{ pipeline(provinceCode: "${provinceCode}") { openNeeds stages { state count } introductions { state team agreementId } } }`,
    );
    return data.pipeline;
  };
  expect(await ask("36")).toMatchObject({
    openNeeds: 1,
    introductions: [{ state: "AGREEMENT", team: "KlinikGo", agreementId: expect.any(String) }],
  });
  expect((await ask("53")).introductions.map((one: Json) => one.state)).toEqual([
    "MEETING",
    "AGREEMENT",
  ]);
});

test("what is generated says so", async () => {
  const needs = await db.need.findMany();
  expect(needs.every((need) => need.title.includes("data buatan"))).toBe(true);
  const observations = await db.indicatorObservation.findMany();
  expect(observations.length).toBeGreaterThan(0);
  expect(observations.every((one) => one.source.includes("Data buatan"))).toBe(true);
});
