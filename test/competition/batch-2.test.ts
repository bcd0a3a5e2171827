import { verifyChains } from "@winner/core/audit/index.ts";
import { expect, test } from "vitest";
import { issues } from "../../prisma/seed/reference.ts";
import { draft, openSeason } from "../support/season.ts";
import {
  completeAnswers,
  freshDatabase,
  type Json,
  openApi,
  role,
  setClock,
} from "../support/world.ts";

const registrations = { "12": 45, "35": 71, "61": 36, "73": 44 };

test("batch 2 runs by GraphQL from 196 registrations to three finalists per province", async () => {
  const { db } = await freshDatabase();
  const api = openApi(db);
  await setClock(db, "2023-05-10T03:00:00Z");
  const organiser = await api.person(role("ORGANISER"));
  const season = await openSeason(api, organiser);

  const teams = Object.entries(registrations).flatMap(([provinceCode, count]) =>
    Array.from({ length: count }, (_, index) => ({ provinceCode, index })),
  );
  expect(teams).toHaveLength(196);
  const entered: { id: string; provinceCode: string; index: number }[] = [];
  for (const { provinceCode, index } of teams) {
    const applicant = await api.person();
    const issueCode = issues[index % 7]?.[0];
    const { id } = await draft(api, applicant, season.id, completeAnswers, {
      provinceCode,
      issueCode,
      title: `Innovation ${provinceCode}-${index}`,
    });
    const { application } = await api.run(
      applicant,
      "submitApplication",
      { id },
      "application { state }",
    );
    expect(application.state).toBe("SUBMITTED");
    entered.push({ id, provinceCode, index });
  }

  await setClock(db, "2023-06-12T02:00:00Z");
  const officers = new Map<string, Awaited<ReturnType<typeof api.person>>>();
  for (const code of Object.keys(registrations))
    officers.set(code, await api.person(role("PROVINCIAL_OFFICER", { provinceCode: code })));
  const passed = entered.filter(({ index }) => index % 4 !== 3);
  for (const { id, provinceCode, index } of entered) {
    const met = index % 4 !== 3;
    const officer = officers.get(provinceCode);
    if (!officer) throw new Error("no officer");
    const items = season.checklist.map((itemId) => ({ itemId, met }));
    const result = await api.run(
      officer,
      "checkApplication",
      { id, outcome: met ? "PASSED" : "FAILED", items },
      "outcome",
    );
    expect(result.outcome).toBe(met ? "PASSED" : "FAILED");
  }

  const toStageId = season.stage("SELECTION");
  const everyone = await api.run(
    organiser,
    "moveApplications",
    { toStageId, applicationIds: entered.map(({ id }) => id) },
    "moved",
  );
  expect(everyone.__typename).toBe("InputError");
  expect(everyone.faults).toHaveLength(196 - passed.length);
  expect(await db.stageEntry.count({ where: { stage: { kind: "SELECTION" } } })).toBe(0);
  const moved = await api.run(
    organiser,
    "moveApplications",
    { toStageId, applicationIds: passed.map(({ id }) => id) },
    "moved",
  );
  expect(moved.moved).toBe(passed.length);

  const judge = await api.person(role("JUDGE"));
  const first = passed[0];
  const vote = await api.run(
    judge,
    "castVote",
    { stageId: toStageId, applicationId: first?.id, vote: "FOR", score: 90 },
    "vote",
  );
  expect(vote.vote).toBe("FOR");

  const early = await api.run(
    organiser,
    "drawFinalists",
    { editionId: season.id },
    "provinces { provinceCode }",
  );
  expect(early.code).toBe("STAGE_STILL_OPEN");

  await setClock(db, "2023-06-24T02:00:00Z");
  const decisions = passed.map(({ id, index }) => ({
    applicationId: id,
    advance: index < 6,
    score: 100 - index,
  }));
  await api.run(
    organiser,
    "decideSelection",
    { stageId: toStageId, decisions },
    "results { advance }",
  );
  const drawn = await api.run(
    organiser,
    "drawFinalists",
    { editionId: season.id },
    "provinces { provinceCode finalists reserves }",
  );
  expect(
    drawn.provinces.map((one: Json) => [
      one.provinceCode,
      one.finalists.length,
      one.reserves.length,
    ]),
  ).toEqual(["12", "35", "61", "73"].map((code) => [code, 3, 2]));
  const west = entered.filter(({ provinceCode }) => provinceCode === "61");
  expect(drawn.provinces[2].finalists).toEqual([west[0]?.id, west[1]?.id, west[2]?.id]);

  const publicQuery = `query($id: ID!) { node(id: $id) { ... on Edition { finalists { provinceCode rank title } registrations { provinceCode count } } } }`;
  const before = await api.ask(undefined, publicQuery, { id: season.id });
  expect(before.data.node.finalists).toEqual([]);
  const withdrawn = await api.run(
    organiser,
    "withdrawFinalist",
    { applicationId: west[0]?.id, reason: "Moved abroad" },
    "promoted",
  );
  expect(withdrawn.promoted).toBe(drawn.provinces[2].reserves[0]);
  await api.run(
    organiser,
    "publishAnnouncement",
    { editionId: season.id, kind: "FINALISTS", titleId: "Finalis", titleEn: "Finalists" },
    "publishedAt",
  );
  const after = await api.ask(undefined, publicQuery, { id: season.id });
  expect(after.data.node.finalists).toHaveLength(12);
  expect(
    after.data.node.finalists
      .filter((one: Json) => one.provinceCode === "61")
      .map((one: Json) => one.rank),
  ).toEqual([2, 3, 4]);
  const perProvince = Object.fromEntries(Object.keys(registrations).map((code) => [code, 0]));
  for (const { provinceCode, count } of after.data.node.registrations)
    perProvince[provinceCode] += count;
  expect(perProvince).toEqual(registrations);

  const chains = await verifyChains(db);
  expect(chains.faults).toEqual([]);
  expect(chains.events).toBeGreaterThan(196 * 3);
}, 180_000);
