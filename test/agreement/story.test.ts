import { expect, test } from "vitest";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, type Json, openApi } from "../support/world.ts";

test("one public query goes from the edition through its finalists to the funnel by regency, in one statement", async () => {
  const statements: string[] = [];
  const { db } = await freshDatabase((sql) => statements.push(sql));
  await seedStory(db);
  await seedServices(db);
  const api = openApi(db);
  statements.length = 0;
  const { data, errors } = await api.ask(
    undefined,
    `{ editions(first: 4) { edges { node { nameEn finalists { provinceCode rank teamName
      services { kind title provinceCode effectiveTo funnel { regionCode kind invited agreed trained connected live } } } } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(statements).toHaveLength(1);
  const finalists = data.editions.edges.flatMap((edge: Json) => edge.node.finalists);
  const services = (team: string) => finalists.find((one: Json) => one.teamName === team).services;
  const clinics = services("KlinikGo").find((one: Json) => one.kind === "PKS");
  expect(clinics.funnel.map((row: Json) => [row.regionCode, row.kind, row.agreed])).toEqual([
    ["3602", "CLINIC", 80],
    ["3602", "PUSKESMAS", 10],
  ]);
  expect(services("Alterra Academy")).toHaveLength(3);
  expect(
    services("Alterra Academy").flatMap((one: Json) =>
      one.funnel.map((row: Json) => row.regionCode),
    ),
  ).toEqual(["5371", "5371", "5371"]);
  const others = finalists.filter(
    (one: Json) => !["KlinikGo", "Alterra Academy"].includes(one.teamName),
  );
  expect(others.every((one: Json) => one.services.length === 0)).toBe(true);
});
