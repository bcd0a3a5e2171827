import { verifyChains } from "@winner/core/audit/index.ts";
import { tabs } from "@winner/functions/local/tabs.ts";
import { expect, test } from "vitest";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { seedTraining } from "../../prisma/seed/training.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
await seedStory(db);
await seedDemo(db);
await seedServices(db);
await seedTraining(db);
const api = openApi(db);

const tab = tabs.find((one) => one.query.includes("query Training"))?.query ?? "";
const ask = async (as: Awaited<ReturnType<typeof api.person>>): Promise<Json> => {
  const { data, errors } = await as.ask(tab);
  expect(errors).toBeUndefined();
  const nodes = (name: string): Json[] => data[name].edges.map((edge: Json) => edge.node);
  return {
    events: nodes("trainingEvents"),
    batches: nodes("bootcampBatches"),
    internships: nodes("internships"),
    orders: nodes("serviceOrders"),
  };
};

test("the playground's tab tells the story to a member of the teams", async () => {
  const member = await api.person();
  for (const { id } of await db.team.findMany({
    where: { name: { in: ["KlinikGo", "Alterra Academy"] } },
  }))
    await db.teamMember.create({ data: { teamId: id, userId: member.id, role: "MEMBER" } });
  const { events, batches, internships, orders } = await ask(member);
  expect(events.map((one: Json) => [one.heldOn, one.figures.registered]).slice(0, 1)).toEqual([
    ["2023-09-16", 20],
  ]);
  expect(events.filter((one: Json) => one.title.includes("sesi"))).toHaveLength(2);
  const [batch] = batches;
  expect(batch.counts).toEqual([
    { state: "GRADUATED", learners: 18 },
    { state: "ELIMINATED", learners: 3 },
    { state: "WITHDRAWN", learners: 3 },
  ]);
  const closed = { denominator: 16, open: false };
  expect(batch.within90).toMatchObject({ ...closed, numerator: 11, closesOn: "2024-02-05" });
  expect(batch.within180).toMatchObject({ ...closed, numerator: 12, rate: 0.75 });
  expect(internships).toHaveLength(4);
  expect(internships.every((one: Json) => one.student !== null)).toBe(true);
  expect(orders).toMatchObject([{ state: "DELIVERED", total: "5000000" }]);
});

test("an officer of the province sees it without the students, one of another province nothing", async () => {
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  const { batches, internships, events } = await ask(await officer("53"));
  expect(batches).toHaveLength(1);
  expect(internships.map((one: Json) => one.student)).toEqual([null, null, null, null]);
  expect(events.map((one: Json) => one.title)).toEqual(["Keterampilan lunak untuk guru"]);
  const elsewhere = await ask(await officer("61"));
  expect(Object.values(elsewhere).flat()).toEqual([]);
});

test("each list of the tab is one statement, whatever is nested in it", async () => {
  const auditor = await api.person(role("AUDITOR"));
  await auditor.ask("{ me { email } }"); // reads the roles, for a minute
  statements.length = 0;
  await ask(auditor);
  // Four lists, and the day on which the placement rate is asked for.
  expect(statements.length).toBeLessThanOrEqual(5);
});

test("what is generated says so, and the audit's chains hold", async () => {
  const learners = await db.enrolment.findMany();
  expect(learners).toHaveLength(24);
  expect(learners.every((one) => one.name.endsWith("(data buatan)"))).toBe(true);
  expect((await verifyChains(db)).faults).toEqual([]);
});
