import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { Client } from "pg";

/** Files of the Prisma schema as the engine takes them. */
export type Datamodel = { path: string; content: string }[];

const require = createRequire(import.meta.url);
const engineFile = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");

const filters = { externalTables: [], externalEnums: [] };

/**
 * The adapter splits a script at every semicolon, also inside a function's body. PostgreSQL takes a
 * whole script in one message, and then runs it as one transaction.
 */
class WholeScripts extends PrismaPg {
  readonly #url: string;

  constructor(url: string) {
    super({ connectionString: url });
    this.#url = url;
  }

  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      const client = new Client({ connectionString: this.#url });
      await client.connect();
      try {
        await client.query(script);
      } finally {
        await client.end();
      }
    };
    return connection;
  }
}

let glue: typeof import("@prisma/schema-engine-wasm/schema_engine_bg") | undefined;

/** Prisma's own schema engine, compiled to WASM: no binary to download. */
async function loadEngine(url: string) {
  if (!glue) {
    glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const wasm = await readFile(join(dirname(engineFile), "schema_engine_bg.wasm"));
    const imports = { "./schema_engine_bg.js": glue as unknown as WebAssembly.ModuleImports };
    const { instance } = await WebAssembly.instantiate(wasm, imports);
    (glue as unknown as { __wbg_set_wasm(exports: unknown): void }).__wbg_set_wasm(
      instance.exports,
    );
    (instance.exports.__wbindgen_start as () => void)();
  }
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(url));
  return glue.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

/** The schema files in `folder`, sorted. */
export async function readDatamodel(folder: string): Promise<Datamodel> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (path) => ({ path, content: await readFile(join(folder, path), "utf8") })),
  );
}

/** The SQL that leads from one datamodel (nothing, when absent) to another. The
 * engine asks the database at `url` for its version and reads nothing else. */
export async function diffDatamodels(
  from: Datamodel | undefined,
  to: Datamodel,
  url: string,
): Promise<string> {
  const engine = await loadEngine(url);
  const target = (files: Datamodel) => ({ tag: "schemaDatamodel" as const, files });
  const result = await engine.diff({
    from: from ? target(from) : { tag: "empty" as const },
    to: target(to),
    script: true,
    exitCode: true,
    filters,
  });
  return result.exitCode === 2 ? (result.stdout ?? "") : "";
}

/** Applies the migrations that the database lacks, and names them. */
export async function deployMigrations(url: string, folder: string): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: {
          tag: "ok" as const,
          value: await readFile(join(folder, path, "migration.sql"), "utf8"),
        },
      },
    })),
  );
  const engine = await loadEngine(url);
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: {
      baseDir: folder,
      lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
      shadowDbInitScript: "",
      migrationDirectories,
    },
    filters,
  });
  return appliedMigrationNames;
}
