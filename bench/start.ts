/**
 * `npm run bench:start`: how long functions take to start, and what they need, in fresh processes
 * against a real PostgreSQL: init (loading the bundle) and the first event, which opens the connection.
 * Prisma's query compiler comes as a fast and as a small build; both are measured in turns.
 */
import { startScratch } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seedReference } from "../prisma/seed/reference.ts";
import {
  httpEvent,
  linked,
  type Package,
  packageHandler,
  removePackages,
  run,
  type Start,
} from "../test/infra/process.ts";

const rounds = Number(process.argv[2] ?? 7);
const functions = {
  graphql: httpEvent("POST", "/graphql", { query: "{ priorityIssues { code } }" }),
  auth: httpEvent("GET", "/auth/jwks"),
  agreement: {},
  "billing/issue": { Records: [] },
};
const builds = {
  fast: { from: "query_compiler_small_bg", to: "query_compiler_fast_bg" },
  small: undefined,
};

const server = await startScratch();
const url = server.url("postgres");
await deployMigrations(url, "prisma/migrations");
const db = openDatabase(url);
await seedReference(db);

const measured: { name: string; build: string; bundle: Package; starts: Start[] }[] = [];
for (const name of Object.keys(functions))
  for (const [build, swap] of Object.entries(builds)) {
    const path = name.includes("/") ? `${name}-lambda` : `${name}/lambda`;
    const bundle = await packageHandler(`packages/functions/src/${path}.handler`, {
      ...(swap && { swap }),
    });
    measured.push({ name, build, bundle, starts: [] });
  }
for (let round = 0; round < rounds; round += 1)
  for (const { name, bundle, starts } of measured)
    starts.push(await run(bundle, functions[name as keyof typeof functions], linked(url)));

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const least = (values: number[]) => Math.min(...values);
console.log(
  `Median (least) of ${rounds} fresh processes, ms; memory in MB; Node ${process.version}.\n`,
);
console.log(
  "| function | compiler | code MB | read at start MB | init | first event | both | second event | memory |",
);
console.log("|---|---|--:|--:|--:|--:|--:|--:|--:|");
for (const { name, build, bundle, starts } of measured) {
  const cell = (pick: (start: Start) => number) =>
    `${middle(starts.map(pick)).toFixed(0)} (${least(starts.map(pick)).toFixed(0)})`;
  console.log(
    `| ${name} | ${build} | ${(bundle.size / 1e6).toFixed(1)} | ${(bundle.sizeAtStart / 1e6).toFixed(1)} | ${cell((one) => one.init)} | ${cell((one) => one.first)} | ${cell((one) => one.init + one.first)} | ${middle(starts.map((one) => one.second)).toFixed(1)} | ${middle(starts.map((one) => one.memory)).toFixed(0)} |`,
  );
}
await db.$disconnect();
await server.stop();
removePackages();
