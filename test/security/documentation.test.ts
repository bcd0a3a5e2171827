import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The tests that a document names: a file in backticks, and then its titles in “quotes”. */
function namedTests(text: string): [file: string, title: string][] {
  return [...text.matchAll(/`(test\/[\w/.-]+\.test\.ts)`((?: “[^”]+”,?)+)/g)].flatMap(
    ([, file = "", titles = ""]) =>
      [...titles.matchAll(/“([^”]+)”/g)].map(([, title = ""]): [string, string] => [file, title]),
  );
}

/** What is wrong with the tests that a document names. */
const faultsOf = (text: string): string[] =>
  namedTests(text).flatMap(([file, title]) => {
    if (!existsSync(file)) return [`there is no ${file}`];
    const source = readFileSync(file, "utf8");
    return ['"', "`"].some((quote) => source.includes(`${quote}${title}${quote}`))
      ? []
      : [`${file} has no test “${title}”`];
  });

test.each(["docs/security.md", "docs/conformance.md"])("each test that %s names exists", (file) => {
  const text = readFileSync(file, "utf8");
  expect(namedTests(text).length).toBeGreaterThan(8);
  expect(faultsOf(text)).toEqual([]);
});

test("every threat has a test", () => {
  const rows = readFileSync("docs/security.md", "utf8").match(/^\| [STRIDE] \|.*$/gm) ?? [];
  expect(rows.length).toBeGreaterThan(25);
  expect(rows.filter((row) => namedTests(row).length === 0)).toEqual([]);
});

test.each([
  ["`test/security/nothing.test.ts` “x”", "there is no"],
  ["`test/security/documentation.test.ts` “a title that is none”", "has no test"],
])("a wrong name is found: %s", (text, fault) => {
  expect(faultsOf(text.replace("that is none", "that is none "))).toEqual([
    expect.stringContaining(fault),
  ]);
});
