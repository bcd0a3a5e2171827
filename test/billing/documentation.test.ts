import { readFileSync } from "node:fs";
import { taxOn, withholdingOn } from "@winner/core/billing/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { changePrice, duePeriods, periodStart, prorate } from "@winner/core/subscription/index.ts";
import { expect, test } from "vitest";

interface Example {
  anchor?: { anchorDay: number; anchoredOn: LocalDate };
  starts?: LocalDate[];
  today?: LocalDate;
  due?: [LocalDate, LocalDate][];
  price?: number;
  from?: LocalDate;
  to?: LocalDate;
  period?: [LocalDate, LocalDate];
  oldPrice?: number;
  newPrice?: number;
  changedOn?: LocalDate;
  base?: number;
}

/** Works an example of the document out; gives what the document says about it, as it should be. */
function work(example: Example): object {
  const [start, end] = example.period ?? [];
  const whole = start && end && { start, end };
  const { anchor, from, to, changedOn } = example;
  if (anchor && example.starts)
    return {
      starts: example.starts.map((_, n) => periodStart({ ...anchor, intervalMonths: 1 }, n)),
    };
  if (anchor && example.today) {
    const periods = duePeriods(
      { ...anchor, intervalMonths: 1 },
      anchor.anchoredOn,
      example.today,
      12,
    );
    return { due: periods.map((period) => [period.start, period.end]) };
  }
  if (whole && from && to && example.price)
    return {
      amount: Number(prorate(BigInt(example.price), { start: from, end: to }, whole).amount),
    };
  if (whole && changedOn && example.oldPrice && example.newPrice) {
    const change = changePrice(
      BigInt(example.oldPrice),
      BigInt(example.newPrice),
      changedOn,
      whole,
    );
    return {
      credit: Number(change.credit),
      charge: Number(change.charge),
      net: Number(change.net),
    };
  }
  const base = BigInt(example.base ?? 0);
  if ("withheld" in example) return { withheld: Number(withholdingOn(base)) };
  return { tax: Number(taxOn(base, { numerator: 11, denominator: 100 })) };
}

const text = readFileSync("docs/billing.md", "utf8");
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, lines = ""]) =>
  lines.trim().split("\n"),
);

test("docs/billing.md has worked examples", () => expect(examples).toHaveLength(6));

test.each(examples)("%s", (line) => {
  const example = JSON.parse(line) as Example;
  expect(example).toMatchObject(work(example));
});
