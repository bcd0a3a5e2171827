import type { Database } from "../../packages/core/src/database/index.ts";
import { type Actor, personOf } from "../../packages/core/src/identity/index.ts";
import {
  createPanel,
  createRubric,
  importMarks,
  publishResults,
} from "../../packages/core/src/judging/index.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };
/** Difference of each generated judge from the entry's level; they sum to 0. */
const judges = [
  ["Juri Contoh 1", 0],
  ["Juri Contoh 2", 2],
  ["Juri Contoh 3", -2],
] as const;
const criteria = [
  { key: "impact", nameId: "Dampak", nameEn: "Impact", weight: "2" },
  { key: "novelty", nameId: "Kebaruan", nameEn: "Novelty", weight: "1" },
  { key: "reach", nameId: "Jangkauan", nameEn: "Reach", weight: "1" },
];

/**
 * The selection of a seeded edition as judged: a rubric, three generated judges, marks that give each
 * entry the level by which the story ranks it, and the published result.
 */
export async function seedJudging(
  db: Database,
  editionId: string,
  stageId: string,
  entries: readonly { applicationId: string; level: number }[],
): Promise<void> {
  const rubric = await createRubric(db, seed, {
    editionId,
    name: "WiNNER 2023",
    criteria: criteria.map((one) => ({ ...one, min: "0", max: "100", step: "1" })),
  });
  const { id: panelId } = await createPanel(db, seed, {
    stageId,
    rubricId: rubric.id,
    name: "Panel juri (data buatan)",
    mode: "MARKS",
    method: {
      judges: { kind: "MEAN" },
      criteria: "WEIGHTED_MEAN",
      rounding: { total: 2 },
      tieBreaks: [
        { kind: "CRITERION", key: "impact" },
        { kind: "LOT", seed: editionId },
      ],
    },
    methodReason: "Generated for demonstration: the plain mean of three judges.",
    judgesPerEntry: judges.length,
    blind: false,
    appealDays: 7,
  });
  const ids: string[] = [];
  for (const [index, [name]] of judges.entries()) {
    const { id } = await db.$transaction((tx) =>
      personOf(tx, `juri${index + 1}@contoh.winner.id`, name),
    );
    await db.panelJudge.create({ data: { panelId, judgeId: id, state: "ACCEPTED" } });
    ids.push(id);
  }
  await importMarks(db, seed, {
    panelId,
    sheets: entries.flatMap(({ applicationId, level }) =>
      judges.map(([, difference], index) => ({
        judgeId: ids[index] ?? "",
        applicationId,
        marks: Object.fromEntries(
          criteria.map(({ key }) => [key, { value: String(level + difference) }]),
        ),
      })),
    ),
  });
  await publishResults(db, seed, { panelId });
}
