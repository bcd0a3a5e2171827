import { runAgreements } from "@winner/core/agreement/index.ts";
import { scaleOn } from "@winner/core/institution/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { expect, test } from "vitest";
import { seedCohorts } from "../../prisma/seed/cohort.ts";
import { seedScales } from "../../prisma/seed/scale.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

test("the seeded story has cohorts of all six provinces, and sizes of every institution of Lebak", async () => {
  const { db } = await freshDatabase();
  const api = openApi(db);
  await seedStory(db);
  await seedCohorts(db);
  await seedServices(db);
  await seedScales(db);
  const members = await db.cohortMember.findMany({
    include: { application: true, mentors: true, milestones: true },
  });
  const provinces = Map.groupBy(members, ({ application }) => application.provinceCode);
  expect([...provinces].map(([code, own]) => `${code} ${own.length}`).sort()).toEqual([
    "12 3",
    "35 3",
    "36 3",
    "53 3",
    "61 3",
    "73 3",
  ]);
  for (const { mentors, milestones } of members)
    expect([mentors.length, milestones.length]).toEqual([1, 6]);
  const organiser = await api.person(role("ORGANISER"));
  const finalist = await db.application.findFirstOrThrow({ where: { team: { name: "KlinikGo" } } });
  const told = await organiser.ask(
    "query($id: ID!) { node(id: $id) { ... on Application { result { check finalist stages { outcome stage { kind } } } } } }",
    { id: btoa(`Application:${finalist.id}`) },
  );
  expect(told.data.node.result).toEqual({
    check: "PASSED",
    finalist: true,
    stages: [{ outcome: "ADVANCED", stage: { kind: "SELECTION" } }],
  });
  const clinics = await db.institution.findMany({
    where: { agreements: { some: { agreement: { kind: "PKS" } } } },
    include: { scales: true, contacts: true },
  });
  expect(clinics).toHaveLength(90);
  const doctors = clinics.map(({ scales, contacts }) => {
    expect(contacts.map((contact) => contact.name.endsWith("(data buatan)"))).toEqual([true]);
    const scale = scaleOn(scales, "2024-01-01" as LocalDate);
    expect(scale).toHaveLength(3);
    return scale.find((one) => one.measure === "DOCTORS")?.value ?? 0;
  });
  const counted = (from: number, to: number) =>
    doctors.filter((count) => count >= from && count <= to).length;
  expect([counted(1, 3), counted(4, 6), counted(9, 11)]).toEqual([48, 33, 9]);
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
  const { data } = await officer.ask(
    "{ institutions(first: 100) { edges { node { kind name number parent { name } } } } }",
  );
  const nodes = data.institutions.edges.map((edge: { node: object }) => edge.node);
  expect(nodes).toContainEqual({
    kind: "LOCAL_GOVERNMENT",
    name: "Pemerintah Kabupaten Lebak",
    number: "3602",
    parent: null,
  });
  expect(nodes).toContainEqual({
    kind: "AGENCY",
    name: "Dinas Kesehatan Kabupaten Lebak",
    number: null,
    parent: { name: "Pemerintah Kabupaten Lebak" },
  });
  expect(await runAgreements(db)).toEqual({ begun: [], expired: [], renewed: [], reminders: [] });
});
