/** `npm run migrate -- new NAME` writes the next migration; `npm run migrate -- deploy` applies what is missing. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { startScratch } from "@winner/core/database/embedded.ts";
import { deployMigrations, diffDatamodels, readDatamodel } from "@winner/core/database/migrate.ts";

const schema = "prisma/schema";
const migrations = "prisma/migrations";
const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" });

/** The schema files of the last commit. */
function committedDatamodel() {
  const names = git("ls-tree", "--name-only", "HEAD", `${schema}/`).trim().split("\n");
  return names
    .filter((name) => name.endsWith(".prisma"))
    .map((name) => ({ path: name.slice(schema.length + 1), content: git("show", `HEAD:${name}`) }));
}

async function write(name: string) {
  const first = !git("ls-tree", "-r", "--name-only", "HEAD", `${migrations}/`).includes(
    "migration.sql",
  );
  const from = first ? undefined : committedDatamodel();
  const server = await startScratch();
  const sql = await diffDatamodels(from, await readDatamodel(schema), server.url("postgres"));
  await server.stop();
  if (sql === "") return console.log("The datamodel has not changed since the last commit.");
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = `${migrations}/${stamp}_${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/migration.sql`, sql);
  console.log(`Wrote ${folder}/migration.sql. Add by hand what Prisma cannot say, then commit it.`);
}

const [command, name] = process.argv.slice(2);
if (command === "new" && name && /^[a-z0-9_]+$/.test(name)) await write(name);
else if (command === "deploy" && process.env.DATABASE_URL) {
  const applied = await deployMigrations(process.env.DATABASE_URL, migrations);
  console.log(applied.length === 0 ? "Nothing to apply." : `Applied: ${applied.join(", ")}`);
} else {
  console.error(
    "Usage: npm run migrate -- new NAME (a-z, 0-9, _)  |  DATABASE_URL=… npm run migrate -- deploy",
  );
  process.exit(2);
}
