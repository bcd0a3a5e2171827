import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "winner-partner-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the packed client is plain JavaScript with types that a project of another can use", () => {
  const [packed] = JSON.parse(
    execFileSync(
      "npm",
      ["pack", "--workspace", "@winner/client", "--pack-destination", folder, "--json", "--silent"],
      { encoding: "utf8" },
    ).replace(/^[^[]*/, ""),
  );
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@winner"), { recursive: true });
  execFileSync("tar", ["xzf", join(folder, packed.filename), "-C", folder]);
  cpSync(join(folder, "package"), join(modules, "@winner", "client"), { recursive: true });
  for (const name of ["@graphql-typed-document-node", "graphql"])
    symlinkSync(resolve("node_modules", name), join(modules, name));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "use.ts"),
    `import { createClient, RegionsDocument } from "@winner/client";
const answer = { data: { provinces: [{ code: "36", nameId: "Banten", regencies: [] }] } };
const client = createClient({ url: "http://localhost/graphql", fetch: async () => Response.json(answer) });
const { provinces } = await client.request(RegionsDocument);
console.log(provinces[0]?.nameId satisfies string | undefined);
`,
  );
  const tsc = resolve("node_modules/.bin/tsc");
  const flags = ["--module", "nodenext", "--target", "es2024", "--strict", "--types", ""];
  execFileSync(tsc, [...flags, "use.ts"], { cwd: folder });
  const output = execFileSync(process.execPath, ["use.js"], { cwd: folder, encoding: "utf8" });
  expect(output).toBe("Banten\n");
});
