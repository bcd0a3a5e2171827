import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "winner-types-"));
afterAll(() => rmSync(folder, { recursive: true }));
const exec = promisify(execFile);

const right = `
import { ChangeTierDocument, createClient, ImpactDocument, payloadOf, RegionsDocument, VerifyDocumentDocument } from "${resolve("packages/client/src/index.ts")}";
const client = createClient({ url: "http://localhost:4000/graphql" });
const { editions } = await client.request(ImpactDocument, { first: 10 });
const live: number | undefined = editions?.edges[0]?.node.finalists[0]?.services[0]?.funnel[0]?.live;
const { provinces } = await client.request(RegionsDocument);
const kind: "CITY" | "REGENCY" | undefined = provinces[0]?.regencies[0]?.kind;
const { verifyDocument } = await client.request(VerifyDocumentDocument, { code: "x" });
const total = verifyDocument && BigInt(verifyDocument.total) + 1n;
const input = { id: "1", expectedVersion: 1, idempotencyKey: "k" };
const { changeTier } = await client.request(ChangeTierDocument, { input });
const on: string = payloadOf(changeTier).change.effectiveOn;
console.log(live, kind, total, on);
`;

const mutants: [name: string, from: string, to: string, told: string][] = [
  ["a field that was not asked for", "?.live;", "?.lapsed;", "'lapsed' does not exist"],
  ["a missing variable", ", { first: 10 })", ")", "Expected 2 arguments"],
  ["a variable of another type", "first: 10", 'first: "ten"', "not assignable to type 'number'"],
  ["a narrower enum", '"CITY" | "REGENCY"', '"CITY"', "RegencyKind"],
  ["a result that may be null", "verifyDocument && ", "", "possibly 'null'"],
  ["money as a number", "BigInt(verifyDocument.total) + 1n", "verifyDocument.total * 2", "bigint"],
  ["an input without its key", ', idempotencyKey: "k"', "", "'idempotencyKey' is missing"],
  ["a payload with its refusals", "payloadOf(changeTier)", "changeTier", "'change' does not exist"],
];

const files = new Map([
  ["right.mts", right],
  ...mutants.map(([, from, to], n) => [`${n}.mts`, right.replace(from, to)] as const),
]);
for (const [name, source] of files) writeFileSync(join(folder, name), source);
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: resolve("tsconfig.json"),
    compilerOptions: { typeRoots: [resolve("node_modules/@types")] },
    include: ["*.mts"],
    exclude: [],
  }),
);
/** What the compiler says of a partner's programs, a fault a line. */
const faults = await exec("node_modules/.bin/tsc", ["-p", folder]).then(
  () => "",
  ({ stdout }: { stdout: string }) => stdout,
);
const faultsOf = (file: string) =>
  faults.split("\n").filter((line) => line.includes(`/${file}(`) && line.includes("error TS"));

test("a partner's program compiles", () => {
  expect(faultsOf("right.mts")).toEqual([]);
});

test.each(mutants.map((mutant, n) => [...mutant, n] as const))(
  "%s does not compile",
  (_name, from, _to, told, n) => {
    expect(right).toContain(from);
    expect(faultsOf(`${n}.mts`)).toEqual([expect.stringContaining(told)]);
  },
);
