import { readFileSync } from "node:fs";
import {
  exact,
  methodSchema,
  rank,
  scoreAll,
  type TieFacts,
  tieFacts,
} from "@winner/core/judging/index.ts";
import { expect, test } from "vitest";

interface Example {
  method: object;
  weights?: Record<string, string>;
  marks: Record<string, (number | null)[]>;
  result: [entry: string, rank: number, total: string][];
}
const text = readFileSync("docs/judging.md", "utf8");
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, json]) => JSON.parse(json ?? "") as Example,
);

test("docs/judging.md has an example for every method", () => {
  const kinds = new Set(examples.map(({ method }) => methodSchema.parse(method).judges.kind));
  expect(kinds.size).toBe(8);
});

test.each(examples.map((one) => [JSON.stringify(one.method), one] as const))(
  "%s",
  (_name, example) => {
    const method = methodSchema.parse(example.method);
    const { scores } = scoreAll(
      Object.entries(example.marks).flatMap(([applicationId, marks]) =>
        marks.flatMap((mark, judge) =>
          mark === null
            ? []
            : [{ applicationId, judgeId: String(judge), marks: { c: String(mark) } }],
        ),
      ),
      {
        method,
        criteria: [{ key: "c", weight: exact(1), factor: exact(1) }],
        judgeWeights: new Map(
          Object.entries(example.weights ?? {}).map(([judge, weight]) => [judge, exact(weight)]),
        ),
      },
    );
    const facts = new Map(scores.map((one) => [one.applicationId, tieFacts(one.derivation)]));
    const ranking = rank(scores, method, (id) => facts.get(id) as TieFacts);
    expect(ranking.map((one) => [one.applicationId, one.rank, one.total])).toEqual(example.result);
  },
);
