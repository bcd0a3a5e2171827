/** Writes the client's types and documents by the client preset, as packages/client/codegen.ts says. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildSchema, parse } from "graphql";
import config from "../packages/client/codegen.ts";

const root = join(import.meta.dirname, "..", "packages", "client");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const folder = dirname(config.documents);

const schemaAst = buildSchema(read(config.schema));
const documents = readdirSync(join(root, folder))
  .sort()
  .map((name) => join(folder, name))
  .map((location) => {
    const rawSDL = read(location);
    return { location, rawSDL, document: parse(rawSDL) };
  });
for (const [output, target] of Object.entries(config.generates)) {
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: output,
    presetConfig: target.presetConfig,
    config: target.config,
    schema: parse(read(config.schema)),
    schemaAst,
    documents,
    plugins: [],
    pluginMap: {},
  });
  rmSync(join(root, output), { recursive: true, force: true });
  mkdirSync(join(root, output), { recursive: true });
  for (const section of sections) {
    const name = basename(section.filename);
    // gql.ts finds a document by its text; ours are imported by name.
    if (name !== "gql.ts") writeFileSync(join(root, output, name), await codegen(section));
  }
}
