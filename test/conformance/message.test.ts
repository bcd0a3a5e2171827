import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { typeTexts } from "@winner/core/kernel/input.ts";
import { indonesian, nounIn } from "@winner/functions/graphql/noun.ts";
import { expect, test } from "vitest";
import { freshDatabase, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);

/** The nouns by which sources call absent what `found` and `localId` do not find. */
const nouns = new Set(
  ["packages/core/src", "packages/functions/src"]
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes("generated"))
        .map((name) => readFileSync(join(root, name), "utf8")),
    )
    .flatMap((source) => [
      ...[...source.matchAll(/\bfound\((?:(?!\bfound\()[\s\S])*?,\s*"([a-zA-Z ]+)",?\s*\)/g)],
      ...[...source.matchAll(/\blocalId\("(\w+)"/g)],
    ])
    .map(([, noun = ""]) => noun),
);

test("whatever may be absent has its Indonesian word", () => {
  expect(nouns.size).toBeGreaterThan(60);
  expect([...nouns].filter((noun) => !(nounIn("en", noun) in indonesian))).toEqual([]);
});

test("a refusal speaks one language: the noun too", async () => {
  const organiser = await api.person(role("ORGANISER"));
  const query = `mutation { publishResults(input: { panelId: "${btoa("Panel:01890000-0000-7000-8000-000000000000")}" }) { ... on Error { code message } } }`;
  const ask = async (language: string) => {
    const response = await api.post(JSON.stringify({ query }), {
      authorization: `Bearer ${organiser.token}`,
      "accept-language": language,
    });
    return (await response.json()).data.publishResults;
  };
  expect(await ask("id")).toEqual({ code: "NOT_FOUND", message: "Panel tidak ditemukan." });
  expect(await ask("en")).toEqual({ code: "NOT_FOUND", message: "There is no such panel." });
  expect(nounIn("id", "ServiceSubscription")).toBe("Langganan");
});

test("what type is expected is told in both languages", () => {
  const told = Object.values(typeTexts);
  expect(told.every(({ en, id }) => en.startsWith("A ") && id.startsWith("Isian harus"))).toBe(
    true,
  );
  expect(told.filter(({ id }) => /whole|number|text|link \(/.test(id))).toEqual([]);
});
