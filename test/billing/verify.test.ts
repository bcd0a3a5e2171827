import { readFileSync } from "node:fs";
import { verifyCases } from "@winner/functions/local/billing-cases.ts";
import { expect, test } from "vitest";

const golden = JSON.parse(readFileSync("test/billing/data/golden.json", "utf8"));
const one = (fields: object) => verifyCases([{ id: "X", ...fields }]).differences;

test("every golden case is reckoned as it is known", () => {
  expect(verifyCases(golden)).toEqual({ right: 17, all: 17, differences: [] });
});

test("a wrong number in any golden case is a difference", () => {
  const changed = (value: unknown): unknown => {
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)]));
    return typeof value === "string"
      ? `${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`
      : value;
  };
  const results = [
    "amounts",
    "credit",
    "charge",
    "net",
    "fraction",
    "ppn",
    "total",
    "next",
    "instants",
  ].concat(["expectedPeriods", "secondRun", "pph23", "settles", "sha512"]);
  for (const fields of golden.cases)
    for (const name of results.filter((key) => key in fields)) {
      const wrong = { ...fields, [name]: changed(fields[name]) };
      expect(one(wrong), `${fields.id} ${name}`).not.toEqual([]);
    }
});

test("an unknown kind, an empty case and what cannot be read are differences", () => {
  expect(one({ kind: "horoscope" })).toEqual(["X: the kind horoscope is unknown"]);
  expect(one({ kind: "ppn", base: 300000 })).toEqual(["X: nothing to compare"]);
  expect(one({ kind: "ppn", base: 0.5, ppn: 0 })).toEqual(["X: base is no whole amount: 0.5"]);
  expect(one({ kind: "anchor", anchorDay: 31, first: "2026-02-30", next: [] })).toHaveLength(1);
  expect(verifyCases([null, 7])).toMatchObject({ right: 0, all: 2 });
});

const april = { kind: "pause", fullPeriod: ["2026-04-01", "2026-05-01"] };
test.each([
  ["a credit alone", { pausedOn: "2026-04-16", price: 300000, credit: -150000 }],
  [
    "credit, charge and net",
    {
      pausedOn: "2026-04-11",
      resumedOn: "2026-04-21",
      price: 300000,
      credit: -200000,
      charge: 100000,
      net: -100000,
    },
  ],
  [
    "the days of the pause",
    {
      pausedFrom: "2026-04-11",
      resumeOn: "2026-04-21",
      fraction: [10, 30],
      amounts: { 450000: 150000 },
    },
  ],
  [
    "the days served",
    { from: "2026-04-11", to: "2026-04-21", fraction: [20, 30], amounts: { "600000": "400000" } },
  ],
  [
    "a later period, to the end of the whole one that holds the resumption",
    {
      anchorDay: 1,
      pausedOn: "2026-04-11",
      resumedOn: "2026-06-10",
      fraction: [21, 30],
      amounts: { 300000: 210000 },
      expectedPeriods: [
        ["2026-06-10", "2026-07-01"],
        ["2026-07-01", "2026-08-01"],
      ],
    },
  ],
])("a pause can be told by %s", (_name, fields) => {
  expect(one({ ...april, ...fields })).toEqual([]);
  const { fraction, ...rest } = fields as { fraction?: number[] };
  const wrong = fraction
    ? { fraction: [fraction[0], 31] }
    : { credit: 149_999, charge: undefined, net: undefined };
  expect(one({ ...april, ...rest, ...wrong })).not.toEqual([]);
});
