import { panelResult } from "@winner/core/judging/index.ts";
import { expect, test } from "vitest";
import { localOf, marks, panelOf, selectionStage, submit } from "../support/panel.ts";
import { freshDatabase, type Json, openApi } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const stage = await selectionStage(api, db, 4);
const { organiser, entries, stageId } = stage;
const judges = await Promise.all(Array.from({ length: 8 }, () => api.person()));
const { panelId } = await panelOf(api, db, stage, judges, { judgesPerEntry: 8 });
await api.run(organiser, "assignJudges", { panelId }, "assigned");
const counted = () =>
  db.scoresheet.count({ where: { panelId: localOf(panelId), state: "SUBMITTED" } });

test("eight judges submit on one entry at the same moment: all eight count", async () => {
  const entry = entries[0] ?? "";
  const results = await Promise.all(
    judges.map((judge, index) => submit(api, judge, panelId, entry, marks(String(index), "5"))),
  );
  expect(results.every((one) => one.scoresheet?.state === "SUBMITTED")).toBe(true);
  const { ranking } = await panelResult(db, localOf(panelId));
  // Idea counts twice: (2 × 3.5 + 5) / 3.
  expect(ranking).toMatchObject([{ applicationId: localOf(entry), total: "4" }]);
});

test("of two different submissions on one version one holds, and the other is told", async () => {
  const judge = judges[0] as (typeof judges)[number];
  const entry = entries[1] ?? "";
  const results = await Promise.all([
    submit(api, judge, panelId, entry, marks("3", "5")),
    submit(api, judge, panelId, entry, marks("9", "5")),
  ]);
  expect(results.map((one) => one.code ?? one.scoresheet.state).sort()).toEqual([
    "STALE_VERSION",
    "SUBMITTED",
  ]);
  expect(await db.scoresheetRevision.count({ where: { applicationId: localOf(entry) } })).toBe(1);
});

test("while the organiser reads the ranking, marks change: what is kept is never stale", async () => {
  const entry = entries[2] ?? "";
  const work = judges.flatMap((judge, index) => [
    submit(api, judge, panelId, entry, marks(String(index + 1), "5")),
    panelResult(db, localOf(panelId)),
    panelResult(db, localOf(panelId)),
  ]);
  await Promise.all(work);
  const kept = await panelResult(db, localOf(panelId));
  await db.entryScore.deleteMany();
  expect(await panelResult(db, localOf(panelId))).toEqual(kept);
});

test("closing while judges save: what was acknowledged is there, what was refused is not", async () => {
  const entry = entries[3] ?? "";
  const before = await counted();
  const close = () =>
    api.run(
      organiser,
      "changeStage",
      { id: stageId, opensOn: "2023-06-01", closesOn: "2023-06-11", graceMinutes: 0 },
      "stage { closesOn }",
    );
  const outcomes = await Promise.all([
    ...judges.slice(0, 4).map((judge) => submit(api, judge, panelId, entry, marks("5", "5"))),
    close(),
    ...judges.slice(4).map((judge) => submit(api, judge, panelId, entry, marks("5", "5"))),
  ]);
  const sheets = outcomes.filter((one: Json) => !("stage" in one));
  expect(sheets).toHaveLength(8);
  const acknowledged = sheets.filter((one) => one.scoresheet).length;
  const refused = sheets.filter((one) => one.code === "DEADLINE_PASSED").length;
  expect(acknowledged + refused).toBe(8);
  expect(await counted()).toBe(before + acknowledged);
  expect(
    await submit(api, judges[7] as (typeof judges)[number], panelId, entry, marks("1", "5"), 9),
  ).toMatchObject({
    code: "DEADLINE_PASSED",
  });
});
