import type { Actor } from "@winner/core/identity/index.ts";
import {
  importMarks,
  panelResult,
  publishResults,
  submitScoresheet,
} from "@winner/core/judging/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { expect, test } from "vitest";
import { localOf, panelOf, selectionStage } from "../support/panel.ts";
import { freshDatabase, openApi, setClock } from "../support/world.ts";

const criteria = ["a", "b", "c", "d", "e"];

test("100,000 marks to a published ranking, and one mark changed", async () => {
  const { db } = await freshDatabase();
  const api = openApi(db);
  const stage = await selectionStage(api, db, 1);
  const { organiser, season } = stage;
  const { rubric } = await api.run(
    organiser,
    "createRubric",
    {
      editionId: season.id,
      name: "Lima",
      criteria: criteria.map((key) => ({ key, nameId: key, nameEn: key, max: "10", step: "0.25" })),
    },
    "rubric { id }",
  );
  const panel = await panelOf(api, db, stage, [], {
    rubricId: rubric.id,
    judgesPerEntry: 10,
    method: {
      judges: { kind: "TRIMMED_MEAN", high: 1, low: 1 },
      rounding: { panelScore: 2, total: 2 },
      tieBreaks: [{ kind: "HIGHER_MEDIAN" }, { kind: "LOT", seed: "2023" }],
    },
  });
  const [panelId, stageId] = [localOf(panel.panelId), localOf(stage.stageId)];
  await db.$executeRaw`
    INSERT INTO "Application" ("editionId", "teamId", "formId", "provinceCode", "issueCode", title, summary, answers, state, "submittedAt", "updatedAt")
    SELECT "editionId", "teamId", "formId", "provinceCode", "issueCode", 'Inovasi ' || n, '', '{}', 'DRAFT', now(), now()
    FROM "Application", generate_series(1, 1999) n`;
  await db.$executeRaw`UPDATE "Application" SET state = 'SUBMITTED', "registrationNumber" = id WHERE state = 'DRAFT'`;
  await db.$executeRaw`INSERT INTO "StageEntry" ("stageId", "applicationId") SELECT ${stageId}::uuid, id FROM "Application" ON CONFLICT DO NOTHING`;
  const judges = Array.from({ length: 10 }, () => newId());
  await db.user.createMany({
    data: judges.map((id) => ({ id, name: "Juri", email: `${id}@juri.id` })),
  });
  await db.panelJudge.createMany({
    data: judges.map((judgeId) => ({ panelId, judgeId, state: "ACCEPTED" as const })),
  });
  const entries = await db.application.findMany({ select: { id: true } });
  expect(entries).toHaveLength(2000);
  const markOf = (entry: number, judge: number, criterion: number) =>
    String(((entry * 7919 + judge * 104_729 + criterion * 1301) % 41) / 4);
  const sheets = entries.flatMap(({ id }, entry) =>
    judges.map((judgeId, judge) => ({
      judgeId,
      applicationId: id,
      marks: Object.fromEntries(
        criteria.map((key, criterion) => [key, { value: markOf(entry, judge, criterion) }]),
      ),
    })),
  );
  const seconds = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
    const started = performance.now();
    const value = await work();
    return [(performance.now() - started) / 1000, value];
  };
  const [importing] = await seconds(() => importMarks(db, organiser.actor, { panelId, sheets }));
  const [first, result] = await seconds(() => panelResult(db, panelId));
  expect(result.ranking).toHaveLength(2000);
  const [again] = await seconds(() => panelResult(db, panelId));

  const judge: Actor = { kind: "USER", id: judges[0] ?? "", grants: [] };
  const last = result.ranking.at(-1)?.applicationId ?? "";
  const best = Object.fromEntries(criteria.map((key) => [key, { value: "10" }]));
  const [changed, after] = await seconds(async () => {
    await submitScoresheet(db, judge, {
      panelId,
      applicationId: last,
      marks: best,
      expectedVersion: 1,
    });
    return panelResult(db, panelId);
  });
  const totalOf = (ranking: typeof after.ranking) =>
    ranking.find((one) => one.applicationId === last)?.total;
  expect(totalOf(after.ranking)).not.toBe(totalOf(result.ranking));
  // What is kept is what would be computed afresh.
  await db.entryScore.deleteMany();
  expect((await panelResult(db, panelId)).ranking).toEqual(after.ranking);

  await setClock(db, "2023-06-24T02:00:00Z");
  const [publishing, snapshot] = await seconds(() =>
    publishResults(db, organiser.actor, { panelId }),
  );
  expect(await db.resultSnapshotRow.count({ where: { snapshotId: snapshot.id } })).toBe(2000);
  console.log(
    `100,000 marks: import ${importing.toFixed(2)} s, first ranking ${first.toFixed(2)} s, again ${again.toFixed(2)} s, one changed and ranked ${changed.toFixed(3)} s, published ${publishing.toFixed(2)} s`,
  );
  expect(changed).toBeLessThan(1);
}, 120_000);
