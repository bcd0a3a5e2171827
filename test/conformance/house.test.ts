import { readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob, relative } from "node:path";
import { openDatabase } from "@winner/core/database/index.ts";
import { diffDatamodels, readDatamodel } from "@winner/core/database/migrate.ts";
import { getDatamodel } from "@winner/functions/graphql/generated/pothos.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import { isEnumType, isObjectType, lexicographicSortSchema, printSchema } from "graphql";
import { expect, inject, test } from "vitest";
import { ownProcess } from "../support/own-process.ts";
import { freshDatabase } from "../support/world.ts";

const core = "packages/core/src";
const sources = ["packages", "infra"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".ts") && !name.includes("generated") && !name.includes("node_modules"),
    )
    .map((name) => join(root, name)),
);
const read = (file: string) => readFileSync(file, "utf8");
const imports = (file: string) =>
  [...read(file).matchAll(/from "([^"]+)"/g)].map((match) => match[1] ?? "");
const inner = new Set(["kernel", "database"]);

test("imports go one way: functions to core, domains to kernel and database, and to a domain by its index", () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const [room] = relative(core, file).split("/");
    for (const name of imports(file)) {
      if (!file.startsWith(core)) {
        const [, target, rest] = /^@winner\/core\/([^/]+)\/(.+)$/.exec(name) ?? [];
        if (target && !inner.has(target) && rest !== "index.ts") wrong.push(`${file}: ${name}`);
        continue;
      }
      if (/graphql|@winner\/functions|^sst|aws/.test(name)) wrong.push(`${file}: ${name}`);
      const [, target, rest] = /^\.\.\/([^/.]+)\/(.+)$/.exec(name) ?? [];
      if (!target) continue;
      if (room === "kernel" || (room === "database" && target !== "kernel"))
        wrong.push(`${file}: ${name}`);
      else if (!inner.has(target) && rest !== "index.ts") wrong.push(`${file}: ${name}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("only functions read the environment; only the kernel reads the clock or draws randomness", () => {
  const inCore = sources.filter((file) => file.startsWith(core));
  expect(inCore.filter((file) => read(file).includes("process.env"))).toEqual([]);
  const clock = /new Date\(\)|Date\.now\(|Math\.random\(/;
  expect(inCore.filter((file) => !file.includes("/kernel/") && clock.test(read(file)))).toEqual([]);
});

test("tests that change settings or the console of the process have one of their own", () => {
  const files = readdirSync("test", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join("test", name));
  const own = files.filter((file) => ownProcess.some((glob) => matchesGlob(file, glob)));
  const changing = files.filter((file) =>
    /stubEnv\(|spyOn\((?:console|process)|openLocalServer\(/.test(read(file)),
  );
  expect(changing.length).toBeGreaterThan(0);
  expect(changing.filter((file) => !own.includes(file))).toEqual([]);
});

test("schema.graphql is the schema of the code", () => {
  expect(read("schema.graphql").trim(), "run npm run schema").toBe(
    printSchema(lexicographicSortSchema(schema)).trim(),
  );
});

test("every type has a description", () => {
  const bare = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith("__") && !type.description,
  );
  expect(bare.map((type) => type.name)).toEqual([]);
});

test("every value of an enum has a description", () => {
  const bare = Object.values(schema.getTypeMap()).flatMap((type) =>
    isEnumType(type) && !type.name.startsWith("__")
      ? type
          .getValues()
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${name}`)
      : [],
  );
  expect(bare, "glossary/value.ts").toEqual([]);
});

test("a type of the graph reads its row's key; what else is read its fields say", () => {
  const keys = getDatamodel().datamodel.models;
  const wrong = Object.values(schema.getTypeMap()).flatMap(({ name, extensions }) => {
    const model = keys[extensions.pothosPrismaModel as string];
    if (!model) return [];
    const key =
      model.primaryKey?.fields ?? model.fields.flatMap((field) => (field.isId ? [field.name] : []));
    const read = Object.keys(extensions.pothosPrismaSelect ?? { everything: true });
    return read.sort().join() === [...key].sort().join() ? [] : [`${name} reads ${read}`];
  });
  expect(wrong).toEqual([]);
});

test("a field that selects names alone selects columns", () => {
  // graphql/given-column.ts takes them from any row that has them; a relation could have been read in another way.
  const { models } = getDatamodel().datamodel;
  const wrong = Object.values(schema.getTypeMap()).flatMap((type) => {
    const model = models[type.extensions.pothosPrismaModel as string];
    if (!model || !isObjectType(type)) return [];
    const relations = new Set(
      model.fields.flatMap(({ kind, name }) => (kind === "object" ? [name] : [])),
    );
    return Object.values(type.getFields()).flatMap(({ name, extensions }) => {
      const selected = Object.entries(extensions.pothosPrismaSelect ?? {});
      return selected.every(([, what]) => what === true) &&
        selected.some(([column]) => relations.has(column))
        ? [`${type.name}.${name}`]
        : [];
    });
  });
  expect(wrong).toEqual([]);
});

test("the migrations and the datamodel agree", async () => {
  const { db } = await freshDatabase();
  const name = `model_${process.pid}`;
  await db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const url = `${inject("serverUrl")}${name}`;
  const model = openDatabase(url, 1);
  const sql = await diffDatamodels(undefined, await readDatamodel("prisma/schema"), url);
  // Defaults may call the clock, which only the migrations define.
  await model.$executeRaw`CREATE FUNCTION winner_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'`;
  for (const statement of sql.split(";\n").filter((part) => part.trim() !== ""))
    await model.$executeRawUnsafe(statement);
  const shape = (database: typeof db) => database.$queryRaw`
    SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, numeric_precision, datetime_precision
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`;
  const keys = (database: typeof db) => database.$queryRaw`
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'f', 'u') AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1`;
  expect(await shape(db)).toEqual(await shape(model));
  expect(await keys(db)).toEqual(await keys(model));
  await model.$disconnect();
});
